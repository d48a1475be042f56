#include "sim/experiment/merge_bill.h"

#include <algorithm>
#include <utility>

#include "agent_core/base/ascii.h"
#include "agent_core/base/check.h"
#include "sim/cost/bill.h"
#include "sim/cost/paid_price.h"
#include "sim/cost/usage_quantities.h"
#include "sim/experiment/estimate.h"
#include "sim/statistics/mean_interval.h"
#include "sim/statistics/paired_difference.h"

namespace picket::sim {
namespace {

/// One replication's bill.
struct LaneBill {
  std::vector<BillLineAmount> lines;
  std::vector<BillLineAmount> without_security;
  std::vector<HubSize> hubs_without_security;
  double usd = 0;
  double security_usd = 0;
};

LaneBill bill_of(const Scenario& scenario, const LaneResult& lane) {
  LaneBill out;
  std::vector<bool> sized;
  for (std::size_t h = 0; h < lane.hubs.size(); ++h) {
    sized.push_back(!lane.fixed_hub && (h >= scenario.hubs.size() || scenario.hubs[h].units == 0));
  }
  out.lines = bill(lane.usage, lane.hubs, scenario.prices);
  out.hubs_without_security = hubs_without_security(lane.hubs, lane.hub_usage, sized, scenario.prices);
  out.without_security = bill_without_security(lane.usage, out.hubs_without_security, scenario.prices);
  PICKET_CHECK(out.lines.size() == out.without_security.size());
  Money sum;
  Money rest;
  for (std::size_t i = 0; i < out.lines.size(); ++i) {
    sum += out.lines[i].per_month;
    rest += out.without_security[i].per_month;
  }
  out.usd = sum.to_dollars();
  out.security_usd = (sum - rest).to_dollars();
  return out;
}

std::vector<LaneBill> bills_of(const Scenario& scenario, const PolicyLanes& lanes) {
  std::vector<LaneBill> out;
  for (const LaneResult* lane : lanes) out.push_back(bill_of(scenario, *lane));
  return out;
}

template <class Of>
std::vector<double> each(const std::vector<LaneBill>& bills, Of of) {
  std::vector<double> out;
  for (const LaneBill& one : bills) out.push_back(of(one));
  return out;
}

/// Three 25.00 and one 250.00 have no price in common: their mean.
BillLine line_of(const std::vector<LaneBill>& bills, std::size_t i) {
  const BillLineAmount& first = bills.front().lines[i];
  BillLine out;
  out.line = first.line;
  const bool same_basis = std::all_of(bills.begin(), bills.end(), [&](const LaneBill& one) { return one.lines[i].basis == first.basis; });
  out.basis = same_basis ? first.basis : "first replication: " + first.basis;
  out.unit = first.unit;
  out.source = first.source;
  PriceQuality quality = first.quality;
  const auto n = static_cast<double>(bills.size());
  bool same_price = true;
  for (const LaneBill& one : bills) {
    const BillLineAmount& line = one.lines[i];
    PICKET_CHECK(line.line == first.line && one.without_security[i].line == first.line);
    out.quantity += line.quantity / n;
    out.security_usd_per_month += (line.per_month - one.without_security[i].per_month).to_dollars() / n;
    same_price = same_price && line.usd_per_unit == first.usd_per_unit;
    quality = std::max(quality, line.quality);  // the least trusted of them
  }
  const auto amounts = each(bills, [&](const LaneBill& one) { return one.lines[i].per_month.to_dollars(); });
  out.usd_per_month = estimate_of(cut_to(kNotNegative, mean_interval(amounts)));
  out.usd_per_unit = same_price || out.quantity <= 0 ? first.usd_per_unit : out.usd_per_month.value / out.quantity;
  out.quality = to_string(quality);
  return out;
}

void add_measure(const char* name, const char* says, const std::vector<double>& own, const std::vector<double>& reference, PolicyResult& out) {
  Measure measure;
  measure.name = name;
  measure.unit = "USD/month";
  measure.says = says;
  measure.per_replication = own;
  measure.estimate = estimate_of(cut_to(kNotNegative, mean_interval(own)));
  if (!reference.empty()) measure.difference = estimate_of(paired_difference(own, reference).difference);
  out.measures.push_back(std::move(measure));
}

double units_of(const std::vector<HubSize>& hubs, Sku sku) {
  double units = 0;
  for (const HubSize& hub : hubs) units += hub.sku == sku ? hub.units : 0;
  return units;
}

std::vector<UsageRow> usage_of(const PolicyLanes& lanes, const std::vector<LaneBill>& bills) {
  std::vector<UsageRow> out;
  for (const UsageQuantity& quantity : kUsageQuantities) {
    UsageRow row{std::string(quantity.name), {}};
    for (const LaneResult* lane : lanes) row.per_replication.push_back(lane->usage.*quantity.value);
    out.push_back(std::move(row));
  }
  for (const EnumName<Sku>& tier : kSkuNames) {
    UsageRow row{lower(tier.name) + "_units", {}};
    for (const LaneResult* lane : lanes) row.per_replication.push_back(units_of(lane->hubs, tier.value));
    out.push_back(std::move(row));
    const Sku sku = tier.value;
    out.push_back({lower(tier.name) + "_units_without_security", each(bills, [sku](const LaneBill& one) { return units_of(one.hubs_without_security, sku); })});
  }
  return out;
}

/// Lists the numbers of a book.
struct RowLister {
  const PriceBook& prices;
  std::vector<PriceRow>& rows;

  void add(std::string key, double value, std::string_view price_key) {
    PriceRow row{std::move(key), value, 0, 0, "", "", ""};
    if (std::find(kPriceKeys.begin(), kPriceKeys.end(), price_key) != kPriceKeys.end()) {
      const PaidPrice paid = paid_price(prices, price_key);
      row.usd = value * paid.factor;
      row.discount = paid.discount;
      row.quality = to_string(paid.quality);
      row.source = paid.source;
      row.compiled = paid.compiled;
    }
    rows.push_back(std::move(row));
  }
  template <class T>
  void field(std::string_view name, T& value, const FieldInfo&) {
    const std::string key(name);
    if constexpr (std::is_same_v<T, double>) {
      add(key, value, name);
    } else if constexpr (std::is_same_v<T, bool>) {
      add(key, value ? 1 : 0, "");
    } else if constexpr (std::is_same_v<T, Bytes>) {
      add(key, static_cast<double>(value.count()), "");
    } else if constexpr (std::is_same_v<T, std::vector<CommitmentTier>>) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        const std::string item = key + "[" + std::to_string(i) + "].";
        add(item + "gigabytes_day", value[i].gigabytes_day, "");
        add(item + "price_day", value[i].price_day, name);
      }
    }
  }
};

}  // namespace

void merge_bill(const Scenario& scenario, const PolicyLanes& lanes, const PolicyLanes& reference, PolicyResult& out) {
  const std::vector<LaneBill> own = bills_of(scenario, lanes);
  for (std::size_t i = 0; i < own.front().lines.size(); ++i) out.bill.push_back(line_of(own, i));
  out.usage = usage_of(lanes, own);
  const std::vector<LaneBill> other = reference == lanes ? std::vector<LaneBill>() : bills_of(scenario, reference);
  const auto usd = [](const LaneBill& one) { return one.usd; };
  add_measure("cost_usd_per_month", "Monthly bill of the whole fleet; lines in bill.csv.", each(own, usd), each(other, usd), out);
  const auto security = [](const LaneBill& one) { return one.security_usd; };
  add_measure("security_cost_usd_per_month",
              "Part of the monthly bill that would not be there without security: the fleet's own business needs its hub and SIMs anyway.",
              each(own, security), each(other, security), out);
}

std::vector<PriceRow> price_rows(const PriceBook& prices) {
  std::vector<PriceRow> rows;
  PriceBook book = prices;  // describe lists fields to write to
  RowLister lister{prices, rows};
  describe(lister, book);
  return rows;
}

}  // namespace picket::sim
