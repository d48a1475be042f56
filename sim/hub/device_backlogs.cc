#include "sim/hub/device_backlogs.h"

namespace picket::sim {

std::uint32_t DeviceBacklogs::refusal_of(const Hub::OperationRequest& request) {
  const Time now = request.arrival;
  switch (request.operation) {
    case HubOperation::kCloudToDeviceSend: {
      const auto found = messages_.find(request.device.value().value());
      const bool full = found != messages_.end() && found->second.full(now);
      return full ? hub_code::kDeviceMaximumQueueDepthExceeded : hub_code::kOk;
    }
    case HubOperation::kCloudToDeviceComplete: {
      const auto found = messages_.find(request.device.value().value());
      const bool locked = found != messages_.end() && found->second.locked(now, request.number);
      return locked ? hub_code::kOk : hub_code::kDeviceMessageLockLost;
    }
    case HubOperation::kFileUploadInitiation: {
      const auto found = uploads_.find(request.device.value().value());
      const bool full = found != uploads_.end() && found->second.full(now);
      return full ? hub_code::kDeviceMaximumActiveFileUploadLimitExceeded : hub_code::kOk;
    }
    case HubOperation::kFileUploadCompletion: {
      const auto found = uploads_.find(request.device.value().value());
      const bool active = found != uploads_.end() && found->second.active(now, request.number);
      return active ? hub_code::kOk : hub_code::kInvalidFileUploadCorrelationId;
    }
    default:
      return hub_code::kOk;
  }
}

std::uint32_t DeviceBacklogs::take(const Hub::OperationRequest& request, Time answered_at) {
  switch (request.operation) {
    case HubOperation::kCloudToDeviceSend:
      return messages_[request.device.value().value()].push(request.arrival, answered_at, request.time_to_live);
    case HubOperation::kCloudToDeviceReceive:
    case HubOperation::kCloudToDeviceDelivery: {
      const auto found = messages_.find(request.device.value().value());
      return found == messages_.end() ? 0 : found->second.receive(answered_at).value_or(0);
    }
    case HubOperation::kCloudToDeviceComplete:
      messages_.at(request.device.value().value()).complete(request.arrival, request.number);
      return 0;
    case HubOperation::kFileUploadInitiation:
      return uploads_[request.device.value().value()].start(request.arrival);
    case HubOperation::kFileUploadCompletion:
      uploads_.at(request.device.value().value()).complete(request.arrival, request.number);
      return 0;
    default:
      return 0;
  }
}

const CloudToDeviceQueue* DeviceBacklogs::messages_for(DeviceId device) const {
  const auto found = messages_.find(device.value());
  return found == messages_.end() ? nullptr : &found->second;
}

}  // namespace picket::sim
