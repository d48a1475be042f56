#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "sim/search/search_variable.h"

namespace picket::sim {

/// What was measured at one point: one or several objectives, all to be made small, and constraints. All values must
/// be finite: a delay that is never reached, a logarithm of nothing are the caller's to transform (logarithm for
/// costs, bytes and delays, logit for rates).
struct Evaluation {
  std::vector<double> at{};                    ///< in the unit cube
  std::vector<double> objectives{};            ///< means over the replications; to be made small
  std::vector<double> variances{};             ///< of those means (s^2 / n); empty: unknown, then noise is estimated
  std::vector<double> constraints{};           ///< feasible where all are <= 0
  std::vector<double> constraint_variances{};  ///< of those means; empty: unknown
};

/// Whether a point of the unit cube may be tried at all. It must say the same each time.
using AllowedPoint = std::function<bool(const std::vector<double>&)>;

enum class OptimiserKind {
  kAuto,    ///< a Gaussian process up to 200 evaluations, 12 variables and 3 categorical ones; else MOTPE
  kGpEhvi,  ///< Gaussian process: exact expected hypervolume improvement of two objectives; kParego for others
  kParego,  ///< Gaussian process on a randomly weighted Chebyshev sum; of one objective: expected improvement
  kMotpe,   ///< tree-structured Parzen estimators of the best tenth and of the rest
  kRandom,  ///< a Latin hypercube, then uniform points: what a search must beat
};

/// What the search believes of an evaluated point.
struct Belief {
  std::vector<double> objectives{};  ///< posterior means
  double feasible = 1;               ///< probability that all constraints hold
};

/// A search for the best trade-offs in few, dear and noisy evaluations. Points to try are asked for, what was
/// measured there is told. Points need not have been asked for: those of an earlier search, or the policy that is in
/// use today, are told like others and count towards the start.
///
/// What `ask` returns depends on the seed, on the evaluations told and on the points asked for and not yet told, and on
/// nothing else: a search that is resumed by telling its evaluations in the same order goes on as if it had not been
/// interrupted.
class Optimiser {
 public:
  virtual ~Optimiser() = default;

  /// Points to evaluate next, in the unit cube, all different and different from those told and asked for before.
  /// Fewer than n, perhaps none, only if the variables have no more, or no further allowed one is found. A point that was asked for and is never told
  /// stays believed at its predicted values (Kriging believer), so that a failed one is not asked for again.
  virtual std::vector<std::vector<double>> ask(std::size_t n) = 0;
  virtual void tell(Evaluation evaluation) = 0;

  /// Indices of evaluations, in the order told: feasible and non-dominated by posterior mean, never by the raw
  /// minimum, which noise flatters; values closer than a ten-thousandth of the range are equal. Empty if nothing is
  /// feasible.
  virtual std::vector<std::size_t> front() const = 0;
  /// What the search believes of each evaluation, in the order told.
  virtual std::vector<Belief> beliefs() const = 0;
  /// How the next point is chosen: "gp-ehvi", "gp-ei", "parego", "motpe" or "random"; "auto" before the first `tell`.
  virtual std::string_view name() const = 0;
};

/// reference_point: the corner that bounds what counts in the objectives, one value each; empty: the worst values of
/// the front so far and a tenth of the range of all. budget: how many evaluations there will be, 0 if unknown; a small
/// one shortens the start, which is otherwise 2 d + 2 points, at most 12 (11 d - 1 for MOTPE), of a Latin hypercube. start_points
/// are asked for before the hypercube's. allowed: points that it refuses are never asked for, neither those of the start, in whose
/// place others are drawn; points that are told may be refused ones.
///
/// Cost: below 0.1 s a suggestion of two objectives at 60 evaluations and 5 variables, about 0.1 s more every tenth
/// beyond; memory n^2.
/// Sources: sim/search/README.md.
std::unique_ptr<Optimiser> make_optimiser(OptimiserKind kind, std::vector<SearchVariable> variables,
                                          std::vector<double> reference_point, std::uint64_t seed,
                                          std::size_t budget = 0, std::vector<std::vector<double>> start_points = {},
                                          AllowedPoint allowed = {});

}  // namespace picket::sim
