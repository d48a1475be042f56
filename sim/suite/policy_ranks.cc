#include "sim/suite/policy_ranks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include "sim/statistics/friedman.h"

namespace picket::sim {
namespace {

constexpr double kAlpha = 0.05;

/// Shares of one attack, summed over its variants.
struct Shares {
  std::vector<double> sums;
  std::uint32_t variants = 0;
};

/// By policy; empty if the attack cannot be judged under one of them.
std::vector<double> shares_of(const CaseResult& one, const std::string& attack, const std::vector<std::string>& policies) {
  std::vector<double> shares;
  for (const std::string& policy : policies) {
    const auto found = std::find_if(one.detections.begin(), one.detections.end(),
                                    [&](const DetectionResult& d) { return d.policy == policy && d.attack == attack; });
    if (found == one.detections.end() || !found->measurable || found->detected_by_deadline.n == 0) return {};
    shares.push_back(found->detected_by_deadline.value);
  }
  return shares;
}

std::vector<std::vector<double>> blocks_of(const SuiteResult& result) {
  // The name of a case has its variant's number in it; of the catalogue's attack it is the attack that counts.
  std::map<std::pair<std::string, std::string>, Shares> attacks;
  for (const CaseResult& one : result.cases) {
    for (const DetectionResult& d : one.detections) {
      if (d.policy != result.policies.front()) continue;
      const std::vector<double> shares = shares_of(one, d.attack, result.policies);
      if (shares.empty()) continue;
      const auto key = one.attack.empty() ? std::pair(one.name, d.attack) : std::pair(one.attack, std::string());
      Shares& sums = attacks[key];
      sums.sums.resize(shares.size());
      for (std::size_t p = 0; p < shares.size(); ++p) sums.sums[p] += shares[p];
      ++sums.variants;
    }
  }
  std::vector<std::vector<double>> blocks;
  for (const auto& [key, shares] : attacks) {
    blocks.emplace_back();
    // Rank 1 is the smallest value: the policy that misses least. Equal means of the same shares differ by rounding only.
    for (const double sum : shares.sums) blocks.back().push_back(-std::round(sum / shares.variants * 1e12));
  }
  return blocks;
}

std::string p_words(double p) {
  return p < 0.001 ? "p < 0.001" : fmt::format("p = {:.2g}", p);
}

}  // namespace

std::optional<PolicyRanks> policy_ranks(const SuiteResult& result) {
  if (result.policies.size() < 2) return std::nullopt;
  const std::vector<std::vector<double>> blocks = blocks_of(result);
  if (blocks.size() < kLeastBlocks) return std::nullopt;
  const Friedman test = friedman(blocks);
  std::vector<std::size_t> order(result.policies.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return test.mean_ranks[a] < test.mean_ranks[b]; });
  PolicyRanks out;
  out.attacks = test.blocks;
  out.p_value = test.p_value;
  for (const std::size_t p : order) {
    const double against = p == order.front() ? 1 : test.pair_p[order.front()][p];
    out.policies.push_back({result.policies[p], test.mean_ranks[p], against});
  }
  return out;
}

std::string policy_ranks_words(const PolicyRanks& ranks) {
  std::string text = fmt::format("Over {} attacks by the share detected by the deadline, mean ranks:", ranks.attacks);
  std::string behind;
  std::string alike;
  for (std::size_t i = 0; i < ranks.policies.size(); ++i) {
    const RankedPolicy& one = ranks.policies[i];
    text += fmt::format("{} {} {:.1f}", i == 0 ? "" : ",", one.policy, one.mean_rank);
    if (i == 0) continue;
    if (one.p_against_first <= kAlpha) {
      behind += fmt::format("{}{} ({} after Holm)", behind.empty() ? "" : ", ", one.policy, p_words(one.p_against_first));
    } else {
      alike += fmt::format("{}{}", alike.empty() ? "" : " or ", one.policy);
    }
  }
  text += fmt::format(" (Friedman {}).", p_words(ranks.p_value));
  if (ranks.p_value > kAlpha) return text + " No evidence that the policies detect differently.";
  const std::string& first = ranks.policies.front().policy;
  if (!behind.empty()) text += fmt::format(" {} comes before {}.", first, behind);
  if (!alike.empty()) text += fmt::format(" No evidence that {} comes before {}.", first, alike);
  return text;
}

}  // namespace picket::sim
