#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace picket::sim {

/// Constants of Kim and Nelson's procedure with c = 1 for k systems and `first` replications before the first look.
struct KimNelsonConstants {
  double eta = 0;        ///< ((2 alpha / (k - 1))^(-2 / (first - 1)) - 1) / 2
  double h_squared = 0;  ///< 2 eta (first - 1)
};
/// Errors: CHECK that systems > 1, first > 1, 0 < confidence < 1 and confidence > 1 - (systems - 1) / 2.
KimNelsonConstants kim_nelson_constants(std::size_t systems, std::uint32_t first, double confidence);

/// By how much one mean may lie beyond another after `r` replications without being dropped for it.
/// Input:  `spread`: variance of their differences in the first replications; `indifference` > 0.
double kim_nelson_allowance(double spread, double h_squared, double indifference, std::uint32_t r);

/// Kim and Nelson's procedure KN: picks the best of k systems with a guarantee, and stops as soon as it can.
///
/// Model:  after `first` replications S2_il is the variance of X_i - X_l; then, after each replication r, system i goes if
///         mean_i > mean_l + max(0, d / (2 r) (h2 S2_il / d^2 - r)) for some l, with
///         eta = ((2 alpha / (k - 1))^(-2 / (first - 1)) - 1) / 2 and h2 = 2 eta (first - 1). The mean is to be small.
/// Input:  one replication of all systems at a time, on common seeds if that can be had: their correlation shortens it.
/// Output: with probability `confidence` or more the best, if it is better than all others by the indifference `d` or more;
///         else one that is not worse than the best by more than about d.
/// Limits: takes values as normal. The guarantee is of the choice, not of the number of runs.
/// Source: Kim and Nelson, ACM Transactions on Modeling and Computer Simulation 11 (2001), c = 1.
class KimNelson {
 public:
  /// `indifference` > 0: differences below it do not matter.
  /// Errors: CHECK of that, systems > 0, first >= 2, 0 < confidence < 1, and that confidence is above 1 - (k - 1) / 2.
  KimNelson(std::size_t systems, double indifference, std::uint32_t first = 10, double confidence = 0.95);

  bool done() const { return in_race_.size() == 1; }
  /// Indices of the systems left, growing: those that the next replication must run.
  const std::vector<std::size_t>& in_race() const { return in_race_; }
  /// Values of the next replication by system; those out of the race are not read.
  void add(std::span<const double> values);

  std::uint32_t n() const { return n_; }
  /// The one left; before that the one with the least mean so far (0 before any replication).
  std::size_t best() const;
  /// Replications after which it is surely done, from the spreads of those left; 0 before `first`.
  std::uint64_t most_replications() const;

 private:
  double spread(std::size_t i, std::size_t l) const { return spreads_[i * systems_ + l]; }
  void take_spreads();
  void screen();

  std::size_t systems_;
  double indifference_;
  std::uint32_t first_;
  double h_squared_ = 0;
  std::uint32_t n_ = 0;
  std::vector<double> sums_;
  std::vector<std::vector<double>> firsts_;  ///< by system: the first values, until the spreads are taken
  std::vector<double> spreads_;              ///< [systems x systems], S2_il
  std::vector<std::size_t> in_race_;
};

}  // namespace picket::sim
