#include "sim/experiment/hub_acts.h"

#include <optional>
#include <utility>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "agent_core/base/random.h"
#include "agent_core/publish/session.h"
#include "sim/experiment/client_wire.h"
#include "sim/generate/twin_rollout.h"
#include "sim/network/latency.h"

namespace picket::sim {
namespace {

AuthType auth_type_of(CredentialFault fault, AuthType registered) {
  switch (fault) {
    case CredentialFault::kTokenExpired:
    case CredentialFault::kSignatureInvalid:
      return AuthType::kSas;
    case CredentialFault::kThumbprintMismatch:
    case CredentialFault::kCertificateExpired:
      return AuthType::kX509;
    case CredentialFault::kNone:
      break;
  }
  return registered;
}

/// What the service writes into the twin: for agents of this generation, else what it has.
Bytes patch_of(const HubAct& act, Generation generation) {
  const bool has_g2 = act.desired_g2.has_value() && (twin_kind_of(generation) == TwinKind::kG2 || !act.desired_g1);
  const std::optional<FreeMapping>& desired = has_g2 ? act.desired_g2 : act.desired_g1;
  return Bytes(desired ? static_cast<std::int64_t>(desired->json.size()) : 0);
}

std::int64_t second_of(Time at) { return at.unix_microseconds() / 1'000'000; }

}  // namespace

std::string_view to_string(HubActIdle idle) {
  switch (idle) {
    case HubActIdle::kConnectedAlready: return "connected_already";
    case HubActIdle::kNotConnected: return "not_connected";
    case HubActIdle::kCount_: break;
  }
  return "";
}

HubActs::HubActs(const World& world, const Policy& policy, const HubRegistry& registry, Surroundings& surroundings)
    : world_(world),
      policy_(policy),
      registry_(registry),
      surroundings_(surroundings),
      ways_to_connect_(ways_to_connect(
          WireModel({}, wire_settings(world.scenario().client, AuthType::kSas)).reconnect_round_trips())) {
  const std::vector<PlannedHubAct>& acts = world.attacks().hub_acts();
  untold_.resize(acts.size());
  for (std::uint32_t i = 0; i < acts.size(); ++i) {
    next_.push_back(acts[i].when.begin);
    if (acts[i].when.first_time() < world.end()) surroundings.call_act_due(acts[i].when.first_time(), i);
  }
}

void HubActs::act_due(std::uint32_t index) {
  const PlannedHubAct& planned = world_.attacks().hub_acts()[index];
  const std::uint32_t following = ++next_[index];
  Time next = following < planned.when.end ? planned.when.time_of(following) : Time::max();
  if (next >= world_.end()) next = Time::max();
  ++counts_.due;
  if (act(planned, untold_[index], next)) ++counts_.done;
  if (next != Time::max()) surroundings_.call_act_due(next, index);
}

bool HubActs::act(const PlannedHubAct& planned, Untold& untold, Time next) {
  switch (planned.act->kind) {
    case HubActKind::kConnect:
      return connect(planned, contested(planned.device));
    case HubActKind::kDisconnect:
      return disconnect(planned, contested(planned.device));
    case HubActKind::kRefused:
      refused(planned);
      return true;
    case HubActKind::kMessages: {
      const bool sent = send(planned, contested(planned.device), untold);
      tell_accepted(planned, untold, next);
      return sent;
    }
    case HubActKind::kTwinUpdate: {
      const bool told = TwinRollout::is_changed_by(*planned.act, policy_);
      const std::uint32_t result = surroundings_.update_twin(planned.device, patch_of(*planned.act, policy_.generation), told);
      if (result == hub_code::kServerBusy) return true;  // a hub that is down writes nothing
      OperationRecord record = record_of(planned.device, OperationName::kC2dTwinUpdate, result);
      record.module = registry_.has_security_module(planned.device);
      write(record, &planned);
      const bool routed = world_.scenario().hubs[record.hub.value()].configuration.twin_change_events;
      if (routed && record.module && told && result == hub_code::kOk) {
        evidence_[record.device.value()].push_back(
            {planned.unit, planned.when.phase, record.time, record.time, record.operation, record.result_type, false, 0, true});
      }
      return true;
    }
  }
  return false;
}

bool HubActs::connect(const PlannedHubAct& planned, Contested& state) {
  if (state.foreign) {
    idle(HubActIdle::kConnectedAlready);
    return false;
  }
  const auto answer = surroundings_.hub_of(planned.device).connect_unkept(planned.device, surroundings_.now());
  if (answer.result_type == hub_code::kOk && state.own) {
    write(record_of(planned.device, OperationName::kDeviceDisconnect, hub_code::kConnectionForcefullyClosedOnNewConnection),
          &planned);
    lose_own(state, planned.device, &planned, Duration());
  }
  OperationRecord record = record_of(planned, OperationName::kDeviceConnect, answer.result_type);
  if (planned.act->tls) record.tls = *planned.act->tls;
  write(record, &planned);
  if (answer.result_type != hub_code::kOk) return true;
  state.foreign = true;
  state.intruder = &planned;
  return true;
}

bool HubActs::disconnect(const PlannedHubAct& planned, Contested& state) {
  if (!state.foreign) {
    idle(HubActIdle::kNotConnected);
    return false;
  }
  state.foreign = false;
  write(record_of(*state.intruder, OperationName::kDeviceDisconnect, hub_code::kOk), &planned);
  return true;
}

void HubActs::refused(const PlannedHubAct& planned) {
  OperationRecord record = record_of(planned, OperationName::kDeviceConnect, hub_code::kUnauthorized);
  record.fault = planned.act->fault;
  record.auth_type = auth_type_of(record.fault, record.auth_type);
  write(record, &planned);
}

bool HubActs::send(const PlannedHubAct& planned, Contested& state, Untold& untold) {
  const bool by_device = planned.act->remote.empty();
  const Time now = surroundings_.now();
  if (!by_device && !state.foreign && planned.act->reconnect > Duration() && now >= state.foreign_waits_until) {
    connect(planned, state);
  }
  if (by_device ? !state.own : !state.foreign) {
    idle(HubActIdle::kNotConnected);
    return false;
  }
  const auto answer = surroundings_.hub_of(planned.device)
                          .send_unkept(planned.device, now, planned.act->message_bytes, draw(state, planned.device));
  if (answer.result_type == hub_code::kOk) {
    state.refused_in_row = 0;
    state.failures = 0;
    ++untold.messages;
    surroundings_.accepted(planned.device, planned.act->message_bytes);
  } else {
    // What went well before it is told first, so that the log keeps its order.
    tell_accepted(planned, untold, Time::max());
    turned_away(planned, state, answer.result_type);
  }
  untold.second = second_of(now);
  return true;
}

void HubActs::turned_away(const PlannedHubAct& planned, Contested& state, std::uint32_t code) {
  const bool by_device = planned.act->remote.empty();
  write(record_of(planned, OperationName::kTelemetryError, code), &planned);
  write(record_of(planned, OperationName::kDeviceDisconnect, code), &planned);
  ++state.refused_in_row;
  if (by_device) return lose_own(state, planned.device, &planned, planned.act->reconnect);
  state.foreign = false;
  state.foreign_waits_until = surroundings_.now() + planned.act->reconnect;
}

/// One record for the accepted messages of a second, with the time of the last of them; where nobody traces, none.
void HubActs::tell_accepted(const PlannedHubAct& planned, Untold& untold, Time next) {
  if (untold.messages == 0) return;
  if (next != Time::max() && second_of(next) == untold.second) return;
  const std::uint32_t messages = std::exchange(untold.messages, 0);
  const HubId hub = world_.fleet().device(planned.device).hub;
  if (!registry_.logs_to_workspace(hub, OperationName::kTelemetryTrace)) {
    not_logged_[{planned.unit, planned.when.phase}] += messages;
    return;
  }
  OperationRecord record = record_of(planned, OperationName::kTelemetryTrace, hub_code::kOk);
  record.count = messages;
  write(record, &planned);
}

void HubActs::throw_out_intruder(Contested& state, DeviceId device) {
  if (!state.foreign) return;
  state.foreign = false;
  OperationRecord record = record_of(*state.intruder, OperationName::kDeviceDisconnect,
                                     hub_code::kConnectionForcefullyClosedOnNewConnection);
  PICKET_CHECK(record.device == device, "device", device.value());
  write(record, state.intruder);
}

/// The device hears of it, waits as its client does (or `wait`, if that is not 0) and connects anew.
void HubActs::lose_own(Contested& state, DeviceId device, const PlannedHubAct* cause, Duration wait) {
  const ClientPreset& client = world_.scenario().client;
  state.own = false;
  state.cause = cause;
  const bool throttled = state.refused_in_row >= client.throttle_suspicion;
  ++state.failures;
  if (wait == Duration()) wait = retry_delay(client, state.failures, throttled, draw(state, device));
  Duration way = one_way(state, device);
  for (int half = 0; half < ways_to_connect_; ++half) way += one_way(state, device);
  schedule_return(state, device, surroundings_.now() + way + wait);
}

void HubActs::schedule_return(Contested& state, DeviceId device, Time at) {
  ++state.epoch;
  if (at < world_.end()) surroundings_.call_device_returns(at, device, state.epoch);
}

void HubActs::device_returns(DeviceId device, std::uint16_t epoch) {
  Contested& state = contested(device);
  if (epoch != state.epoch) return;
  const bool silent = std::exchange(state.logged_ahead, false);
  const bool restarted = std::exchange(state.down, false);
  const bool contests = state.foreign;
  // The return of a device that was off is ordinary life, whatever happens to its identity.
  const PlannedHubAct* const cause = contests ? state.intruder : restarted ? nullptr : state.cause;
  if (!silent) {
    const auto answer = surroundings_.hub_of(device).connect_unkept(device, surroundings_.now());
    if (answer.result_type != hub_code::kOk) {
      write(record_of(device, OperationName::kDeviceConnect, answer.result_type), cause);
      return lose_own(state, device, cause, Duration());
    }
  }
  throw_out_intruder(state, device);
  if (!silent) write(record_of(device, OperationName::kDeviceConnect, hub_code::kOk), cause);
  state.own = true;
  if (state.refused_in_row == 0) state.failures = 0;
}

bool HubActs::device_goes_down(const WorldEvent& event) {
  const auto found = contested_.find(event.device.value());
  if (found == contested_.end()) return false;
  Contested& state = found->second;
  if (state.own) {
    write(record_of(event.device, OperationName::kDeviceDisconnect, hub_code::kDeviceConnectionClosedRemotely), nullptr);
  }
  state.own = false;
  state.down = true;
  state.failures = 0;
  state.refused_in_row = 0;
  schedule_return(state, event.device, event.time + event.duration);
  return true;
}

HubActs::Contested& HubActs::contested(DeviceId device) {
  const auto [found, is_new] = contested_.try_emplace(device.value());
  if (is_new) take_in(found->second, device);
  return found->second;
}

/// Its connection was ordinary until now: closed only while it is down, and then the log knows when it is back.
void HubActs::take_in(Contested& state, DeviceId device) {
  const Time now = surroundings_.now();
  for (const WorldEvent& event : world_.events_of(device)) {
    if (event.kind == WorldEvent::Kind::kAgentKilled) continue;
    if (event.time > now || event.time < world_.start() || event.time + event.duration <= now) continue;
    state.own = false;
    state.down = true;
    state.logged_ahead = true;
    schedule_return(state, device, event.time + event.duration);
  }
}

void HubActs::idle(HubActIdle why) { ++counts_.idle[why]; }

double HubActs::draw(Contested& state, DeviceId device) {
  RandomStream random(world_.scenario().seed, world_.replication(), device.value(), Purpose::kHubAct);
  random.skip_to(state.draws++);
  return random.uniform();
}

Duration HubActs::one_way(Contested& state, DeviceId device) {
  RandomStream random(world_.scenario().seed, world_.replication(), device.value(), Purpose::kHubAct);
  random.skip_to(state.draws++);
  return draw_one_way_delay(world_.network_of(world_.fleet().device(device).site), random);
}

OperationRecord HubActs::record_of(DeviceId device, OperationName operation, std::uint32_t result) const {
  OperationRecord record;
  record.time = surroundings_.now();
  record.device = device;
  record.operation = operation;
  record.result_type = result;
  record.protocol = HubProtocol::kMqtt;
  record.auth_type = registry_.auth_type(device);
  record.masked_address = registry_.masked_address(device);
  record.hub = world_.fleet().device(device).hub;
  return record;
}

OperationRecord HubActs::record_of(const PlannedHubAct& planned, OperationName operation, std::uint32_t result) const {
  OperationRecord record = record_of(planned.device, operation, result);
  if (!planned.masked_origin.is_unspecified()) record.masked_address = planned.masked_origin;
  if (!planned.act->sdk_version.empty()) record.sdk_version = fnv1a(planned.act->sdk_version);
  return record;
}

void HubActs::write(const OperationRecord& record, const PlannedHubAct* cause) {
  const Time available = surroundings_.write(record);
  if (cause != nullptr) add_evidence(record, available, cause->unit, cause->when.phase);
}

void HubActs::add_evidence(const OperationRecord& record, Time available, std::uint32_t unit, std::uint16_t step) {
  evidence_[record.device.value()].push_back({unit, step, record.time, available, record.operation, record.result_type,
                                              record.fault != CredentialFault::kNone, record.count, false});
}

const std::vector<HubEvidence>& HubActs::evidence_of(DeviceId device) const {
  static const std::vector<HubEvidence> kNothing;
  const auto found = evidence_.find(device.value());
  return found == evidence_.end() ? kNothing : found->second;
}

std::uint64_t HubActs::not_logged(StepRef step) const {
  const auto found = not_logged_.find(step);
  return found == not_logged_.end() ? 0 : found->second;
}

}  // namespace picket::sim
