#include "sim/scenario/client_checks.h"

#include <fmt/format.h>

#include <utility>

#include "sim/scenario/quantity_text.h"
#include "sim/scenario/references.h"

namespace picket::sim {

void check_client(const ClientPreset& client, const std::string& path, const Places& places, Diagnostics& diagnostics) {
  const auto refuse = [&](const char* field, std::string message, std::string hint) {
    const std::string at = fmt::format("{}.{}", path, field);
    diagnostics.add(Code::kOutOfRange, place_of(places, at), at, std::move(message), std::move(hint));
  };
  if (ping_period(client) > missed_after(client)) {
    refuse("ping_interval",
           fmt::format("{} is longer than the {} after which the hub takes a client with this keep_alive for lost",
                       format_duration(client.ping_interval), format_duration(missed_after(client))),
           "write 0 s to ping at the keep_alive");
  }
  if (client.backoff_growth == BackoffGrowth::kRandomStep && client.backoff_step_least > client.backoff_step_most) {
    refuse("backoff_step_least",
           fmt::format("{} is longer than backoff_step_most, {}", format_duration(client.backoff_step_least),
                       format_duration(client.backoff_step_most)),
           "a step is drawn between the two");
  }
  if (client.backoff_first > client.backoff_max) {
    refuse("backoff_first",
           fmt::format("{} is longer than backoff_max, {}", format_duration(client.backoff_first), format_duration(client.backoff_max)),
           "waits grow from the one to the other");
  }
}

}  // namespace picket::sim
