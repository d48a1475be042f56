#include "agent_core/publish/client_presets.h"

#include <string>

namespace picket {

std::optional<ClientPreset> client_preset(std::string_view name) {
  ClientPreset preset;  // c_sdk
  preset.name = std::string(name);
  if (name == "c_sdk") return preset;
  if (name == "node_sdk") {
    preset.keep_alive = Duration::seconds(180);
    preset.token_renewal_margin = Duration::minutes(15);
    preset.backoff_first = Duration::milliseconds(100);
    preset.backoff_max = Duration::seconds(10);
    preset.backoff_growth = BackoffGrowth::kRandomStep;
    preset.backoff_step_most = Duration::milliseconds(25);
    preset.throttled_backoff = Duration::seconds(10);
    preset.throttled_step_most = Duration::milliseconds(1'250);
    preset.throttled_backoff_max = Duration::seconds(60);
    return preset;
  }
  if (name == "python_sdk") {
    preset.keep_alive = Duration::seconds(60);
    preset.token_renewal_margin = Duration::seconds(120);
    preset.backoff_first = Duration::seconds(10);
    preset.backoff_max = Duration::seconds(10);
    preset.backoff_jitter = 0;
    preset.throttled_backoff = Duration::seconds(10);
    return preset;
  }
  if (name == "dotnet_sdk") {
    preset.keep_alive = Duration::seconds(300);
    preset.ping_interval = Duration::seconds(75);
    preset.token_renewal_margin = -Duration::minutes(10);
    preset.backoff_first = Duration::milliseconds(100);
    preset.backoff_max = Duration::seconds(10);
    preset.backoff_growth = BackoffGrowth::kRandomStep;
    preset.backoff_step_least = Duration::milliseconds(80);
    preset.backoff_step_most = Duration::milliseconds(120);
    preset.throttled_step_most = Duration::seconds(1);
    preset.throttled_backoff_max = Duration::seconds(90);
    return preset;
  }
  return std::nullopt;
}

}  // namespace picket
