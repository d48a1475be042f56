#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/plan/fleet_usage.h"
#include "sim/plan/hub_need.h"

namespace picket::sim {

/// Where a number that a bill rests on comes from.
enum class AssumptionKind : std::uint8_t { kPrice, kMeasured, kEstimate, kGoal };
/// "price", "measured", "estimate", "goal"
std::string_view to_string(AssumptionKind kind);

/// What a bill does when one number is another one and all else stays.
struct Assumption {
  std::string name;          ///< key of the price book or of the usage
  AssumptionKind kind = AssumptionKind::kPrice;
  std::string says;
  double stated = 0;
  double low = 0;            ///< between which it may lie
  double high = 0;
  std::string range;         ///< where those come from: "plausible range", "95 % interval", "+- 10 %"
  double usd = 0;            ///< the bill as it is
  std::optional<double> usd_low;   ///< the bill at `low`; none where no choice of hubs fits
  std::optional<double> usd_high;
  double elasticity = 0;     ///< per cent of the bill for one per cent of the number

  double swing() const;      ///< how far the bill moves over the range
};

/// Every price, measured quantity, estimate and goal that moves the bill, the one that moves it most first.
///
/// Model:  the plan is made anew with each number at both ends of its range: hubs are chosen again. A price has the plausible range of
///         its field (as --uncertainty draws it), where the book's lies in it; a measured quantity its 95 % interval; without either,
///         10 % to both sides (our choice), and a quarter for the busiest step (likewise). `metered_line_price` moves the price per
///         megabyte of all lines together, 0.4 to 6 times: 0.02 to 0.30 USD for the 0.05 of the cellular profiles, which are themselves
///         estimates. The depths of the throttle are not published, and have the plausible ranges of their fields. The elasticity is taken over 5 % to both sides.
/// Output: none without effect over its range and around it. Equal swings in the order of the price book and of kUsageQuantities.
/// Limits: one at a time; two may do more together. What sessions are rounded up to is measured with, and needs runs of its own. What the simulation itself rests on (losses, behaviour) is not in it: `picket run
///         --uncertainty` draws that.
std::vector<Assumption> bill_assumptions(const FleetUsage& usage, const PriceBook& prices, const PlanGoals& goals);

}  // namespace picket::sim
