#include "pipeline_core/hub_watch/detection.h"

namespace picket {
namespace {

/// By HubDetection. The service publishes no type for the customizable alerts of the agent; those names
/// are ours.
constexpr std::string_view kAlertTypes[kHubDetections] = {
    "IoT_CertificateSuccessfullyAddedToHub",
    "IoT_CertificateSuccessfullyDeletedFromHub",
    "Hub_CertificateFailedToBeAddedToHub",
    "IoT.Hub_CertificateFailedToBeDeletedFromHub",
    "IoT_Cert_Print_Mismatch",
    "IoT_Cert_Expired",
    "IoT_DiagnosticSettingAddedOrEditedOnHub",
    "IoT_DiagnosticSettingDeletedFromHub",
    "IoT_Expired_SAS_Token",
    "IoT_Invalid_SAS_Token",
    "sim.identity_clone",
    "sim.connection_flapping",
    "sim.d2c_flood",
    "sim.fleet_silence",
    "sim.agent_config_weaker",
    "sim.quota_starve",
    "sim.active_connections_not_in_allowed_range",
    "sim.failed_local_logins_not_in_allowed_range",
    "IoT_CA_AmqpC2DMessagesNotInAllowedRange",
    "IoT_CA_MqttC2DMessagesNotInAllowedRange",
    "IoT_CA_HttpC2DMessagesNotInAllowedRange",
    "IoT_CA_AmqpC2DRejectedMessagesNotInAllowedRange",
    "IoT_CA_MqttC2DRejectedMessagesNotInAllowedRange",
    "IoT_CA_HttpC2DRejectedMessagesNotInAllowedRange",
    "IoT_CA_AmqpD2CMessagesNotInAllowedRange",
    "IoT_CA_MqttD2CMessagesNotInAllowedRange",
    "IoT_CA_HttpD2CMessagesNotInAllowedRange",
    "IoT_CA_DirectMethodInvokesNotInAllowedRange",
    "IoT_CA_FileUploadsNotInAllowedRange",
    "IoT_CA_QueuePurgesNotInAllowedRange",
    "IoT_CA_TwinUpdatesNotInAllowedRange",
    "IoT_CA_UnauthorizedOperationsNotInAllowedRange",
    "sim.connection_to_ip_not_allowed",
    "sim.local_user_not_allowed",
    "sim.process_not_allowed",
};

}  // namespace

std::string_view alert_type_of(HubDetection detection) {
  return detection < HubDetection::kCount_ ? kAlertTypes[static_cast<std::size_t>(detection)] : std::string_view();
}

std::string_view word_of(HubDetection detection) {
  if (detection < HubDetection::kFirstCustom) return alert_type_of(detection);
  return to_string(static_cast<CustomRule>(static_cast<std::uint8_t>(detection) -
                                           static_cast<std::uint8_t>(HubDetection::kFirstCustom)));
}

}  // namespace picket
