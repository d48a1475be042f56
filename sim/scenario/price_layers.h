#pragma once

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// Settles what a price book takes over from the one below it, once its own keys stand over that one's.
/// Input:  `under` is the one below, with all that it takes from others; `book` the same with the own keys over it. A key
///         is a book's own if its value does not stand where that of `under` does.
/// Output: in `lines`, beside a price of the book's own, a source or quality of its own stands without what `under` says
///         of its price, the discount excepted; and what `under` says of a price that the book changes says of which.
/// Errors: a book that names another currency and takes prices over: they would be read in it without being converted.
///         A price of 0 is 0 in every currency.
void settle_price_book(const YamlNode& under, YamlNode& book, Diagnostics& diagnostics);

}  // namespace picket::sim
