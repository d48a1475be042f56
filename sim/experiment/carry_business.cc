#include <algorithm>

#include "sim/experiment/carry_line.h"
#include "sim/experiment/carry_stage.h"

// What the fleet's own business asks of the hubs, beside its telemetry, which is in the bill alone.
//
// Model:  each call comes to the hub of its device at its time. A device that is asked for is there as long as its line is up: its own
//         connection is none of the agent's. An upload is completed, a message that was sent is handed over and acknowledged, and a change
//         of desired properties told, in the same moment; messages that waited for a device go with the next one that finds it there.
// Limits: what a hub refuses is not asked again. Calls put no bytes on lines. A device that restarts is there
//         all the while.

namespace picket::sim {

void CarryStage::start_business() {
  for (std::uint32_t stream = 0; stream < business_calls_.streams(); ++stream) {
    if (business_calls_.due(stream) < world_.end()) kernel_->schedule(business_calls_.due(stream), cookie(CookieType::kBusinessCall, stream));
  }
}

void CarryStage::business_call_due(std::uint32_t stream) {
  const BusinessCalls::Call call = business_calls_.take(stream);
  if (business_calls_.due(stream) < world_.end()) kernel_->schedule(business_calls_.due(stream), cookie(CookieType::kBusinessCall, stream));
  const std::uint32_t device = call.device.value();
  const bool online = kernel_->link_up(site_of(device));
  // A device that is away asks for nothing.
  const Caller caller = rule_of(call.operation).caller;
  if (!online && caller != Caller::kBackEnd) return;
  const Hub::OperationAnswer answer = operate_business(call, call.operation, online, 0);
  if (answer.result_type != hub_code::kOk) return;
  switch (call.operation) {
    case HubOperation::kFileUploadInitiation:
      operate_business(call, HubOperation::kFileUploadCompletion, online, answer.number);
      return;
    case HubOperation::kTwinUpdate:
      if (online) operate_business(call, HubOperation::kDesiredNotification, online, 0);
      return;
    case HubOperation::kCloudToDeviceSend:
      while (online && waits_for(device)) {
        const Hub::OperationAnswer delivered = operate_business(call, HubOperation::kCloudToDeviceDelivery, online, 0);
        if (delivered.result_type != hub_code::kOk || delivered.number == 0) return;
        operate_business(call, HubOperation::kCloudToDeviceComplete, online, delivered.number);
      }
      return;
    default:
      return;
  }
}

bool CarryStage::waits_for(std::uint32_t device) {
  const CloudToDeviceQueue* const queue = hub_of(device).messages_for(identity_of(device));
  return queue != nullptr && queue->held() > 0;
}

Hub::OperationAnswer CarryStage::operate_business(const BusinessCalls::Call& call, HubOperation operation, bool online, std::uint32_t number) {
  ++business_operations_[static_cast<std::size_t>(operation)].asked;
  const DeviceId identity = identity_of(call.device.value());
  Hub::OperationRequest asked;
  asked.operation = operation;
  asked.arrival = kernel_->now();
  if (rule_of(operation).of_one_device) asked.device = identity;
  asked.request = call.request;
  asked.response = call.response;
  asked.number = number;
  asked.of_business = true;
  asked.online = online;
  const Hub::OperationAnswer answer = hub_of(call.device.value()).operate(asked);
  log_operation(asked, answer, HubId(static_cast<std::uint16_t>(hub_index(call.device.value()))));
  return answer;
}

}  // namespace picket::sim
