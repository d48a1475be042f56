#include <fmt/format.h>

#include <algorithm>

#include "reports/number_format.h"
#include "sim/tune/tune_result.h"

namespace picket::sim {
namespace {

std::string with_interval(const TuneMeasure& measure, const MeasureSample& sample) {
  const Estimate estimate = sample_estimate(measure, sample);
  return format_estimate(estimate.value, estimate.ci_low, estimate.ci_high, measure.unit);
}

std::string all_constraints(const TunePlan& plan) {
  std::string out;
  for (const PlannedConstraint& c : plan.constraints) {
    out += (out.empty() ? "" : "; ") + c.to_string(plan.measures, plan.reference);
  }
  return out;
}

std::string certified_sentence(const TuneResult& result) {
  const CertificationOutcome& certification = result.outcome.certification;
  const TunePlan& plan = result.plan;
  const CertifiedPoint& best = certification.points[*certification.cheapest];
  const TriedPoint& tried = result.tried(best.point);
  const std::size_t first = plan.objectives.front().measure;
  std::string out = fmt::format("PASS: {} ({}) is the best certified policy by {}", tried.point.id, result.words_of(best.point),
                                plan.measures[first].column());
  out += ": " + with_interval(plan.measures[first], best.sample[first]);
  if (certification.reference) out += fmt::format(", {} has {}", plan.reference, with_interval(plan.measures[first], (*certification.reference)[first]));
  if (!plan.constraints.empty()) out += fmt::format(". It keeps at {:g} % confidence: {}", 100 * plan.confidence(), all_constraints(plan));
  return out + ".";
}

std::string nothing_certified(const TuneResult& result) {
  const CertificationOutcome& certification = result.outcome.certification;
  const bool all_failed = std::all_of(certification.points.begin(), certification.points.end(),
                                      [](const CertifiedPoint& p) { return p.verdict == Verdict::kFail; });
  if (all_failed) return "FAIL: no candidate keeps the constraints; each is shown to break one.";
  const CertifiedPoint* nearest = nullptr;
  for (const CertifiedPoint& point : certification.points) {
    if (point.verdict != Verdict::kInconclusive || !point.runs_missing || *point.runs_missing == 0) continue;
    if (nearest == nullptr || *point.runs_missing < *nearest->runs_missing) nearest = &point;
  }
  if (nearest == nullptr) return "INCONCLUSIVE: no candidate is certified, and none would be by more runs at the means seen.";
  const Certification& certified = result.plan.section.certification;
  const std::uint64_t total = std::uint64_t{certified.replications} + *nearest->runs_missing;
  if (total > kMostCertified) {
    return fmt::format("INCONCLUSIVE: no candidate is certified. Nearest is {} ({}): about {} more runs are missing, and a certification has "
                       "{} at most. Ask for a wider bound or margin, or simulate more devices or a longer time in each run.",
                       result.tried(nearest->point).point.id, result.words_of(nearest->point), *nearest->runs_missing, kMostCertified);
  }
  return fmt::format(
      "INCONCLUSIVE: no candidate is certified. Nearest is {} ({}): about {} more runs are missing. Certify it anew with "
      "--set tune.certification.replications={} --set tune.certification.first_replication={}: looking again at the same runs with "
      "some more would pass too easily.",
      result.tried(nearest->point).point.id, result.words_of(nearest->point), *nearest->runs_missing, total,
      fresh_first_replication(certified));
}

}  // namespace

std::uint32_t fresh_first_replication(const Certification& certification) {
  constexpr std::uint64_t kApart = 1'000'000;  // more than any certification has
  const std::uint64_t later = std::uint64_t{certification.first_replication} + kApart;
  return static_cast<std::uint32_t>(later <= kLastFirstReplication ? later : certification.first_replication - kApart);
}

std::vector<std::string> tune_verdict(const TuneResult& result) {
  std::vector<std::string> out;
  const TuneOutcome& outcome = result.outcome;
  const CertificationOutcome& certification = outcome.certification;
  if (!certification.points.empty()) out.push_back(certification.cheapest ? certified_sentence(result) : nothing_certified(result));
  if (!outcome.choice.likely) {
    out.push_back("No policy that was tried is likely to keep the constraints; the nearest was certified in place of a front.");
  }
  for (const CertifiedPoint& point : certification.points) {
    if (point.verdict == Verdict::kPass && point.dominance) {
      out.push_back(fmt::format("{} {}.", result.tried(point.point).point.id, point.dominance->says));
    }
  }
  const std::size_t possible = static_cast<std::size_t>(
      std::count_if(outcome.search.points.begin(), outcome.search.points.end(), [](const TriedPoint& p) { return p.sample.has_value(); }));
  out.push_back(fmt::format("{} policies were tried, {} of them possible; {} are on the front by posterior mean{}.", outcome.search.points.size(),
                            possible, outcome.search.front.size(), outcome.search.exhausted ? "; there are no others" : ""));
  if (certification.points.empty()) out.push_back("Nothing was certified: the front is an estimate, and its best values are flattered by the choice.");
  return out;
}

std::string tune_methods(const TuneResult& result) {
  const TunePlan& plan = result.plan;
  const TuneSection& section = plan.section;
  const TuneOutcome& outcome = result.outcome;
  std::string objectives;
  for (const PlannedObjective& o : plan.objectives) {
    objectives += fmt::format("{}{} ({})", objectives.empty() ? "" : ", ", plan.measures[o.measure].column(), o.goal == Goal::kLess ? "less" : "more");
  }
  std::string out = fmt::format(
      "Policy {} was tuned over {} parameter{} for {}. {} policies were evaluated, the policy as it stands first, proposed by {} (seed {}), "
      "each with replications 0 to {} of the scenario ({} devices, common random numbers). Costs, bytes and delays entered as logarithms, "
      "shares as logits and alert rates as log rates with continuity corrections, means with the variance of their replications. "
      "The front is non-dominated and feasible by posterior mean. ",
      plan.policy, result.parameters.size(), result.parameters.size() == 1 ? "" : "s", objectives, outcome.search.points.size(), outcome.search.optimiser, plan.seed,
      section.replications - 1, result.devices);
  if (!outcome.choice.says.empty()) out += outcome.choice.says + " ";
  if (!outcome.certification.points.empty()) {
    const Certification& c = section.certification;
    out += fmt::format(
        "{} candidate{} certified on {} fresh replications each (from number {}), which served nothing else, in one look at a number fixed "
        "before. Shares with one unit a replication were tested exactly (Clopper and Pearson), with several by Student's t of the logit with "
        "replications as clusters and {:g} of a missed replication added, rates by Student's t and by the exact Poisson test of their events, of which the larger p counts, other "
        "means by Student's t; differences to {} in pairs, those of rates and shares also by exact limits of the events or devices that "
        "differ, all one-sided; a candidate passes if every constraint does, and {}. ",
        outcome.certification.points.size(), outcome.certification.points.size() == 1 ? " was" : "s were", c.replications, c.first_replication,
        kAddedReplications, plan.reference.empty() ? "a reference" : plan.reference,
        c.multiplicity == Multiplicity::kHolm ? "the claims that a candidate keeps the constraints and that it dominates the reference are one family, by closed testing (Holm's method, sharpened by the first following from the second)"
                                              : "candidates were tested in a fixed sequence, worst first objective first");
  }
  out += "Fleets were simulated at full size and length: no cheaper fidelity was used. The results hold for this scenario, its attacks and its "
         "detections; a policy that was chosen for them may do worse against others.";
  return out;
}

}  // namespace picket::sim
