#pragma once

#include "agent_core/base/time.h"

namespace picket::sim::test {

/// When the faults of these tests begin: 2026-03-03T00:00:00Z.
inline constexpr Time kFaultStart = Time::from_unix_seconds(1'772'496'000);

}  // namespace picket::sim::test
