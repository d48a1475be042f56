#include "sim/compare/suite_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "reports/number_format.h"

namespace picket::sim {
namespace {

constexpr std::size_t kNamedCases = 3;  ///< of those that are left out

constexpr auto kTotals = std::to_array<std::string_view>({"uplink_bytes_per_device_day", "observations_per_device_day", "false_alerts_per_device_day"});

/// Sums of a group by replication.
using ByReplication = std::map<std::uint32_t, std::pair<double, std::uint32_t>>;

void add(ByReplication& sums, std::uint32_t replication, double value) {
  auto& [sum, count] = sums[replication];
  sum += value;
  ++count;
}

/// Reasons with their units: "pipeline arrived_but_no_expected_alert" and 12.
using Reasons = std::map<std::string, std::uint32_t>;

/// What of "reason: n units" counts.
void add_reason(const std::string& words, Reasons& reasons) {
  const std::size_t colon = words.rfind(": ");
  if (colon == std::string::npos) return;
  std::uint32_t units = 0;
  std::from_chars(words.data() + colon + 2, words.data() + words.size(), units);
  reasons[words.substr(0, colon)] += units;
}

/// Attack of a suite while its variants are added up.
struct Group {
  std::set<std::string> cases;
  ByReplication before;
  ByReplication after;
  PairedDetections pairs;
  std::uint32_t units = 0;
  Reasons missed_before;
  Reasons missed_after;
};

std::string base_of(const std::string& case_name) { return case_name.substr(0, case_name.find('#')); }

std::uint32_t late_units(const std::vector<std::vector<UnitOutcome>>& runs, double deadline_seconds) {
  std::uint32_t late = 0;
  for (const auto& units : runs) {
    for (const UnitOutcome& unit : units) late += unit.detected && static_cast<double>(unit.detected_us) * 1e-6 > deadline_seconds ? 1 : 0;
  }
  return late;
}

void add_misses(const DetectionResult& detection, const std::vector<std::vector<UnitOutcome>>& runs, double deadline, Reasons& out) {
  for (const std::string& words : detection.missed_because) add_reason(words, out);
  if (const std::uint32_t late = late_units(runs, deadline); late > 0) out["detected after the deadline"] += late;
}

std::vector<double> means_of(const ByReplication& sums) {
  std::vector<double> out;
  for (const auto& [replication, sum] : sums) out.push_back(sum.first / sum.second);
  return out;
}

/// The most frequent reason of the side that detected less: "pipeline arrived_but_no_expected_alert (40 of 48)".
std::string why_of(const Group& group, double effect) {
  if (effect == 0) return {};
  const Reasons& reasons = effect > 0 ? group.missed_before : group.missed_after;
  const auto most = std::max_element(reasons.begin(), reasons.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  if (most == reasons.end()) return {};
  std::uint32_t all = 0;
  for (const auto& [reason, units] : reasons) all += units;
  return fmt::format("{} ({} of {} misses)", most->first, most->second, all);
}

class SuiteMaker {
 public:
  SuiteMaker(const std::vector<CasePair>& cases, SuiteTable& table, const ComparisonSettings& settings) : cases_(cases), table_(table), settings_(settings) {}

  void make() {
    for (const CasePair& one : cases_) add_case(one);
    tell_left_out();
    add_rows();
    for (const std::string_view measure : kTotals) add_total(measure);
    judge_rows(table_.totals, settings_);
  }

 private:
  std::vector<std::uint32_t> replications_of(const CasePair& one, bool of_before) const {
    if (table_.paired) return common_replications(*one.before, *one.after);
    return (of_before ? one.before : one.after)->replications;
  }

  void tell_left_out() {
    if (left_out_.empty()) return;
    std::string names;
    for (std::size_t i = 0; i < std::min(left_out_.size(), kNamedCases); ++i) names += (i == 0 ? "" : ", ") + left_out_[i];
    if (left_out_.size() > kNamedCases) names += fmt::format(" and {} more", left_out_.size() - kNamedCases);
    table_.notes.push_back(fmt::format("{} of {} cases are left out, since runs of a side are missing or cannot be read: {}.", left_out_.size(),
                                       cases_.size(), names));
  }

  void add_case(const CasePair& one) {
    const auto x = detections_under(one.before->result, table_.before.policy);
    const auto y = detections_under(one.after->result, table_.after.policy);
    const std::vector<std::uint32_t> old_numbers = replications_of(one, true);
    const std::vector<std::uint32_t> new_numbers = replications_of(one, false);
    const auto old_runs = runs_of(*one.before, table_.before.policy, old_numbers);
    const auto new_runs = runs_of(*one.after, table_.after.policy, new_numbers);
    if (old_runs.empty() || new_runs.empty()) {
      left_out_.push_back(one.before->name);
      return;
    }
    table_.identical_cases += std::equal(old_runs.begin(), old_runs.end(), new_runs.begin(), new_runs.end(),
                                         [](const StoredRun* a, const StoredRun* b) { return a->digest == b->digest; }) ? 1 : 0;
    for (std::size_t a = 0; a < x.size(); ++a) {
      const auto b = std::find_if(y.begin(), y.end(), [&](const DetectionResult* d) { return d->attack == x[a]->attack; });
      if (b == y.end() || !x[a]->measurable || !(*b)->measurable) continue;
      const auto before = units_of(old_runs, a);
      const auto after = units_of(new_runs, static_cast<std::size_t>(b - y.begin()));
      const double deadline = x[a]->deadline_seconds;
      const UnitComparison units =
          compare_units(before, after, table_.paired, deadline, one.before->result.duration_seconds, one.after->result.duration_seconds);
      Group& group = group_of(base_of(one.before->name) + (x.size() > 1 ? "/" + x[a]->attack : ""));
      group.cases.insert(one.before->name);
      for (std::size_t i = 0; i < units.runs_before.size(); ++i) add(group.before, old_numbers[units.runs_before[i]], units.detected_before[i]);
      for (std::size_t i = 0; i < units.runs_after.size(); ++i) add(group.after, new_numbers[units.runs_after[i]], units.detected_after[i]);
      group.units += units.units_before;
      if (units.pairs) {
        group.pairs.both += units.pairs->both;
        group.pairs.only_first += units.pairs->only_first;
        group.pairs.only_second += units.pairs->only_second;
        group.pairs.neither += units.pairs->neither;
      }
      add_misses(*x[a], before, deadline, group.missed_before);
      add_misses(**b, after, deadline, group.missed_after);
    }
  }

  Group& group_of(const std::string& name) {
    const auto found = std::find_if(groups_.begin(), groups_.end(), [&](const auto& entry) { return entry.first == name; });
    if (found != groups_.end()) return found->second;
    return groups_.emplace_back(name, Group{}).second;
  }

  void add_rows() {
    std::vector<ComparedRow> judged;
    for (const auto& [name, group] : groups_) {
      if (group.before.empty() || group.after.empty()) continue;
      SuiteAttackRow row;
      row.attack = name;
      row.variants = static_cast<std::uint32_t>(group.cases.size());
      row.units = group.units;
      row.detected = compare_values(means_of(group.before), means_of(group.after), table_.paired, ValueKind::kShare);
      if (table_.paired) row.pairs = group.pairs;
      row.why = why_of(group, row.detected.effect);
      ComparedRow same;
      same.unit = "share";
      same.better = Better::kMore;
      same.values = row.detected;
      judged.push_back(std::move(same));
      table_.attacks.push_back(std::move(row));
    }
    judge_rows(judged, settings_);
    for (std::size_t i = 0; i < judged.size(); ++i) {
      table_.attacks[i].p_corrected = judged[i].p_corrected;
      table_.attacks[i].finding = judged[i].finding;
    }
  }

  /// By replication that every case of a side has: sums over device-days. NaN where a case has no value, and all NaN where the
  /// measure is not there: a total without it would be of another suite.
  struct Total {
    std::vector<std::uint32_t> replications;
    std::vector<double> values;  ///< by number of the replication
    std::string unit;
    std::string says;
    std::size_t silent_cases = 0;  ///< without a value in some replication
  };
  Total total_of(std::string_view measure, bool of_before) const {
    Total out;
    out.replications = replications_of(cases_.front(), of_before);
    for (const CasePair& one : cases_) {
      const std::vector<std::uint32_t> its = replications_of(one, of_before);
      std::erase_if(out.replications, [&its](std::uint32_t r) { return !std::binary_search(its.begin(), its.end(), r); });
    }
    if (out.replications.empty()) return out;
    out.values.resize(out.replications.back() + std::size_t{1}, 0.0);
    double device_seconds = 0;
    for (const CasePair& one : cases_) {
      const StudyResult& study = (of_before ? one.before : one.after)->result;
      const Measure* const found = measure_in(study, (of_before ? table_.before : table_.after).policy, measure);
      if (found != nullptr) {
        out.unit = found->unit;
        out.says = found->says;
      }
      const double weight = study.devices * study.duration_seconds;
      device_seconds += weight;
      bool silent = false;
      for (const std::uint32_t r : out.replications) {
        const bool told = found != nullptr && r < found->per_replication.size() && std::isfinite(found->per_replication[r]);
        silent = silent || !told;
        out.values[r] += told ? weight * found->per_replication[r] : std::numeric_limits<double>::quiet_NaN();
      }
      out.silent_cases += silent ? 1 : 0;
    }
    for (double& value : out.values) value = device_seconds > 0 ? value / device_seconds : std::numeric_limits<double>::quiet_NaN();
    return out;
  }

  static const Measure* measure_in(const StudyResult& study, const std::string& policy, std::string_view measure) {
    const auto its = std::find_if(study.policies.begin(), study.policies.end(), [&](const PolicyResult& p) { return p.policy == policy; });
    if (its == study.policies.end()) return nullptr;
    const auto found = std::find_if(its->measures.begin(), its->measures.end(), [&](const Measure& m) { return m.name == measure; });
    return found == its->measures.end() ? nullptr : &*found;
  }

  void add_total(std::string_view measure) {
    Total before = total_of(measure, true);
    const Total after = total_of(measure, false);
    // Of an older program, perhaps: no case of either side knows it.
    if (before.says.empty() && after.says.empty()) return;
    ComparedRow row;
    row.unit = before.unit.empty() ? after.unit : before.unit;
    row.says = before.says.empty() ? after.says : before.says;
    // The exposure that a study's sentence ends with is that of one case.
    if (const std::size_t exposure = row.says.find(" Exposure:"); exposure != std::string::npos) row.says.resize(exposure);
    row.measure = measure;
    row.better = better_of(measure);
    const SideValues values = values_of(before.values, before.replications, after.values, after.replications, table_.paired);
    row.values = compare_values(values.before, values.after, table_.paired, ValueKind::kAmount);
    if (const std::size_t silent = std::max(before.silent_cases, after.silent_cases); silent > 0) {
      table_.notes.push_back(fmt::format("'{}' has no value in some replications of {} of {} cases: its total is of the others, and '-' without any.",
                                         words(measure), silent, cases_.size()));
    }
    table_.totals.push_back(std::move(row));
  }

  const std::vector<CasePair>& cases_;
  SuiteTable& table_;
  const ComparisonSettings& settings_;
  std::vector<std::pair<std::string, Group>> groups_;  ///< in the order of the suite
  std::vector<std::string> left_out_;                  ///< cases
};

}  // namespace

SuiteTable compare_suites(const std::string& name, const std::vector<CasePair>& cases, const ComparedSide& before, const ComparedSide& after,
                          const ComparisonSettings& settings) {
  SuiteTable table;
  table.name = name;
  table.before = before;
  table.after = after;
  table.cases = cases.size();
  for (const CasePair& one : cases) {
    const std::string why = why_unpaired(*one.before, *one.after, one.difference);
    if (why.empty()) continue;
    table.paired = false;
    table.notes.push_back(fmt::format("Not paired, since of {} {}: compared by Welch's t as independent runs, which finds less.", one.before->name, why));
    break;
  }
  if (!cases.empty()) SuiteMaker(cases, table, settings).make();
  return table;
}

}  // namespace picket::sim
