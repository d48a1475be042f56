#include <algorithm>
#include <utility>

#include "agent_core/base/check.h"
#include "agent_core/publish/session.h"
#include "sim/experiment/client_wire.h"
#include "sim/experiment/hub_acts.h"

// The devices' own connections at the hubs: who holds them, how they are lost and come back.

namespace picket::sim {
namespace {

/// Of a client that has connected now. Time::max(): it has no token.
Time next_renewal(const ClientPreset& client, Time now) {
  SessionState session;
  session.phase = SessionPhase::kConnecting;
  step(client, session, now, SessionInput::kConnected, 0);
  return session.renew_at;
}

}  // namespace

// ---- at the hub

Hub::ConnectAnswer HubActs::connect_at_hub(DeviceId device, DeviceId identity) {
  Hub& hub = surroundings_.hub_of(device);
  return keeps(identity) ? hub.connect(identity, surroundings_.now()) : hub.connect_unkept(identity, surroundings_.now());
}

void HubActs::disconnect_at_hub(DeviceId device, DeviceId identity) {
  if (keeps(identity)) surroundings_.hub_of(device).disconnect(identity, surroundings_.now());
}

Hub::SendAnswer HubActs::send_at_hub(DeviceId device, DeviceId identity, Bytes message, double random) {
  Hub& hub = surroundings_.hub_of(device);
  const Time now = surroundings_.now();
  return keeps(identity) ? hub.send(identity, now, message, random) : hub.send_unkept(identity, now, message, random);
}

// ---- who holds them

HubActs::OwnConnection& HubActs::own_of(DeviceId device) {
  const auto [found, is_new] = own_.try_emplace(device.value());
  OwnConnection& state = found->second;
  if (!is_new) return state;
  state.identity = device;
  take_in(state, device);
  if (state.own && keeps(device)) surroundings_.hub_of(device).assume_connected(device);
  return state;
}

/// Its connection was ordinary until now: closed only while it is down, and then the log knows when it is back.
void HubActs::take_in(OwnConnection& state, DeviceId device) {
  const Time now = surroundings_.now();
  for (const WorldEvent& event : world_.events_of(device)) {
    if (event.kind == WorldEvent::Kind::kAgentKilled) continue;
    if (event.time > now || event.time < world_.start() || event.time + event.duration <= now) continue;
    state.own = false;
    state.down = true;
    state.logged_ahead = true;
    call_when(state, device, Due::kReturn, event.time + event.duration);
  }
}

DeviceId HubActs::holder_of(DeviceId identity) const {
  const auto found = holders_.find(identity.value());
  return found == holders_.end() ? identity : DeviceId(found->second);
}

void HubActs::throw_out_intruder(OwnConnection& state, DeviceId device) {
  if (!state.foreign) return;
  state.foreign = false;
  OperationRecord record = record_of(*state.intruder, OperationName::kDeviceDisconnect,
                                     hub_code::kConnectionForcefullyClosedOnNewConnection);
  PICKET_CHECK(record.device == device, "device", device.value());
  write(record, state.intruder);
}

/// Of two devices with one image, the one that connects takes the other's connection over.
void HubActs::throw_out_other_device(DeviceId identity, DeviceId by) {
  const DeviceId before = holder_of(identity);
  if (before == by) return;
  OwnConnection& other = own_of(before);
  if (!other.own || other.identity != identity) return;
  write(own_record(other, before, OperationName::kDeviceDisconnect, hub_code::kConnectionForcefullyClosedOnNewConnection), nullptr);
  lose_own(other, before, nullptr, Duration());
}

// ---- how they are lost and come back

void HubActs::call_when(OwnConnection& state, DeviceId device, Due due, Time at) {
  ++state.epoch;
  state.due = due;
  if (at < world_.end()) surroundings_.call_device_returns(std::max(at, surroundings_.now()), device, state.epoch);
}

Duration HubActs::time_to_connect(OwnConnection& state, DeviceId device) {
  Duration way;
  for (int half = 0; half < ways_to_connect_; ++half) way += one_way(state, device);
  return way;
}

/// The device hears of it, waits as its client does (or `wait`, if that is not 0) and connects anew.
void HubActs::lose_own(OwnConnection& state, DeviceId device, const PlannedHubAct* cause, Duration wait) {
  const ClientPreset& client = client_of(device);
  state.own = false;
  state.cause = cause;
  const bool throttled = state.refused_in_row >= client.throttle_suspicion;
  ++state.failures;
  if (wait == Duration()) wait = retry_delay(client, state.failures, throttled, draw(state, device));
  const Duration news = one_way(state, device);
  call_when(state, device, Due::kReturn, surroundings_.now() + news + time_to_connect(state, device) + wait);
}

void HubActs::device_returns(DeviceId device, std::uint16_t epoch) {
  OwnConnection& state = own_of(device);
  if (epoch != state.epoch) return;
  switch (state.due) {
    case Due::kReturn: return come_back(state, device);
    case Due::kRenewal: return renew(state, device);
    case Due::kLoss: return hub_misses(state, device);
  }
}

void HubActs::come_back(OwnConnection& state, DeviceId device) {
  const bool silent = std::exchange(state.logged_ahead, false);
  const bool restarted = std::exchange(state.down, false);
  const bool living = lives(device);
  const DeviceId identity = living ? surroundings_.identity_of(device) : device;
  OwnConnection& of_identity = own_of(identity);
  const bool contests = of_identity.foreign;
  // The return of a device that was off is ordinary life, whatever happens to its identity.
  const PlannedHubAct* const cause = contests ? of_identity.intruder : restarted ? nullptr : state.cause;
  if (living && !surroundings_.line_up(device)) return lose_own(state, device, cause, Duration());
  state.identity = identity;
  if (!silent) {
    if (living) surroundings_.own_connect_arrives(device);
    Hub& hub = surroundings_.hub_of(device);
    const bool too_early = living && hub.available() && world_.faults().refused_after_close(device, surroundings_.now());
    const auto answer = too_early ? hub.refuse_connect(surroundings_.now(), hub_code::kReconnectTooEarly) : connect_at_hub(device, identity);
    if (answer.result_type != hub_code::kOk) {
      // A hub that is down writes nothing.
      if (answer.result_type != hub_code::kServerBusy) {
        write(own_record(state, device, OperationName::kDeviceConnect, answer.result_type), cause);
      }
      return lose_own(state, device, cause, Duration());
    }
    if (living) surroundings_.own_connect_taken(device);
  } else if (Hub& hub = surroundings_.hub_of(device); keeps(identity) && hub.registered(identity)) {
    hub.assume_connected(identity);
  }
  throw_out_intruder(of_identity, identity);
  if (living && world_.faults().has_clones()) {
    throw_out_other_device(identity, device);
    holders_[identity.value()] = device.value();
  }
  if (!silent) write(own_record(state, device, OperationName::kDeviceConnect, hub_code::kOk), cause);
  state.own = true;
  if (state.refused_in_row == 0) state.failures = 0;
  if (!living) return;
  state.renew_at = next_renewal(client_of(device), surroundings_.now());
  call_when(state, device, Due::kRenewal, state.renew_at);
}

bool HubActs::device_goes_down(const WorldEvent& event) {
  const auto found = own_.find(event.device.value());
  if (found == own_.end()) return false;
  OwnConnection& state = found->second;
  if (state.own) {
    disconnect_at_hub(event.device, state.identity);
    write(own_record(state, event.device, OperationName::kDeviceDisconnect, hub_code::kDeviceConnectionClosedRemotely), nullptr);
  }
  state.own = false;
  state.down = true;
  state.failures = 0;
  state.refused_in_row = 0;
  call_when(state, event.device, Due::kReturn, event.time + event.duration);
  return true;
}

// ---- clients that live

/// As of an agent's session, the moments of a fleet's renewals are spread evenly.
void HubActs::begin_life(DeviceId device) {
  if (!lives(device)) return;
  OwnConnection& state = own_of(device);
  state.renew_at = steady_session(client_of(device), surroundings_.now(), draw(state, device)).renew_at;
  if (state.own) call_when(state, device, Due::kRenewal, state.renew_at);
}

/// Over MQTT that is a disconnection and a new connection.
void HubActs::renew(OwnConnection& state, DeviceId device) {
  disconnect_at_hub(device, state.identity);
  write(own_record(state, device, OperationName::kDeviceDisconnect, hub_code::kOk), nullptr);
  state.own = false;
  state.cause = nullptr;
  call_when(state, device, Due::kReturn, surroundings_.now() + time_to_connect(state, device));
}

bool HubActs::hub_closes(DeviceId device, std::uint32_t code) {
  if (!lives(device)) return false;
  OwnConnection& state = own_of(device);
  if (!state.own) return false;
  disconnect_at_hub(device, state.identity);
  // A hub that goes down writes nothing.
  if (code != hub_code::kServerBusy) write(own_record(state, device, OperationName::kDeviceDisconnect, code), nullptr);
  lose_own(state, device, nullptr, Duration());
  return true;
}

void HubActs::line_fails(DeviceId device) {
  if (!lives(device)) return;
  OwnConnection& state = own_of(device);
  if (state.own) call_when(state, device, Due::kLoss, surroundings_.now() + missed_after(client_of(device)));
}

/// The silence after which the hub takes the connection for lost has passed, unless the line came back.
void HubActs::hub_misses(OwnConnection& state, DeviceId device) {
  if (surroundings_.line_up(device)) return call_when(state, device, Due::kRenewal, state.renew_at);
  disconnect_at_hub(device, state.identity);
  write(own_record(state, device, OperationName::kDeviceDisconnect, hub_code::kDeviceConnectionClosedRemotely), nullptr);
  lose_own(state, device, nullptr, Duration());
}

void HubActs::identity_changes(DeviceId device) {
  if (!lives(device)) return;
  OwnConnection& state = own_of(device);
  // One that is away comes back under the new one.
  if (state.own && state.identity != surroundings_.identity_of(device)) renew(state, device);
}

}  // namespace picket::sim
