#pragma once

#include <string_view>

#include "sim/cost/price_book.h"
#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"

namespace picket::sim {

/// What no field of a price book can check for itself: dates, currency, which prices its lines speak of, and the order of
/// its commitment tiers. `path` is the book's in its file: "prices" in a scenario, "" in a file of its own.
void check_price_book(const PriceBook& prices, std::string_view path, const Places& places, Diagnostics& diagnostics);

}  // namespace picket::sim
