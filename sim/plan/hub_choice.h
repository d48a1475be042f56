#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/cost/price_book.h"
#include "sim/cost/usage.h"
#include "sim/hub/sku.h"

namespace picket::sim {

/// The most hubs that a plan spreads a fleet over: those of one subscription. Source: iot-hub-scaling, 2019-06-28.
inline constexpr std::uint32_t kMostHubs = 50;

/// Tiers that a plan chooses from, the highest first: at equal price it holds more. A basic tier has no modules with twins, so no
/// agent can be configured; F1 is for trials, one in a subscription.
inline constexpr std::array kPlannedTiers{Sku::kS3, Sku::kS2, Sku::kS1};

/// USD a month for one unit, by Sku, one's own discount taken off.
using UnitPrices = std::array<double, kSkuNames.size()>;
UnitPrices unit_prices(const PriceBook& prices);

/// What a fleet asks of its hubs together. Every number grows in proportion to the fleet.
struct HubNeed {
  double devices = 0;
  double identities = 0;           ///< devices, and a module for each agent
  double blocks_per_day = 0;       ///< on the busiest day
  double sends_per_second = 0;     ///< the rate that a throttle needs, see required_rate
  double connects_per_second = 0;  ///< of ordinary life, in the busiest step
  double connections = 0;          ///< that come back at once after a reconnect
  /// Tokens of the throttles of kBusinessThrottles in the busiest minute, twins of agents among them; 0 where business asks for nothing.
  std::array<double, kBusinessThrottles.size()> operations_per_minute{};

  HubNeed times(double factor) const;
  /// Nothing to connect and nothing to send: no hub is wanted.
  bool is_none() const { return connections <= 0 && blocks_per_day <= 0; }
};

/// What a choice must keep to.
struct HubGoals {
  double headroom = 0.2;                      ///< share of every limit of a hub that stays free
  double reconnect_within_seconds = 30 * 60;  ///< in which all devices of a hub are back after all lost their connection
};

/// What can be too little about a choice.
enum class HubLimitKind : std::uint8_t { kQuota, kSends, kConnects, kReconnect, kIdentities, kOperations };
inline constexpr std::size_t kHubLimitKinds = 6;
/// "daily quota", "send throttle", ...
std::string_view to_string(HubLimitKind kind);
/// "blocks/day", "1/s", ...
std::string_view unit_of(HubLimitKind kind);

/// How much of one limit of one hub is used.
struct LimitUse {
  HubLimitKind kind = HubLimitKind::kQuota;
  double used = 0;
  double limit = 0;
  double allowed_share = 1;  ///< that the goals leave for use

  double share() const { return limit > 0 ? used / limit : 0; }
  /// In parts of what may be used; 1 or less: it is enough.
  double fullness() const { return share() / allowed_share; }
  bool fits() const;
};

/// So many hubs, all alike, over which the fleet is spread evenly.
struct HubChoice {
  Sku sku = Sku::kS1;
  std::uint32_t units = 1;
  std::uint32_t hubs = 1;
  double usd_per_month = 0;  ///< of all units
  std::array<LimitUse, kHubLimitKinds> uses{};  ///< of each hub

  /// The limit that is the first to break as the fleet grows.
  const LimitUse& tightest() const;
  /// Keeps to the goals that it was judged by.
  bool fits() const;
  std::vector<HubSize> sizes() const { return std::vector<HubSize>(hubs, HubSize{sku, units, true}); }
};

/// A choice under a need, whether it fits or not.
///
/// Model:  a hub has the need by the number of hubs. Quota: blocks of the busiest day. Sends and connects: against the throttle's
///         rate. Reconnect: connections by the rate of new connections (100,000 on one S1 take 1,000 s), against
///         `reconnect_within_seconds`. Identities: 1,000,000 a hub. Operations of business: the throttle that is the fullest, of the share of a minute
///         that it lets through at once (kTwinMinuteShare). It fits when of none more than 1 - headroom is used; the
///         time to reconnect is a goal and not a limit, and may be used up.
/// Errors: units or hubs out of range are a caller's bug.
/// Limits: hubs are alike. One hub for each region, or for a group of the fleet, is not looked for.
/// Source: iot-hub-devguide-quotas-throttling, 2023-02-09; iot-hub-scaling, 2019-06-28. The time to reconnect is our goal.
HubChoice judge_choice(const HubNeed& need, Sku sku, std::uint32_t units, std::uint32_t hubs, const UnitPrices& prices, const HubGoals& goals);

/// The largest whole number of devices of the same mix that the choice holds; `need` is of any number of devices > 0.
double capacity_of(const HubChoice& choice, const HubNeed& need);

/// The cheapest that fits: of equal price the higher tier, then fewer hubs. Nothing if none does.
std::optional<HubChoice> cheapest_choice(const HubNeed& need, const UnitPrices& prices, const HubGoals& goals);
/// The cheapest of one tier.
std::optional<HubChoice> cheapest_of_tier(const HubNeed& need, Sku sku, const UnitPrices& prices, const HubGoals& goals);

/// What is cheaper than `best` and does not fit: of every tier and number of hubs the most units that are, since more units never
/// hold less. Without a best, the most units there are. In the order of kPlannedTiers, then of hubs.
std::vector<HubChoice> cheaper_choices(const HubNeed& need, const std::optional<HubChoice>& best, const UnitPrices& prices, const HubGoals& goals);

}  // namespace picket::sim
