#include "sim/scenario/price_layers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cost/price_book.h"

namespace picket::sim {
namespace {

std::string currency_of_book(const YamlNode& book) {
  const YamlNode* currency = book.find("currency");
  return currency != nullptr && currency->is_scalar() ? currency->text : PriceBook{}.currency;
}

bool is_own(const YamlNode& under, const YamlNode& book, std::string_view key) {
  const YamlNode* above = book.find(key);
  const YamlNode* below = under.find(key);
  return above != nullptr && (below == nullptr || above->where != below->where);
}

/// A price, or tiers, that cost nothing. What is no number is told elsewhere.
bool costs_nothing(const YamlNode& price) {
  if (price.is_list()) return price.items.empty();
  double value = 1;
  const auto [end, error] = std::from_chars(price.text.data(), price.text.data() + price.text.size(), value);
  return error == std::errc() && end == price.text.data() + price.text.size() && value == 0;
}

void check_currency(const YamlNode& under, const YamlNode& book, Diagnostics& diagnostics) {
  const std::string before = currency_of_book(under);
  const std::string now = currency_of_book(book);
  if (before == now) return;
  const Where where = book.find("currency")->where;
  std::vector<std::string_view> kept;
  for (const std::string_view key : kPriceKeys) {
    const YamlNode* price = under.find(key);
    if (price != nullptr && !is_own(under, book, key) && !costs_nothing(*price)) kept.push_back(key);
  }
  if (!kept.empty()) {
    diagnostics.add(Code::kMissingKey, where, "prices.currency",
                    fmt::format("prices of the base, in {}, would be taken over as {}, unconverted: {}", before, now, fmt::join(kept, ", ")),
                    fmt::format("give each of them anew, in {}; 'picket import prices' writes a book with all of them converted", now));
  }
  if (now != "USD" && under.find("usd_per_currency") != nullptr && !is_own(under, book, "usd_per_currency")) {
    diagnostics.add(Code::kMissingKey, where, "prices.currency", fmt::format("bills are in US dollars, and the base says what one {} is, not one {}", before, now),
                    fmt::format("add usd_per_currency: the US dollars for one {}", now));
  }
}

/// The price that a note's `listed` is compared with: of tiers that of the first.
const YamlNode* listed_price(const YamlNode& book, std::string_view key) {
  const YamlNode* price = book.find(key);
  if (price != nullptr && price->is_list()) price = price->items.empty() ? nullptr : price->items.front().find("price_day");
  return price != nullptr && price->is_scalar() ? price : nullptr;
}

/// A note speaks of the price that it was written beside.
void settle_note(const YamlNode& under, const YamlNode& book, const YamlNode& below, YamlMember& line) {
  const YamlNode whole = line.value;
  const bool is_own_note = is_own(below, whole, "source") || is_own(below, whole, "quality");
  if (is_own_note) {
    std::erase_if(line.value.members, [&](const YamlMember& m) { return m.key != "discount" && !is_own(below, whole, m.key); });
  }
  if (line.value.find("listed") != nullptr) return;
  // Who changes the price next has no word of this note.
  if (const YamlNode* price = listed_price(is_own_note ? book : under, line.key)) line.value.members.push_back({"listed", price->where, *price});
}

void settle_notes(const YamlNode& under, YamlNode& book) {
  const YamlNode* below = under.find("lines");
  YamlNode* lines = book.find("lines");
  if (below == nullptr || lines == nullptr || !lines->is_map()) return;
  for (YamlMember& line : lines->members) {
    const YamlNode* note = below->find(line.key);
    if (note != nullptr && note->is_map() && line.value.is_map() && is_own(under, book, line.key)) settle_note(under, book, *note, line);
  }
}

}  // namespace

void settle_price_book(const YamlNode& under, YamlNode& book, Diagnostics& diagnostics) {
  if (!under.is_map() || !book.is_map()) return;
  if (is_own(under, book, "currency")) check_currency(under, book, diagnostics);
  settle_notes(under, book);
}

}  // namespace picket::sim
