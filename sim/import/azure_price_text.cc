#include "sim/import/azure_price_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/import/count_of.h"
#include "sim/import/part_name.h"
#include "sim/scenario/leaf_text.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

/// Left out entries that are told one by one; the rest is counted. An answer of the API may have thousands.
constexpr std::size_t kMostTold = 200;

std::string balance(const AzurePriceList& list, const AzurePrices& prices) {
  return fmt::format("{}: {} taken, {} a free first tier, {} left out", count_of(list.items.size(), "entry", "entries"),
                     prices.taken.size() + prices.commitments.size(), prices.free_entries, prices.left_out.size());
}

std::string source_of(const AzurePriceItem& item) {
  return one_line(fmt::format("Azure Retail Prices API, {}, {} {}, meter {}, since {}", item.region.empty() ? "all regions" : item.region, item.service,
                              item.meter, item.meter_id.empty() ? "without an id" : item.meter_id, item.effective.empty() ? "no day" : item.effective));
}

/// A price of the base that the files do not have.
struct Kept {
  std::string key;
  double listed = 0;  ///< in the base's currency
  double price = 0;   ///< in that of the new book
  PriceNote note;
};

std::vector<Kept> kept_of(const AzurePrices& prices, const AzurePriceSource& source) {
  PriceBook book = source.base_book;
  const double rate = prices.currency == "USD" ? 1 : source.choices.usd_per_currency;
  std::vector<Kept> out;
  for (const Field& field : type_of<PriceBook>().fields(&book)) {
    const std::string key(field.name);
    if (std::find(kPriceKeys.begin(), kPriceKeys.end(), key) == kPriceKeys.end() || prices.taken.contains(key)) continue;
    if (key == "log_analytics_commitments") continue;  // told apart: a list
    Kept kept;
    kept.key = key;
    kept.listed = *static_cast<const double*>(field.value);
    kept.price = kept.listed * book.usd_per_currency / rate;
    const auto note = book.lines.find(key);
    if (note != book.lines.end()) kept.note = note->second;
    if (note == book.lines.end()) kept.note.quality = PriceQuality::kEstimated;
    if (kept.note.source.empty()) kept.note.source = "price book " + source.base;
    if (kept.note.compiled.empty()) kept.note.compiled = book.compiled;
    kept.note.listed = kept.price;
    if (kept.price != kept.listed) kept.note.source += fmt::format("; {:g} {} converted", kept.listed, book.currency);
    out.push_back(std::move(kept));
  }
  return out;
}

std::string note_line(std::string_view key, std::string_view quality, std::optional<double> listed, const std::string& from, const std::string& compiled, double discount) {
  std::string out = fmt::format("    {}: {{quality: {}, ", key, quality);
  if (listed) out += fmt::format("listed: {}, ", *listed);
  if (!compiled.empty()) out += fmt::format("compiled: \"{}\", ", compiled);
  if (discount > 0) out += fmt::format("discount: {}, ", discount);
  std::string text = one_line(from);
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return out + "source: " + quoted + "\"}\n";
}

}  // namespace

std::string azure_price_file(const AzurePriceList& list, const AzurePrices& prices, const AzurePriceSource& source) {
  std::string out = fmt::format("# Prices imported from the Azure Retail Prices API: {}\n", one_line(source.files));
  out += fmt::format("# {}.\n", balance(list, prices));
  out += "# List prices, before taxes and agreements: a discount of one's own goes into `lines`. What the API has no meter for is the\n"
         "# base's, with the day of the base.\n";
  out += "# In a scenario: include this file.\n";
  out += fmt::format("prices:\n  base: {}\n  name: {}\n  compiled: \"{}\"\n", yaml_text(source.base), yaml_text(source.name), source.choices.compiled);
  out += fmt::format("  currency: {}\n  usd_per_currency: {}\n", prices.currency, prices.currency == "USD" ? 1 : source.choices.usd_per_currency);
  const std::vector<Kept> kept = kept_of(prices, source);
  for (const auto& [key, item] : prices.taken) out += fmt::format("  {}: {}\n", key, item.price);
  // A book in another currency gives all that costs anything, also where one of it is one of the base's.
  const bool other_currency = prices.currency != source.base_book.currency;
  for (const Kept& one : kept) {
    if (one.price != one.listed || (other_currency && one.price != 0)) out += fmt::format("  {}: {}\n", one.key, one.price);
  }
  if (prices.free_gigabytes) out += fmt::format("  log_analytics_free_gigabytes_month: {}\n", *prices.free_gigabytes);
  // The base's tiers are measured by the base's ingestion: with prices of another day, or in another currency, none is better.
  if (prices.commitments.empty()) {
    out += "  log_analytics_commitments: []\n";
  } else {
    out += "  log_analytics_commitments:\n";
    for (const AzurePriceItem& item : prices.commitments) out += fmt::format("    - {{gigabytes_day: {}, price_day: {}}}\n", item.from, item.price);
  }
  out += "  lines:\n";
  const auto discount_of = [&](const std::string& key) {
    const auto note = source.base_book.lines.find(key);
    return note == source.base_book.lines.end() ? 0 : note->second.discount;
  };
  for (const auto& [key, item] : prices.taken) out += note_line(key, "published", item.price, source_of(item), source.choices.compiled, discount_of(key));
  if (!prices.commitments.empty()) {
    out += note_line("log_analytics_commitments", "published", prices.commitments.front().price, source_of(prices.commitments.front()), source.choices.compiled,
                     discount_of("log_analytics_commitments"));
  }
  for (const Kept& one : kept) {
    out += note_line(one.key, to_string(one.note.quality), one.note.listed, one.note.source, one.note.compiled, one.note.discount);
  }
  return out;
}

std::string azure_price_report(const AzurePriceList& list, const AzurePrices& prices, const AzurePriceSource& source, const Diagnostics& diagnostics) {
  std::string out = fmt::format("{}: {}.\n", source.name, balance(list, prices));
  if (list.more_pages) out += "the answer has a next page, which is no part of this file: fetch it, and name all files in one import\n";
  out += "taken:\n";
  for (const auto& [key, item] : prices.taken) {
    out += fmt::format("  {}: {}: {} {}, {}, {}\n", diagnostics.place(item.where), key, item.price, prices.currency, one_line(item.meter), one_line(item.unit));
  }
  for (const AzurePriceItem& item : prices.commitments) {
    out += fmt::format("  {}: log_analytics_commitments: {} {} a day for {} GB\n", diagnostics.place(item.where), item.price, prices.currency, item.from);
  }
  if (prices.free_gigabytes) out += fmt::format("  log_analytics_free_gigabytes_month: {}, where the first price begins\n", *prices.free_gigabytes);
  const std::vector<Kept> kept = kept_of(prices, source);
  if (!kept.empty()) {
    out += fmt::format("from {}, which these files do not have:\n", source.base);
    for (const Kept& one : kept) out += fmt::format("  {}: {:g} {}\n", one.key, one.price, prices.currency);
  }
  if (prices.commitments.empty()) out += "no commitment tiers: a bill pays as one goes\n";
  if (!prices.left_out.empty()) out += "left out:\n";
  for (std::size_t i = 0; i < prices.left_out.size() && i < kMostTold; ++i) {
    const AzurePriceNote& note = prices.left_out[i];
    out += fmt::format("  {}: {}: {}\n", diagnostics.place(note.where), one_line(note.entry), one_line(note.says));
  }
  if (prices.left_out.size() > kMostTold) out += fmt::format("  and {} more\n", prices.left_out.size() - kMostTold);
  return out;
}

}  // namespace picket::sim
