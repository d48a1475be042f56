#include "sim/compare/sweep_comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agent_core/base/check.h"
#include "agent_core/base/closest_word.h"
#include "reports/number_format.h"
#include "sim/experiment/rule_content.h"

namespace picket::sim {
namespace {

/// Points without a partner that are named; the rest is counted.
constexpr std::size_t kNamedPoints = 10;

/// Of two numbers of one level, written in other units: relative.
constexpr double kSameNumber = 1e-9;

constexpr std::string_view kTimeToDetect = "time_to_detect_restricted_mean_seconds";

const SweepStudy& study_of(const StoredResults& results) {
  PICKET_CHECK(results.sweep.has_value(), results.path);
  return *results.sweep;
}

std::vector<std::size_t> order_of_parameters(const StoredResults& before, const StoredResults& after) {
  const auto& x = study_of(before).parameters;
  const auto& y = study_of(after).parameters;
  std::vector<std::size_t> order;
  std::string only;
  const auto remark = [&only](const std::string& path, const std::string& where) { only += fmt::format("\n  {} varies only in {}", path, where); };
  for (const SweepParameter& parameter : x) {
    const auto found = std::find_if(y.begin(), y.end(), [&](const SweepParameter& p) { return p.path == parameter.path; });
    if (found == y.end()) {
      remark(parameter.path, before.path);
    } else {
      order.push_back(static_cast<std::size_t>(found - y.begin()));
    }
  }
  for (const SweepParameter& parameter : y) {
    if (std::none_of(x.begin(), x.end(), [&](const SweepParameter& p) { return p.path == parameter.path; })) remark(parameter.path, after.path);
  }
  if (!only.empty()) throw WrongInput(fmt::format("{} and {} vary other parameters, so no point of one is one of the other{}", before.path, after.path, only));
  return order;
}

bool is_same_number(double x, double y) { return std::abs(x - y) <= kSameNumber * std::max(std::abs(x), std::abs(y)); }

/// `order`: by parameter of the first study, its place in the second.
bool have_same_values(const SweepStudy& study, const SweepPointRow& x, const SweepPointRow& y, const std::vector<std::size_t>& order) {
  for (std::size_t p = 0; p < order.size(); ++p) {
    const double number = x.numbers[p];
    const double other = y.numbers[order[p]];
    // Of words the number is a place in a list, which may be another list.
    const bool as_numbers = study.parameters[p].is_number && std::isfinite(number) && std::isfinite(other);
    if (as_numbers ? !is_same_number(number, other) : x.values[p] != y.values[order[p]]) return false;
  }
  return true;
}

void remark_points(const std::vector<const SweepPointRow*>& points, const std::string& where, std::vector<std::string>& remarks) {
  for (std::size_t i = 0; i < std::min(points.size(), kNamedPoints); ++i) remarks.push_back(fmt::format("point {} is only in {}", point_words(*points[i]), where));
  if (points.size() > kNamedPoints) remarks.push_back(fmt::format("and {} more points are only in {}", points.size() - kNamedPoints, where));
}

const PointResult* result_of(const SweepPointRow& point, const std::string& policy) {
  const auto found = std::find_if(point.results.begin(), point.results.end(), [&](const PointResult& r) { return r.policy == policy; });
  return found == point.results.end() ? nullptr : &*found;
}

std::vector<std::uint32_t> first_numbers(std::size_t n) {
  std::vector<std::uint32_t> out(n);
  std::iota(out.begin(), out.end(), 0U);
  return out;
}

/// Why replications of two points are no pairs; empty if they are.
std::string why_unpaired(const StoredResults& before, const StoredResults& after, const std::vector<PointPair>& points, const ScenarioDifference& difference) {
  const SweepStudy& x = study_of(before);
  const SweepStudy& y = study_of(after);
  if (x.scenario_name != y.scenario_name) return fmt::format("the scenarios have different names, '{}' and '{}'", x.scenario_name, y.scenario_name);
  if (x.seed != y.seed) return fmt::format("the seeds differ, {} and {}", x.seed, y.seed);
  if (!difference.same_fleet) return "the fleets differ";
  if (&before != &after) return {};
  for (std::size_t p = 0; p < x.parameters.size(); ++p) {
    if (!is_of_fleet(x.parameters[p].path)) continue;
    for (const PointPair& pair : points) {
      if (pair.before->values[p] != pair.after->values[p]) return fmt::format("the points differ in {}", x.parameters[p].path);
    }
  }
  return {};
}

class PointTable {
 public:
  PointTable(const StoredResults& before, bool show_points, const ComparisonSettings& settings, ComparisonTable& table)
      : before_(study_of(before)), show_points_(show_points), settings_(settings), table_(table) {}

  void add(const PointPair& pair) {
    const PointResult* const x = result_of(*pair.before, table_.before.policy);
    const PointResult* const y = result_of(*pair.after, table_.after.policy);
    if (x == nullptr || y == nullptr) {
      ++without_policy_;
      return;
    }
    ++table_.points;
    for (const SweepMeasure& measure : before_.measures) {
      if (is_wanted(measure.name)) add_row(pair, measure, *x, *y);
    }
  }

  void end() {
    if (without_policy_ > 0) {
      table_.notes.push_back(fmt::format("{} point{} left out, since a side has no result of its policy there.", without_policy_, without_policy_ == 1 ? " is" : "s are"));
    }
    judge_rows(table_.rows, settings_);
    if (!few_) return;
    table_.notes.push_back(fmt::format("Some points have fewer than {} replications: no intervals and no p are given there.", kMinReplicationsForInterval));
  }

 private:
  bool is_wanted(const std::string& name) const {
    const std::string of_all = name.substr(0, name.find('.'));
    if (!settings_.measures.empty()) {
      return std::any_of(settings_.measures.begin(), settings_.measures.end(), [&](const std::string& m) { return m == name || m == of_all; });
    }
    // A tuning has those measures that it is about, and no others.
    if (settings_.all_measures || before_.kind == "tune") return true;
    return is_headline(name) || name == "detected_by_deadline" || name == kTimeToDetect;
  }

  void add_row(const PointPair& pair, const SweepMeasure& measure, const PointResult& x, const PointResult& y) {
    const auto find = [&measure](const PointResult& result) {
      return std::find_if(result.measures.begin(), result.measures.end(), [&](const PointMeasure& m) { return m.name == measure.name; });
    };
    const auto one = find(x);
    const auto other = find(y);
    if (one == x.measures.end() || other == y.measures.end()) return;
    std::size_t n_before = one->per_replication.size();
    std::size_t n_after = other->per_replication.size();
    if (table_.paired) n_before = n_after = std::min(n_before, n_after);
    const SideValues values =
        values_of(one->per_replication, first_numbers(n_before), other->per_replication, first_numbers(n_after), table_.paired);
    ComparedRow row;
    row.measure = measure.name;
    const bool share = counts_as_share(measure.name);
    row.unit = share ? "share" : measure.unit;
    row.says = measure.says;
    if (show_points_) row.point = point_words(*pair.before);
    row.better = measure.better == "less" ? Better::kLess : measure.better == "more" ? Better::kMore : Better::kNeither;
    const ValueKind kind = share ? ValueKind::kShare : measure.name.starts_with(kTimeToDetect) ? ValueKind::kTime : ValueKind::kAmount;
    row.values = compare_values(values.before, values.after, table_.paired, kind);
    few_ = few_ || (row.values.n > 0 && row.values.n < kMinReplicationsForInterval);
    table_.rows.push_back(std::move(row));
  }

  const SweepStudy& before_;
  bool show_points_;
  const ComparisonSettings& settings_;
  ComparisonTable& table_;
  std::size_t without_policy_ = 0;
  bool few_ = false;
};

}  // namespace

std::string point_words(const SweepPointRow& point) {
  std::string values;
  for (const std::string& value : point.values) values += (values.empty() ? "" : ", ") + value;
  return values.empty() ? point.id : fmt::format("{} ({})", point.id, values);
}

const SweepPointRow& point_of(const StoredResults& results, const std::string& id) {
  const SweepStudy& study = study_of(results);
  const auto found = std::find_if(study.points.begin(), study.points.end(), [&](const SweepPointRow& p) { return p.id == id; });
  if (found != study.points.end()) return *found;
  std::vector<std::string_view> known;
  for (const SweepPointRow& point : study.points) known.push_back(point.id);
  const std::string near = closest_word(id, known);
  throw WrongInput(fmt::format("{}: has no point '{}'{}\n  it has {} to {}; points.csv, or measures.csv of a tuning, has their values", results.path, id,
                               near.empty() ? "" : "; did you mean '" + near + "'?", study.points.front().id, study.points.back().id));
}

std::vector<PointPair> matched_points(const StoredResults& before, const StoredResults& after, std::vector<std::string>& remarks) {
  const std::vector<std::size_t> order = order_of_parameters(before, after);
  const SweepStudy& x = study_of(before);
  const SweepStudy& y = study_of(after);
  std::vector<bool> taken(y.points.size(), false);
  std::vector<PointPair> out;
  std::vector<const SweepPointRow*> alone;
  for (const SweepPointRow& point : x.points) {
    std::size_t partner = 0;
    while (partner < y.points.size() && (taken[partner] || !have_same_values(x, point, y.points[partner], order))) ++partner;
    if (partner == y.points.size()) {
      alone.push_back(&point);
    } else {
      taken[partner] = true;
      out.push_back({&point, &y.points[partner]});
    }
  }
  remark_points(alone, before.path, remarks);
  alone.clear();
  for (std::size_t i = 0; i < y.points.size(); ++i) {
    if (!taken[i]) alone.push_back(&y.points[i]);
  }
  remark_points(alone, after.path, remarks);
  if (out.empty()) throw WrongInput(fmt::format("{} and {} have no point in common: none of {} has the values of one of {}", before.path, after.path, x.points.size(), y.points.size()));
  return out;
}

ComparisonTable compare_points(const StoredResults& before, const ComparedSide& before_side, const StoredResults& after, const ComparedSide& after_side,
                               const std::vector<PointPair>& points, bool show_points, const ScenarioDifference& difference,
                               const ComparisonSettings& settings) {
  ComparisonTable table;
  table.name = before.name;
  table.before = before_side;
  table.after = after_side;
  const SweepStudy& study = study_of(before);
  table.duration = format_duration(study.duration_seconds);
  table.replications = first_numbers(study.replications);
  table.unpaired_replications = study_of(after).replications;
  const std::string unpaired = why_unpaired(before, after, points, difference);
  table.paired = unpaired.empty();
  if (!table.paired) table.notes.push_back(fmt::format("Not paired, since {}: compared by Welch's t as independent runs, which finds less.", unpaired));
  if (table.paired) table.replications = first_numbers(std::min(study.replications, study_of(after).replications));
  if (study.kind == "tune" || study_of(after).kind == "tune") {
    table.notes.push_back("Values of a tuning are those of its search, which chose by them; what it certified rests on fresh random numbers.");
  }
  PointTable maker(before, show_points, settings, table);
  for (const PointPair& pair : points) maker.add(pair);
  maker.end();
  return table;
}

}  // namespace picket::sim
