#include "pipeline_core/hub_watch/operation_record.h"

namespace picket {
namespace {

struct OperationWords {
  std::string_view category;
  std::string_view word;
};
/// By OperationName.
constexpr OperationWords kOperationWords[kOperationNames] = {
    {"Connections", "deviceConnect"},
    {"Connections", "deviceDisconnect"},
    {"DeviceTelemetry", "ingress"},
    {"D2CTwinOperations", "update"},
    {"DistributedTracing", "DiagnosticIoTHubD2C"},
    {"C2DTwinOperations", "update"},
    {"C2DCommands", "c2d.commands.egress.complete.success"},
    {"C2DCommands", "c2d.commands.egress.reject.success"},
    {"C2DCommands", "messageExpired"},
    {"C2DCommands", "purgeMessageQueue"},
    {"DirectMethods", "send"},
    {"FileUploadOperations", "ingress"},
    {"TwinQueries", "query"},
    {"JobsOperations", "jobCompleted"},
    {"DeviceIdentityOperations", "get"},
    {"Routes", "endpointUnhealthy"},
    {"Administrative", "Microsoft.Devices/iotHubs/certificates/Write"},
    {"Administrative", "Microsoft.Devices/iotHubs/certificates/Delete"},
    {"Administrative", "Microsoft.Insights/diagnosticSettings/write"},
    {"Administrative", "Microsoft.Insights/diagnosticSettings/delete"},
    {"C2DTwinOperations", "read"},
    {"D2CTwinOperations", "read"},
    {"C2DCommands", "send"},
    {"C2DCommands", "receive"},
    {"C2DCommands", "feedback"},
    {"DeviceIdentityOperations", "create"},
    {"DeviceIdentityOperations", "update"},
    {"DeviceIdentityOperations", "delete"},
    {"Configurations", "ReadManyConfigurations"},
    {"DeviceStreams", "invoke"},
    {"Routes", "undefinedRouteEvaluation"},
    {"Routes", "droppedMessage"},
    {"Routes", "orphanedMessage"},
    {"Routes", "invalidMessage"},
    {"Routes", "endpointDead"},
    {"Routes", "endpointHealthy"},
};

}  // namespace

std::string_view operation_word(OperationName operation) {
  return operation < OperationName::kCount_ ? kOperationWords[static_cast<std::size_t>(operation)].word
                                            : std::string_view();
}

std::string_view operation_category(OperationName operation) {
  return operation < OperationName::kCount_ ? kOperationWords[static_cast<std::size_t>(operation)].category
                                            : std::string_view();
}

std::optional<OperationName> find_operation(std::string_view category, std::string_view word) {
  for (std::size_t i = 0; i < kOperationNames; ++i) {
    if (kOperationWords[i].category == category && kOperationWords[i].word == word)
      return static_cast<OperationName>(i);
  }
  return std::nullopt;
}

}  // namespace picket
