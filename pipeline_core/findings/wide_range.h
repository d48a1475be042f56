#pragma once

#include <optional>
#include <string_view>

namespace picket {

/// Whether a range of addresses, as firewalls and IP filters write it, is wider than a block of the shortest prefix.
///
/// Model:  no text, "*", "any", "Any", "anywhere", "0.0.0.0" and "::" are everything; another address is one address;
///         of a block the prefix counts, whatever stands behind it.
/// Errors: nothing if the text is no address and no block.
std::optional<bool> is_wide(std::string_view range, int shortest_prefix_v4, int shortest_prefix_v6);

}  // namespace picket
