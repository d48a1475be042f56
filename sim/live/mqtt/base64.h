#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sim/live/mqtt/secret.h"

namespace picket::sim {

/// Base64 of RFC 4648, section 4, with padding and without line breaks.
std::string base64_encoded(std::string_view bytes);
/// Nothing if it is no such text: a length that is no multiple of 4, a character of another alphabet, padding elsewhere than at
/// the end, or unused bits that are not zero.
std::optional<Secret> base64_decoded(std::string_view text);

}  // namespace picket::sim
