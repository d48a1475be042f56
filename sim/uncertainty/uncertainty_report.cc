#include "sim/uncertainty/uncertainty_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "agent_core/base/utf8.h"
#include "reports/number_format.h"
#include "reports/terminal_table.h"
#include "sim/results/csv.h"
#include "sim/results/json_number.h"

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kSignificant = 0.05;

std::string estimate_text(const Estimate& e, const std::string& unit) { return format_estimate(e.value, e.ci_low, e.ci_high, unit); }

/// "pipeline.processing_delay 64 % (+0.80 [0.55, 0.92])", or with "~" in front.
std::string influence_text(const UncertaintyResult& result, const InputInfluence& influence) {
  const std::string interval = influence.ci_low ? fmt::format(" [{:.2f}, {:.2f}]", *influence.ci_low, influence.ci_high.value_or(1)) : "";
  return fmt::format("{}{} {:.0f} % ({:+.2f}{})", influence.p_value < kSignificant ? "" : "~ ", result.inputs[influence.input].path,
                     influence.share * 100, influence.coefficient.value_or(influence.rank_correlation), interval);
}

/// Whether an input is among those that some measure lists.
bool is_listed(const UncertaintyResult& result, std::size_t input) {
  return std::any_of(result.measures.begin(), result.measures.end(), [&](const MeasureUncertainty& m) {
    const auto shown = std::min(m.influences.size(), kShownInfluences);
    return std::any_of(m.influences.begin(), m.influences.begin() + static_cast<std::ptrdiff_t>(shown),
                       [&](const InputInfluence& one) { return one.input == input; });
  });
}

std::string range_text(const MeasureUncertainty& m) {
  return std::isnan(m.p05) ? "–" : fmt::format("{} to {}", format_with_unit(m.p05, m.unit), format_with_unit(m.p95, m.unit));
}

std::string share_text(const std::optional<Estimate>& share) {
  return share ? estimate_text(*share, "share") : "–";
}

/// What the list of a measure's inputs rests on.
std::string basis_text(const MeasureUncertainty& m) {
  std::string out = m.r_squared ? fmt::format("adjusted R2 {:.2f}", *m.r_squared) : "";
  if (!m.caution.empty()) out += (out.empty() ? "" : "; ") + m.caution;
  return out.empty() ? "" : " (" + out + ")";
}

Json json_of(const Estimate& e) { return {{"value", number_or_null(e.value)}, {"ci_low", number_or_null(e.ci_low)}, {"ci_high", number_or_null(e.ci_high)}, {"n", e.n}}; }

Json json_of(const MeasureUncertainty& m, const UncertaintyResult& result) {
  Json influences = Json::array();
  for (const InputInfluence& i : m.influences) {
    influences.push_back({{"path", result.inputs[i.input].path},
                          {"rank_correlation", number_or_null(i.rank_correlation)},
                          {"coefficient", number_or_null(i.coefficient)},
                          {"ci_low", number_or_null(i.ci_low)},
                          {"ci_high", number_or_null(i.ci_high)},
                          {"share", number_or_null(i.share)},
                          {"p_value", number_or_null(i.p_value)}});
  }
  return {{"policy", m.policy},          {"measure", m.measure},       {"unit", m.unit},
          {"stated", json_of(m.stated)}, {"drawn", json_of(m.drawn)},  {"shift", m.shift ? json_of(*m.shift) : Json()},
          {"input_share", m.input_share ? json_of(*m.input_share) : Json()},
          {"r_squared", number_or_null(m.r_squared)}, {"caution", m.caution},
          {"seed_sd", number_or_null(m.seed_sd)}, {"total_sd", number_or_null(m.total_sd)}, {"input_sd", number_or_null(m.input_sd)},
          {"p05", number_or_null(m.p05)},        {"p50", number_or_null(m.p50)},       {"p95", number_or_null(m.p95)},
          {"influences", influences}};
}

}  // namespace

std::string uncertainty_text(const UncertaintyResult& result, bool colour) {
  const TableOptions options{.colour = colour, .max_cell_width = 72, .indent = ""};
  std::string out = fmt::format("\nUncertain inputs: {} draws of {} inputs{}\n\n", result.draws, result.inputs.size(),
                                result.title.empty() ? "" : " (" + printable(result.title) + ")");
  std::vector<std::vector<std::string>> rows;
  std::size_t unlisted = 0;
  for (std::size_t at = 0; at < result.inputs.size(); ++at) {
    const UncertaintyInputRow& i = result.inputs[at];
    if (i.from == "field" && !is_listed(result, at)) {
      ++unlisted;
      continue;
    }
    rows.push_back({i.path, i.stated, i.low, i.high, i.shape, i.grade, i.source});
  }
  out += render_table({{"input", "", Align::kLeft}, {"stated", "", Align::kRight}, {"from", "", Align::kRight}, {"to", "", Align::kRight},
                       {"shape", "", Align::kLeft}, {"grade", "", Align::kLeft}, {"source", "", Align::kLeft}},
                      rows, options);
  if (unlisted > 0) out += fmt::format("and {} fields in their plausible ranges that no measure lists below; uncertainty.json has all\n", unlisted);
  rows.clear();
  for (const MeasureUncertainty& m : result.measures) {
    rows.push_back({m.policy, words(m.measure), estimate_text(m.stated, m.unit), estimate_text(m.drawn, m.unit),
                    range_text(m), format_with_unit(m.seed_sd, m.unit), format_with_unit(m.input_sd, m.unit), share_text(m.input_share)});
  }
  out += "\n";
  out += render_table({{"policy", "", Align::kLeft}, {"measure", "", Align::kLeft}, {"stated [seeds]", "", Align::kRight},
                       {"drawn", "", Align::kRight}, {"5 to 95 % of runs", "", Align::kRight}, {"sd of seeds", "", Align::kRight},
                       {"sd of inputs", "", Align::kRight}, {"variance from inputs", "", Align::kRight}},
                      rows, options);
  out += "\nMoved most by (share of the variance of ranks; standardised rank regression coefficient, or with few draws rank correlation; "
         "~ no evidence at 5 % after Holm):\n";
  for (const MeasureUncertainty& m : result.measures) {
    out += fmt::format("  {}, {}{}:\n", printable(m.policy), words(m.measure), basis_text(m));
    for (std::size_t i = 0; i < m.influences.size() && i < kShownInfluences; ++i) {
      out += "    " + printable(influence_text(result, m.influences[i])) + "\n";
    }
  }
  if (!result.not_here.empty()) {
    out += fmt::format("not in this scenario: {} inputs of {}\n", result.not_here.size(), printable(result.file));
  }
  if (!result.not_drawn.empty()) {
    const std::string paths = fmt::format("{}", fmt::join(result.not_drawn, ", "));
    out += fmt::format("as stated, since nothing moves them (0 times a factor) or the scenario does not take both ends of their ranges: {}\n", printable(paths));
  }
  for (const std::string& warning : result.warnings) out += "note: " + printable(warning) + "\n";
  return out;
}

std::string uncertainty_json(const UncertaintyResult& result) {
  Json inputs = Json::array();
  for (const UncertaintyInputRow& i : result.inputs) {
    inputs.push_back({{"path", i.path}, {"from", i.from}, {"says", i.says}, {"grade", i.grade}, {"source", i.source}, {"shape", i.shape},
                      {"stated", i.stated}, {"low", i.low}, {"high", i.high}, {"values", i.values}});
  }
  Json measures = Json::array();
  for (const MeasureUncertainty& m : result.measures) measures.push_back(json_of(m, result));
  const Json all{{"schema", "picket.uncertainty"}, {"schema_version", 2}, {"commit", result.commit}, {"file", result.file}, {"title", result.title},
                 {"draws", result.draws}, {"inputs", inputs}, {"not_here", result.not_here}, {"not_drawn", result.not_drawn},
                 {"measures", measures}, {"warnings", result.warnings}};
  return all.dump(2, ' ', false, Json::error_handler_t::replace);
}

std::string uncertainty_csv(const UncertaintyResult& result) {
  CsvTable table({"policy", "measure", "unit", "stated", "stated_ci_low", "stated_ci_high", "drawn", "p05", "p95", "seed_sd", "input_sd",
                  "input_share", "input_share_ci_low", "input_share_ci_high", "r_squared", "input", "rank_correlation", "coefficient", "ci_low", "ci_high",
                  "share", "p_value"});
  for (const MeasureUncertainty& m : result.measures) {
    for (const InputInfluence& i : m.influences) {
      table.cell(m.policy).cell(m.measure).cell(m.unit).cell(m.stated.value).cell(m.stated.ci_low).cell(m.stated.ci_high).cell(m.drawn.value);
      table.cell(m.p05).cell(m.p95).cell(m.seed_sd).cell(m.input_sd);
      table.cell(m.input_share ? std::optional(m.input_share->value) : std::nullopt).cell(m.input_share ? m.input_share->ci_low : std::nullopt);
      table.cell(m.input_share ? m.input_share->ci_high : std::nullopt).cell(m.r_squared);
      table.cell(result.inputs[i.input].path).cell(i.rank_correlation).cell(i.coefficient).cell(i.ci_low).cell(i.ci_high).cell(i.share).cell(i.p_value);
      table.end_row();
    }
  }
  return table.text();
}

}  // namespace picket::sim
