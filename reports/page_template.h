#pragma once

#include <string_view>

namespace picket {

/// The page built from reports/web, embedded in the program: style, script and licences inline.
/// It holds each of the markers below once, in this order.
std::string_view page_template();

/// The style of that page, for pages without a script.
std::string_view page_style();

inline constexpr std::string_view kTitleMarker = "<!--picket:title-->";
inline constexpr std::string_view kBodyMarker = "<!--picket:body-->";
inline constexpr std::string_view kStudyMarker = "<!--picket:study-->";

}  // namespace picket
