#include "sim/plan/hub_choice.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "agent_core/base/check.h"
#include "sim/cost/least_units.h"
#include "sim/cost/size_hub.h"
#include "sim/hub/hub.h"

namespace picket::sim {
namespace {

/// By so much may a limit be passed: numbers that were multiplied are not the very ones.
constexpr double kRounding = 1e-9;

std::optional<std::uint32_t> least_units_of(const HubNeed& need, Sku sku, std::uint32_t hubs, const UnitPrices& prices, const HubGoals& goals) {
  return least_units(sku, [&](std::uint32_t units) { return judge_choice(need, sku, units, hubs, prices, goals).fits(); });
}

/// Of the throttle of operations that is the fullest; without any the first, of which nothing is used.
LimitUse operations_use(const HubNeed& need, const HubLimits& limits, double each, double allowed) {
  LimitUse out{HubLimitKind::kOperations, 0, 0, allowed};
  for (std::size_t t = 0; t < kBusinessThrottles.size(); ++t) {
    const double of_minute = limits.tokens_per_minute[static_cast<std::size_t>(kBusinessThrottles[t].throttle)];
    const LimitUse one{HubLimitKind::kOperations, need.operations_per_minute[t] * each, kTwinMinuteShare * of_minute, allowed};
    if (t == 0 || one.share() > out.share()) out = one;
  }
  return out;
}

}  // namespace

UnitPrices unit_prices(const PriceBook& prices) {
  UnitPrices out{};
  for (const EnumName<Sku>& tier : kSkuNames) out[static_cast<std::size_t>(tier.value)] = unit_month(prices, tier.value);
  return out;
}

HubNeed HubNeed::times(double factor) const {
  HubNeed out{devices * factor, identities * factor, blocks_per_day * factor, sends_per_second * factor, connects_per_second * factor, connections * factor,
              operations_per_minute};
  for (double& tokens : out.operations_per_minute) tokens *= factor;
  return out;
}

std::string_view to_string(HubLimitKind kind) {
  switch (kind) {
    case HubLimitKind::kQuota: return "daily quota";
    case HubLimitKind::kSends: return "send throttle";
    case HubLimitKind::kConnects: return "connect throttle";
    case HubLimitKind::kReconnect: return "reconnect of all devices";
    case HubLimitKind::kIdentities: return "identities of a hub";
    case HubLimitKind::kOperations: return "throttle of operations";
  }
  return "";
}

std::string_view unit_of(HubLimitKind kind) {
  switch (kind) {
    case HubLimitKind::kQuota: return "blocks/day";
    case HubLimitKind::kSends:
    case HubLimitKind::kConnects: return "1/s";
    case HubLimitKind::kReconnect: return "s";
    case HubLimitKind::kIdentities: return "";
    case HubLimitKind::kOperations: return "1/min";
  }
  return "";
}

bool LimitUse::fits() const { return share() <= allowed_share * (1 + kRounding); }

const LimitUse& HubChoice::tightest() const {
  return *std::max_element(uses.begin(), uses.end(), [](const LimitUse& a, const LimitUse& b) { return a.fullness() < b.fullness(); });
}

bool HubChoice::fits() const {
  return std::all_of(uses.begin(), uses.end(), [](const LimitUse& use) { return use.fits(); });
}

HubChoice judge_choice(const HubNeed& need, Sku sku, std::uint32_t units, std::uint32_t hubs, const UnitPrices& prices, const HubGoals& goals) {
  PICKET_CHECK(hubs >= 1 && hubs <= kMostHubs, hubs);
  const HubLimits limits = limits_of(sku, units);
  const double each = 1.0 / hubs;
  HubChoice out{sku, units, hubs, prices[static_cast<std::size_t>(sku)] * units * hubs, {}};
  const double allowed = 1 - goals.headroom;
  out.uses = {{{HubLimitKind::kQuota, need.blocks_per_day * each, static_cast<double>(limits.daily_blocks), allowed},
               {HubLimitKind::kSends, need.sends_per_second * each, limits.sends_per_second, allowed},
               {HubLimitKind::kConnects, need.connects_per_second * each, limits.connects_per_second, allowed},
               {HubLimitKind::kReconnect, need.connections * each / limits.connects_per_second, goals.reconnect_within_seconds, 1},
               {HubLimitKind::kIdentities, need.identities * each, static_cast<double>(limits.identities), allowed},
               operations_use(need, limits, each, allowed)}};
  return out;
}

double capacity_of(const HubChoice& choice, const HubNeed& need) {
  PICKET_CHECK(need.devices > 0, need.devices);
  const double fullness = choice.tightest().fullness();
  if (fullness <= 0) return std::numeric_limits<double>::infinity();
  return std::floor(need.devices * (1 + kRounding) / fullness);
}

std::optional<HubChoice> cheapest_of_tier(const HubNeed& need, Sku sku, const UnitPrices& prices, const HubGoals& goals) {
  std::optional<HubChoice> best;
  for (std::uint32_t hubs = 1; hubs <= kMostHubs; ++hubs) {
    const std::optional<std::uint32_t> units = least_units_of(need, sku, hubs, prices, goals);
    if (!units) continue;
    const HubChoice choice = judge_choice(need, sku, *units, hubs, prices, goals);
    if (!best || choice.usd_per_month < best->usd_per_month) best = choice;
    if (choice.units == 1) break;  // more hubs of one unit only cost more
  }
  return best;
}

std::optional<HubChoice> cheapest_choice(const HubNeed& need, const UnitPrices& prices, const HubGoals& goals) {
  std::optional<HubChoice> best;
  for (const Sku sku : kPlannedTiers) {
    const std::optional<HubChoice> choice = cheapest_of_tier(need, sku, prices, goals);
    if (choice && (!best || choice->usd_per_month < best->usd_per_month)) best = choice;
  }
  return best;
}

std::vector<HubChoice> cheaper_choices(const HubNeed& need, const std::optional<HubChoice>& best, const UnitPrices& prices, const HubGoals& goals) {
  std::vector<HubChoice> out;
  for (const Sku sku : kPlannedTiers) {
    for (std::uint32_t hubs = 1; hubs <= kMostHubs; ++hubs) {
      const double each = prices[static_cast<std::size_t>(sku)] * hubs;
      std::uint32_t units = max_units(sku);
      // The price is asked of the choice itself: it must be less by more than rounding.
      while (best && units > 0 && each * units >= best->usd_per_month * (1 - kRounding)) --units;
      if (units == 0) break;
      const HubChoice choice = judge_choice(need, sku, units, hubs, prices, goals);
      if (!choice.fits()) out.push_back(choice);
    }
  }
  return out;
}

}  // namespace picket::sim
