#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include "pipeline_core/rules/correlation_member.h"

namespace picket {

/// What a correlation's condition is compared with, of the members of one window in their order.
///
/// value_percentile: the smallest value that at least `percentile` per cent of the raw events do not exceed: the
///   inverse of the empirical distribution function, "nearest rank".
/// temporal_ordered: the longest row of members whose rules follow each other in the order of `rules`; of members
///   of one moment any order is possible, so the one that helps is taken.
/// Output: nothing for the average or percentile of no member.
/// Cost: one pass; value_count and value_percentile sort.
/// Source: percentile: Hyndman and Fan, "Sample quantiles in statistical packages", 1996, definition 1.
std::optional<double> measure(const Correlation& correlation, std::span<const CorrelationMember> window);

/// The earliest window that holds `position` and enough, of a correlation that fires early. Only windows that
/// begin with a member are looked at, and of those only such as no other one includes: more members are never less.
/// Output: first index and index after the last.
/// Cost: linear in the members within two time spans and logarithmic for each; temporal_ordered: their product.
std::optional<std::pair<std::size_t, std::size_t>> find_window(const Correlation& correlation,
                                                               std::span<const CorrelationMember> members,
                                                               std::size_t position);

/// The key that distinct counts go by: the counted value, or the rule.
inline std::uint64_t key_of(const Correlation& correlation, const CorrelationMember& member) {
  return correlation.type == CorrelationType::kValueCount ? member.value : member.reference;
}
/// What a member adds to the result of a correlation that adds up.
inline std::uint64_t addend_of(const Correlation& correlation, const CorrelationMember& member) {
  return correlation.type == CorrelationType::kEventCount ? member.weight : member.amount;
}

}  // namespace picket
