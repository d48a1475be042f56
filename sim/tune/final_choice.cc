#include "sim/tune/final_choice.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <numeric>
#include <tuple>

#include "agent_core/base/check.h"
#include "sim/search/pareto.h"
#include "sim/statistics/kim_nelson.h"
#include "sim/statistics/moments.h"

namespace picket::sim {
namespace {

/// Of a larger front so many are looked at, spread over it: each costs replications. The safest may stand beside them.
constexpr std::size_t kMostSpread = kMostOnTrial - 1;

/// Indices spread evenly over [0, n), the first and the last among them.
std::vector<std::size_t> spread(std::size_t n, std::size_t wanted) {
  std::vector<std::size_t> out;
  if (n <= wanted) {
    out.resize(n);
    std::iota(out.begin(), out.end(), std::size_t{0});
    return out;
  }
  for (std::size_t i = 0; i < wanted; ++i) out.push_back(wanted == 1 ? 0 : (i * (n - 1) + (wanted - 1) / 2) / (wanted - 1));
  return out;
}

struct OnTrial {
  std::size_t point = 0;
  PointSample sample{};   ///< of the choice's own replications
  std::uint32_t ran = 0;
  double violation = 0;
  double objective = 0;   ///< scaled
};

class Choice {
 public:
  Choice(const TunePlan& plan, const SearchOutcome& search, Evaluator& evaluator)
      : plan_(plan), search_(search), evaluator_(evaluator), wanted_(plan.section.certification.candidates) {}

  FinalChoiceOutcome run() {
    std::vector<std::size_t> pool = plan_.constraints.empty() || search_.front.empty() ? search_.front : front_with_surer();
    if (pool.empty()) pool = nearest();
    sort_by_objective(pool);
    if (wanted_ == 0 || pool.empty()) return std::move(out_);
    if (wanted_ > 1 && !plan_.constraints.empty()) {
      safest_ = *std::max_element(pool.begin(), pool.end(), [&](std::size_t a, std::size_t b) { return search_.feasible[a] < search_.feasible[b]; });
    }
    std::vector<std::size_t> trial;
    for (const std::size_t i : spread(pool.size(), kMostSpread)) trial.push_back(pool[i]);
    if (safest_ != kNone && std::find(trial.begin(), trial.end(), safest_) == trial.end()) trial.push_back(safest_);
    for (const std::size_t point : trial) trial_.push_back({point});
    const FinalChoice how = plan_.section.select;
    if (trial_.size() <= wanted_) {
      out_.says = fmt::format("The front has {} polic{}, and all are candidates.", trial_.size(), trial_.size() == 1 ? "y" : "ies");
    } else if (how == FinalChoice::kPosterior || plan_.section.select_replications == 0) {
      by_posterior();
    } else if (how == FinalChoice::kSuccessiveRejects ? !successive_rejects() : !kim_nelson_rounds()) {
      return std::move(out_);
    }
    for (const OnTrial& one : trial_) out_.candidates.push_back(one.point);
    sort_by_objective(out_.candidates);
    return std::move(out_);
  }

 private:
  /// The front, and points that are dominated in the objectives alone: they are likelier to keep the constraints than what dominates
  /// them. Few replications put the cheapest policies close to a bound, where certification rarely succeeds.
  std::vector<std::size_t> front_with_surer() const {
    std::vector<std::size_t> likely;
    std::vector<std::vector<double>> values;
    for (std::size_t i = 0; i < search_.points.size(); ++i) {
      const bool on_front = std::find(search_.front.begin(), search_.front.end(), i) != search_.front.end();
      if (!search_.points[i].sample || (!on_front && search_.feasible[i] <= 0.5)) continue;
      likely.push_back(i);
      values.push_back(search_.points[i].objectives);
      values.back().push_back(1 - search_.feasible[i]);
    }
    std::vector<std::size_t> out;
    for (const std::size_t i : non_dominated(values)) out.push_back(likely[i]);
    return out;
  }

  /// The point that is most likely to keep the constraints, though it probably does not.
  std::vector<std::size_t> nearest() {
    out_.likely = false;
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < search_.points.size(); ++i) {
      if (!search_.points[i].sample) continue;
      const auto rank = [&](std::size_t p) { return std::make_pair(search_.feasible[p], -search_.points[p].violation); };
      if (!best || rank(i) > rank(*best)) best = i;
    }
    return best ? std::vector<std::size_t>{*best} : std::vector<std::size_t>{};
  }

  void sort_by_objective(std::vector<std::size_t>& points) const {
    std::stable_sort(points.begin(), points.end(), [&](std::size_t a, std::size_t b) {
      return search_.points[a].objectives.front() < search_.points[b].objectives.front();
    });
  }

  void by_posterior() {
    std::vector<OnTrial> kept;
    for (const std::size_t i : spread(trial_.size(), wanted_)) kept.push_back(trial_[i]);
    const bool there = std::any_of(kept.begin(), kept.end(), [&](const OnTrial& one) { return one.point == safest_; });
    if (safest_ != kNone && !there && kept.size() > 1) kept[kept.size() - 2] = {safest_};
    trial_ = std::move(kept);
    out_.says = "Candidates were spread over the front by the search's own model.";
  }

  /// Brings all on trial to `replications`; false if that failed.
  bool run_to(std::uint32_t replications) {
    const std::uint32_t has = trial_.front().ran;
    if (replications <= has) return true;
    const ReplicationRange range{kFirstChoiceReplication + has, replications - has};
    if (search_.reference) {
      EvaluationBatch batch = evaluator_.evaluate_reference(range);
      if (ended(batch)) return false;
      if (!batch.samples.empty() && batch.samples.front()) extend(reference_, *batch.samples.front());
    }
    std::vector<TunePoint> points;
    for (const OnTrial& one : trial_) points.push_back(search_.points[one.point].point);
    EvaluationBatch batch = evaluator_.evaluate(points, range);
    if (ended(batch)) return false;
    for (std::size_t i = 0; i < trial_.size(); ++i) {
      PICKET_CHECK(batch.samples[i].has_value(), "point", points[i].id);
      OnTrial& one = trial_[i];
      extend(one.sample, *batch.samples[i]);
      one.ran = replications;
      const Evaluation evaluation = evaluation_of(plan_, points[i].at, one.sample, search_.reference ? &reference_ : nullptr);
      one.objective = evaluation.objectives.front();
      one.violation = 0;
      for (const double c : evaluation.constraints) one.violation = std::max(one.violation, c);
      out_.replications += range.count;
    }
    return true;
  }

  bool ended(const EvaluationBatch& batch) {
    out_.failure = batch.failure;
    out_.interrupted = batch.interrupted;
    return out_.interrupted || !out_.failure.empty();
  }

  /// For each on trial: the better its constraints and then its first objective, the smaller; the safest is never the worst.
  std::vector<double> ranks() const {
    std::vector<std::size_t> order(trial_.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto key = [&](std::size_t t) { return std::make_tuple(trial_[t].point != safest_, trial_[t].violation, trial_[t].objective); };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
    std::vector<double> out(trial_.size());
    for (std::size_t place = 0; place < order.size(); ++place) out[order[place]] = static_cast<double>(place);
    return out;
  }

  void drop(std::size_t t) { trial_.erase(trial_.begin() + static_cast<std::ptrdiff_t>(t)); }

  void drop_worst() {
    const std::vector<double> all = ranks();
    drop(static_cast<std::size_t>(std::max_element(all.begin(), all.end()) - all.begin()));
  }

  bool successive_rejects() {
    const std::size_t k = trial_.size();
    SuccessiveRejects race = rejects_of(k, plan_.section.select_replications);
    std::vector<std::size_t> entrant(k);  // of each on trial, its number in the race
    std::iota(entrant.begin(), entrant.end(), std::size_t{0});
    while (trial_.size() > wanted_) {
      if (!run_to(runs_wanted_in(race))) return false;
      std::vector<double> of_entrant(k, 0);
      const std::vector<double> of_trial = ranks();
      for (std::size_t t = 0; t < trial_.size(); ++t) of_entrant[entrant[t]] = of_trial[t];
      race.close_phase(of_entrant);
      const auto gone = std::find(entrant.begin(), entrant.end(), race.rejected().back());
      drop(static_cast<std::size_t>(gone - entrant.begin()));
      entrant.erase(gone);
    }
    out_.says = fmt::format("Candidates were chosen of {} policies of the front by successive rejects (Audibert et al. 2010) with {} "
                            "further replications on common random numbers.", k, out_.replications);
    return true;
  }

  bool kim_nelson_rounds() {
    const std::size_t k = trial_.size();
    const TuneSection& section = plan_.section;
    const double h_squared = kim_nelson_constants(k, kKimNelsonFirst, section.select_confidence).h_squared;
    PICKET_CHECK(section.select_replications >= kKimNelsonFirst, "replications", section.select_replications);
    std::uint32_t r = kKimNelsonFirst;
    while (true) {
      if (!run_to(r)) return false;
      drop_inferior(h_squared, section.indifference, r);
      if (trial_.size() <= wanted_ || r >= section.select_replications) break;
      ++r;
    }
    const bool decided = trial_.size() <= wanted_;
    while (trial_.size() > wanted_) drop_worst();
    out_.says = fmt::format("Candidates were chosen of {} policies of the front by the procedure of Kim and Nelson (2001), indifference {:g}, "
                            "confidence {:g}, with {} further replications on common random numbers{}.",
                            k, section.indifference, section.select_confidence, out_.replications,
                            decided ? "" : "; it was not decided at the limit, and the rest was dropped by means");
    return true;
  }

  double sign() const { return plan_.objectives.front().goal == Goal::kLess ? 1 : -1; }
  const MeasureSample& objective_of(const OnTrial& one) const { return one.sample[plan_.objectives.front().measure]; }

  void drop_inferior(double h_squared, double indifference, std::uint32_t r) {
    std::vector<bool> inferior(trial_.size(), false);
    for (std::size_t i = 0; i < trial_.size(); ++i) {
      if (trial_[i].point == safest_) continue;
      for (std::size_t l = 0; l < trial_.size() && !inferior[i]; ++l) {
        if (l == i || trial_[l].violation > 0) continue;
        const PairedValues pairs = paired_values(objective_of(trial_[i]), objective_of(trial_[l]));
        if (pairs.x.size() < 2) continue;
        std::vector<double> first;
        for (std::size_t n = 0; n < std::min<std::size_t>(kKimNelsonFirst, pairs.x.size()); ++n) first.push_back(pairs.x[n] - pairs.y[n]);
        const double allowance = kim_nelson_allowance(sample_variance(first), h_squared, indifference, r);
        inferior[i] = sign() * mean(pairs.x) > sign() * mean(pairs.y) + allowance;
      }
    }
    std::vector<OnTrial> kept;
    for (std::size_t i = 0; i < trial_.size(); ++i) {
      if (!inferior[i]) kept.push_back(std::move(trial_[i]));
    }
    trial_ = std::move(kept);
  }

  const TunePlan& plan_;
  const SearchOutcome& search_;
  Evaluator& evaluator_;
  std::size_t wanted_;
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  std::size_t safest_ = kNone;  ///< stays in any case, if there is room for another
  PointSample reference_;
  std::vector<OnTrial> trial_;
  FinalChoiceOutcome out_;
};

}  // namespace

SuccessiveRejects rejects_of(std::size_t on_trial, std::uint32_t replications) {
  return {on_trial, std::max(replications, static_cast<std::uint32_t>(2 * on_trial))};
}

std::uint32_t runs_wanted_in(const SuccessiveRejects& race) { return std::max(2U, race.runs_wanted()); }

FinalChoiceOutcome choose_candidates(const TunePlan& plan, const SearchOutcome& search, Evaluator& evaluator) {
  return Choice(plan, search, evaluator).run();
}

}  // namespace picket::sim
