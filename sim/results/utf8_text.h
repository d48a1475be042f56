#pragma once

#include <string>
#include <string_view>

namespace picket::sim {

/// `text` with each maximal subpart of an ill-formed sequence replaced by U+FFFD, so that what a device or a feed
/// wrote cannot make the JSON around it invalid.
/// Source: The Unicode Standard 15.0, table 3-7 and section 3.9 (best practice for using U+FFFD).
std::string well_formed_utf8(std::string_view text);

}  // namespace picket::sim
