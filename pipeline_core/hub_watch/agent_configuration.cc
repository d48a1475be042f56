#include "pipeline_core/hub_watch/agent_configuration.h"

#include <algorithm>

namespace picket {
namespace {

/// Entries, where no bound is more than any.
double entries(const AgentKindSettings& kind) { return kind.cache_size == 0 ? 4'294'967'296.0 : kind.cache_size; }

}  // namespace

std::uint32_t weaker_settings(const AgentSettings& reference, const AgentSettings& now,
                              const AgentConfigurationSettings& settings) {
  std::uint32_t weaker = 0;
  for (std::size_t i = 0; i < kEventKinds; ++i) {
    const Duration before = reference[i].interval;
    if (before == Duration()) continue;
    if (now[i].interval == Duration()) {
      ++weaker;
      continue;
    }
    if (now[i].interval.to_seconds() > settings.factor * before.to_seconds()) ++weaker;
    if (entries(now[i]) * settings.factor < entries(reference[i])) ++weaker;
  }
  return weaker;
}

AgentSettings stronger_settings(const AgentSettings& a, const AgentSettings& b) {
  AgentSettings out = a;
  for (std::size_t i = 0; i < kEventKinds; ++i) {
    if (b[i].interval == Duration()) continue;
    if (a[i].interval == Duration()) {
      out[i] = b[i];
      continue;
    }
    out[i].interval = std::min(a[i].interval, b[i].interval);
    if (entries(b[i]) > entries(a[i])) out[i].cache_size = b[i].cache_size;
  }
  return out;
}

}  // namespace picket
