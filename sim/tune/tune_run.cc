#include "sim/tune/tune_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/statistics/proportion.h"

namespace picket::sim {

const std::string& TuneOutcome::failure() const {
  if (!search.failure.empty()) return search.failure;
  return choice.failure.empty() ? certification.failure : choice.failure;
}

TuneOutcome run_tune(const TunePlan& plan, Evaluator& evaluator, const TuneProgress& progress) {
  TuneOutcome out;
  out.search = search_policies(plan, evaluator, progress.searched);
  if (out.interrupted() || !out.failure().empty()) return out;
  if (progress.choosing) progress.choosing(out.search);
  out.choice = choose_candidates(plan, out.search, evaluator);
  if (out.interrupted() || !out.failure().empty()) return out;
  if (progress.certifying) progress.certifying(out.choice);
  out.certification = certify(plan, out.search, out.choice.candidates, evaluator);
  return out;
}

namespace {

/// Simulations of successive rejects from k on trial to the candidates. The reference runs on the same replications; two of each and
/// whole numbers make them more than are asked for where those are few.
std::uint64_t runs_of_rejects(std::size_t k, std::size_t candidates, std::uint64_t reference, std::uint32_t n) {
  std::uint64_t runs = 0;
  std::uint64_t ran = 0;
  SuccessiveRejects race = rejects_of(k, n);
  for (const std::vector<double> means(k, 0); race.in_race().size() > candidates; race.close_phase(means)) {
    const std::uint64_t until = runs_wanted_in(race);
    if (until > ran) runs += (until - ran) * (race.in_race().size() + reference);
    ran = std::max(ran, until);
  }
  return runs;
}

}  // namespace

TuneRuns runs_at_most(const TunePlan& plan) {
  const TuneSection& section = plan.section;
  const std::uint64_t reference = plan.reference.empty() ? 0 : 1;
  TuneRuns out;
  out.search = (section.evaluations + reference) * std::uint64_t{section.replications};
  const std::uint64_t candidates = section.certification.candidates;
  if (candidates == 0) return out;
  const std::uint64_t trial = std::min<std::uint64_t>(kMostOnTrial, section.evaluations);
  if (section.select == FinalChoice::kSuccessiveRejects) {
    out.choice = section.select_replications;
    for (std::uint64_t k = candidates + 1; k <= trial; ++k) {
      out.choice = std::max(out.choice, runs_of_rejects(k, candidates, reference, section.select_replications));
    }
  }
  if (section.select == FinalChoice::kKimNelson && trial > candidates) out.choice = (trial + reference) * section.select_replications;
  out.certification = (candidates + reference) * section.certification.replications;
  return out;
}

std::vector<std::string> power_warnings(const TunePlan& plan) {
  std::vector<std::string> out;
  const Certification& certification = plan.section.certification;
  if (certification.candidates == 0) return out;
  const double error = 1 - plan.confidence();
  for (const PlannedConstraint& c : plan.constraints) {
    const TuneMeasure& measure = plan.measures[c.measure];
    if (c.relative) {
      if (c.margin > 0) continue;
      out.push_back(fmt::format("{}: without a margin what is equal in truth cannot pass, however many runs there are.",
                                c.to_string(plan.measures, plan.reference)));
      continue;
    }
    if (!measure.is_share()) continue;
    const double wanted = c.at_least ? c.bound : 1 - c.bound;
    const bool holm = certification.multiplicity == Multiplicity::kHolm;
    const double share = holm ? error / certification.candidates : error;
    const std::uint64_t alone = trials_to_prove(wanted, 0, 1 - error);
    const std::uint64_t all = trials_to_prove(wanted, 0, 1 - share);
    if (certification.replications >= all) continue;
    out.push_back(fmt::format("{}: {} replications are few. Without a miss {} prove it of one candidate, and {} of {} together (Holm); with "
                              "misses more. Several attacked devices in each replication do not replace them where all are detected.",
                              c.to_string(plan.measures, plan.reference), certification.replications, alone, all, certification.candidates));
  }
  return out;
}

}  // namespace picket::sim
