#include "sim/tune/tune_json.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/results/csv.h"
#include "sim/results/json_number.h"
#include "sim/results/sweep_head.h"

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;

Json sample_json(const TunePlan& plan, const PointSample& sample) {
  Json out = Json::array();
  for (std::size_t m = 0; m < sample.size(); ++m) {
    const Estimate estimate = sample_estimate(plan.measures[m], sample[m]);
    std::vector<double> values;
    for (std::size_t r = 0; r < sample[m].values.size(); ++r) {
      values.push_back(sample[m].says_something(r) ? sample[m].values[r] : std::numeric_limits<double>::quiet_NaN());
    }
    Json measure = point_measure_json(plan.measures[m].column(), estimate, values);
    if (estimate.n == 0) measure["value"] = nullptr;
    out.push_back(std::move(measure));
  }
  return out;
}

Json points_json(const TuneResult& result) {
  Json out = Json::array();
  const SearchOutcome& search = result.outcome.search;
  for (std::size_t i = 0; i < search.points.size(); ++i) {
    const TriedPoint& tried = search.points[i];
    Json results = Json::array();
    if (tried.sample) {
      results.push_back({{"policy", result.plan.policy}, {"measures", sample_json(result.plan, *tried.sample)}});
    }
    // The reference is the same at every point, and stands once: beside the policy as it is.
    if (i == 0 && search.reference) {
      results.push_back({{"policy", result.plan.reference}, {"measures", sample_json(result.plan, *search.reference)}});
    }
    Json numbers = Json::array();
    for (const double value : result.points[i].numbers) numbers.push_back(number_or_null(value));
    Json point = {{"id", tried.point.id},
                  {"values", result.points[i].values},
                  {"numbers", std::move(numbers)},
                  {"replications", tried.sample ? result.plan.section.replications : 0},
                  {"results", std::move(results)}};
    if (!tried.sample) point["failure"] = result.points[i].problem;
    if (tried.point.as_it_stands) point["as_it_stands"] = true;
    out.push_back(std::move(point));
  }
  return out;
}

Json constraint_json(const TuneResult& result, const PlannedConstraint& c) {
  Json out = {{"measure", result.plan.measures[c.measure].column()}};
  if (c.relative) {
    out[c.at_least ? "at_least_of" : "at_most_of"] = result.plan.reference;
    out["times"] = c.times;
    out["margin"] = c.margin;
  } else {
    out[c.at_least ? "at_least" : "at_most"] = c.bound;
  }
  out["confidence"] = result.plan.confidence();
  out["says"] = c.to_string(result.plan.measures, result.plan.reference);
  return out;
}

Json missing(const std::optional<std::uint32_t>& runs) { return runs ? Json(*runs) : Json(nullptr); }

Json dominance_json(const TuneResult& result, const Dominance& dominance) {
  Json differences = Json::array();
  for (const ObjectiveDifference& one : dominance.objectives) {
    const IntervalEstimate& d = one.difference.difference;
    differences.push_back({{"measure", result.plan.measures[result.plan.objectives[one.objective].measure].column()},
                           {"difference", number_or_null(d.value)},
                           {"ci_low", d.interval ? number_or_null(d.interval->low) : Json(nullptr)},
                           {"ci_high", d.interval ? number_or_null(d.interval->high) : Json(nullptr)},
                           {"p_better", number_or_null(one.p_better)},
                           {"p_worse", number_or_null(one.p_worse)},
                           {"variance_reduction", number_or_null(one.difference.variance_reduction)}});
  }
  return {{"reference", result.plan.reference}, {"dominates", dominance.dominates}, {"p", number_or_null(dominance.p_adjusted)},
          {"differences", std::move(differences)}, {"says", dominance.says}};
}

Json certified_json(const TuneResult& result) {
  Json out = Json::array();
  for (const CertifiedPoint& point : result.outcome.certification.points) {
    Json one = {{"point", result.tried(point.point).point.id}, {"verdict", to_string(point.verdict)}, {"n", point.n}};
    const BoundTest* tightest = point.constraints.empty() ? nullptr : &point.constraints[point.tightest].test;
    one["estimate"] = tightest == nullptr ? Json(nullptr) : number_or_null(tightest->estimate);
    one["bound"] = tightest == nullptr ? Json(nullptr) : number_or_null(tightest->bound);
    one["confidence"] = point.confidence;
    one["runs_missing"] = missing(point.runs_missing);
    one["p"] = number_or_null(point.p_pass);
    one["says"] = point.says;
    Json constraints = Json::array();
    for (const CertifiedConstraint& c : point.constraints) {
      constraints.push_back({{"measure", result.plan.measures[result.plan.constraints[c.constraint].measure].column()},
                             {"verdict", to_string(c.verdict)},
                             {"n", c.test.n},
                             {"estimate", number_or_null(c.test.estimate)},
                             {"bound", number_or_null(c.test.bound)},
                             {"p_pass", number_or_null(c.test.p_pass)},
                             {"p_fail", number_or_null(c.test.p_fail)},
                             {"runs_missing", missing(c.test.runs_missing)},
                             {"method", c.test.method}});
    }
    one["constraints"] = std::move(constraints);
    one["dominance"] = point.dominance ? dominance_json(result, *point.dominance) : Json(nullptr);
    one["measures"] = sample_json(result.plan, point.sample);
    out.push_back(std::move(one));
  }
  return out;
}

Json tune_object(const TuneResult& result) {
  const SearchOutcome& search = result.outcome.search;
  const CertificationOutcome& certification = result.outcome.certification;
  Json objectives = Json::array();
  for (const PlannedObjective& o : result.plan.objectives) {
    objectives.push_back({{"measure", result.plan.measures[o.measure].column()}, {"goal", o.goal == Goal::kLess ? "less" : "more"}});
  }
  Json constraints = Json::array();
  for (const PlannedConstraint& c : result.plan.constraints) constraints.push_back(constraint_json(result, c));
  Json evaluations = Json::array();
  for (const TriedPoint& tried : search.points) evaluations.push_back(tried.point.id);
  Json front = Json::array();
  for (const std::size_t i : search.front) front.push_back(search.points[i].point.id);
  Json feasible = Json::array();
  for (const double p : search.feasible) feasible.push_back(number_or_null(p));
  Json hypervolume = Json::array();
  for (const double v : search.hypervolume) hypervolume.push_back(number_or_null(v));
  Json out = {{"policy", result.plan.policy},
              {"reference", result.plan.reference},
              {"objectives", std::move(objectives)},
              {"constraints", std::move(constraints)},
              {"optimiser", search.optimiser},
              {"evaluations", std::move(evaluations)},
              {"hypervolume", std::move(hypervolume)},
              {"feasible", std::move(feasible)},
              {"front", std::move(front)},
              {"first_fresh_replication", result.plan.section.certification.first_replication},
              {"choice", {{"says", result.outcome.choice.says}, {"replications", result.outcome.choice.replications}}},
              {"certified", certified_json(result)}};
  out["cheapest_certified"] = nullptr;
  if (certification.cheapest) out["cheapest_certified"] = result.tried(certification.points[*certification.cheapest].point).point.id;
  out["certified_reference"] = certification.reference ? Json{{"policy", result.plan.reference}, {"measures", sample_json(result.plan, *certification.reference)}}
                                                       : Json(nullptr);
  return out;
}

Json parameters_json(const TuneResult& result) {
  Json out = Json::array();
  for (const TunedParameter& p : result.parameters) {
    out.push_back(sweep_parameter_json(p.path, p.unit, p.logarithmic, p.is_number, p.levels));
    out.back()["range"] = p.range;
  }
  return out;
}

}  // namespace

std::string tune_result_json(const TuneResult& result) {
  const TunePlan& plan = result.plan;
  Json measures = Json::array();
  for (const TuneMeasure& m : plan.measures) {
    measures.push_back({{"name", m.column()}, {"unit", m.unit}, {"says", m.says}, {"better", m.better == Goal::kLess ? "less" : "more"}});
  }
  Json policies = Json::array({plan.policy});
  if (!plan.reference.empty()) policies.push_back(plan.reference);
  SweepHead head = static_cast<const SweepHead&>(result);
  head.kind = "tune";
  head.digest = tune_digest(result);
  head.seed = plan.seed;
  head.replications = plan.section.replications;
  head.design = "search";
  head.design_text = "search by " + result.outcome.search.optimiser;
  Json out = sweep_head_json(head, result.outcome.search.points.size());
  out["parameters"] = parameters_json(result);
  out["policies"] = std::move(policies);
  out["reference_policy"] = plan.reference;
  out["measures"] = std::move(measures);
  out["points"] = points_json(result);
  out["verdict"] = tune_verdict(result);
  out["warnings"] = result.warnings;
  out["methods"] = tune_methods(result);
  out["tune"] = tune_object(result);
  return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

namespace {

void add_rows(const TuneResult& result, const std::string& point, const std::vector<std::string>& values, const std::string& policy,
              const char* stage, std::uint32_t first_replication, const PointSample& sample, std::string& out) {
  for (std::size_t m = 0; m < sample.size(); ++m) {
    for (std::size_t r = 0; r < sample[m].values.size(); ++r) {
      out += csv_cell(point) + "," + csv_cell(policy) + "," + stage;
      for (const std::string& value : values) out += "," + csv_cell(value);
      CsvTable numbers{"replication", "measure", "value"};
      const std::size_t header = numbers.text().size();
      numbers.cell(first_replication + static_cast<std::uint32_t>(r)).cell(result.plan.measures[m].column());
      numbers.cell(sample[m].says_something(r) ? std::optional(sample[m].values[r]) : std::nullopt);
      numbers.end_row();
      out += "," + numbers.text().substr(header);
    }
  }
}

}  // namespace

std::string tune_measures_csv(const TuneResult& result) {
  std::string out = "point,policy,stage";
  for (const TunedParameter& p : result.parameters) out += "," + csv_cell(p.path);
  out += ",replication,measure,value\n";
  const std::vector<std::string> none(result.parameters.size());
  const SearchOutcome& search = result.outcome.search;
  const CertificationOutcome& certification = result.outcome.certification;
  const std::uint32_t fresh = result.plan.section.certification.first_replication;
  if (search.reference) add_rows(result, "reference", none, result.plan.reference, "search", 0, *search.reference, out);
  for (std::size_t i = 0; i < search.points.size(); ++i) {
    const TriedPoint& tried = search.points[i];
    if (tried.sample) add_rows(result, tried.point.id, result.points[i].values, result.plan.policy, "search", 0, *tried.sample, out);
  }
  if (certification.reference) {
    add_rows(result, "reference", none, result.plan.reference, "certification", fresh, *certification.reference, out);
  }
  for (const CertifiedPoint& point : certification.points) {
    add_rows(result, result.tried(point.point).point.id, result.points[point.point].values, result.plan.policy, "certification", fresh,
             point.sample, out);
  }
  return out;
}

}  // namespace picket::sim
