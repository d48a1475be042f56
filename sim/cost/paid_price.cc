#include "sim/cost/paid_price.h"

#include <fmt/core.h>

#include "agent_core/base/check.h"
#include "sim/scenario/iso_date.h"

namespace picket::sim {
namespace {

/// Finds one field among those that `describe` lists.
struct Find {
  std::string_view name;
  bool found = false;
  double value = 0;
  Grade grade = Grade::kChoice;
  std::string_view source = {};

  template <class T>
  void field(std::string_view field_name, T& v, const FieldInfo& info) {
    if (field_name != name) return;
    found = true;
    grade = info.grade;
    source = info.source;
    if constexpr (std::is_same_v<T, double>) value = v;
    if constexpr (std::is_same_v<T, std::vector<CommitmentTier>>) value = v.empty() ? 0 : v.front().price_day;
  }
};

Find find(PriceBook& prices, std::string_view key) {
  Find found{.name = key};
  describe(found, prices);
  PICKET_CHECK(found.found, "no price", key);
  return found;
}

PriceQuality quality_of(Grade grade) {
  if (grade == Grade::kPublished || grade == Grade::kMeasured) return PriceQuality::kPublished;
  return grade == Grade::kEstimated ? PriceQuality::kEstimated : PriceQuality::kOwn;
}

bool is_the_programs(const PriceBook& prices, std::string_view key, double value) {
  PriceBook program;
  if (key == "log_analytics_commitments") return prices.log_analytics_commitments == program.log_analytics_commitments;
  return value == find(program, key).value;
}

}  // namespace

PaidPrice paid_price(const PriceBook& prices, std::string_view key) {
  PriceBook book = prices;  // describe lists fields to write to
  const Find field = find(book, key);
  PaidPrice paid;
  paid.listed = field.value;
  paid.compiled = prices.compiled;
  const auto note = prices.lines.find(std::string(key));
  if (note == prices.lines.end()) {
    const bool programs = is_the_programs(prices, key, field.value);
    paid.quality = programs ? quality_of(field.grade) : PriceQuality::kOwn;
    if (programs) paid.source = field.source;
    if (paid.source.empty()) paid.source = programs ? "no price is published; a parameter" : "set in price book " + prices.name;
  } else {
    const PriceNote& n = note->second;
    paid.discount = n.discount;
    const bool other = n.listed && *n.listed != field.value;
    paid.quality = other ? PriceQuality::kOwn : n.quality;
    paid.source = other ? fmt::format("set in place of {:g} of price book {}", *n.listed, prices.name) : n.source;
    if (paid.source.empty()) paid.source = "price book " + prices.name;
    if (!n.compiled.empty()) paid.compiled = n.compiled;
  }
  paid.factor = (1 - paid.discount) * prices.usd_per_currency;
  paid.usd = paid.listed * paid.factor;
  if (paid.discount > 0) paid.source += fmt::format("; own discount of {:g} %", paid.discount * 100);
  if (prices.currency != "USD") paid.source += fmt::format("; {} at {:g} USD", prices.currency, prices.usd_per_currency);
  return paid;
}

std::optional<std::string> old_prices(const PriceBook& prices, std::string_view created_utc) {
  const std::optional<int> now = day_of(created_utc);
  if (!now) return std::nullopt;
  std::string which = prices.name;
  std::string_view compiled = prices.compiled;
  std::optional<int> oldest = day_of(prices.compiled);
  for (const auto& [key, note] : prices.lines) {
    const std::optional<int> day = day_of(note.compiled);
    if (!day || (oldest && *day >= *oldest) || note.listed == 0.0) continue;  // a price of 0 that nobody set is not old
    oldest = day;
    compiled = note.compiled;
    which = key + " of " + prices.name;
  }
  if (!oldest || *now - *oldest <= kOldPriceDays) return std::nullopt;
  return fmt::format("Prices are {} days old ({}, compiled {}): check them before you quote the bill; 'picket import prices' reads new ones.",
                     *now - *oldest, which, compiled);
}

}  // namespace picket::sim
