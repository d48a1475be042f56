#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace picket::sim {

/// Quantiles of a long stream (per-message latency) with a relative error of 1 %.
///
/// Model:  bin i counts values in (gamma^(i-1), gamma^i], gamma = 1.01 / 0.99, and answers with
///         2 gamma^i / (gamma + 1). Integer counts: merging is exact in any order, so that shards
///         and threads cannot change a digit.
/// Input:  finite values >= 0. Those below kSmallest count as 0; those above kLargest as kLargest
///         and in `clamped()`.
/// State and cost: 8 bytes a bin between the smallest and largest value seen, at most 14 kB; a
///         logarithm an `add`.
/// Limits: the interval of a quantile comes from replications, never from the sketch.
/// Source: Masson, Rim, Lee, "DDSketch", PVLDB 12 (2019).
class DdSketch {
 public:
  static constexpr double kRelativeError = 0.01;
  static constexpr double kSmallest = 1e-6;
  static constexpr double kLargest = 1e9;

  void add(double value, std::uint64_t count = 1);
  void merge(const DdSketch& other);

  /// The value of rank floor(q (n - 1)), q in [0, 1]; 0 for an empty sketch.
  double quantile(double q) const;
  std::uint64_t count() const { return count_; }
  std::uint64_t clamped() const { return clamped_; }
  std::size_t bytes() const { return bins_.capacity() * sizeof(std::uint64_t); }
  bool operator==(const DdSketch& other) const;

 private:
  void add_to_bin(int index, std::uint64_t count);

  int first_index_ = 0;              ///< of bins_[0]
  std::vector<std::uint64_t> bins_;  ///< dense
  std::uint64_t zeros_ = 0;
  std::uint64_t clamped_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace picket::sim
