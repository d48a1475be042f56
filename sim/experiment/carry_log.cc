#include <memory>

#include "sim/experiment/carry_line.h"
#include "sim/experiment/carry_stage.h"
#include "sim/hub/operation_categories.h"

// The hubs' logs beyond Connections, DeviceTelemetry and the back end's twin updates, and identities that are created and deleted.
//
// Model:  the records of these categories are written where a diagnostic setting of the hub takes their category, as nobody else
//         reads them and agents ask for their twins at every connect. Whoever asks for an operation has `log_operation` told.
// Limits: what expires is logged at the end of the window in which it did, with its own time.

namespace picket::sim {

void CarryStage::log_operation(const Hub::OperationRequest& request, const Hub::OperationAnswer& answer, HubId hub) {
  const OperationLogRule& rule = log_rule_of(request.operation);
  if (rule.logged == Logged::kNever) return;
  const DeviceId about = request.device ? *request.device : request.identity ? request.identity->device : DeviceId();
  auto entry = log_entry_of(request, answer, hub);
  if (!entry || !registry_.logs_to_workspace(hub, entry->record.operation)) return;
  OperationRecord& record = entry->record;
  const bool by_device = rule_of(request.operation).caller == Caller::kConnectedDevice || rule_of(request.operation).caller == Caller::kDevice;
  // What devices ask for their own business they ask without their agents' modules.
  record.module = !request.of_business && rule_of(request.operation).caller == Caller::kConnectedDevice && registry_.has_security_module(about);
  if (by_device && (request.device || request.identity)) {
    record.auth_type = registry_.auth_type(about);
    record.masked_address = registry_.masked_address(about);
    record.protocol = rule_of(request.operation).caller == Caller::kConnectedDevice ? HubProtocol::kMqtt : record.protocol;
  }
  // Such a record says nothing beside but how long it waited.
  const bool plain = operation_category(record.operation) == "D2CTwinOperations" && entry->detail.took == Duration();
  write(record, plain ? SharedDetail() : std::make_shared<OperationDetail>(std::move(entry->detail)));
}

void CarryStage::log_expired(Time end) {
  for (std::size_t h = 0; h < hubs_.size(); ++h) {
    const HubId hub(static_cast<std::uint16_t>(h));
    for (const Hub::ExpiredItem& item : hubs_[h].take_expired(end)) {
      OperationLogEntry entry = log_entry_of(item, hub);
      if (!registry_.logs_to_workspace(hub, entry.record.operation)) continue;
      entry.record.auth_type = registry_.auth_type(item.device);
      entry.record.masked_address = registry_.masked_address(item.device);
      write(entry.record, std::make_shared<OperationDetail>(std::move(entry.detail)));
    }
  }
}

/// No route took the message of the device.
void CarryStage::log_orphan(std::uint32_t device, const CarriedMessage& message) {
  OperationRecord record{kernel_->now(), identity_of(device), OperationName::kOrphanedMessage, hub_code::kOk, true};
  if (!registry_.logs_to_workspace(HubId(hub_index(device)), record.operation)) return;
  auto detail = std::make_shared<OperationDetail>();
  detail->number = message.sequence;
  log(record, device, std::move(detail));
}

/// Gives the hub's result. A device whose identity is deleted loses its agent's connection.
std::uint32_t CarryStage::change_identity(DeviceId device, Hub::IdentityChange change) {
  Hub::OperationRequest asked;
  asked.operation = HubOperation::kIdentityOperation;
  asked.arrival = kernel_->now();
  asked.identity = {device, change, registry_.has_security_module(device)};
  const auto holder = holders_.find(device.value());
  const std::uint32_t line = holder == holders_.end() ? device.value() : holder->second;
  const bool connected = connects(line) && holds_connection(line, device);
  const Hub::OperationAnswer answer = hub_of(device).operate(asked);
  if (answer.result_type != hub_code::kOk) return answer.result_type;
  if (route_traffic_) route_traffic_->identity_changes(device, change, kernel_->now());
  if (probe_ != nullptr) probe_->on_identity(device, change, kernel_->now());
  if (change == Hub::IdentityChange::kDelete && connected) {
    log({kernel_->now(), device, OperationName::kDeviceDisconnect, hub_code::kUnauthorized, true}, line);
    tell_closed(line);
  }
  return answer.result_type;
}

}  // namespace picket::sim
