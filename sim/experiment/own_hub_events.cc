#include "sim/experiment/own_hub_events.h"

#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

std::string_view schema_of(RouteSource source) {
  switch (source) {
    case RouteSource::kDeviceConnectionStateEvents: return "deviceConnectionStateNotification";
    case RouteSource::kDeviceLifecycleEvents: return "deviceLifecycleNotification";
    case RouteSource::kTwinChangeEvents: return "twinChangeNotification";
    case RouteSource::kDeviceMessages: break;
  }
  return {};
}

}  // namespace

MessageMarking own_event_marking(const OwnHubEvent& event, std::string_view hub, std::string_view device, std::string_view module) {
  MessageMarking out;
  out.user_id = hub;
  out.content_type = "application/json";
  out.content_encoding = "utf-8";
  std::vector<MessageMarking::Property>& properties = out.application_properties;
  properties.push_back({"hubName", std::string(hub)});
  properties.push_back({"deviceId", std::string(device)});
  if (!module.empty()) properties.push_back({"moduleId", std::string(module)});
  properties.push_back({"opType", event.operation_type});
  properties.push_back({"iothub-message-schema", std::string(schema_of(event.source))});
  properties.push_back({"operationTimestamp", utc_text(event.operation)});
  return out;
}

void OwnHubEvents::note(const OperationRecord& record) {
  if (hub_of_identity(record.device)) return;
  if (sources_.connection_states) connections_.note(record);
  if (sources_.twin_changes && record.operation == OperationName::kC2dTwinUpdate && record.result_type == 0) twin_changes_.emplace(record.time, record);
}

std::vector<OwnHubEvent> OwnHubEvents::lifecycle(DeviceId device, Hub::IdentityChange change, Time at) {
  std::vector<OwnHubEvent> out;
  if (!sources_.lifecycle) return out;
  for (const bool module : {false, true}) {
    if (module && !registry_.has_security_module(device)) continue;
    out.push_back({.source = RouteSource::kDeviceLifecycleEvents,
                   .device = device,
                   .module = module,
                   .time = at,
                   .operation = at,
                   .operation_type = change == Hub::IdentityChange::kCreate ? "createDeviceIdentity" : "deleteDeviceIdentity",
                   .number = lifecycle_numbers_[hub_index(device)]++,
                   .record = {}});
  }
  return out;
}

std::vector<OwnHubEvent> OwnHubEvents::connection_states_until(Time until) {
  std::vector<ConnectionStates::Event> states;
  connections_.tell_until(until, states);
  std::vector<OwnHubEvent> out;
  for (const ConnectionStates::Event& told : states) {
    const bool module = told.module && registry_.has_security_module(told.device);
    out.push_back({.source = RouteSource::kDeviceConnectionStateEvents,
                   .device = told.device,
                   .module = module,
                   .time = told.time,
                   .operation = told.changed,
                   .operation_type = std::string(module ? "module" : "device") + (told.connected ? "Connected" : "Disconnected"),
                   .number = connection_numbers_[hub_index(told.device)]++,
                   .record = {}});
  }
  return out;
}

std::vector<OwnHubEvent> OwnHubEvents::twin_changes_until(Time until) {
  std::vector<OwnHubEvent> out;
  while (!twin_changes_.empty() && twin_changes_.begin()->first <= until) {
    const OperationRecord& record = twin_changes_.begin()->second;
    out.push_back({.source = RouteSource::kTwinChangeEvents,
                   .device = record.device,
                   .module = record.module && registry_.has_security_module(record.device),
                   .time = record.time,
                   .operation = record.time,
                   .operation_type = "updateTwin",
                   .number = 1 + ++desired_versions_[record.device.value()],
                   .record = record});
    twin_changes_.erase(twin_changes_.begin());
  }
  return out;
}

}  // namespace picket::sim
