#include "sim/import/azure_prices.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>
#include <utility>

#include "sim/import/json_tree.h"
#include "sim/import/tree_reader.h"
#include "sim/scenario/iso_date.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

constexpr double kDaysOfMonth = 30;

class ItemReader {
 public:
  explicit ItemReader(Diagnostics& diagnostics) : diagnostics_(diagnostics), tree_(diagnostics) {}

  void read(const YamlNode& node, const std::string& path, AzurePriceItem& item) {
    item.where = node.where;
    item.service = tree_.text(node, "serviceName", path);
    item.sku = tree_.text(node, "skuName", path);
    item.meter = tree_.text(node, "meterName", path);
    item.meter_id = tree_.text(node, "meterId", path);
    item.unit = tree_.text(node, "unitOfMeasure", path);
    item.region = tree_.text(node, "armRegionName", path);
    item.currency = tree_.text(node, "currencyCode", path);
    item.type = tree_.text(node, "type", path);
    item.effective = date(node, "effectiveStartDate", path);
    if (tree_.find(node, "effectiveEndDate") != nullptr) item.until = date(node, "effectiveEndDate", path);
    item.primary = tree_.text(node, "isPrimaryMeterRegion", path) != "false";
    if (tree_.required(node, "retailPrice", path, YamlNode::Kind::kScalar) != nullptr) item.price = number(node, "retailPrice", path, kMostPrice);
    if (tree_.find(node, "tierMinimumUnits") != nullptr) item.from = number(node, "tierMinimumUnits", path, 1e15);
  }

 private:
  double number(const YamlNode& node, std::string_view key, const std::string& path, double most) {
    const std::string text = tree_.text(node, key, path);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error == std::errc() && end == text.data() + text.size() && std::isfinite(value) && value >= 0 && value <= most) return value;
    diagnostics_.add(Code::kOutOfRange, tree_.find(node, key)->where, child_path(path, key),
                     fmt::format("{} is no number from 0 to {:g}", quote(text), most));
    return 0;
  }

  /// The day of a time of ISO 8601.
  std::string date(const YamlNode& node, std::string_view key, const std::string& path) {
    const std::string text = tree_.text(node, key, path);
    const YamlNode* value = tree_.find(node, key);
    if (value == nullptr || !value->is_scalar() || day_of(text)) return text.substr(0, 10);
    diagnostics_.add(Code::kOutOfRange, value->where, child_path(path, key), fmt::format("{} is no date", quote(text)), "as in 2026-11-23T00:00:00Z");
    return "";
  }

  Diagnostics& diagnostics_;
  TreeReader tree_;
};

bool is_everywhere(const AzurePriceItem& item) { return item.region.empty() || item.region == "Global"; }

/// Where a price belongs, or why nowhere.
struct Place {
  std::string key;      ///< of the price book; empty: nowhere
  double factor = 1;    ///< from the entry's unit to the key's
  double gigabytes = 0; ///< of a commitment tier
  std::string why_not;
};

Place nowhere(std::string why) { return {"", 1, 0, std::move(why)}; }

Place hub_place(const AzurePriceItem& item) {
  if (item.meter.ends_with("Operations")) return nowhere("provisioning is not in the bill");
  if (item.sku == "F1" || item.sku == "Free") return nowhere("the free tier costs nothing");
  for (const EnumName<Sku>& tier : kSkuNames) {
    if (item.sku != tier.name || !item.meter.ends_with("Unit")) continue;
    const std::string key(price_key(tier.value));
    if (item.unit == "1/Month") return {key, 1, 0, ""};
    if (item.unit == "1/Day") return {key, kDaysOfMonth, 0, ""};
    return nowhere(fmt::format("its unit is {}: 1/Month and 1/Day are read", quote(item.unit)));
  }
  return nowhere("it is no unit of a tier that is known");
}

Place gigabyte_place(const AzurePriceItem& item, const char* key, std::string_view also) {
  if (item.unit == "1 GB" || item.unit == also) return {key, 1, 0, ""};
  return nowhere(fmt::format("its unit is {}: 1 GB is read", quote(item.unit)));
}

Place log_place(const AzurePriceItem& item) {
  if (item.sku != "Pay-as-you-go") return nowhere(fmt::format("its SKU is {}: pay-as-you-go is read", quote(item.sku)));
  if (item.meter.ends_with("Data Ingestion")) return gigabyte_place(item, "log_analytics_ingest_gigabyte", "1 GB");
  if (item.meter.ends_with("Data Retention")) return gigabyte_place(item, "log_analytics_retention_gigabyte_month", "1 GB/Month");
  return nowhere("the bill has no line for this meter");
}

Place monitor_place(const AzurePriceItem& item) {
  constexpr std::string_view kTier = " GB Commitment Tier";
  const std::size_t end = item.sku.find(kTier);
  if (end == std::string::npos || end + kTier.size() != item.sku.size() || !item.meter.starts_with(item.sku)) {
    return nowhere("the bill has no line for this meter");
  }
  std::uint32_t gigabytes = 0;
  const auto [stop, error] = std::from_chars(item.sku.data(), item.sku.data() + end, gigabytes);
  if (error != std::errc() || stop != item.sku.data() + end || gigabytes == 0 || gigabytes > 1'000'000) return nowhere("its tier is no number of GB");
  if (item.unit != "1/Day") return nowhere(fmt::format("its unit is {}: 1/Day is read", quote(item.unit)));
  return {"log_analytics_commitments", 1, static_cast<double>(gigabytes), ""};
}

Place place_of_price(const AzurePriceItem& item) {
  if (item.type != "Consumption") return nowhere(fmt::format("its type is {}: Consumption is read", quote(item.type)));
  if (item.service == "IoT Hub") return hub_place(item);
  if (item.service == "Log Analytics") return log_place(item);
  if (item.service == "Azure Monitor") return monitor_place(item);
  if (item.service == "Sentinel" || item.service == "Microsoft Sentinel" || item.service == "Azure Sentinel") {
    const bool analysis = item.sku == "Pay-as-you-go" && item.meter.ends_with("Analysis");
    return analysis ? gigabyte_place(item, "siem_ingest_gigabyte", "1 GB") : nowhere("the bill has no line for this meter");
  }
  return nowhere(fmt::format("no line of the bill is priced by service {}", quote(item.service)));
}

class Picker {
 public:
  Picker(const AzurePriceList& list, const AzurePriceChoices& choices, Diagnostics& diagnostics)
      : list_(list), choices_(choices), diagnostics_(diagnostics) {}

  std::optional<AzurePrices> run() {
    const std::size_t before = diagnostics_.errors();
    for (const AzurePriceItem& item : list_.items) {
      places_.push_back(place_of_price(item));
      if (!places_.back().key.empty() && !is_everywhere(item)) regions_.insert(item.region);
    }
    region();
    for (std::size_t i = 0; i < list_.items.size(); ++i) entry(i);
    currency();
    if (diagnostics_.errors() != before) return std::nullopt;
    for (auto& [slot, i] : best_) {
      const Place& place = places_[i];
      AzurePriceItem item = list_.items[i];
      item.price *= place.factor;
      if (place.gigabytes > 0) {
        item.from = place.gigabytes;
        out_.commitments.push_back(std::move(item));
      } else {
        out_.taken.emplace(place.key, std::move(item));
      }
    }
    if (best_.empty()) {
      diagnostics_.add(Code::kNothingToRun, Where{}, "", "no entry has a price that a price book holds",
                       "services that are read: IoT Hub, Log Analytics, Azure Monitor (commitment tiers), Sentinel");
      return std::nullopt;
    }
    std::stable_sort(out_.left_out.begin(), out_.left_out.end(), [](const AzurePriceNote& a, const AzurePriceNote& b) { return a.where < b.where; });
    return std::move(out_);
  }

 private:
  using Slot = std::pair<std::string, double>;  ///< key, and a commitment's tier

  void region() {
    const std::string there = fmt::format("{}", fmt::join(regions_, ", ")).substr(0, 300);
    if (choices_.region.empty()) {
      if (regions_.size() > 1) diagnostics_.add(Code::kMissingKey, Where{}, "--region", fmt::format("the prices are of {} regions", regions_.size()), "say which: " + there);
      return;
    }
    if (!regions_.empty() && !regions_.contains(choices_.region)) {
      diagnostics_.add(Code::kUnknownName, Where{}, "--region", fmt::format("no price is of region {}", quote(choices_.region)), "there are: " + there);
    }
  }

  void leave_out(std::size_t i, std::string why) {
    const AzurePriceItem& item = list_.items[i];
    out_.left_out.push_back({item.where, fmt::format("{}, {}, {}", item.service, item.sku, item.meter), std::move(why)});
  }

  /// True if `a` is to be taken rather than `b`.
  static bool counts_more(const AzurePriceItem& a, const AzurePriceItem& b) {
    if (a.primary != b.primary) return a.primary;
    return a.effective > b.effective;
  }

  void entry(std::size_t i) {
    const AzurePriceItem& item = list_.items[i];
    const Place& place = places_[i];
    if (place.key.empty()) return leave_out(i, place.why_not);
    if (!choices_.region.empty() && !is_everywhere(item) && item.region != choices_.region) return leave_out(i, "it is of region " + quote(item.region));
    if (item.effective > choices_.compiled) return leave_out(i, fmt::format("it holds from {} on, after the day of the file", item.effective));
    if (!item.until.empty() && item.until < choices_.compiled) return leave_out(i, fmt::format("it held until {}, before the day of the file", item.until));
    const bool ingestion = place.key == "log_analytics_ingest_gigabyte";
    if (ingestion && item.from == 0 && item.price == 0) {
      ++out_.free_entries;
      return;
    }
    const Slot slot{place.key, place.gigabytes};
    const auto found = best_.find(slot);
    if (ingestion && found != best_.end() && list_.items[found->second].from != item.from) {
      // Tiers of one meter: the first that has a price.
      const bool first = item.from < list_.items[found->second].from;
      leave_out(first ? found->second : i, "it holds from a larger volume on, and a bill has one price");
      if (first) found->second = i;
      return;
    }
    if (!ingestion && item.from > 0) return leave_out(i, fmt::format("it holds from {:g} units on, and a bill has one price", item.from));
    if (found == best_.end()) {
      best_.emplace(slot, i);
      return;
    }
    const bool newer = counts_more(item, list_.items[found->second]);
    const std::size_t loser = newer ? found->second : i;
    if (newer) found->second = i;
    leave_out(loser, fmt::format("the entry at {} is of the same price and is taken", diagnostics_.place(list_.items[found->second].where)));
  }

  void currency() {
    for (const auto& [slot, i] : best_) {
      const AzurePriceItem& item = list_.items[i];
      if (out_.currency.empty()) out_.currency = item.currency;
      if (item.currency == out_.currency) continue;
      diagnostics_.add(Code::kOutOfRange, item.where, "", fmt::format("its currency is {}, and others are in {}", quote(item.currency), quote(out_.currency)),
                       "ask the API for one currency: currencyCode='USD'");
      return;
    }
    const std::string& c = out_.currency;
    const bool word = c.size() == 3 && std::all_of(c.begin(), c.end(), [](char x) { return x >= 'A' && x <= 'Z'; });
    if (!best_.empty() && !word) {
      diagnostics_.add(Code::kUnknownWord, list_.items[best_.begin()->second].where, "currencyCode", quote(c) + " is no currency");
    } else if (!best_.empty() && c != "USD" && choices_.usd_per_currency <= 0) {
      diagnostics_.add(Code::kMissingKey, Where{}, "--usd-per-currency", fmt::format("the prices are in {}", c), fmt::format("say what one {} is in US dollars", c));
    }
    // A free first tier ends where the price begins.
    const auto ingestion = best_.find(Slot{"log_analytics_ingest_gigabyte", 0});
    if (ingestion != best_.end() && out_.free_entries > 0) out_.free_gigabytes = list_.items[ingestion->second].from;
  }

  const AzurePriceList& list_;
  const AzurePriceChoices& choices_;
  Diagnostics& diagnostics_;
  std::vector<Place> places_;  ///< by entry
  std::set<std::string> regions_;
  std::map<Slot, std::size_t> best_;
  AzurePrices out_;
};

}  // namespace

void read_azure_prices(std::string_view text, std::uint32_t source, AzurePriceList& list, Diagnostics& diagnostics) {
  const std::optional<YamlNode> root = parse_json(text, source, diagnostics);
  if (!root) return;
  TreeReader tree(diagnostics);
  if (!tree.is(*root, YamlNode::Kind::kMap, "")) return;
  const YamlNode* items = tree.required(*root, "Items", "", YamlNode::Kind::kList);
  if (items == nullptr) return;
  const YamlNode* next = root->find("NextPageLink");
  list.more_pages = list.more_pages || (next != nullptr && next->is_scalar() && !next->text.empty() && next->text != "null");
  ItemReader reader(diagnostics);
  for (std::size_t i = 0; i < items->items.size(); ++i) {
    const std::string path = item_path("Items", i);
    if (list.items.size() >= kMaxAzurePrices) {
      diagnostics.add(Code::kTooBig, items->items[i].where, path, fmt::format("more than {} prices", kMaxAzurePrices));
      return;
    }
    if (tree.is(items->items[i], YamlNode::Kind::kMap, path)) reader.read(items->items[i], path, list.items.emplace_back());
  }
}

std::optional<AzurePrices> pick_azure_prices(const AzurePriceList& list, const AzurePriceChoices& choices, Diagnostics& diagnostics) {
  return Picker(list, choices, diagnostics).run();
}

}  // namespace picket::sim
