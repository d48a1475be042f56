#include "reports/sweep_script.h"

#include <algorithm>
#include <cmath>

#include "reports/script_json.h"
#include "reports/sweep_convergence.h"
#include "reports/sweep_differences.h"
#include "reports/sweep_front.h"
#include "reports/sweep_importance.h"

namespace picket {

namespace {

using Json = nlohmann::json;
using Alternatives = std::vector<Alternative>;
using Measures = std::vector<const SweepMeasure*>;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }
Json number(const std::optional<double>& value) { return value ? number(*value) : Json(); }
Json low_of(const std::optional<sim::Interval>& interval) { return interval ? number(interval->low) : Json(); }
Json high_of(const std::optional<sim::Interval>& interval) { return interval ? number(interval->high) : Json(); }

Json measures_json(const Measures& measures) {
  Json out = Json::array();
  for (const SweepMeasure* m : measures) out.push_back({{"name", m->name}, {"unit", display_unit(*m)}, {"better", m->better}, {"says", m->says}});
  return out;
}

Json parameters_json(const SweepStudy& study) {
  Json out = Json::array();
  for (const SweepParameter& p : study.parameters) {
    out.push_back({{"path", p.path}, {"unit", p.unit}, {"log", p.log}, {"number", p.is_number}, {"levels", p.levels}});
  }
  return out;
}

Json alternatives_json(const SweepStudy& study, const Alternatives& alternatives, const Measures& measures) {
  Json out = Json::array();
  for (const Alternative& a : alternatives) {
    const SweepPointRow& point = study.points[a.point];
    Json values = Json::object();
    for (const SweepMeasure* measure : measures) {
      const PointMeasure* found = measure_of(a, measure->name);
      if (found == nullptr || !std::isfinite(found->estimate.value)) continue;
      values[measure->name] = {found->estimate.value, number(found->estimate.ci_low), number(found->estimate.ci_high)};
    }
    Json numbers = Json::array();
    for (const double x : point.numbers) numbers.push_back(number(x));
    out.push_back({{"label", label_of(study, a)},
                   {"point", point.id},
                   {"policy", a.result->policy},
                   {"fixed", a.unparametrised},
                   {"verdict", a.unparametrised ? "" : certified_verdict(study, point.id)},
                   {"values", point.values},
                   {"numbers", std::move(numbers)},
                   {"measures", std::move(values)}});
  }
  return out;
}

Json fronts_json(const SweepStudy& study, const Alternatives& alternatives) {
  Json out = Json::array();
  for (const FrontPair& pair : front_pairs(study)) {
    Json marks = Json::array();
    for (const FrontMark mark : front_marks(alternatives, *pair.x, *pair.y)) marks.push_back(to_words(mark));
    out.push_back({{"x", pair.x->name}, {"y", pair.y->name}, {"marks", std::move(marks)}});
  }
  return out;
}

Json slices_json(const SweepStudy& study, const Alternatives& alternatives, const Measures& measures) {
  Json out = Json::array();
  for (std::size_t policy = 0; policy < study.policies.size(); ++policy) {
    for (std::size_t parameter = 0; parameter < study.parameters.size(); ++parameter) {
      for (const SweepMeasure* measure : measures) {
        Json groups = Json::array();
        for (const LevelGroup& g : level_groups(study, alternatives, policy, parameter, measure->name)) {
          groups.push_back({number(g.number), number(g.mean), g.says, g.points});
        }
        if (groups.empty()) continue;
        out.push_back({{"policy", study.policies[policy]}, {"parameter", parameter}, {"measure", measure->name}, {"groups", std::move(groups)}});
      }
    }
  }
  return out;
}

Json importance_json(const SweepStudy& study, const Alternatives& alternatives) {
  Json out = Json::array();
  for (std::size_t policy = 0; policy < study.policies.size(); ++policy) {
    for (const SweepMeasure* measure : headlines_of(study)) {
      const std::optional<Importance> found = importance_of(study, alternatives, policy, measure->name);
      if (!found) continue;
      Json shares = Json::array();
      for (const ParameterShare& s : found->parameters) shares.push_back({study.parameters[s.parameter].path, s.share, s.by_chance});
      out.push_back({{"policy", study.policies[policy]}, {"measure", measure->name}, {"noise", number(found->noise)}, {"shares", std::move(shares)}});
    }
  }
  return out;
}

Json differences_json(const SweepStudy& study, const Alternatives& alternatives, const std::vector<std::size_t>& drawn) {
  Json out = Json::array();
  for (const SweepDifference& d : sweep_differences(study, alternatives)) {
    if (std::find(drawn.begin(), drawn.end(), d.alternative) == drawn.end()) continue;
    const sim::IntervalEstimate& own = d.paired.difference;
    out.push_back({{"alternative", d.alternative},
                   {"reference", label_of(study, alternatives[d.reference])},
                   {"measure", d.measure->name},
                   {"difference", {number(own.value), low_of(own.interval), high_of(own.interval)}},
                   {"simultaneous", {low_of(d.simultaneous), high_of(d.simultaneous)}},
                   {"p", number(d.p_adjusted)},
                   {"n", own.n}});
  }
  return out;
}

Json convergence_json(const SweepStudy& study, const Alternatives& alternatives, const std::vector<std::size_t>& drawn) {
  Json out = Json::array();
  for (const std::size_t i : drawn) {
    for (const SweepMeasure* measure : headlines_of(study)) {
      const PointMeasure* found = measure_of(alternatives[i], measure->name);
      if (found == nullptr) continue;
      Json steps = Json::array();
      for (const RunningMean& r : running_means(*found)) steps.push_back({r.n, number(r.mean), low_of(r.interval), high_of(r.interval)});
      if (steps.empty()) continue;
      out.push_back({{"alternative", i}, {"measure", measure->name}, {"steps", std::move(steps)}});
    }
  }
  return out;
}

}  // namespace

std::vector<std::size_t> drawn_alternatives(const SweepStudy& study, const Alternatives& alternatives) {
  std::vector<int> rank(alternatives.size(), 3);
  const std::vector<FrontPair> pairs = front_pairs(study);
  const std::vector<FrontMark> marks = pairs.empty() ? std::vector<FrontMark>{} : front_marks(alternatives, *pairs.front().x, *pairs.front().y);
  for (std::size_t i = 0; i < alternatives.size(); ++i) {
    const bool reference = alternatives[i].unparametrised || (alternatives[i].point == 0 && alternatives[i].result->policy == study.reference_policy);
    if (!marks.empty() && marks[i] == FrontMark::kFront) rank[i] = 2;
    if (!certified_verdict(study, study.points[alternatives[i].point].id).empty()) rank[i] = 1;
    if (reference) rank[i] = 0;
  }
  std::vector<std::size_t> out(alternatives.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
  std::stable_sort(out.begin(), out.end(), [&](std::size_t a, std::size_t b) { return rank[a] < rank[b]; });
  if (out.size() > kMostDrawn) out.resize(kMostDrawn);
  return out;
}

std::string sweep_script_json(const SweepStudy& study) {
  const Alternatives alternatives = alternatives_of(study);
  Measures measures = headlines_of(study);
  const Measures headlines = measures;
  if (alternatives.size() <= kMostWithAllMeasures) {
    for (const SweepMeasure& m : study.measures) {
      if (std::find(headlines.begin(), headlines.end(), &m) == headlines.end()) measures.push_back(&m);
    }
  }
  const std::vector<std::size_t> drawn = drawn_alternatives(study, alternatives);
  Json policies = Json::array();
  for (const std::string& policy : study.policies) policies.push_back({{"policy", policy}});
  Json out{{"schema", "picket.sweep"},
           {"kind", study.kind},
           {"policies", std::move(policies)},
           {"fixed_hub", Json::array()},
           {"reference_policy", study.reference_policy},
           {"parameters", parameters_json(study)},
           {"measures", measures_json(measures)},
           {"headlines", headlines.size()},
           {"alternatives", alternatives_json(study, alternatives, measures)},
           {"fronts", fronts_json(study, alternatives)},
           {"slices", slices_json(study, alternatives, measures)},
           {"importance", importance_json(study, alternatives)},
           {"differences", differences_json(study, alternatives, drawn)},
           {"convergence", convergence_json(study, alternatives, drawn)}};
  const SweepMeasure* cost = cost_measure(study);
  out["cost"] = cost == nullptr ? "" : cost->name;
  if (study.tune) {
    Json hypervolume = Json::array();
    for (const double v : study.tune->hypervolume) hypervolume.push_back(number(v));
    out["tune"] = {{"evaluations", study.tune->evaluations}, {"hypervolume", std::move(hypervolume)}};
  }
  return script_json(std::move(out));
}

}  // namespace picket
