#include "sim/experiment/promised_silence.h"

#include <algorithm>

namespace picket::sim {

Duration silence_interval_of(const Policy& policy) {
  const auto interval = [&](Priority p) { return policy.intervals[static_cast<std::size_t>(p)]; };
  switch (policy.generation) {
    case Generation::kNone:
    case Generation::kStream:
      return {};  // nothing is promised: a quiet device is silent, and that is no finding
    case Generation::kG1C:
    case Generation::kG1Csharp:
      return std::max(policy.snapshot_interval, interval(Priority::kLow));
    case Generation::kG2Linux:
    case Generation::kPicket:
    case Generation::kG2Rtos:
      return policy.of(EventKind::kHeartbeat).collect ? interval(policy.of(EventKind::kHeartbeat).priority) : Duration();
  }
  return {};
}

Duration promised_silence(const Policy& policy, const TwinRollout* rollout) {
  Duration longest = silence_interval_of(policy);
  for (std::uint32_t node = 1; rollout != nullptr && node < rollout->nodes(); ++node) {
    if (!rollout->is_owners(node)) continue;  // what attackers allow themselves excuses nobody
    const Duration silence = silence_interval_of(rollout->policy(node));
    longest = silence == Duration() || longest == Duration() ? Duration() : std::max(longest, silence);
  }
  return longest;
}

}  // namespace picket::sim
