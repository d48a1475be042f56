#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace picket::sim {

/// Finds the best of k systems (policies) with a fixed number of runs: the worst of those left goes after each phase, and
/// what it would have cost is spent on the others.
///
/// Model:  log_bar(k) = 1/2 + sum of 1/i for i = 2 to k; phase j ends when each system left has
///         n_j = ceil((budget - k) / (log_bar(k) (k + 1 - j))) runs. The mean is to be small; of equal ones the last goes.
/// Use:    while (!done()) { run every system of `in_race()` up to `runs_wanted()`; close_phase(means) }; best().
/// Input:  budget in runs of one system, at least 2 k; never exceeded.
/// Output: `best` is a choice without a guarantee; certify it on fresh seeds.
/// Limits: systems on common seeds are compared the better for it. Assumes that means of equally many runs are compared.
/// Source: Audibert, Bubeck, Munos, "Best arm identification in multi-armed bandits", COLT (2010).
class SuccessiveRejects {
 public:
  /// Errors: CHECK that systems > 0 and budget >= 2 systems.
  SuccessiveRejects(std::size_t systems, std::uint32_t budget);

  bool done() const { return in_race_.size() == 1; }
  /// Indices of the systems left, growing.
  const std::vector<std::size_t>& in_race() const { return in_race_; }
  /// Runs that each of them should have, in all, before the phase is closed.
  std::uint32_t runs_wanted() const;
  /// Means of all systems by index; those out of the race are not read.
  void close_phase(std::span<const double> means);

  /// The one left; before that the first left.
  std::size_t best() const { return in_race_.front(); }
  /// Systems in the order they went, the worst first.
  const std::vector<std::size_t>& rejected() const { return rejected_; }

 private:
  std::uint32_t runs_in_phase(std::size_t phase) const;

  std::size_t systems_;
  std::uint32_t budget_;
  double log_bar_;
  std::vector<std::size_t> in_race_;
  std::vector<std::size_t> rejected_;
};

}  // namespace picket::sim
