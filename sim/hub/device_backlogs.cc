#include "sim/hub/device_backlogs.h"

#include <algorithm>
#include <tuple>
#include <utility>

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
      return messages_[request.device.value().value()].push(request.arrival, answered_at, request.time_to_live, request.request);
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

void DeviceBacklogs::add_expired(std::uint32_t device, CloudToDeviceQueue& queue, Time now) {
  const CloudToDeviceQueue::Expired expired = queue.take_expired(now);
  messages_not_named_ += expired.more;
  for (const CloudToDeviceQueue::Message& message : expired.messages) {
    expired_.push_back({HubOperation::kCloudToDeviceSend, DeviceId(device), message.number, message.deliveries, message.bytes, message.enqueued,
                        message.expires, message.time_to_live});
  }
}

void DeviceBacklogs::add_expired(std::uint32_t device, FileUploads& uploads, Time now) {
  const FileUploads::Expired expired = uploads.take_expired(now);
  uploads_not_named_ += expired.more;
  for (const FileUploads::Upload& upload : expired.uploads) {
    expired_.push_back({.operation = HubOperation::kFileUploadInitiation, .device = DeviceId(device), .number = upload.number, .deliveries = 0,
                        .bytes = {}, .enqueued = upload.expires - FileUploads::kAddressLife, .expires = upload.expires,
                        .time_to_live = FileUploads::kAddressLife});
  }
}

std::vector<Hub::ExpiredItem> DeviceBacklogs::take_expired(Time now, HubCounts& counts) {
  for (auto& [device, queue] : messages_) add_expired(device, queue, now);
  for (auto& [device, uploads] : uploads_) add_expired(device, uploads, now);
  std::ranges::sort(expired_, {}, [](const Hub::ExpiredItem& item) {
    return std::tuple(item.expires, item.device.value(), item.operation, item.number);
  });
  const std::int64_t messages = std::ranges::count(expired_, HubOperation::kCloudToDeviceSend, &Hub::ExpiredItem::operation);
  counts.messages_expired += messages + messages_not_named_;
  counts.uploads_expired += static_cast<std::int64_t>(expired_.size()) - messages + uploads_not_named_;
  counts.expired_not_named += std::exchange(messages_not_named_, 0) + std::exchange(uploads_not_named_, 0);
  return std::exchange(expired_, {});
}

void DeviceBacklogs::forget(DeviceId device, Time now) {
  if (const auto queue = messages_.find(device.value()); queue != messages_.end()) {
    add_expired(device.value(), queue->second, now);
    messages_.erase(queue);
  }
  if (const auto uploads = uploads_.find(device.value()); uploads != uploads_.end()) {
    add_expired(device.value(), uploads->second, now);
    uploads_.erase(uploads);
  }
}

}  // namespace picket::sim
