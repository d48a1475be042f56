#pragma once

#include <string>
#include <string_view>

namespace picket::sim {

/// What is wrong with a JSON text, for people: where, and what was expected there.
///
/// Input:  the words of an exception of nlohmann::json.
/// Output: "line 3, column 14: unexpected end of input; expected '}'" of a text that is no JSON, "type must be number, but is
///         string" of one that holds something else, "'seed' is missing". Without bytes of the text, which may be anything.
std::string json_fault(std::string_view what);

}  // namespace picket::sim
