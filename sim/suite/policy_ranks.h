#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/suite/suite_result.h"

namespace picket::sim {

/// A policy's place over all attacks of a suite.
struct RankedPolicy {
  std::string policy;
  double mean_rank = 0;        ///< 1: it detects most of every attack
  double p_against_first = 1;  ///< of "as good as the first of the list", after Holm over all pairs; 1 for the first itself
};

struct PolicyRanks {
  std::uint32_t attacks = 0;
  double p_value = 1;          ///< Friedman's, of "the policies detect alike"
  std::vector<RankedPolicy> policies;  ///< the best first; equal ranks in the suite's order
};

/// Ranks the policies by the share of devices that each detects by the deadline, attack by attack.
///
/// Model:  friedman() with attacks as blocks. The variants of an attack of the catalogue count as one, with the mean of their
///         shares: they are no attacks of their own.
/// Output: nothing with fewer than two policies, or than kLeastBlocks attacks that can be judged under every policy.
std::optional<PolicyRanks> policy_ranks(const SuiteResult& result);

/// "Over 40 attacks by the share detected by the deadline, mean ranks: picket 1.4, g2_linux 2.1, raw 2.5 (Friedman p = 0.002). picket
/// comes before raw (p = 0.001 after Holm). No evidence that picket comes before g2_linux."
std::string policy_ranks_words(const PolicyRanks& ranks);

}  // namespace picket::sim
