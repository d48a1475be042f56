#pragma once

#include <string>
#include <vector>

#include "sim/import/azure_prices.h"

namespace picket::sim {

/// Where imported prices came from and what was chosen on the way.
struct AzurePriceSource {
  std::string files;   ///< their names, for people
  std::string name;    ///< of the new book
  std::string base;    ///< book of the library that has what the files do not
  PriceBook base_book;
  AzurePriceChoices choices;
};

/// The book as a file that a scenario includes: `prices:` over the base, each price with its meter as source. Prices of the
/// base that the files do not have keep their own day, so that their age is told; in another currency than US dollars they
/// are converted.
std::string azure_price_file(const AzurePriceList& list, const AzurePrices& prices, const AzurePriceSource& source);

/// What became of the entries: the balance, each price that was taken, what the base gives, and each entry that was left
/// out with its place.
std::string azure_price_report(const AzurePriceList& list, const AzurePrices& prices, const AzurePriceSource& source, const Diagnostics& diagnostics);

}  // namespace picket::sim
