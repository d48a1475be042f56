#include <optional>
#include <string>

#include "sim/experiment/hub_acts.h"
#include "sim/generate/twin_rollout.h"
#include "sim/scenario/agent_twin.h"
#include "sim/scenario/twin_measure.h"

// What attacks do at the hub with a back end's rights: twins and identities.

namespace picket::sim {
namespace {

/// What the service writes into the twin: for agents of this generation, else what it has.
std::string document_of(const HubAct& act, Generation generation) {
  const bool has_g2 = act.desired_g2.has_value() && (twin_kind_of(generation) == TwinKind::kG2 || !act.desired_g1);
  const std::optional<FreeMapping>& desired = has_g2 ? act.desired_g2 : act.desired_g1;
  return desired ? desired->json : std::string();
}

}  // namespace

void HubActs::update_twin(const PlannedHubAct& planned) {
  const bool told =
      has_connection_state(world_.scenario().client.transport) && TwinRollout::is_changed_by(*planned.act, policy_);
  const std::string document = document_of(*planned.act, policy_.generation);
  TwinPatch patch;
  if (const auto measured = measure_twin(document)) patch.measure = measured->measure;
  const Bytes bytes(static_cast<std::int64_t>(document.size()));
  const std::uint32_t result = surroundings_.update_twin(planned.device, bytes, patch, told);
  if (result == hub_code::kServerBusy) return;  // a hub that is down writes nothing
  OperationRecord record = record_of(planned.device, OperationName::kC2dTwinUpdate, result);
  record.module = registry_.has_security_module(planned.device);
  write(record, &planned, detail_of_bytes(bytes, kServiceApiVersion));
  const bool routed = world_.scenario().hubs[record.hub.value()].configuration.twin_change_events;
  if (routed && record.module && told && result == hub_code::kOk) {
    evidence_[record.device.value()].push_back(
        {planned.unit, planned.when.phase, record.time, record.time, record.operation, record.result_type, false, 0, true});
  }
}

/// What is deleted loses the device's own connection, and that of who uses its identity; both learn so when they come back.
void HubActs::change_identity(const PlannedHubAct& planned) {
  const bool deletes = planned.act->kind == HubActKind::kDeleteIdentity;
  OwnConnection& state = own_of(planned.device);
  const std::uint32_t result =
      surroundings_.change_identity(planned.device, deletes ? Hub::IdentityChange::kDelete : Hub::IdentityChange::kCreate);
  if (result == hub_code::kServerBusy) return;
  if (result != hub_code::kOk) {
    const auto name = deletes ? OperationName::kIdentityDelete : OperationName::kIdentityCreate;
    if (registry_.logs_to_workspace(world_.fleet().device(planned.device).hub, name)) {
      write(record_of(planned, name, result), &planned, detail_of_bytes({}, kServiceApiVersion));
    }
    return;
  }
  if (!deletes) return;
  if (state.foreign) {
    state.foreign = false;
    write(record_of(*state.intruder, OperationName::kDeviceDisconnect, hub_code::kUnauthorized), &planned);
  }
  if (state.own) {
    write(record_of(planned.device, OperationName::kDeviceDisconnect, hub_code::kUnauthorized), &planned);
    lose_own(state, planned.device, &planned, Duration());
  }
}

}  // namespace picket::sim
