#pragma once

#include <algorithm>
#include <cstdint>
#include <variant>

#include "agent_core/base/time.h"
#include "agent_core/message/record.h"

namespace picket {

/// How many of the next `n` events after `time` come before `limit`.
inline std::uint32_t events_before(Time time, Duration spacing, std::uint32_t n, Time limit) {
  if (limit == Time::max()) return n;
  if (limit <= time) return 0;
  if (spacing <= Duration()) return n;
  const std::int64_t fit = ((limit - time).count_microseconds() - 1) / spacing.count_microseconds();
  return static_cast<std::uint32_t>(std::min<std::int64_t>(n, fit));
}

/// Arrival::value of an event.
inline std::uint64_t value_of(const Record& record) {
  const auto* network = std::get_if<NetworkRecord>(&record);
  return network == nullptr ? 1 : network->bytes_in + network->bytes_out;
}

}  // namespace picket
