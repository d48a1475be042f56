#pragma once

#include <cstdint>
#include <string_view>

namespace picket::sim {

/// Which way of a measure is good for the person who pays, or who is attacked.
enum class Better : std::uint8_t {
  kLess,
  kMore,
  kNeither,  ///< what happens anyway, or what is neither good nor bad by itself
};

/// The one list of it. `measure` is a name of result.json, or a measure of one attack ("detected_by_deadline.miner").
/// Output: kNeither for a name that is not listed.
Better better_of(std::string_view measure);
/// "less", "more" or "".
std::string_view to_string(Better better);

}  // namespace picket::sim
