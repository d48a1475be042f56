#include "sim/tune/claim_family.h"

#include <algorithm>
#include <functional>

#include "agent_core/base/check.h"
#include "sim/statistics/holm.h"

namespace picket::sim {

std::vector<AdjustedClaim> adjusted_together(const std::vector<double>& p_keeps, const std::vector<double>& p_dominates, double error) {
  const std::size_t k = p_keeps.size();
  const std::vector<double>& hardest = p_dominates.empty() ? p_keeps : p_dominates;
  PICKET_CHECK(hardest.size() == k, "candidates", k, "p of dominance", hardest.size());
  std::vector<AdjustedClaim> out(k);
  const std::vector<double> dominance = p_dominates.empty() ? std::vector<double>(k, 1) : holm_adjusted(p_dominates);
  for (std::size_t i = 0; i < k; ++i) {
    PICKET_CHECK(hardest[i] >= p_keeps[i], "candidate", i, "keeps", p_keeps[i], "dominates", hardest[i]);
    std::vector<double> others;
    for (std::size_t j = 0; j < k; ++j) {
      if (j != i) others.push_back(hardest[j]);
    }
    std::sort(others.begin(), others.end(), std::greater<>());
    out[i].dominates = dominance[i];
    out[i].keeps = p_keeps[i];
    out[i].level = error;
    for (std::size_t m = 2; m <= k; ++m) {
      const double share = static_cast<double>(m);
      out[i].keeps = std::max(out[i].keeps, std::min(1.0, share * std::min(p_keeps[i], others[m - 2])));
      // So many others are not rejected at this size: only the candidate itself can reject the set.
      if (share * others[m - 2] > error) out[i].level = error / share;
    }
  }
  return out;
}

std::vector<AdjustedClaim> adjusted_in_sequence(const std::vector<double>& p_keeps, const std::vector<double>& p_dominates, double error) {
  PICKET_CHECK(p_dominates.empty() || p_dominates.size() == p_keeps.size(), "candidates", p_keeps.size());
  std::vector<AdjustedClaim> out(p_keeps.size());
  double so_far = 0;
  for (std::size_t i = p_keeps.size(); i-- > 0;) {
    so_far = std::max(so_far, p_keeps[i]);
    out[i].keeps = so_far;
    out[i].level = error;
  }
  for (std::size_t i = p_dominates.size(); i-- > 0;) {
    so_far = std::max(so_far, p_dominates[i]);
    out[i].dominates = so_far;
  }
  return out;
}

}  // namespace picket::sim
