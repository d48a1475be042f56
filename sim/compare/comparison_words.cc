#include "sim/compare/comparison_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/number_format.h"

namespace picket::sim {
namespace {

bool is_share(const std::string& unit) { return unit == "share"; }

/// A number of percent or points: whole ones from ten on, else two digits.
std::string digits(double x) {
  if (std::abs(x) < 0.005) return "0";
  return std::abs(x) >= 10 ? fmt::format("{:.0f}", x) : fmt::format("{:.2g}", x);
}

std::string signed_digits(double x) {
  const std::string text = digits(x);
  return x > 0 && text != "0" ? "+" + text : text;
}

std::string signed_with_unit(double value, const std::string& unit) { return (value > 0 ? "+" : "") + format_with_unit(value, unit); }

/// Percent or points.
std::string scaled(double value, const std::optional<Interval>& interval, const char* unit) {
  std::string text = signed_digits(100 * value) + unit;
  if (interval) text += fmt::format(" [{}, {}]", signed_digits(100 * interval->low), signed_digits(100 * interval->high));
  return text;
}

/// "10", of unpaired sides "10 and 12".
std::string n_words(const ComparisonTable& table) {
  if (table.paired) return std::to_string(table.replications.size());
  return fmt::format("{} and {}", table.replications.size(), table.unpaired_replications);
}

/// "9 gained, 2 lost of 40 units (McNemar p 0.065)".
std::string pairs_words(const PairedDetections& pairs) {
  return fmt::format("{} gained, {} lost of {} units (McNemar p {})", pairs.only_second, pairs.only_first, pairs.pairs(), p_words(mcnemar_p(pairs)));
}

}  // namespace

std::string side_words(const IntervalEstimate& side, const std::string& unit) {
  if (side.n == 0) return "-";
  if (is_share(unit)) {
    std::string text = digits(100 * side.value) + " %";
    if (side.interval) text += fmt::format(" [{}, {}]", digits(100 * std::max(0.0, side.interval->low)), digits(100 * std::min(1.0, side.interval->high)));
    return text;
  }
  return side.interval ? format_estimate(side.value, side.interval->low, side.interval->high, unit) : format_estimate(side.value, std::nullopt, std::nullopt, unit);
}

std::string effect_words(const ValueComparison& values, const std::string& unit) {
  if (values.n == 0) return "-";
  if (values.constant && values.effect == 0) return "0";
  if (values.relative) return scaled(values.effect, values.interval, " %");
  if (is_share(unit)) return scaled(values.effect, values.interval, " points");
  std::string text = signed_with_unit(values.effect, unit);
  if (values.interval) text += fmt::format(" [{}, {}]", signed_with_unit(values.interval->low, unit), signed_with_unit(values.interval->high, unit));
  return text;
}

std::string detectable_words(const ValueComparison& values, const std::string& unit) {
  if (!values.detectable) return {};
  if (values.relative) return digits(100 * *values.detectable) + " %";
  return is_share(unit) ? digits(100 * *values.detectable) + " points" : format_with_unit(*values.detectable, unit);
}

std::string p_words(std::optional<double> p) {
  if (!p) return {};
  return *p < 0.001 ? "< 0.001" : fmt::format("{:.2g}", *p);
}

std::string finding_words(RowFinding finding) { return finding == RowFinding::kEqual ? "=" : std::string(to_string(finding)); }

std::string detection_words(const SuiteAttackRow& row) {
  switch (row.finding) {
    case RowFinding::kEqual: return "=";
    case RowFinding::kNoEvidence: return "~";
    case RowFinding::kNotKnown: return "-";
    default: return row.detected.effect > 0 ? "more" : "less";
  }
}

std::string measure_words(const ComparedRow& row) {
  if (row.attack.empty()) {
    // "detected_by_deadline.miner" of a sweep: its attack is a name, and stays as it is.
    const std::size_t dot = row.measure.find('.');
    const std::string name = row.measure.substr(0, dot);
    const std::string said = name == "time_to_detect_restricted_mean_seconds" ? "mean time to detect" : words(name);
    return dot == std::string::npos ? said : said + ", " + row.measure.substr(dot + 1);
  }
  return row.unit == "share" ? "detected by deadline, " + row.attack : "mean time to detect, " + row.attack;
}

std::string row_note(const ComparedRow& row) {
  std::string text;
  const auto add = [&text](const std::string& more) { text += (text.empty() ? "" : "; ") + more; };
  const auto median = [](const std::optional<double>& seconds) { return seconds ? format_duration(*seconds) : std::string("not reached"); };
  if (row.units) {
    if (row.unit == "share") {
      if (row.units->pairs) add(pairs_words(*row.units->pairs));
    } else {
      add(fmt::format("medians {} and {}", median(row.units->median_before), median(row.units->median_after)));
      if (row.units->log_rank_p) add(fmt::format("log-rank p {}", p_words(row.units->log_rank_p)));
    }
  }
  // 1 as two digits show it is neither gain nor loss.
  if (row.values.variance_reduction && *row.values.variance_reduction < 0.995) {
    add(fmt::format("pairing hurt: variance reduction {:.2g}", *row.values.variance_reduction));
  }
  return text;
}

std::string tally_words(const std::vector<ComparedRow>& rows) {
  const auto count = [&rows](RowFinding finding) { return std::count_if(rows.begin(), rows.end(), [finding](const ComparedRow& r) { return r.finding == finding; }); };
  std::string text = fmt::format("{} better, {} worse", count(RowFinding::kBetter), count(RowFinding::kWorse));
  if (const auto n = count(RowFinding::kDiffers); n > 0) text += fmt::format(", {} different", n);
  if (const auto n = count(RowFinding::kSmall); n > 0) text += fmt::format(", {} below the threshold", n);
  if (const auto n = count(RowFinding::kEqual); n > 0) text += fmt::format(", {} equal", n);
  if (const auto n = count(RowFinding::kNotKnown); n > 0) text += fmt::format(", {} without a value on both sides", n);
  return text + fmt::format(", {} without evidence of a difference", count(RowFinding::kNoEvidence));
}

std::string basis_words(const ComparisonTable& table) {
  const std::string points = table.points > 1 ? fmt::format("{} points, ", table.points) : "";
  if (table.paired) {
    const std::size_t n = table.replications.size();
    return fmt::format("{}{} replication{} in pairs with common random numbers, seed {}, {} each", points, n, n == 1 ? "" : "s", table.before.seed, table.duration);
  }
  return fmt::format("{}{} replications, independent, seeds {} and {}", points, n_words(table), table.before.seed, table.after.seed);
}

std::string equal_words(const SuiteTable& table) {
  std::size_t equal = 0;
  std::size_t always = 0;
  std::size_t never = 0;
  for (const SuiteAttackRow& row : table.attacks) {
    if (row.finding != RowFinding::kEqual) continue;
    ++equal;
    always += row.detected.before.value >= 1 ? 1 : 0;
    never += row.detected.before.value <= 0 ? 1 : 0;
  }
  if (equal == 0) return {};
  return fmt::format("No difference at all in {}{}: {} detected by both in all replications, {} by neither.", equal == table.attacks.size() ? "any of " : "the other ",
                     equal, always, never);
}

std::string family_words(const ComparisonSettings& settings, std::size_t n, const std::string& of_what) {
  if (settings.correction == Correction::kNone || n == 0) return {};
  return fmt::format("p: {} over all {} {} of this table", to_string(settings.correction), n, of_what);
}

std::size_t family_size(const std::vector<ComparedRow>& rows) {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [](const ComparedRow& r) { return r.p_corrected.has_value(); }));
}

std::size_t family_size(const std::vector<SuiteAttackRow>& rows) {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [](const SuiteAttackRow& r) { return r.p_corrected.has_value(); }));
}

std::string legend_words(const ComparisonSettings& settings, bool paired) {
  std::string text = paired ? "Differences are paired by replication (Student's t; of the logarithms for amounts, so a per cent figure compares "
                              "geometric means; of restricted means for times; a sign test where all replications differ by the same). "
                            : "Differences of independent runs (Welch's t; of the logarithms for amounts, of restricted means for times). ";
  text += fmt::format("Brackets are 95 % intervals of single lines; p is {}; ~ no evidence of a difference at {:g} %; flagged from {:g} % on. ",
                      settings.correction == Correction::kNone ? std::string("not corrected for the number of lines")
                                                               : fmt::format("corrected ({}) over all lines of one printed table, which are one family, and not over several tables", to_string(settings.correction)),
                      100 * settings.level, 100 * settings.threshold);
  text += "Detectable: the smallest effect that would be found with probability 0.8 at this n, uncorrected.";
  text += " Log-rank p is not corrected.";
  if (paired) text += " McNemar's units are attacked devices of all replications, which are not independent within one; its p is a side light.";
  return text;
}

}  // namespace picket::sim
