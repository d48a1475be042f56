#include "sim/results/workspace_rows.h"

#include <array>

#include "sim/hub/hub.h"
#include "sim/results/json_object.h"
#include "sim/results/operation_properties.h"
#include "sim/results/utc_time.h"

namespace picket::sim {

std::string_view result_description(std::uint32_t result_type) {
  switch (result_type) {
    case hub_code::kThrottling:
      return "ThrottlingException";
    case hub_code::kThrottleBacklogLimitExceeded:
      return "ThrottleBacklogLimitExceeded";
    case hub_code::kThrottlingBacklogTimeout:
      return "ThrottlingBacklogTimeout";
    case hub_code::kQuotaExceeded:
      return "IotHubQuotaExceeded";
    case hub_code::kMessageTooLarge:
      return "MessageTooLarge";
    case hub_code::kUnauthorized:
      return "IotHubUnauthorized";
    case hub_code::kConnectionForcefullyClosedOnNewConnection:
      return "ConnectionForcefullyClosedOnNewConnection";
    case hub_code::kDeviceConnectionClosedRemotely:
      return "DeviceConnectionClosedRemotely";
    case hub_code::kInvalidFileUploadCorrelationId:
      return "BlobUploadCorrelationIdInvalid";
    case hub_code::kDeviceMaximumQueueDepthExceeded:
      return "DeviceMaximumQueueDepthExceeded";
    case hub_code::kDeviceMaximumActiveFileUploadLimitExceeded:
      return "DeviceMaximumActiveFileUploadLimitExceeded";
    case hub_code::kOperationNotAvailableInCurrentTier:
      return "OperationNotAllowedInCurrentTier";
    case hub_code::kDeviceNotFound:
      return "DeviceNotFound";
    case hub_code::kDeviceNotOnline:
      return "DeviceNotOnline";
    case hub_code::kDeviceMessageLockLost:
      return "DeviceMessageLockLost";
    case hub_code::kArgumentInvalid:
      return "ArgumentInvalid";
    case hub_code::kDeviceAlreadyExists:
      return "DeviceAlreadyExists";
    default:
      return "";
  }
}

std::string operation_row_json(const OperationRow& row) {
  const bool failed = row.record.result_type != 0;
  std::string out;
  JsonObjectText object(out);
  object.word("TimeGenerated", utc_text(row.generated));
  object.word("Category", operation_category(row.record.operation));
  object.word("Level", failed ? "Error" : "Information");
  object.word("OperationName", operation_word(row.record.operation));
  object.string("Resource", row.hub_name);
  object.string("ResourceGroup", row.resource_group);
  object.string("ResourceId", row.resource_id);
  object.word("ResourceProvider", "MICROSOFT.DEVICES");
  object.word("ResourceType", "IOTHUBS");
  object.word("ResultDescription", result_description(row.record.result_type));
  object.word("ResultType", std::to_string(row.record.result_type));
  object.string("SubscriptionId", row.subscription_id);
  object.string("properties_s", operation_properties(row));
  object.word("Type", "AzureDiagnostics");
  object.close();
  return out;
}

std::size_t operation_row_bytes(const OperationRow& row) {
  return operation_row_json(row).size();
}

}  // namespace picket::sim
