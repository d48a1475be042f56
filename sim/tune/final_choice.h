#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/tune/tune_search.h"

namespace picket::sim {

/// Policies that a final choice is made of, at most: twelve of the front, and the safest.
inline constexpr std::size_t kMostOnTrial = 13;

/// Replications of each of k alternatives after each of the k - 1 phases of successive rejects, with n in all.
///
/// Model:  n_j = ceil((n - k) / (logbar(k) (k + 1 - j))), logbar(k) = 1/2 + sum_{i=2..k} 1/i.
/// Source: Audibert, Bubeck, Munos, COLT 2010.
std::vector<std::uint32_t> successive_rejects_replications(std::size_t k, std::uint32_t n);

/// Constants of Kim and Nelson's procedure with c = 1, for k alternatives and n0 first replications.
///
/// Model:  eta = ((2 a / (k - 1))^(-2 / (n0 - 1)) - 1) / 2, h2 = 2 eta (n0 - 1).
/// Source: Kim and Nelson, ACM TOMACS 11 (2001).
struct KimNelson {
  double eta = 0;
  double h2 = 0;
};
KimNelson kim_nelson(std::size_t k, std::uint32_t n0, double error);

/// Whether alternative i, with mean x_i after r replications, may be dropped for one with mean x_l; both are to be made small.
/// s2: variance of their differences in the first n0 replications; d: the indifference, > 0.
bool kim_nelson_drops(double x_i, double x_l, double s2, double h2, double d, std::uint32_t r);

/// Who is left to be certified.
struct FinalChoiceOutcome {
  std::vector<std::size_t> candidates{};     ///< indices of points, best in the first objective first
  std::uint32_t replications = 0;            ///< further ones, over all points
  bool likely = true;                        ///< false: no point is likely to keep the constraints, and the nearest is tried
  std::string says;                          ///< how they were chosen, a sentence for methods
  std::string failure{};
  bool interrupted = false;
};

/// Chooses at most `section.certification.candidates` points of the front; with constraints, also of the points that only what is
/// less likely to keep them dominates.
///
/// Model:  successive rejects and Kim and Nelson's procedure judge the first objective on replications of their own, from
///         kFirstChoiceReplication on, the same for all (common random numbers); points whose constraints do not hold by their
///         means there are dropped first. The point that is most likely to keep the constraints stays in any case, so
///         that there is one to fall back on. posterior: spread evenly over the front by the first objective, cheapest and
///         safest included.
/// Limits: Kim and Nelson's guarantee is about the first objective among points that keep the constraints by their means.
FinalChoiceOutcome choose_candidates(const TunePlan& plan, const SearchOutcome& search, Evaluator& evaluator);

}  // namespace picket::sim
