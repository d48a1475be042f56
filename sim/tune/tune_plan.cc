#include "sim/tune/tune_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

std::size_t index_of(std::vector<TuneMeasure>& measures, const TuneMeasure& measure) {
  const auto found = std::find(measures.begin(), measures.end(), measure);
  if (found != measures.end()) return static_cast<std::size_t>(found - measures.begin());
  measures.push_back(measure);
  return measures.size() - 1;
}

}  // namespace

std::string PlannedConstraint::to_string(const std::vector<TuneMeasure>& measures, const std::string& reference) const {
  const TuneMeasure& m = measures[measure];
  const char* side = at_least ? "at least" : "at most";
  if (!relative) return fmt::format("{} {} {:g}{}{}", m.column(), side, bound, m.unit.empty() ? "" : " ", m.unit);
  const std::string factor = times == 1 ? "" : fmt::format("{:g} times ", times);
  const std::string beyond = margin == 0 ? "" : fmt::format(" ({} {:g})", at_least ? "less" : "and", margin);
  return fmt::format("{} {} {}that of {}{}", m.column(), side, factor, reference, beyond);
}

double TunePlan::confidence() const {
  double out = 0;
  for (const PlannedConstraint& c : constraints) out = std::max(out, c.confidence);
  return out > 0 ? out : 0.95;
}

TuneMeasure measure_of(const std::string& name, const std::string& attack, Duration within) {
  std::optional<TuneMeasure> out = find_tune_measure(name);
  PICKET_CHECK(out.has_value(), "measure", name);
  if (is_attack_measure(name) && attack != "all") out->attack = attack;
  if (takes_within(name)) out->within = within;
  return *out;
}

TunePlan plan_of(const TuneSection& section) {
  TunePlan plan;
  plan.policy = section.policy;
  plan.reference = section.reference;
  plan.section = section;
  for (const TuneObjective& o : section.objectives) {
    const TuneMeasure measure = measure_of(o.measure, o.attack, o.within);
    plan.objectives.push_back({index_of(plan.measures, measure), o.goal.value_or(measure.better)});
  }
  for (const TuneConstraint& c : section.constraints) {
    PlannedConstraint planned;
    planned.measure = index_of(plan.measures, measure_of(c.measure, c.attack, c.within));
    planned.at_least = c.at_least.has_value() || !c.at_least_of.empty();
    planned.relative = !c.at_least && !c.at_most;
    planned.bound = c.at_least.value_or(c.at_most.value_or(0));
    planned.times = c.times;
    planned.margin = c.margin;
    planned.confidence = c.confidence;
    plan.constraints.push_back(planned);
  }
  return plan;
}

}  // namespace picket::sim
