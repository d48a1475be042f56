#pragma once

#include <cstddef>
#include <span>

#include "pipeline_core/rules/correlation_member.h"

namespace picket {

/// How near one group of a correlation came to firing.
struct CorrelationStanding {
  double reached = 0;      ///< what the condition is compared with, in the window below
  bool holds = false;      ///< the condition holds for it
  std::size_t first = 0;   ///< the window's members: [first, end) of those given
  std::size_t end = 0;
};

/// The window that came nearest.
///
/// Model:  windows of the correlation's time span that begin with a member. Of conditions with lower bounds alone the
///         one with the largest result, of those that a quiet window meets the one with the smallest, of all others
///         one for which the condition holds, else the one with the largest; of equal ones the earliest.
/// Input:  the members of one group, in order.
/// Limits: of correlations whose windows follow each other (see CorrelationTable) the pipeline judges some of these
///         windows only. Members that earlier firings used up count here.
/// Cost:   quadratic in the members of a time span.
CorrelationStanding standing_of(const Correlation& correlation, std::span<const CorrelationMember> members);

}  // namespace picket
