#pragma once

#include <cstdint>

#include "sim/cost/price_book.h"
#include "sim/cost/usage.h"
#include "sim/hub/business_operations.h"

namespace picket::sim {

/// Price of one unit for a month in US dollars, one's own discount taken off; the free tier costs nothing.
double unit_month(const PriceBook& prices, Sku sku);

/// The devices have business of their own on the hub: telemetry, or operations.
bool has_business(const Usage& usage, const PriceBook& prices);

/// What is left of a usage without security: devices, and the operations of their own business.
Usage business_alone(const Usage& usage);

/// Adds the operations of business of one hub to those of all.
void sum_business(const Usage& one, Usage& all);

/// Puts what `devices` devices' operations are expected to ask of a hub into the usage.
void add_business_operations(Usage& usage, const BusinessDemand& of_one, double devices, const PriceBook& prices);

/// `usage` with the blocks of its operations of business. Its minutes stand in the usage by themselves: `fits` reads them.
Usage with_business_operations(Usage usage, std::int64_t block_bytes);

/// The same and with the messages of the devices' own business (`business_messages_device_day`), which the same hub carries.
/// Model:  the same number every day, in whole blocks of `block_bytes` (those of the hub's tier: HubLimits::block_bytes); `business_peak_ratio` times the mean in the busiest second,
///         which is taken to be that of the security messages too.
/// Limits: nothing is added to the busiest second of connects: the devices' own are in `usage` where the simulation has them, beside
///         agents that are modules.
Usage with_business(Usage usage, const PriceBook& prices, std::int64_t block_bytes);

/// The cheapest tier and unit count on which `usage` (of one hub), and the devices' own business with it, is never
/// throttled: daily blocks within the quota on the busiest day, sends and connects of the busiest second within
/// the limits, twin reads and updates of the busiest minute within kTwinMinuteShare of what a minute lets through (the back end's changes too: to
/// bring one to a whole fleet at once asks for a hub that takes it at once; `jitter` spreads it), identities (each device, and a module for each agent) within one hub. Basic tiers are
/// not candidates (no modules with twins). At equal price the higher tier, which holds more.
/// Limits: conservative, as no throttle would act on a single busy second.
HubSize size_hub(const Usage& usage, const PriceBook& prices);

}  // namespace picket::sim
