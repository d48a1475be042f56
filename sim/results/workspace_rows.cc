#include "sim/results/workspace_rows.h"

#include <array>

#include "sim/hub/hub.h"
#include "sim/results/json_object.h"
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
    default:
      return "";
  }
}

std::string operation_properties(const OperationRow& row) {
  std::string out;
  JsonObjectText object(out);
  if (!row.device_name.empty()) object.string("deviceId", row.device_name);
  if (row.record.module) object.string("moduleId", row.module_name);
  object.word("protocol", "Mqtt");
  const std::string scope = row.record.module ? "module" : "device";
  const std::string_view how = row.record.auth_type == AuthType::kX509 ? R"("x509Certificate","issuer":"external")"
                                                                       : R"("sas","issuer":"iothub")";
  object.string("authType", R"({"scope":")" + scope + R"(","type":)" + std::string(how) + R"(,"acceptingIpFilterRule":null})");
  object.close();
  return out;
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
