#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace picket {

/// `document` as the page's script reads it: numbers rounded to seven digits, which are more than a plot shows, and "<" escaped, as it
/// could end the script element or open a comment. Bytes that are no UTF-8 become U+FFFD. Include in .cc files only.
std::string script_json(nlohmann::json document);

}  // namespace picket
