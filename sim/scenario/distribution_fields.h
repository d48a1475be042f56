#pragma once

#include <array>
#include <string_view>

#include "sim/scenario/distribution.h"

namespace picket::sim {

/// How a kind of distribution is written: {dist: word, first: ..., second: ..., max: ...}.
struct DistributionForm {
  Distribution::Kind kind;
  std::string_view word;
  std::string_view first;   ///< key of Distribution::a, a quantity
  std::string_view second;  ///< key of Distribution::b; empty: none
  bool second_is_shape;     ///< a positive plain number; else a quantity
  bool has_max;             ///< takes `max`, where larger draws are cut
};

inline constexpr std::array<DistributionForm, 6> kDistributionForms{{
    {Distribution::Kind::kConstant, "constant", "value", "", false, false},
    {Distribution::Kind::kUniform, "uniform", "min", "max", false, false},
    {Distribution::Kind::kLognormal, "lognormal", "median", "sigma", true, true},
    {Distribution::Kind::kExponential, "exponential", "mean", "", false, true},
    {Distribution::Kind::kPareto, "pareto", "min", "alpha", true, true},
    {Distribution::Kind::kNegativeBinomial, "negative_binomial", "mean", "k", true, true},
}};

/// A second spelling of negative_binomial that is read and never written.
inline constexpr std::string_view kNegativeBinomialShort = "negbin";

}  // namespace picket::sim
