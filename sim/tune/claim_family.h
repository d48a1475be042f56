#pragma once

#include <cstddef>
#include <vector>

namespace picket::sim {

/// What a candidate's claims cost after adjustment: that it keeps the constraints, and that it dominates the reference.
struct AdjustedClaim {
  double keeps = 1;      ///< adjusted p of "keeps all constraints"; at most the error: claimed
  double dominates = 1;  ///< adjusted p of "dominates"
  double level = 0;      ///< p of "keeps" up to which it is claimed, for limits and missing runs
};

/// One family of all claims about k candidates, by closed testing: the chance that any claim is wrong is at most `error`.
///
/// Model:  hypotheses C_i "candidate i does not keep the constraints" and D_i "does not dominate". To dominate includes keeping the
///         constraints, so C_i implies D_i and an intersection has one hypothesis of a candidate at most: m <= k of them,
///         which Bonferroni rejects if the least p is at most error / m. C_i is claimed against if all intersections with it are
///         rejected, of which those with D_j of the others are the hardest: adjusted p = max over m of
///         m min(p_C_i, the (m - 1)-th largest p_D_j of the others). Of D_i this is Holm's method. So two claims a
///         candidate cost no more than one; two families of Holm's would be wrong with up to twice the error.
/// Input:  p values by candidate, p_dominates[i] >= p_keeps[i]; p_dominates empty: there is no reference, and Holm's method is
///         what remains; p_keeps all 0: there are no constraints.
/// Source: closed testing: Marcus, Peritz and Gabriel, Biometrika 63 (1976); use of implications: Shaffer, JASA 81 (1986).
std::vector<AdjustedClaim> adjusted_together(const std::vector<double>& p_keeps, const std::vector<double>& p_dominates, double error);

/// The same in a fixed sequence, from the last candidate to the first: each C_i at the full error until one is not rejected; only
/// if all are, the D_i likewise.
/// Source: fixed sequence: Maurer, Hothorn and Lehmacher (1995); it is closed testing with the first of a set tested, C before D.
std::vector<AdjustedClaim> adjusted_in_sequence(const std::vector<double>& p_keeps, const std::vector<double>& p_dominates, double error);

}  // namespace picket::sim
