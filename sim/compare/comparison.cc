#include "sim/compare/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "agent_core/base/check.h"
#include "reports/number_format.h"
#include "sim/statistics/benjamini_hochberg.h"
#include "sim/statistics/holm.h"

namespace picket::sim {
namespace {

/// Measures of a table unless others are asked for.
constexpr auto kHeadline = std::to_array<std::string_view>({
    "uplink_bytes_per_device_day", "messages_per_day", "observations_per_device_day", "cost_usd_per_month",
    "false_alerts_per_device_day", "false_incidents_per_device_day", "evidence_share", "detected_share",
});
constexpr std::string_view kDetected = "detected_by_deadline";
constexpr std::string_view kSeconds = "time_to_detect_restricted_mean_seconds";

bool is_wanted(std::string_view measure, const ComparisonSettings& settings) {
  const std::string_view name = measure.substr(0, measure.find('.'));
  if (!settings.measures.empty()) {
    return std::any_of(settings.measures.begin(), settings.measures.end(), [&](const std::string& m) { return m == measure || m == name; });
  }
  const bool of_attack = name.size() != measure.size();
  return settings.all_measures || of_attack || is_headline(name);
}

const PolicyResult* policy_in(const StudyResult& study, const std::string& policy) {
  const auto found = std::find_if(study.policies.begin(), study.policies.end(), [&](const PolicyResult& p) { return p.policy == policy; });
  return found == study.policies.end() ? nullptr : &*found;
}

/// Of a replication; NaN: there is none.
double value_at(const std::vector<double>& values, std::uint32_t replication) {
  return replication < values.size() ? values[replication] : std::numeric_limits<double>::quiet_NaN();
}

bool has_value(const std::vector<double>& values) {
  return std::any_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

/// Two sides while their table is made.
class TableMaker {
 public:
  TableMaker(const StoredStudy& before, const StoredStudy& after, ComparisonTable& table, const ComparisonSettings& settings)
      : before_(before), after_(after), table_(table), settings_(settings), after_replications_(after.replications) {
    table_.replications = before.replications;
    if (!table_.paired) return;
    table_.replications = common_replications(before, after);
    after_replications_ = table_.replications;
  }

  bool is_identical() const {
    if (!table_.paired || table_.replications.empty()) return false;
    const auto x = runs_of(before_, table_.before.policy, table_.replications);
    const auto y = runs_of(after_, table_.after.policy, after_replications_);
    return !x.empty() && has_equal_measures() &&
           std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const StoredRun* a, const StoredRun* b) { return a->digest == b->digest; });
  }

  void make() {
    table_.unpaired_replications = static_cast<std::uint32_t>(after_replications_.size());
    add_measures();
    add_attacks();
  }

 private:
  /// Equal runs under other prices are not identical.
  bool has_equal_measures() const {
    const PolicyResult* const x = policy_in(before_.result, table_.before.policy);
    const PolicyResult* const y = policy_in(after_.result, table_.after.policy);
    return x != nullptr && y != nullptr &&
           std::equal(x->measures.begin(), x->measures.end(), y->measures.begin(), y->measures.end(), [this](const Measure& a, const Measure& b) {
             return a.name == b.name && std::all_of(table_.replications.begin(), table_.replications.end(), [&](std::uint32_t r) {
                      const double one = value_at(a.per_replication, r);
                      const double other = value_at(b.per_replication, r);
                      return one == other || (!std::isfinite(one) && !std::isfinite(other));
                    });
           });
  }

  void add_measures() {
    const PolicyResult* const x = policy_in(before_.result, table_.before.policy);
    const PolicyResult* const y = policy_in(after_.result, table_.after.policy);
    if (x == nullptr || y == nullptr) return;
    for (const Measure& measure : x->measures) {
      const auto other = std::find_if(y->measures.begin(), y->measures.end(), [&](const Measure& m) { return m.name == measure.name; });
      if (other == y->measures.end() || !is_wanted(measure.name, settings_)) continue;
      // Evidence of attacks, in a scenario without any.
      if (!has_value(measure.per_replication) && !has_value(other->per_replication)) continue;
      const SideValues values = values_of(measure.per_replication, table_.replications, other->per_replication, after_replications_, table_.paired);
      add_row(measure.name, counts_as_share(measure.name) ? "share" : measure.unit, measure.says, "", values.before, values.after);
    }
  }

  void add_attacks() {
    const std::vector<const DetectionResult*> x = detections_under(before_.result, table_.before.policy);
    const std::vector<const DetectionResult*> y = detections_under(after_.result, table_.after.policy);
    const auto old_runs = runs_of(before_, table_.before.policy, table_.replications);
    const auto new_runs = runs_of(after_, table_.after.policy, after_replications_);
    if (x.empty() || y.empty()) return;
    if (old_runs.empty() || new_runs.empty()) {
      table_.notes.push_back("Runs of a side are missing below runs/: attacks are not compared.");
      return;
    }
    for (std::size_t a = 0; a < x.size(); ++a) {
      const auto b = std::find_if(y.begin(), y.end(), [&](const DetectionResult* d) { return d->attack == x[a]->attack; });
      if (b == y.end()) {
        table_.notes.push_back(fmt::format("Attack '{}' is on one side only.", x[a]->attack));
        continue;
      }
      add_attack(*x[a], **b, units_of(old_runs, a), units_of(new_runs, static_cast<std::size_t>(b - y.begin())));
    }
    for (const DetectionResult* d : y) {
      if (std::none_of(x.begin(), x.end(), [&](const DetectionResult* o) { return o->attack == d->attack; })) {
        table_.notes.push_back(fmt::format("Attack '{}' is on one side only.", d->attack));
      }
    }
  }

  void add_attack(const DetectionResult& x, const DetectionResult& y, const std::vector<UnitsOfRun>& before, const std::vector<UnitsOfRun>& after) {
    const std::string detected = fmt::format("{}.{}", kDetected, x.attack);
    const std::string seconds = fmt::format("{}.{}", kSeconds, x.attack);
    if (!is_wanted(detected, settings_) && !is_wanted(seconds, settings_)) return;
    if (x.deadline_seconds != y.deadline_seconds) {
      table_.notes.push_back(fmt::format("The deadline of '{}' is {} before and {} after: both are judged by the first.", x.attack,
                                         format_duration(x.deadline_seconds), format_duration(y.deadline_seconds)));
    }
    UnitComparison units = compare_units(before, after, table_.paired, x.deadline_seconds, before_.result.duration_seconds,
                                         after_.result.duration_seconds);
    if (units.detected_before.empty() || units.detected_after.empty()) return;
    if (!x.measurable || !y.measurable) {
      table_.notes.push_back(fmt::format("The deadline of '{}' is beyond the measured period: its share is not compared.", x.attack));
    } else if (is_wanted(detected, settings_)) {
      add_row(detected, "share", fmt::format("Share of attacked devices detected within {}.", format_duration(x.deadline_seconds)), x.attack,
              units.detected_before, units.detected_after);
      table_.rows.back().units = units;
    }
    if (is_wanted(seconds, settings_)) {
      add_row(seconds, "s", fmt::format("Mean time to detect, undetected devices counted with {}.", format_duration(units.horizon_seconds)), x.attack,
              units.time);
      table_.rows.back().units = std::move(units);
    }
  }

  void add_row(std::string measure, std::string unit, std::string says, std::string attack, const std::vector<double>& before,
               const std::vector<double>& after) {
    const ValueComparison values = compare_values(before, after, table_.paired, counts_as_share(measure) ? ValueKind::kShare : ValueKind::kAmount);
    add_row(std::move(measure), std::move(unit), std::move(says), std::move(attack), values);
  }

  void add_row(std::string measure, std::string unit, std::string says, std::string attack, const ValueComparison& values) {
    ComparedRow row;
    row.better = better_of(measure);
    row.values = values;
    row.measure = std::move(measure);
    row.unit = std::move(unit);
    row.says = std::move(says);
    row.attack = std::move(attack);
    table_.rows.push_back(std::move(row));
  }

  const StoredStudy& before_;
  const StoredStudy& after_;
  ComparisonTable& table_;
  const ComparisonSettings& settings_;
  std::vector<std::uint32_t> after_replications_;
};

bool is_large(const ComparedRow& row, double threshold) {
  const double effect = row.unit == "share" ? row.values.effect : row.values.relative_effect();
  return std::abs(effect) >= threshold;
}

RowFinding finding_of(const ComparedRow& row, const ComparisonSettings& settings) {
  if (row.values.n == 0) return RowFinding::kNotKnown;
  if (row.values.constant && row.values.effect == 0) return RowFinding::kEqual;
  if (!row.p_corrected || *row.p_corrected > 1 - settings.level) return RowFinding::kNoEvidence;
  if (!is_large(row, settings.threshold)) return RowFinding::kSmall;
  if (row.better == Better::kNeither) return RowFinding::kDiffers;
  return (row.values.effect > 0) == (row.better == Better::kMore) ? RowFinding::kBetter : RowFinding::kWorse;
}

}  // namespace

std::string why_unpaired(const StoredStudy& before, const StoredStudy& after, const ScenarioDifference& difference) {
  if (before.name != after.name) return fmt::format("the scenarios have different names, '{}' and '{}'", before.name, after.name);
  if (before.result.seed != after.result.seed) return fmt::format("the seeds differ, {} and {}", before.result.seed, after.result.seed);
  if (!difference.same_fleet) return "the fleets differ";
  return common_replications(before, after).empty() ? "no replication is on both sides" : "";
}

std::string_view to_string(Correction correction) {
  switch (correction) {
    case Correction::kHolm: return "Holm";
    case Correction::kBenjaminiHochberg: return "Benjamini-Hochberg";
    case Correction::kNone: break;
  }
  return "not corrected";
}

std::string_view to_string(RowFinding finding) {
  switch (finding) {
    case RowFinding::kNotKnown: return "-";
    case RowFinding::kEqual: return "equal";
    case RowFinding::kNoEvidence: return "~";
    case RowFinding::kSmall: return "small";
    case RowFinding::kBetter: return "better";
    case RowFinding::kWorse: return "worse";
    case RowFinding::kDiffers: break;
  }
  return "differs";
}

bool counts_as_share(std::string_view measure) { return measure.ends_with("_share") || measure.starts_with(kDetected) || measure.starts_with("p_miss"); }

bool is_headline(std::string_view measure) { return std::find(kHeadline.begin(), kHeadline.end(), measure) != kHeadline.end(); }

SideValues values_of(const std::vector<double>& before, const std::vector<std::uint32_t>& before_replications,
                     const std::vector<double>& after, const std::vector<std::uint32_t>& after_replications, bool paired) {
  SideValues out;
  if (paired) {
    PICKET_CHECK(before_replications.size() == after_replications.size(), before_replications.size(), after_replications.size());
    for (std::size_t i = 0; i < before_replications.size(); ++i) {
      const double x = value_at(before, before_replications[i]);
      const double y = value_at(after, after_replications[i]);
      if (!std::isfinite(x) || !std::isfinite(y)) continue;
      out.before.push_back(x);
      out.after.push_back(y);
    }
    return out;
  }
  const auto keep = [](const std::vector<double>& values, const std::vector<std::uint32_t>& replications, std::vector<double>& kept) {
    for (const std::uint32_t r : replications) {
      if (const double x = value_at(values, r); std::isfinite(x)) kept.push_back(x);
    }
  };
  keep(before, before_replications, out.before);
  keep(after, after_replications, out.after);
  return out;
}

std::vector<double> corrected(const std::vector<double>& p_values, Correction correction) {
  switch (correction) {
    case Correction::kHolm: return holm_adjusted(p_values);
    case Correction::kBenjaminiHochberg: return benjamini_hochberg_adjusted(p_values);
    case Correction::kNone: break;
  }
  return p_values;
}

void judge_rows(std::vector<ComparedRow>& rows, const ComparisonSettings& settings) {
  std::vector<double> p_values;
  for (const ComparedRow& row : rows) {
    if (row.values.p) p_values.push_back(*row.values.p);
  }
  const std::vector<double> adjusted = corrected(p_values, settings.correction);
  std::size_t next = 0;
  for (ComparedRow& row : rows) {
    if (row.values.p) row.p_corrected = adjusted[next++];
    row.finding = finding_of(row, settings);
  }
}

std::size_t count_worse(const std::vector<ComparedRow>& rows) {
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [](const ComparedRow& row) { return row.finding == RowFinding::kWorse; }));
}

ComparisonTable compare_studies(const StoredStudy& before, const ComparedSide& before_side, const StoredStudy& after,
                                const ComparedSide& after_side, const ScenarioDifference& difference, const ComparisonSettings& settings) {
  ComparisonTable table;
  table.name = before.name;
  table.before = before_side;
  table.after = after_side;
  table.duration = format_duration(before.result.duration_seconds);
  const std::string unpaired = why_unpaired(before, after, difference);
  table.paired = unpaired.empty();
  if (!table.paired) {
    table.notes.push_back(fmt::format("Not paired, since {}: compared by Welch's t as independent runs, which finds less.", unpaired));
  }
  TableMaker maker(before, after, table, settings);
  table.identical = maker.is_identical();
  if (table.identical) return table;
  maker.make();
  judge_rows(table.rows, settings);
  const std::size_t n = std::min<std::size_t>(table.replications.size(), table.unpaired_replications);
  if (n < kMinReplicationsForInterval) {
    table.notes.push_back(fmt::format("{} replication{}: no intervals and no p are given below {}.", n, n == 1 ? "" : "s", kMinReplicationsForInterval));
  }
  return table;
}

}  // namespace picket::sim
