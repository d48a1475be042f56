#include "sim/plan/hub_need.h"

#include <algorithm>

#include "sim/cost/size_hub.h"
#include "sim/hub/hub.h"

namespace picket::sim {
namespace {

constexpr double kSecondsOfDay = 86'400;

/// Agents connect as modules of their own, beside the device's own business.
double connections_of(const Usage& usage, const PriceBook& prices) {
  return usage.connections + (has_business(usage, prices) ? usage.devices : 0);
}

/// Security's blocks follow the days, and the devices' own business is even.
double quota_refused(double security_blocks, double business_blocks, std::vector<double> days, double quota) {
  if (days.empty()) days.push_back(1);
  double all = 0;
  double refused = 0;
  for (const double day : days) {
    const double blocks = day * security_blocks + business_blocks;
    all += blocks;
    refused += std::max(0.0, blocks - quota);
  }
  return all > 0 ? refused / all : 0;
}

}  // namespace

std::vector<double> sends_per_second(const Usage& usage, const DemandShape& shape, const PriceBook& prices) {
  const double security = usage.messages_per_day / kSecondsOfDay;
  const double business = prices.business_messages_device_day * usage.devices / kSecondsOfDay;
  std::vector<double> out = shape.steps;
  if (out.empty()) out.push_back(1);
  const auto busiest = std::max_element(out.begin(), out.end()) - out.begin();
  for (double& value : out) value = value * security + business;
  out[static_cast<std::size_t>(busiest)] += business * (prices.business_peak_ratio - 1);
  return out;
}

HubNeed hub_need(const Usage& usage, const DemandShape& shape, const PriceBook& prices, const PlanGoals& goals) {
  HubNeed need;
  need.devices = usage.devices;
  need.connections = connections_of(usage, prices);
  if (need.connections <= 0) return need;
  need.identities = usage.devices + usage.modules;
  need.blocks_per_day = with_business(usage, prices, kPaidBlockBytes).blocks_busiest_day;
  const std::vector<double> sends = sends_per_second(usage, shape, prices);
  const double step = shape.steps.empty() ? kSecondsOfDay : shape.step_seconds;
  need.sends_per_second = required_rate({sends, step}, goals.shaping, goals.delay);
  need.connects_per_second = usage.connects_busiest_second;
  for (std::size_t t = 0; t < kBusinessThrottles.size(); ++t) {
    if (usage.*kBusinessThrottles[t].busiest_minute > 0) need.operations_per_minute[t] = busiest_minute(usage, kBusinessThrottles[t]);
  }
  return need;
}

HubLoad load_on(const HubChoice& choice, const Usage& usage, const DemandShape& shape, const PriceBook& prices, const PlanGoals& goals) {
  const HubLimits limits = limits_of(choice.sku, choice.units);
  const double hubs = choice.hubs;
  HubLoad out;
  const double business_blocks = with_business(business_alone(usage), prices, kPaidBlockBytes).blocks_per_day;
  out.refused_by_quota = quota_refused(usage.blocks_per_day, business_blocks, shape.days, static_cast<double>(limits.daily_blocks) * hubs);
  const std::vector<double> sends = sends_per_second(usage, shape, prices);
  const double step = shape.steps.empty() ? kSecondsOfDay : shape.step_seconds;
  const ShapedLoad shaped = shape_load({sends, step}, limits.sends_per_second * hubs, goals.shaping, goals.delay.delay_quantile);
  out.refused_by_throttle = shaped.refused_share;
  out.delay_seconds_quantile = shaped.delay_seconds_quantile;
  out.reconnect_seconds = connections_of(usage, prices) / hubs / limits.connects_per_second;
  const auto twin_reads = rate_of(HubThrottle::kTwinReads, choice.sku, choice.units);
  if (twin_reads) out.twin_read_seconds = usage.connections / hubs / static_cast<double>(twin_reads->requests);
  return out;
}

}  // namespace picket::sim
