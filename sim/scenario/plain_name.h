#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"

namespace picket::sim {

/// Of names that become columns and parts of folders' names with others; of a study or suite, which may be a scenario's and more.
inline constexpr std::size_t kLongestName = 64;
inline constexpr std::size_t kLongestStudyName = 100;

/// Whether a text names a folder everywhere as it stands: letters, digits, '_', '-' and '.', not starting with '.'.
bool is_plain_name(std::string_view text, std::size_t longest = kLongestName);

/// "letters, digits, '_', '-' and '.', at most 64"
std::string plain_name_rule(std::size_t longest);

/// Says what a name that was given may hold, if it is none.
void check_plain_name(const std::string& text, const std::string& path, const Places& places, Diagnostics& diagnostics, std::size_t longest = kLongestName);

}  // namespace picket::sim
