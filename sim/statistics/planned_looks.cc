#include "sim/statistics/planned_looks.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>

#include "agent_core/base/check.h"
#include "sim/statistics/proportion.h"

namespace picket::sim {
namespace {

constexpr std::size_t kMostLooks = 5;

double split(double confidence, std::size_t looks) {
  return 1 - (1 - confidence) / static_cast<double>(looks);
}

}  // namespace

std::string_view to_string(LookOutcome outcome) {
  switch (outcome) {
    case LookOutcome::kPass: return "PASS";
    case LookOutcome::kFail: return "FAIL";
    case LookOutcome::kMore: return "MORE";
    case LookOutcome::kInconclusive: break;
  }
  return "INCONCLUSIVE";
}

PlannedLooks::PlannedLooks(std::vector<std::uint32_t> at, double target, double confidence)
    : at_(std::move(at)), target_(target), confidence_of_a_look_(split(confidence, std::max<std::size_t>(1, at_.size()))) {
  PICKET_CHECK(!at_.empty() && at_.size() <= kMostLooks && at_.front() > 0, "looks", at_.size());
  PICKET_CHECK(std::adjacent_find(at_.begin(), at_.end(), std::greater_equal<>()) == at_.end());
  PICKET_CHECK(target > 0 && target < 1 && confidence > 0 && confidence < 1, "target", target, "confidence", confidence);
}

PlannedLooks PlannedLooks::doubling(std::uint32_t looks, double target, double confidence) {
  PICKET_CHECK(looks > 0 && looks <= kMostLooks, "looks", looks);
  auto next = static_cast<std::uint32_t>(trials_to_prove(target, 0, split(confidence, looks)));
  std::vector<std::uint32_t> at;
  for (std::uint32_t i = 0; i < looks; ++i, next *= 2) at.push_back(next);
  return {std::move(at), target, confidence};
}

std::uint32_t PlannedLooks::until_next(std::uint32_t trials) const {
  const auto next = std::upper_bound(at_.begin(), at_.end(), trials);
  return next == at_.end() ? 0 : *next - trials;
}

LookOutcome PlannedLooks::judge(std::uint64_t successes, std::uint32_t trials) const {
  if (trials < at_.back() && !std::binary_search(at_.begin(), at_.end(), trials)) return LookOutcome::kMore;
  if (trials > at_.back()) return LookOutcome::kInconclusive;
  if (clopper_pearson_lower_bound(successes, trials, confidence_of_a_look_) >= target_) return LookOutcome::kPass;
  // The upper bound of successes is 1 minus the lower bound of misses.
  const double upper = 1 - clopper_pearson_lower_bound(trials - successes, trials, confidence_of_a_look_);
  if (upper < target_) return LookOutcome::kFail;
  return trials == at_.back() ? LookOutcome::kInconclusive : LookOutcome::kMore;
}

}  // namespace picket::sim
