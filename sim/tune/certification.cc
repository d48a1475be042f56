#include "sim/tune/certification.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "agent_core/base/check.h"
#include "sim/statistics/holm.h"
#include "sim/statistics/moments.h"
#include "sim/tune/claim_family.h"
#include "sim/tune/relative_bound_test.h"

namespace picket::sim {
namespace {

BoundTest test_of(const PlannedConstraint& c, const TunePlan& plan, const PointSample& sample, const PointSample* reference,
                  double confidence) {
  const TuneMeasure& measure = plan.measures[c.measure];
  const MeasureSample& own = sample[c.measure];
  if (c.relative) {
    PICKET_CHECK(reference != nullptr);
    return test_relative(own, (*reference)[c.measure], measure.scale, c.times, c.margin, c.at_least, confidence);
  }
  switch (measure.scale) {
    case MeasureScale::kLogit: return test_share(own, c.bound, c.at_least, confidence);
    case MeasureScale::kRate: return test_rate(own, c.bound, c.at_least, confidence);
    case MeasureScale::kPlain:
    case MeasureScale::kLog: break;
  }
  return test_mean(own, c.bound, c.at_least, confidence);
}

class Certify {
 public:
  Certify(const TunePlan& plan, const SearchOutcome& search, Evaluator& evaluator)
      : plan_(plan), search_(search), evaluator_(evaluator), error_(1 - plan.confidence()) {}

  CertificationOutcome run(const std::vector<std::size_t>& candidates) {
    if (candidates.empty()) return std::move(out_);
    if (!run_all(candidates)) return std::move(out_);
    for (CertifiedPoint& point : out_.points) test(point, 1 - error_);
    test_dominance();
    judge();
    for (CertifiedPoint& point : out_.points) describe(point);
    choose_cheapest();
    return std::move(out_);
  }

 private:
  bool run_all(const std::vector<std::size_t>& candidates) {
    const ReplicationRange range{plan_.section.certification.first_replication, plan_.section.certification.replications};
    if (search_.reference) {
      EvaluationBatch batch = evaluator_.evaluate_reference(range);
      if (ended(batch)) return false;
      if (!batch.samples.empty()) out_.reference = std::move(batch.samples.front());
    }
    std::vector<TunePoint> points;
    for (const std::size_t i : candidates) points.push_back(search_.points[i].point);
    EvaluationBatch batch = evaluator_.evaluate(points, range);
    if (ended(batch)) return false;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      PICKET_CHECK(batch.samples[i].has_value(), "point", points[i].id);
      CertifiedPoint point;
      point.point = candidates[i];
      point.n = range.count;
      point.sample = std::move(*batch.samples[i]);
      out_.points.push_back(std::move(point));
    }
    return true;
  }

  bool ended(const EvaluationBatch& batch) {
    out_.failure = batch.failure;
    out_.interrupted = batch.interrupted;
    return out_.interrupted || !out_.failure.empty();
  }

  /// Tests every constraint; the limits that are shown are at the given confidence.
  void test(CertifiedPoint& point, double confidence) {
    point.constraints.clear();
    for (std::size_t c = 0; c < plan_.constraints.size(); ++c) {
      CertifiedConstraint one;
      one.constraint = c;
      one.test = test_of(plan_.constraints[c], plan_, point.sample, out_.reference ? &*out_.reference : nullptr, confidence);
      point.constraints.push_back(one);
    }
  }

  double largest_p(const CertifiedPoint& point) const {
    double p = point.constraints.empty() ? 1 : 0;
    for (const CertifiedConstraint& c : point.constraints) p = std::max(p, c.test.p_pass);
    return p;
  }

  /// Of all claims together: that candidates keep the constraints, and that they dominate the reference.
  std::vector<AdjustedClaim> claims() const {
    std::vector<double> keeps;
    std::vector<double> dominates;
    for (const CertifiedPoint& point : out_.points) {
      keeps.push_back(plan_.constraints.empty() ? 0 : largest_p(point));
      if (point.dominance) dominates.push_back(point.dominance->p_adjusted);
    }
    const bool holm = plan_.section.certification.multiplicity == Multiplicity::kHolm;
    return holm ? adjusted_together(keeps, dominates, error_) : adjusted_in_sequence(keeps, dominates, error_);
  }

  void judge() {
    std::vector<double> fail;
    for (const CertifiedPoint& point : out_.points) {
      for (const CertifiedConstraint& c : point.constraints) fail.push_back(c.test.p_fail);
    }
    const std::vector<AdjustedClaim> claimed = claims();
    const std::vector<double> fail_adjusted = holm_adjusted(fail);
    std::size_t next = 0;
    for (std::size_t i = 0; i < out_.points.size(); ++i) {
      CertifiedPoint& point = out_.points[i];
      if (point.dominance) close(*point.dominance, claimed[i].dominates);
      point.p_pass = claimed[i].keeps;
      point.p_fail = 1;
      // Limits and missing runs at the level that this candidate is judged at.
      point.confidence = 1 - claimed[i].level;
      test(point, point.confidence);
      point.runs_missing = 0;
      for (std::size_t c = 0; c < point.constraints.size(); ++c) {
        CertifiedConstraint& one = point.constraints[c];
        const double not_kept = fail_adjusted[next++];
        point.p_fail = std::min(point.p_fail, not_kept);
        if (not_kept <= error_) {
          one.verdict = Verdict::kFail;
        } else if (one.test.p_pass <= 1 - point.confidence) {
          one.verdict = Verdict::kPass;
        }
        if (one.test.p_pass > point.constraints[point.tightest].test.p_pass) point.tightest = c;
        if (point.runs_missing && one.test.runs_missing) {
          point.runs_missing = std::max(*point.runs_missing, *one.test.runs_missing);
        } else {
          point.runs_missing.reset();
        }
      }
      if (point.constraints.empty()) {
        if (point.dominance && point.dominance->dominates) point.verdict = Verdict::kPass;
        if (point.dominance) point.p_pass = point.dominance->p_adjusted;
        point.runs_missing = point.verdict == Verdict::kPass ? std::optional<std::uint32_t>(0) : std::nullopt;
        continue;
      }
      if (point.p_fail <= error_) {
        point.verdict = Verdict::kFail;
        point.runs_missing.reset();
      } else if (point.p_pass <= error_) {
        point.verdict = Verdict::kPass;
        point.runs_missing = 0;
      }
    }
  }

  /// Its p is that of the candidate alone until all claims are adjusted together.
  void test_dominance() {
    if (!out_.reference) return;
    for (CertifiedPoint& point : out_.points) {
      Dominance dominance;
      double p = plan_.constraints.empty() ? 0 : largest_p(point);
      for (std::size_t o = 0; o < plan_.objectives.size(); ++o) {
        const PlannedObjective& objective = plan_.objectives[o];
        const PairedValues pairs = paired_values(point.sample[objective.measure], (*out_.reference)[objective.measure]);
        ObjectiveDifference one;
        one.objective = o;
        one.difference = paired_difference(pairs.x, pairs.y);
        const BoundTest test = test_relative(point.sample[objective.measure], (*out_.reference)[objective.measure],
                                             plan_.measures[objective.measure].scale, 1, 0, objective.goal == Goal::kMore, 1 - error_);
        one.p_better = test.p_pass;
        one.p_worse = test.p_fail;
        p = std::max(p, one.p_better);
        dominance.objectives.push_back(std::move(one));
      }
      dominance.p_adjusted = p;
      point.dominance = std::move(dominance);
    }
  }

  void close(Dominance& dominance, double p_adjusted) const {
    dominance.p_adjusted = p_adjusted;
    dominance.dominates = p_adjusted <= error_;
    describe(dominance);
  }

  void describe(Dominance& dominance) const {
    std::string better;
    std::string worse;
    std::string open;
    for (const ObjectiveDifference& one : dominance.objectives) {
      std::string& list = one.p_better <= error_ ? better : one.p_worse <= error_ ? worse : open;
      list += (list.empty() ? "" : ", ") + plan_.measures[plan_.objectives[one.objective].measure].column();
    }
    if (dominance.dominates) {
      dominance.says = fmt::format("dominates {}: better in {}{}, p = {:.2g}", plan_.reference, better,
                                   plan_.constraints.empty() ? "" : ", constraints kept", dominance.p_adjusted);
      return;
    }
    dominance.says = fmt::format("not shown to dominate {}", plan_.reference);
    if (!better.empty()) dominance.says += "; better in " + better;
    if (!worse.empty()) dominance.says += "; worse in " + worse;
    if (!open.empty()) dominance.says += "; no evidence of a difference in " + open;
  }

  void describe(CertifiedPoint& point) const {
    const std::string& id = search_.points[point.point].point.id;
    if (point.constraints.empty()) {
      point.says = fmt::format("{}: {}", id, point.dominance ? point.dominance->says : "no constraint and no reference policy: nothing to prove");
      return;
    }
    const CertifiedConstraint& c = point.constraints[point.tightest];
    const PlannedConstraint& constraint = plan_.constraints[c.constraint];
    const std::string what = constraint.to_string(plan_.measures, plan_.reference);
    const char* of = constraint.relative ? "mean difference" : "estimate";
    const std::string numbers = fmt::format("{} {:.4g}, limit {:.4g}, n = {}", of, c.test.estimate, c.test.bound, c.test.n);
    switch (point.verdict) {
      case Verdict::kPass:
        point.says = fmt::format("{} keeps all constraints; the tightest is {} ({}; p = {:.2g})", id, what, numbers, point.p_pass);
        break;
      case Verdict::kFail: {
        std::string broken;
        for (const CertifiedConstraint& one : point.constraints) {
          if (one.verdict != Verdict::kFail) continue;
          broken += (broken.empty() ? "" : "; ") + plan_.constraints[one.constraint].to_string(plan_.measures, plan_.reference) +
                    fmt::format(" (estimate {:.4g})", one.test.estimate);
        }
        point.says = fmt::format("{} does not keep {} (p = {:.2g})", id, broken, point.p_fail);
        break;
      }
      case Verdict::kInconclusive:
        point.says = fmt::format("{} is not decided: {} ({} at {:.4g} %)", id, what, numbers, 100 * point.confidence);
        if (point.runs_missing && *point.runs_missing == 0) {
          point.says += "; a candidate that is judged before it did not pass, so it is not judged";
          break;
        }
        point.says += point.runs_missing ? fmt::format("; about {} more runs would do if these means are the true ones", *point.runs_missing)
                                         : std::string("; at these means no number of runs would do");
        break;
    }
  }

  void choose_cheapest() {
    const PlannedObjective& first = plan_.objectives.front();
    const double sign = first.goal == Goal::kLess ? 1 : -1;
    for (std::size_t i = 0; i < out_.points.size(); ++i) {
      if (out_.points[i].verdict != Verdict::kPass) continue;
      const auto value = [&](std::size_t p) { return sign * mean_of(out_.points[p].sample[first.measure]); };
      if (!out_.cheapest || value(i) < value(*out_.cheapest)) out_.cheapest = i;
    }
  }

  const TunePlan& plan_;
  const SearchOutcome& search_;
  Evaluator& evaluator_;
  double error_;
  CertificationOutcome out_;
};

}  // namespace

CertificationOutcome certify(const TunePlan& plan, const SearchOutcome& search, const std::vector<std::size_t>& candidates,
                             Evaluator& evaluator) {
  return Certify(plan, search, evaluator).run(candidates);
}

}  // namespace picket::sim
