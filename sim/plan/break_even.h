#pragma once

#include <functional>
#include <optional>
#include <vector>

namespace picket::sim {

/// What a fleet of so many devices costs in a month; nothing where it cannot be served.
using FleetCost = std::function<std::optional<double>(double devices)>;

/// Fleet sizes from which on another policy is the cheaper one.
struct BreakEven {
  double devices = 0;           ///< the first whole number of devices at which it is so
  bool first_is_cheaper = false;  ///< from there on; else the second is
};

/// Two policies' costs over fleet sizes.
struct BreakEvens {
  std::vector<BreakEven> at;               ///< where they change places
  double up_to_devices = 0;                ///< the largest fleet that was compared: beyond, one policy cannot be served, or nobody asked
  std::optional<bool> first_is_cheaper;    ///< at the last size where costs differ; none: they are the same at every size
  bool equal_somewhere = false;
};

/// Where two policies' costs change places, for fleets from 1 to `most_devices`.
///
/// Model:  costs jump at steps of hub units and are smooth between; so between two `breaks` (the last fleet size of each step, of both
///         policies) the sign of the difference is looked at from both ends and at kProbes places between, and where it changes
///         the first size behind is found by bisection. Equal costs change nothing: who was cheaper stays.
/// Input:  `breaks` in any order.
/// Limits: two changes between neighbouring probes are not seen.
/// Output: rising; empty if one of them is the cheaper one everywhere. It ends where one of them cannot be served.
BreakEvens break_even(const FleetCost& first, const FleetCost& second, std::vector<double> breaks, double most_devices);
inline constexpr int kProbes = 8;

}  // namespace picket::sim
