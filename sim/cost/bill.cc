#include "sim/cost/bill.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "sim/cost/paid_price.h"
#include "sim/cost/size_hub.h"

namespace picket::sim {
namespace {

constexpr double kBytesPerGigabyte = 1e9;

Money amount_of(double usd) { return Money::dollars(std::clamp(usd, -kMostLineUsd, kMostLineUsd)); }

/// Two places, and as many digits as it takes of a price below a cent.
std::string price_text(double usd) { return usd == 0 || usd >= 0.01 ? fmt::format("{:.2f}", usd) : fmt::format("{:g}", usd); }

BillLineAmount line_of(std::string line, double quantity, std::string unit, double usd_per_unit, const PaidPrice& price, std::string basis) {
  return {std::move(line), amount_of(quantity * usd_per_unit), std::move(basis), quantity, std::move(unit), usd_per_unit, price.quality, price.source};
}

BillLineAmount hub_units(const std::vector<HubSize>& hubs, const PriceBook& prices) {
  std::array<std::uint32_t, kSkuNames.size()> units{};
  for (const HubSize& hub : hubs) units[static_cast<std::size_t>(hub.sku)] += hub.units;
  BillLineAmount out{"iot_hub_units", {}, "", 0, "unit", 0, PriceQuality::kPublished, ""};
  for (const EnumName<Sku>& tier : kSkuNames) {
    const std::uint32_t n = units[static_cast<std::size_t>(tier.value)];
    if (n == 0) continue;
    const double usd = unit_month(prices, tier.value);
    out.per_month = std::min(out.per_month + amount_of(usd * n), amount_of(kMostLineUsd));
    out.quantity += n;
    out.basis += fmt::format("{}{} x {} at {} USD", out.basis.empty() ? "" : " + ", n, tier.name, price_text(usd));
    if (tier.value == Sku::kF1) continue;
    const PaidPrice paid = paid_price(prices, price_key(tier.value));
    out.quality = std::max(out.quality, paid.quality);  // the least trusted of them
    if (out.source.find(paid.source) == std::string::npos) out.source += (out.source.empty() ? "" : "; ") + paid.source;
  }
  if (out.quantity > 0) {
    out.usd_per_unit = out.per_month.to_dollars() / out.quantity;
  } else {
    out.basis = "no hub";
  }
  if (out.source.empty()) out.source = hubs.empty() ? "no hub" : "the free tier";
  return out;
}

/// Billed 10^9 bytes a day, by table.
struct Billed {
  double raw_events = 0;
  double findings = 0;
  double hub_records = 0;
  double total() const { return raw_events + findings + hub_records; }
};

Billed billed_per_day(const Usage& usage, const PriceBook& prices) {
  const double factor = prices.log_analytics_billed_size_factor / kBytesPerGigabyte;
  return {prices.raw_events_to_workspace ? usage.workspace_raw_bytes_per_day * factor : 0,
          usage.workspace_finding_bytes_per_day * factor,
          prices.hub_records_to_workspace ? usage.workspace_operation_bytes_per_day * factor : 0};
}

/// How a month's ingestion is paid for.
struct IngestPlan {
  double charged_share = 0;            ///< of each table's bytes, by volume
  double usd_gigabyte = 0;             ///< of those
  const CommitmentTier* tier = nullptr;  ///< null: as one goes
  double tier_usd_day = 0;
};

IngestPlan cheapest_plan(double day, const PriceBook& prices, const PaidPrice& as_one_goes, const PaidPrice& commitment) {
  const double month = day * prices.billing_days;
  IngestPlan best{0, as_one_goes.usd};
  if (month > 0) best.charged_share = std::max(0.0, month - prices.log_analytics_free_gigabytes_month) / month;
  double best_usd = month * best.charged_share * best.usd_gigabyte;
  for (const CommitmentTier& tier : prices.log_analytics_commitments) {
    const double usd_day = tier.price_day * commitment.factor;
    const double beyond = std::max(0.0, day - tier.gigabytes_day);
    const double usd = prices.billing_days * (usd_day + beyond * usd_day / tier.gigabytes_day);
    if (usd >= best_usd) continue;
    best_usd = usd;
    best = {beyond / day, usd_day / tier.gigabytes_day, &tier, usd_day};
  }
  return best;
}

void workspace(const Usage& usage, const PriceBook& prices, std::vector<BillLineAmount>& out) {
  const Billed day = billed_per_day(usage, prices);
  const PaidPrice as_one_goes = paid_price(prices, "log_analytics_ingest_gigabyte");
  const PaidPrice commitment = paid_price(prices, "log_analytics_commitments");
  const IngestPlan plan = cheapest_plan(day.total(), prices, as_one_goes, commitment);
  const auto table = [&](std::string name, double gigabytes_day, bool sent) {
    const double month = gigabytes_day * prices.billing_days;
    const double charged = month * plan.charged_share;
    std::string basis = fmt::format("{:.3f} GB of {:.3f} GB billed size at {} USD/GB, ", charged, month, price_text(plan.usd_gigabyte));
    basis += !sent            ? "not sent to the workspace"
             : plan.tier != nullptr ? fmt::format("the rest within the {:g} GB/day tier", plan.tier->gigabytes_day)
                                    : fmt::format("{:g} GB free for all tables", prices.log_analytics_free_gigabytes_month);
    out.push_back(line_of(std::move(name), charged, "GB", plan.usd_gigabyte, plan.tier != nullptr ? commitment : as_one_goes, std::move(basis)));
  };
  table("log_analytics_ingestion_raw_events", day.raw_events, prices.raw_events_to_workspace);
  table("log_analytics_ingestion_findings", day.findings, true);
  table("log_analytics_ingestion_hub_records", day.hub_records, prices.hub_records_to_workspace);
  const double days = plan.tier != nullptr ? prices.billing_days : 0;
  out.push_back(line_of("log_analytics_commitment", days, "day", plan.tier_usd_day, commitment,
                        plan.tier != nullptr ? fmt::format("{:g} days of {:g} GB/day at {} USD", days, plan.tier->gigabytes_day, price_text(plan.tier_usd_day))
                                             : "pays as one goes"));
  const double kept_days = std::max(0.0, prices.retention_days - prices.log_analytics_retention_free_days);
  const double kept = day.total() * kept_days;
  const PaidPrice retention = paid_price(prices, "log_analytics_retention_gigabyte_month");
  out.push_back(line_of("log_analytics_retention", kept, "GB", retention.usd, retention,
                        fmt::format("{:.3f} GB kept from day {:g} to {:g} at {} USD/GB and month", kept,
                                    prices.log_analytics_retention_free_days, prices.retention_days, price_text(retention.usd))));
  const PaidPrice siem = paid_price(prices, "siem_ingest_gigabyte");
  const double month = day.total() * prices.billing_days;
  out.push_back(line_of("siem_ingestion", month, "GB", siem.usd, siem, fmt::format("{:.3f} GB billed size at {} USD/GB", month, price_text(siem.usd))));
}

/// Bytes over lines that charge by volume, each at the price of its line.
BillLineAmount by_volume(std::string line, double bytes_day, double usd_day, const PriceBook& prices, std::string basis) {
  const double megabytes = bytes_day * prices.billing_days / 1e6;
  const Money sum = amount_of(usd_day * prices.billing_days);
  return {std::move(line), sum, std::move(basis), megabytes, "MB", megabytes > 0 ? sum.to_dollars() / megabytes : 0,
          PriceQuality::kEstimated, "price_per_megabyte of the lines, see 'picket explain'"};
}

/// Millions are not read digit by digit.
std::string whole_count(double count) { return count < 1e6 ? fmt::format("{:.0f}", count) : fmt::format("{:.4g} million", count / 1e6); }

void cellular(const Usage& usage, const PriceBook& prices, std::vector<BillLineAmount>& out) {
  const double days = prices.billing_days;
  const std::string included = usage.metered_line_included_bytes_per_day > 0
                                   ? fmt::format(", {:.3f} MB of it and of the rounding in their fees", usage.metered_line_included_bytes_per_day * days / 1e6)
                                   : std::string();
  out.push_back(by_volume("cellular_data", usage.metered_line_bytes_per_day, usage.metered_line_usd_per_day, prices,
                          fmt::format("{:.3f} MB over lines that charge by volume", usage.metered_line_bytes_per_day * days / 1e6) + included));
  out.push_back(by_volume("cellular_rounding", usage.metered_line_rounding_bytes_per_day, usage.metered_line_rounding_usd_per_day, prices,
                          fmt::format("{:.3f} MB that {} sessions are rounded up by, to multiples of {} B if their line has no other",
                                      usage.metered_line_rounding_bytes_per_day * days / 1e6, whole_count(usage.metered_line_sessions_per_day * days),
                                      prices.cellular_session_bytes.count())));
}

BillLineAmount each(std::string line, double count, std::string unit, std::string_view what, const PaidPrice& price) {
  return line_of(std::move(line), count, std::move(unit), price.usd, price, fmt::format("{:g} {} at {} USD", count, what, price_text(price.usd)));
}

/// The SIMs at the book's price, and the fees of their lines' plans.
BillLineAmount sims(const Usage& usage, const PriceBook& prices) {
  const double fees = usage.metered_line_fees_usd_per_month;
  BillLineAmount out = each("cellular_sim", usage.metered_line_devices, "SIM", "SIMs", paid_price(prices, "cellular_sim_month"));
  if (fees <= 0 || usage.metered_line_devices <= 0) return out;
  out.usd_per_unit += fees / usage.metered_line_devices;
  out.per_month = amount_of(out.quantity * out.usd_per_unit);
  out.basis += fmt::format(", and {} USD of fees of their lines", price_text(fees));
  out.quality = std::max(out.quality, PriceQuality::kEstimated);
  out.source += "; monthly_fee of the lines, see 'picket explain'";
  return out;
}

BillLineAmount energy(const Usage& usage, const PriceBook& prices) {
  constexpr double kJoulesPerKilowattHour = 3.6e6;
  const double kilowatt_hours = usage.mains_energy_joules_per_day * prices.billing_days / kJoulesPerKilowattHour;
  const PaidPrice price = paid_price(prices, "energy_kilowatt_hour");
  return line_of("energy", kilowatt_hours, "kWh", price.usd, price,
                 fmt::format("{:.3f} kWh that radios drew from the mains at {} USD", kilowatt_hours, price_text(price.usd)));
}

}  // namespace

std::vector<BillLineAmount> bill(const Usage& usage, const std::vector<HubSize>& hubs, const PriceBook& prices) {
  std::vector<BillLineAmount> out{hub_units(hubs, prices)};
  workspace(usage, prices, out);
  out.push_back(each("analytics_compute", usage.observations_per_day * prices.billing_days / 1e6, "million", "million observations",
                     paid_price(prices, "analytics_million_observations")));
  cellular(usage, prices, out);
  out.push_back(sims(usage, prices));
  out.push_back(energy(usage, prices));
  out.push_back(each("defender_devices", usage.agents, "agent", "agents", paid_price(prices, "defender_device_month")));
  out.push_back(each("defender_messages", usage.messages_per_day * prices.billing_days / 25'000, "25,000 messages",
                     "packs of 25,000 messages", paid_price(prices, "defender_per_25000_messages")));
  const double alerts = usage.alerts_per_day * prices.billing_days;
  const PaidPrice hour = paid_price(prices, "analyst_hour");
  out.push_back(line_of("analyst_time", alerts * prices.analyst_minutes_per_alert / 60, "h", hour.usd, hour,
                        fmt::format("{:g} alerts, {:g} minutes each, at {} USD/h", alerts, prices.analyst_minutes_per_alert, price_text(hour.usd))));
  return out;
}

std::vector<HubSize> hubs_without_security(const std::vector<HubSize>& hubs, const std::vector<Usage>& hub_usage,
                                           const std::vector<bool>& sized, const PriceBook& prices) {
  std::vector<HubSize> out;
  const bool business = std::any_of(hub_usage.begin(), hub_usage.end(), [&prices](const Usage& usage) { return has_business(usage, prices); });
  if (!business) return out;
  for (std::size_t h = 0; h < hubs.size() && h < hub_usage.size(); ++h) {
    out.push_back(h < sized.size() && !sized[h] ? hubs[h] : size_hub(business_alone(hub_usage[h]), prices));
  }
  return out;
}

std::vector<BillLineAmount> bill_without_security(const Usage& usage, const std::vector<HubSize>& hubs, const PriceBook& prices) {
  Usage alone;
  if (has_business(usage, prices)) {
    alone = business_alone(usage);
    alone.metered_line_devices = usage.metered_line_devices;
    alone.metered_line_fees_usd_per_month = usage.metered_line_fees_usd_per_month;
  }
  return bill(alone, hubs, prices);
}

}  // namespace picket::sim
