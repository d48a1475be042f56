#pragma once

#include <cstddef>
#include <string_view>

namespace picket {

/// Columns that a terminal needs for `text` (UTF-8): 0 for combining marks and joiners, 2 for
/// East Asian wide characters and emoji, 1 otherwise. What is no UTF-8 counts as terminals show it, 1 for each U+FFFD.
/// Limits: sequences joined into one picture (flags, families) count each part.
std::size_t display_width(std::string_view text);

}  // namespace picket
