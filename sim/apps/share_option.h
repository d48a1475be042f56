#pragma once

#include <optional>
#include <string_view>

namespace picket::sim {

/// "0.1 %", "0.1%" or "0.001" as 0.001; nothing if it is no number. Its range is the caller's to judge.
std::optional<double> share_of_word(std::string_view word);

}  // namespace picket::sim
