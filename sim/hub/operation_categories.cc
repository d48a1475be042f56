#include "sim/hub/operation_categories.h"

#include <array>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

constexpr std::array<OperationLogRule, kHubOperations> kLogRules{{
    {HubOperation::kIdentityOperation, Logged::kRefused, OperationName::kIdentityOperation},
    {HubOperation::kCloudToDeviceSend, Logged::kRefused, OperationName::kC2dSend},
    {HubOperation::kCloudToDeviceReceive, Logged::kRefused, OperationName::kC2dReceive},
    {HubOperation::kCloudToDeviceDelivery},
    {HubOperation::kCloudToDeviceComplete, Logged::kRefused, OperationName::kC2dFeedback},
    {HubOperation::kFileUploadInitiation, Logged::kRefused, OperationName::kFileUpload},
    {HubOperation::kFileUploadCompletion, Logged::kRefused, OperationName::kFileUpload},
    {HubOperation::kDirectMethod, Logged::kAlways, OperationName::kDirectMethod},
    {HubOperation::kTwinRead, Logged::kAlways, OperationName::kC2dTwinRead},
    {HubOperation::kDeviceTwinRead, Logged::kAlways, OperationName::kTwinRead},
    {HubOperation::kTwinUpdate, Logged::kAlways, OperationName::kC2dTwinUpdate},
    {HubOperation::kReportedUpdate, Logged::kAlways, OperationName::kTwinUpdate},
    {HubOperation::kDesiredNotification},
    {HubOperation::kTwinQuery, Logged::kAlways, OperationName::kTwinQuery},
    {HubOperation::kJobQuery},
    {HubOperation::kJobOperation, Logged::kAlways, OperationName::kJob},
    {HubOperation::kJobTwinUpdate, Logged::kAlways, OperationName::kC2dTwinUpdate},
    {HubOperation::kJobMethod, Logged::kAlways, OperationName::kDirectMethod},
    {HubOperation::kConfigurationOperation, Logged::kAlways, OperationName::kConfiguration},
    {HubOperation::kConfigurationApply, Logged::kAlways, OperationName::kC2dTwinUpdate},
    {HubOperation::kDeviceStreamInitiation, Logged::kAlways, OperationName::kDeviceStream},
}};

OperationName name_of(const Hub::OperationRequest& request, OperationName otherwise) {
  if (!request.identity) return otherwise;
  return request.identity->change == Hub::IdentityChange::kCreate ? OperationName::kIdentityCreate : OperationName::kIdentityDelete;
}

}  // namespace

const OperationLogRule& log_rule_of(HubOperation operation) {
  const auto index = static_cast<std::size_t>(operation);
  PICKET_CHECK(index < kLogRules.size() && kLogRules[index].operation == operation, "operation", index);
  return kLogRules[index];
}

std::optional<OperationLogEntry> log_entry_of(const Hub::OperationRequest& request, const Hub::OperationAnswer& answer, HubId hub) {
  const OperationLogRule& rule = log_rule_of(request.operation);
  const bool refused = answer.result_type != hub_code::kOk;
  if (rule.logged == Logged::kNever || (rule.logged == Logged::kRefused && !refused)) return std::nullopt;
  if (answer.result_type == hub_code::kServerBusy) return std::nullopt;
  OperationLogEntry entry;
  entry.record.time = request.arrival;
  entry.record.device = request.device     ? *request.device
                        : request.identity ? request.identity->device
                                           : hub_identity(hub);
  entry.record.operation = name_of(request, rule.name);
  entry.record.result_type = answer.result_type;
  entry.record.hub = hub;
  entry.detail.request = request.request;
  entry.detail.response = request.response;
  entry.detail.took = answer.answered_at - request.arrival;
  entry.detail.number = answer.number != 0 ? answer.number : request.number;
  if (request.operation == HubOperation::kCloudToDeviceSend) {
    entry.detail.time_to_live = request.time_to_live;
    entry.detail.enqueued = request.arrival;
    entry.detail.expires = request.arrival + request.time_to_live;
  }
  const Caller caller = rule_of(request.operation).caller;
  if (caller == Caller::kBackEnd) entry.detail.sdk_version = kServiceApiVersion;
  if (caller != Caller::kConnectedDevice) entry.record.protocol = HubProtocol::kHttp;
  return entry;
}

OperationLogEntry log_entry_of(const Hub::ExpiredItem& item, HubId hub) {
  OperationLogEntry entry;
  const bool upload = item.operation == HubOperation::kFileUploadInitiation;
  entry.record.time = item.expires;
  entry.record.device = item.device;
  entry.record.operation = upload ? OperationName::kFileUpload : OperationName::kC2dExpired;
  entry.record.result_type = upload ? hub_code::kInvalidFileUploadCorrelationId : hub_code::kDeviceMessageLockLost;
  entry.record.protocol = HubProtocol::kHttp;
  entry.record.hub = hub;
  entry.detail.request = item.bytes;
  entry.detail.number = item.number;
  entry.detail.deliveries = item.deliveries;
  entry.detail.enqueued = item.enqueued;
  entry.detail.expires = item.expires;
  entry.detail.time_to_live = item.time_to_live;
  return entry;
}

}  // namespace picket::sim
