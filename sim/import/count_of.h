#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace picket::sim {

/// "1 entry", "2 entries": a number with the word for it, for what an import says of itself.
std::string count_of(std::size_t n, std::string_view one, std::string_view more);

}  // namespace picket::sim
