#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace picket {

/// Columns that a terminal needs for `text` (UTF-8): 0 for combining marks and joiners, 2 for
/// East Asian wide characters and emoji, 1 otherwise. A byte that is no UTF-8 counts as 1.
/// Limits: sequences joined into one picture (flags, families) count each part.
std::size_t display_width(std::string_view text);

/// `text` fit for a terminal: control characters (escape sequences, line ends) and broken UTF-8
/// become "?", so that a name from outside can neither colour nor move anything.
std::string printable(std::string_view text);

}  // namespace picket
