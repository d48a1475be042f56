#include "sim/experiment/replay_client.h"

#include <algorithm>

#include "agent_core/base/check.h"
#include "sim/experiment/client_wire.h"

namespace picket::sim {
namespace {

/// In place of a draw: every client renews half a period after the trace begins, and backs off never.
constexpr double kMiddle = 0.5;

}  // namespace

ReplayClient::ReplayClient(const ClientPreset& preset, const std::vector<std::string>& devices,
                           const std::string& module_name, Time start, Time last)
    : preset_(preset), last_(last) {
  for (const std::string& name : devices) {
    MqttIdentity identity;
    identity.device = static_cast<std::int64_t>(name.size());
    identity.module = static_cast<std::int64_t>(module_name.size());
    wires_.emplace_back(identity, wire_settings(preset, AuthType::kSas));
    sessions_.push_back(steady_session(preset_, start, kMiddle));
    kept_until_.push_back(Time::min());
  }
}

void ReplayClient::run_timers(std::uint32_t device, Time until) {
  SessionState& session = sessions_[device];
  while (session.wake_up <= until) {
    const Time at = session.wake_up;
    const SessionAction action = step(preset_, session, at, SessionInput::kTimer, kMiddle);
    const bool reconnects = action == SessionAction::kReconnect;
    PICKET_CHECK(reconnects || action == SessionAction::kRenewToken, "an idle session only renews; device", device);
    bytes_.cost += wires_[device].renewal();
    ++bytes_.renewals;
    if (reconnects) step(preset_, session, at, SessionInput::kConnected, kMiddle);
  }
}

WireCost ReplayClient::opening(std::uint32_t device, Time now) {
  if (has_connection_state(preset_.transport)) return {};
  const bool kept = now < kept_until_[device];
  kept_until_[device] = now + preset_.https.idle_timeout;
  return kept ? WireCost{} : wires_[device].reconnect() + wires_[device].disconnect();
}

Bytes ReplayClient::publish(std::uint32_t device, Time now, Bytes body) {
  const WireCost cost = opening(device, now) + wires_[device].publish(body);
  bytes_.cost += cost;
  if (now <= last_) {
    run_timers(device, now);
    SessionState& session = sessions_[device];
    ++session.queued;
    const SessionAction action = step(preset_, session, now, SessionInput::kMessageQueued, kMiddle);
    PICKET_CHECK(action == SessionAction::kSend, "device", device);
    --session.queued;
    step(preset_, session, now, SessionInput::kAcknowledged, kMiddle);
  }
  return cost.up.total();
}

void ReplayClient::finish() {
  for (std::uint32_t d = 0; d < sessions_.size(); ++d) {
    run_timers(d, last_);
    account_idle(preset_, sessions_[d], last_);
    bytes_.pings += sessions_[d].pings;
    for (std::uint32_t p = 0; p < sessions_[d].pings; ++p) bytes_.cost += wires_[d].ping();
  }
}

}  // namespace picket::sim
