#pragma once

#include <cstdint>
#include <string_view>

namespace picket {

/// Of alerts and recommendations, in the product's words.
enum class Severity : std::uint8_t { kInformational, kLow, kMedium, kHigh };
std::string_view to_string(Severity severity);

}  // namespace picket
