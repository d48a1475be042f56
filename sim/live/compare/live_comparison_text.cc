#include "sim/live/compare/live_comparison_text.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "agent_core/base/utf8.h"
#include "reports/number_format.h"
#include "reports/terminal_table.h"
#include "sim/results/json_number.h"

namespace picket::sim {
namespace {

using OrderedJson = nlohmann::ordered_json;

std::string value_words(const std::optional<double>& value, const std::string& unit) {
  if (!value) return "–";
  if (unit == "B") return format_number(*value) + " B";
  return unit.empty() ? format_number(*value) : format_with_unit(*value, unit);
}

std::string difference_words(const LiveRow& row) {
  const std::optional<double> difference = row.difference();
  if (!difference) return "";
  if (*difference == 0) return "0";
  const std::string sign = *difference > 0 ? "+" : "";
  // A share of what is simulated says more than the amount, where there is anything.
  if (row.ratio()) return fmt::format("{}{:.3g} %", sign, (*row.ratio() - 1) * 100);
  return sign + value_words(difference, row.unit);
}

std::string range_words(const LiveRow& row) {
  if (!row.range) return "";
  if (row.range->low == row.range->high) return row.basis;
  return fmt::format("{} to {}, {}", value_words(row.range->low, row.unit), value_words(row.range->high, row.unit), row.basis);
}

std::string milliseconds(double seconds) { return fmt::format("{:.4g} ms", seconds * 1'000); }

std::string line_text(const FittedLine& line) {
  std::string out = fmt::format("line, fitted to {} messages (worth {:.0f} independent ones), 95 %: median {} [{}, {}], sigma {:.3g} [{:.3g}, {:.3g}]", line.messages,
                                line.effective, milliseconds(line.median_seconds), milliseconds(line.median.low), milliseconds(line.median.high), line.sigma,
                                line.sigma_interval.low, line.sigma_interval.high);
  if (line.loss_ratio) out += fmt::format(", loss {} [{}, {}]", format_percent(*line.loss_ratio), format_percent(line.loss.low), format_percent(line.loss.high));
  out += "\n";
  if (!line.fits()) {
    out += fmt::format("  its delays are not lognormal: the 99th percentile is {}, and the fit's {}\n", milliseconds(line.seen_p99), milliseconds(line.fitted_p99));
  }
  return out;
}

OrderedJson json_of_interval(const std::optional<Interval>& interval) {
  if (!interval) return nullptr;
  return {{"low", number_or_null(interval->low)}, {"high", number_or_null(interval->high)}};
}

OrderedJson json_of_row(const LiveRow& row) {
  return {{"measure", row.measure},
          {"unit", row.unit},
          {"live", number_or_null(row.live)},
          {"live_is_estimated", row.estimated},
          {"simulated", number_or_null(row.simulated)},
          {"difference", number_or_null(row.difference())},
          {"ratio", number_or_null(row.ratio())},
          {"agrees_within", json_of_interval(row.range)},
          {"basis", row.basis},
          {"verdict", to_string(row.verdict)},
          {"why", row.why}};
}

OrderedJson json_of_fit(const std::optional<FittedLine>& line) {
  if (!line) return nullptr;
  return {{"messages", line->messages},
          {"effective_messages", number_or_null(line->effective)},
          {"median_seconds", number_or_null(line->median_seconds)},
          {"median_seconds_95", json_of_interval(line->median)},
          {"sigma", number_or_null(line->sigma)},
          {"sigma_95", json_of_interval(line->sigma_interval)},
          {"seen_seconds_p99", number_or_null(line->seen_p99)},
          {"fitted_seconds_p99", number_or_null(line->fitted_p99)},
          {"is_lognormal", line->fits()},
          {"loss_ratio", number_or_null(line->loss_ratio)},
          {"loss_ratio_95", line->loss_ratio ? json_of_interval(line->loss) : OrderedJson(nullptr)}};
}

std::string tally_of(const LiveComparison& comparison) {
  return fmt::format("{} measures agree, {} differ and are explained, {} are flagged, {} have nothing beside them", comparison.count(LiveVerdict::kAgrees),
                     comparison.count(LiveVerdict::kExplained), comparison.count(LiveVerdict::kFlagged), comparison.count(LiveVerdict::kShown));
}

}  // namespace

std::string live_comparison_text(const LiveComparison& comparison, const FleetMeasures& live, const SimulatedMeasures& simulated,
                                 const LiveComparisonNames& names, bool colour) {
  std::string out;
  for (const std::string& what : comparison.comparability.differs) out += "differs: " + printable(what) + "\n";
  out += fmt::format("live       {}: {} devices at {}, from {}, speed {:g}, {}\n", printable(names.live_path), live.all.devices, printable(live.hub),
                     printable(live.started_utc), live.speed, printable(live.end));
  out += fmt::format("simulated  {}: {} replications; the live devices are those of replication 0\n", printable(names.simulated_path), comparison.replications);
  out += fmt::format("both       {}, policy {}, seed {}\n\n", printable(live.scenario_name), printable(live.policy), simulated.seed);
  std::vector<std::vector<std::string>> rows;
  std::string whys;
  for (const LiveRow& row : comparison.rows) {
    const std::string name = words(row.measure);
    rows.push_back({name, (row.estimated ? "about " : "") + value_words(row.live, row.unit), value_words(row.simulated, row.unit), difference_words(row), range_words(row),
                    row.verdict == LiveVerdict::kShown ? "" : std::string(to_string(row.verdict))});
    if (!row.why.empty()) whys += fmt::format("  {}, {}: {}\n", to_string(row.verdict), printable(name), printable(row.why));
  }
  TableOptions options;
  options.colour = colour;
  out += render_table({{"measure", "", Align::kLeft},
                       {"live", "", Align::kRight},
                       {"simulated", "", Align::kRight},
                       {"difference", "", Align::kRight},
                       {"agrees within", "", Align::kLeft},
                       {"verdict", "", Align::kLeft}},
                      rows, options);
  if (!whys.empty()) out += "\n" + whys;
  if (comparison.line) out += "\n" + line_text(*comparison.line);
  if (!names.profile.empty()) out += fmt::format("{}written to {}\n", comparison.line ? "  " : "\n", printable(names.profile));
  for (const std::string& remark : comparison.remarks) out += "note: " + printable(remark) + "\n";
  return out + "\n" + tally_of(comparison) + "\n";
}

std::string live_comparison_json(const LiveComparison& comparison, const FleetMeasures& live, const SimulatedMeasures& simulated,
                                 const LiveComparisonNames& names) {
  OrderedJson json{{"schema", "picket.live_comparison"},
                   {"schema_version", 1},
                   {"live", names.live_path},
                   {"simulated", names.simulated_path},
                   {"scenario_name", live.scenario_name},
                   {"policy", live.policy},
                   {"seed", simulated.seed},
                   {"replications", comparison.replications},
                   {"speed", number_or_null(live.speed)},
                   {"differs", comparison.comparability.differs}};
  json["measures"] = OrderedJson::array();
  for (const LiveRow& row : comparison.rows) json["measures"].push_back(json_of_row(row));
  json["fitted_line"] = json_of_fit(comparison.line);
  json["profile"] = names.profile.empty() ? OrderedJson(nullptr) : OrderedJson(names.profile);
  json["remarks"] = comparison.remarks;
  for (const LiveVerdict verdict : {LiveVerdict::kAgrees, LiveVerdict::kExplained, LiveVerdict::kFlagged}) json[std::string(to_string(verdict))] = comparison.count(verdict);
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

}  // namespace picket::sim
