#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace picket::sim {

enum class LookOutcome : std::uint8_t {
  kPass,          ///< the lower bound reached the target
  kFail,          ///< the upper bound lies below it
  kMore,          ///< nothing yet, a look is left
  kInconclusive,  ///< nothing at the last look
};
std::string_view to_string(LookOutcome outcome);

/// A gate on a proportion that is looked at only at numbers of trials fixed beforehand.
///
/// Model:  the chance of a false verdict is split evenly: each of k looks uses the exact one-sided bound at
///         1 - (1 - confidence) / k, so a false PASS over all looks has at most 1 - confidence, and a false FAIL too.
///         Looking at the 95 % bound after each run instead passes 22 % of those that are just at the target.
/// Input:  independent trials: one attack a replication.
/// Source: Bonferroni's inequality; Clopper and Pearson, Biometrika 26 (1934).
class PlannedLooks {
 public:
  /// `at`: trials at the looks, growing, at most five of them (a sixth look costs more than it saves).
  /// Errors: CHECK of these, and that confidence and target lie in (0, 1).
  PlannedLooks(std::vector<std::uint32_t> at, double target, double confidence = 0.95);

  /// The first look where a sample without a miss passes, then each at twice as many trials.
  static PlannedLooks doubling(std::uint32_t looks, double target, double confidence = 0.95);

  const std::vector<std::uint32_t>& at() const { return at_; }
  double confidence_of_a_look() const { return confidence_of_a_look_; }
  /// Trials until the next look after `trials`; 0 if none is left.
  std::uint32_t until_next(std::uint32_t trials) const;
  /// Of a number that is not planned: kMore before the last look. Beyond the last nothing may be judged: kInconclusive.
  LookOutcome judge(std::uint64_t successes, std::uint32_t trials) const;

 private:
  std::vector<std::uint32_t> at_;
  double target_;
  double confidence_of_a_look_;
};

}  // namespace picket::sim
