#pragma once

#include <cstdint>
#include <string>

#include "agent_core/base/time.h"

namespace picket::sim::test {

/// A message as a driver hands it over.
struct SentMessage {
  Time at;
  std::uint32_t sequence = 0;
  std::uint32_t observations = 0;
  std::string bytes;
  bool operator==(const SentMessage&) const = default;
};

}  // namespace picket::sim::test
