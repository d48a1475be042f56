#include "sim/hub/operation.h"

#include <array>

#include "agent_core/base/check.h"
#include "sim/hub/hub.h"

namespace picket::sim {
namespace {

// Charges: iot-hub-devguide-pricing, 2023-02-09. Throttles and sizes: iot-hub-devguide-quotas-throttling, 2023-02-09.
// Tiers: the same page's two tables; iot-hub-scaling, 2019-06-28, for what they leave out (completions: standard only).
// A cloud-to-device message is charged when it is sent ("successfully sent messages"), though the term stands at the
// device's receiving; receives are throttled "only when device uses HTTPS". An automatic configuration's application
// has no throttle of its own in the documentation, nor has the hub's notification of a change.
constexpr std::array<OperationRule, kHubOperations> kRules{{
    {.operation = HubOperation::kIdentityOperation,
     .name = "identity_operation",
     .throttle = HubThrottle::kIdentityOperations,
     .of_one_device = false,
     .standard_only = false},
    {.operation = HubOperation::kCloudToDeviceSend,
     .name = "cloud_to_device_send",
     .charge = Charge::kRequest,
     .throttle = HubThrottle::kCloudToDeviceSends,
     .largest_bytes = kMaxCloudToDeviceBytes},
    {.operation = HubOperation::kCloudToDeviceReceive,
     .name = "cloud_to_device_receive",
     .throttle = HubThrottle::kCloudToDeviceReceives,
     .caller = Caller::kDevice},
    {.operation = HubOperation::kCloudToDeviceDelivery, .name = "cloud_to_device_delivery", .caller = Caller::kHub},
    {.operation = HubOperation::kCloudToDeviceComplete, .name = "cloud_to_device_complete", .caller = Caller::kDevice},
    {.operation = HubOperation::kFileUploadInitiation,
     .name = "file_upload_initiation",
     .charge = Charge::kRequest,
     .throttle = HubThrottle::kFileUploads,
     .caller = Caller::kDevice,
     .standard_only = false},
    {.operation = HubOperation::kFileUploadCompletion,
     .name = "file_upload_completion",
     .charge = Charge::kRequest,
     .caller = Caller::kDevice,
     .standard_only = false},
    {.operation = HubOperation::kDirectMethod,
     .name = "direct_method",
     .charge = Charge::kRequestAndResponse,
     .throttle = HubThrottle::kDirectMethods,
     .of_modules = true,
     .calls_device = true,
     .largest_bytes = kMaxMethodBytes},
    {.operation = HubOperation::kTwinRead,
     .name = "twin_read",
     .charge = Charge::kResponse,
     .throttle = HubThrottle::kTwinReads,
     .of_modules = true},
    {.operation = HubOperation::kDeviceTwinRead,
     .name = "device_twin_read",
     .charge = Charge::kResponse,
     .throttle = HubThrottle::kTwinReads,
     .caller = Caller::kConnectedDevice,
     .of_modules = true},
    {.operation = HubOperation::kTwinUpdate,
     .name = "twin_update",
     .charge = Charge::kRequest,
     .throttle = HubThrottle::kTwinUpdates,
     .of_modules = true},
    {.operation = HubOperation::kReportedUpdate,
     .name = "reported_update",
     .charge = Charge::kRequest,
     .throttle = HubThrottle::kTwinUpdates,
     .caller = Caller::kConnectedDevice,
     .of_modules = true},
    {.operation = HubOperation::kDesiredNotification,
     .name = "desired_notification",
     .charge = Charge::kRequest,
     .caller = Caller::kHub,
     .of_modules = true},
    {.operation = HubOperation::kTwinQuery,
     .name = "twin_query",
     .charge = Charge::kResponse,
     .throttle = HubThrottle::kQueries,
     .of_one_device = false,
     .standard_only = false},
    {.operation = HubOperation::kJobQuery,
     .name = "job_query",
     .throttle = HubThrottle::kQueries,
     .of_one_device = false},
    {.operation = HubOperation::kJobOperation,
     .name = "job_operation",
     .throttle = HubThrottle::kJobOperations,
     .of_one_device = false},
    {.operation = HubOperation::kJobTwinUpdate,
     .name = "job_twin_update",
     .charge = Charge::kRequest,
     .throttle = HubThrottle::kJobDeviceOperations},
    {.operation = HubOperation::kJobMethod,
     .name = "job_method",
     .charge = Charge::kRequestAndResponse,
     .throttle = HubThrottle::kJobDeviceOperations,
     .calls_device = true,
     .largest_bytes = kMaxMethodBytes},
    {.operation = HubOperation::kConfigurationOperation,
     .name = "configuration_operation",
     .throttle = HubThrottle::kConfigurations,
     .of_one_device = false},
    {.operation = HubOperation::kConfigurationApply,
     .name = "configuration_apply",
     .charge = Charge::kRequest,
     .of_modules = true},
    {.operation = HubOperation::kDeviceStreamInitiation,
     .name = "device_stream_initiation",
     .throttle = HubThrottle::kDeviceStreams},
}};

}  // namespace

const OperationRule& rule_of(HubOperation operation) {
  const auto index = static_cast<std::size_t>(operation);
  PICKET_CHECK(index < kRules.size() && kRules[index].operation == operation, "operation", index);
  return kRules[index];
}

std::int64_t blocks_charged(HubOperation operation, Bytes request, Bytes response, std::int64_t block_bytes) {
  switch (rule_of(operation).charge) {
    case Charge::kFree:
      return 0;
    case Charge::kRequest:
      return blocks_of(request, block_bytes);
    case Charge::kResponse:
      return blocks_of(response, block_bytes);
    case Charge::kRequestAndResponse:
      return blocks_of(request, block_bytes) + blocks_of(response, block_bytes);
  }
  return 0;
}

std::int64_t throttle_tokens(HubOperation operation, Bytes request, std::int64_t identities) {
  if (operation == HubOperation::kIdentityOperation) return identities;
  if (operation == HubOperation::kDirectMethod) return blocks_of(request, kMethodChunkBytes.count());
  return 1;
}

std::span<const OperationRefusal> operation_refusals() {
  using Counts = OperationCounts;
  static constexpr std::array<OperationRefusal, 13> kRefusals{{
      {"throttled_429001", &Counts::throttled_429001},
      {"throttled_429002", &Counts::throttled_429002},
      {"throttled_429003", &Counts::throttled_429003},
      {"over_quota_403002", &Counts::over_quota_403002},
      {"not_in_tier_403010", &Counts::not_in_tier_403010},
      {"too_large_413001", &Counts::too_large_413001},
      {"unknown_identity", &Counts::unknown_identity},
      {"not_connected", &Counts::not_connected},
      {"over_device_limit", &Counts::over_device_limit},
      {"lock_lost", &Counts::lock_lost},
      {"unavailable_503005", &Counts::unavailable_503005},
      {"invalid_400004", &Counts::invalid_400004},
      {"already_there_409001", &Counts::already_there_409001},
  }};
  return kRefusals;
}

}  // namespace picket::sim
