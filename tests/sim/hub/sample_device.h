#pragma once

#include <cstdint>

#include "agent_core/base/ids.h"

namespace picket::sim::test {

inline constexpr DeviceId kDevice{7};
inline constexpr std::int64_t kKb = 1'024;

}  // namespace picket::sim::test
