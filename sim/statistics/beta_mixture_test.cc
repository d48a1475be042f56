#include "sim/statistics/beta_mixture_test.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {

double log_beta_mixture(std::uint64_t successes, std::uint64_t trials, double p0) {
  PICKET_CHECK(successes <= trials && p0 > 0 && p0 < 1, "successes", successes, "trials", trials, "p0", p0);
  const double hits = static_cast<double>(successes);
  const double misses = static_cast<double>(trials - successes);
  return log_beta(hits + 1, misses + 1) - (hits * std::log(p0) + misses * std::log1p(-p0));
}

BetaMixtureTest::BetaMixtureTest(double bound) : bound_(bound) {
  PICKET_CHECK(bound > 0 && bound < 1, "bound", bound);
}

void BetaMixtureTest::add(bool success) {
  // B(x + 2, m + 1) / B(x + 1, m + 1) = (x + 1) / (n + 2): one logarithm a trial in place of gamma functions.
  const double hits = static_cast<double>(success ? successes_ : n_ - successes_);
  log_evidence_ += std::log((hits + 1) / static_cast<double>(n_ + 2)) - (success ? std::log(bound_) : std::log1p(-bound_));
  ++n_;
  successes_ += success ? 1 : 0;
  const double p = std::exp(-log_evidence_);
  const double share = static_cast<double>(successes_) / static_cast<double>(n_);
  if (share > bound_) p_above_ = std::min(p_above_, p);
  if (share < bound_) p_below_ = std::min(p_below_, p);
}

}  // namespace picket::sim
