#pragma once

#include <cstdint>
#include <string>

#include "agent_core/base/time.h"

namespace picket::sim {

/// Where in a partition reading begins.
struct StartPosition {
  enum class Kind : std::uint8_t { kEarliest, kLatest, kTime, kAfter };
  Kind kind = Kind::kEarliest;
  Time time;                          ///< kTime: events stored at it or later
  std::string offset;                 ///< kAfter: of the last event that was read
  std::int64_t sequence_number = -1;  ///< kAfter: its number
  bool operator==(const StartPosition&) const = default;
};

/// The filter of a partition's link: "amqp.annotation.x-opt-offset > '512'".
/// Limits: an offset that could end the quotes is not used: then the number says the same.
/// Source: iot-hub.md 5.1 (selectors of Microsoft's clients).
std::string selector_of(const StartPosition& position);

}  // namespace picket::sim
