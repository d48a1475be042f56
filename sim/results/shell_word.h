#pragma once

#include <string>
#include <string_view>

namespace picket::sim {

/// A word of a command that is printed to be typed again: as it is, or quoted, so that a POSIX shell gives it back
/// byte by byte and finds nothing in it to run, expand or split.
std::string shell_word(std::string_view word);

}  // namespace picket::sim
