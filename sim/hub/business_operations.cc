#include "sim/hub/business_operations.h"

#include "sim/hub/hub.h"

namespace picket::sim {
namespace {

constexpr std::int64_t kFreeTierBlockBytes = 512;

void add_demand(HubOperation operation, const BusinessOperation& calls, BusinessDemand& out) {
  const OperationRule& rule = rule_of(operation);
  out.blocks_per_day += calls.per_day * static_cast<double>(blocks_charged(operation, calls.request_size, calls.response_size, kPaidBlockBytes));
  out.small_blocks_per_day +=
      calls.per_day * static_cast<double>(blocks_charged(operation, calls.request_size, calls.response_size, kFreeTierBlockBytes));
  if (rule.throttle) {
    out.tokens_per_day[static_cast<std::size_t>(*rule.throttle)] += calls.per_day * static_cast<double>(throttle_tokens(operation, calls.request_size, 1));
  }
}

}  // namespace

std::span<const HubOperation> follow_ups_of(HubOperation operation) {
  static constexpr std::array kOfUpload{HubOperation::kFileUploadCompletion};
  static constexpr std::array kOfMessage{HubOperation::kCloudToDeviceDelivery, HubOperation::kCloudToDeviceComplete};
  static constexpr std::array kOfChange{HubOperation::kDesiredNotification};
  switch (operation) {
    case HubOperation::kFileUploadInitiation: return kOfUpload;
    case HubOperation::kCloudToDeviceSend: return kOfMessage;
    case HubOperation::kTwinUpdate: return kOfChange;
    default: return {};
  }
}

BusinessDemand demand_of(const BusinessOperations& operations) {
  BusinessDemand out;
  for (const BusinessKind& kind : kBusinessKinds) {
    const BusinessOperation& calls = operations.*kind.of;
    if (calls.per_day <= 0) continue;
    add_demand(kind.operation, calls, out);
    for (const HubOperation after : follow_ups_of(kind.operation)) add_demand(after, calls, out);
  }
  return out;
}

}  // namespace picket::sim
