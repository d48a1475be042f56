#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/cost/price_book.h"

namespace picket::sim {

/// One price of a book as a bill uses it.
struct PaidPrice {
  double listed = 0;    ///< in the book's currency, before the discount; of the commitments that of a day of the first, 0 without any
  double discount = 0;
  double factor = 1;    ///< US dollars paid for each unit of a price of this kind: (1 - discount) * usd_per_currency
  double usd = 0;       ///< listed * factor
  PriceQuality quality = PriceQuality::kOwn;
  std::string source;   ///< never empty
  std::string compiled; ///< ISO date
};

/// Input:  `key` is one of kPriceKeys.
/// Model:  quality and source are those of the book's `lines`; without an entry there, the program's, as long as the price
///         is the program's; else the price is one's own. An entry with `listed` speaks of that price alone.
/// Limits: commitments are told from the listed ones by their first price alone.
PaidPrice paid_price(const PriceBook& prices, std::string_view key);

/// Days after which prices are no longer trusted without a word. The issue of a price list is not announced; our choice.
inline constexpr int kOldPriceDays = 180;

/// A sentence if the book, or one of its lines, was compiled more than kOldPriceDays before the day of `created_utc`,
/// which is the run's; else none. Nothing here asks a clock.
std::optional<std::string> old_prices(const PriceBook& prices, std::string_view created_utc);

}  // namespace picket::sim
