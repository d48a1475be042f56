#pragma once

#include <optional>
#include <string_view>

#include "agent_core/base/time.h"

namespace picket::sim {

/// The time that a Date field of HTTP says, to the second: "Sun, 06 Nov 1994 08:49:37 GMT". Nothing for another form, the two obsolete ones
/// among them, or a day that is none.
/// Source: RFC 9110, 5.6.7, IMF-fixdate.
std::optional<Time> http_date(std::string_view text);

/// The same of an answer's header fields, as bytes from the network: the first Date field before the empty line.
std::optional<Time> date_of_answer(std::string_view answer);

}  // namespace picket::sim
