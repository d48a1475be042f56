#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "sim/cost/price_book.h"

namespace picket::sim {
namespace {

constexpr double kBytesPerGigabyte = 1e9;

BillLineAmount hub_units(const std::vector<HubSize>& hubs, const PriceBook& prices) {
  std::array<std::uint32_t, kSkuNames.size()> units{};
  for (const HubSize& hub : hubs) units[static_cast<std::size_t>(hub.sku)] += hub.units;
  Money sum;
  std::string basis;
  for (const EnumName<Sku>& tier : kSkuNames) {
    const std::uint32_t n = units[static_cast<std::size_t>(tier.value)];
    if (n == 0) continue;
    const double price = unit_month(prices, tier.value);
    sum += Money::dollars(price) * n;
    basis += fmt::format("{}{} x {} at {:.2f} USD", basis.empty() ? "" : " + ", n, tier.name, price);
  }
  return {"iot_hub_units", sum, basis.empty() ? "no hub" : basis};
}

/// Billed 10^9 bytes a day.
double billed_gigabytes_per_day(const Usage& usage, const PriceBook& prices) {
  double bytes = usage.workspace_finding_bytes_per_day;
  if (prices.raw_events_to_workspace) bytes += usage.workspace_raw_bytes_per_day;
  if (prices.hub_records_to_workspace) bytes += usage.workspace_operation_bytes_per_day;
  return bytes * prices.log_analytics_billed_size_factor / kBytesPerGigabyte;
}

BillLineAmount ingestion(const Usage& usage, const PriceBook& prices) {
  const double month = billed_gigabytes_per_day(usage, prices) * prices.billing_days;
  const double charged = std::max(0.0, month - prices.log_analytics_free_gigabytes_month);
  return {"log_analytics_ingestion", Money::dollars(charged * prices.log_analytics_ingest_gigabyte),
          fmt::format("{:.3f} GB of {:.3f} GB billed size at {:.2f} USD/GB, {:g} GB free{}", charged, month,
                      prices.log_analytics_ingest_gigabyte, prices.log_analytics_free_gigabytes_month,
                      prices.raw_events_to_workspace ? "" : "; without raw events")};
}

BillLineAmount retention(const Usage& usage, const PriceBook& prices) {
  const double days = std::max(0.0, prices.retention_days - prices.log_analytics_retention_free_days);
  const double kept = billed_gigabytes_per_day(usage, prices) * days;
  return {"log_analytics_retention", Money::dollars(kept * prices.log_analytics_retention_gigabyte_month),
          fmt::format("{:.3f} GB kept from day {:g} to {:g} at {:.2f} USD/GB and month", kept,
                      prices.log_analytics_retention_free_days, prices.retention_days,
                      prices.log_analytics_retention_gigabyte_month)};
}

BillLineAmount cellular_data(const Usage& usage, const PriceBook& prices) {
  const double month = usage.metered_line_usd_per_day * prices.billing_days;
  const double megabytes = usage.metered_line_bytes_per_day * prices.billing_days / 1e6;
  return {"cellular_data", Money::dollars(month), fmt::format("{:.3f} MB over lines that charge by volume", megabytes)};
}

BillLineAmount each(std::string line, double count, std::string_view what, double price) {
  return {std::move(line), Money::dollars(count * price), fmt::format("{:g} {} at {:.2f} USD", count, what, price)};
}

}  // namespace

std::vector<BillLineAmount> bill(const Usage& usage, const std::vector<HubSize>& hubs, const PriceBook& prices) {
  const double packs = usage.messages_per_day * prices.billing_days / 25'000;
  return {hub_units(hubs, prices),
          ingestion(usage, prices),
          retention(usage, prices),
          cellular_data(usage, prices),
          each("cellular_sim", usage.metered_line_devices, "SIMs", prices.cellular_sim_month),
          each("defender_devices", usage.agents, "agents", prices.defender_device_month),
          each("defender_messages", packs, "packs of 25,000 messages", prices.defender_per_25000_messages)};
}

}  // namespace picket::sim
