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
      business_(world.scenario().prices.business_messages_device_day > 0),
      client_without_token_(sim::client_of(world.scenario().client, AuthType::kX509)),
      ways_to_connect_(ways_to_connect(
          TransportWire({}, wire_settings(world.scenario().client, AuthType::kSas)).reconnect_round_trips())) {
  const std::vector<PlannedHubAct>& acts = world.attacks().hub_acts();
  untold_.resize(acts.size());
  for (std::uint32_t i = 0; i < acts.size(); ++i) {
    next_.push_back(acts[i].when.begin);
    if (acts[i].when.first_time() < world.end()) surroundings.call_act_due(acts[i].when.first_time(), i);
  }
  for (std::uint32_t d = 0; business_ && d < world.fleet().size(); ++d) begin_life(DeviceId(d));
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
      return connect(planned, own_of(planned.device));
    case HubActKind::kDisconnect:
      return disconnect(planned, own_of(planned.device));
    case HubActKind::kRefused:
      refused(planned);
      return true;
    case HubActKind::kMessages: {
      const bool sent = send(planned, own_of(planned.device), untold);
      tell_accepted(planned, untold, next);
      return sent;
    }
    case HubActKind::kTwinUpdate:
      update_twin(planned);
      return true;
    case HubActKind::kDeleteIdentity:
    case HubActKind::kCreateIdentity:
      change_identity(planned);
      return true;
  }
  return false;
}

bool HubActs::connect(const PlannedHubAct& planned, OwnConnection& state) {
  if (state.foreign) {
    idle(HubActIdle::kConnectedAlready);
    return false;
  }
  const auto answer = connect_at_hub(planned.device, planned.device);
  if (answer.result_type == hub_code::kServerBusy) return true;  // a hub that is down writes nothing
  const DeviceId holder = holder_of(planned.device);
  OwnConnection& held = own_of(holder);
  if (answer.result_type == hub_code::kOk && held.own && held.identity == planned.device) {
    write(own_record(held, holder, OperationName::kDeviceDisconnect, hub_code::kConnectionForcefullyClosedOnNewConnection), &planned);
    lose_own(held, holder, &planned, Duration());
  }
  OperationRecord record = record_of(planned, OperationName::kDeviceConnect, answer.result_type);
  if (planned.act->tls) record.tls = *planned.act->tls;
  write(record, &planned);
  if (answer.result_type != hub_code::kOk) return true;
  state.foreign = true;
  state.intruder = &planned;
  return true;
}

bool HubActs::disconnect(const PlannedHubAct& planned, OwnConnection& state) {
  if (!state.foreign) {
    idle(HubActIdle::kNotConnected);
    return false;
  }
  state.foreign = false;
  disconnect_at_hub(planned.device, planned.device);
  write(record_of(*state.intruder, OperationName::kDeviceDisconnect, hub_code::kOk), &planned);
  return true;
}

void HubActs::refused(const PlannedHubAct& planned) {
  OperationRecord record = record_of(planned, OperationName::kDeviceConnect, hub_code::kUnauthorized);
  record.fault = planned.act->fault;
  record.auth_type = auth_type_of(record.fault, record.auth_type);
  write(record, &planned);
}

bool HubActs::send(const PlannedHubAct& planned, OwnConnection& state, Untold& untold) {
  const bool by_device = planned.act->remote.empty();
  const Time now = surroundings_.now();
  if (!by_device && !state.foreign && planned.act->reconnect > Duration() && now >= state.foreign_waits_until) {
    connect(planned, state);
  }
  if (by_device ? !state.own : !state.foreign) {
    idle(HubActIdle::kNotConnected);
    return false;
  }
  const auto answer = send_at_hub(planned.device, by_device ? state.identity : planned.device, planned.act->message_bytes,
                                  draw(state, planned.device));
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

void HubActs::turned_away(const PlannedHubAct& planned, OwnConnection& state, std::uint32_t code) {
  const bool by_device = planned.act->remote.empty();
  write(record_of(planned, OperationName::kTelemetryError, code), &planned, detail_of_bytes(planned.act->message_bytes));
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
  write(record, &planned, detail_of_bytes(planned.act->message_bytes));
}

void HubActs::idle(HubActIdle why) { ++counts_.idle[why]; }

double HubActs::draw(OwnConnection& state, DeviceId device) {
  RandomStream random(world_.scenario().seed, world_.replication(), device.value(), Purpose::kHubAct);
  random.skip_to(state.draws++);
  return random.uniform();
}

Duration HubActs::one_way(OwnConnection& state, DeviceId device) {
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

OperationRecord HubActs::own_record(const OwnConnection& state, DeviceId device, OperationName operation, std::uint32_t result) const {
  OperationRecord record = record_of(device, operation, result);
  record.device = state.identity;
  return record;
}

OperationRecord HubActs::record_of(const PlannedHubAct& planned, OperationName operation, std::uint32_t result) const {
  OperationRecord record = record_of(planned.device, operation, result);
  if (!planned.masked_origin.is_unspecified()) record.masked_address = planned.masked_origin;
  if (!planned.act->sdk_version.empty()) record.sdk_version = fnv1a(planned.act->sdk_version);
  return record;
}

void HubActs::write(const OperationRecord& record, const PlannedHubAct* cause, SharedDetail detail) {
  // What a client calls itself is read of connects alone (own reading).
  const bool named = cause != nullptr && !cause->act->sdk_version.empty() && record.operation == OperationName::kDeviceConnect && record.sdk_version != 0;
  if (named && !detail) detail = detail_of_bytes({}, cause->act->sdk_version);
  const Time available = surroundings_.write(record, std::move(detail));
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
