#include "pipeline_core/findings/catalogue.h"

namespace picket {
namespace {

struct Row {
  std::string_view name;
  std::string_view alert_type;
  Severity severity;
  bool is_notice = false;
};

constexpr Severity kLow = Severity::kLow;
constexpr Severity kMedium = Severity::kMedium;
constexpr Severity kHigh = Severity::kHigh;

constexpr Row kDeviceAlerts[] = {
    {"Binary Command Line", "IoT_BinaryCommandLine", kHigh},
    {"Disable firewall", "IoT_DisableFirewall", kHigh},
    {"Port forwarding detection", "IoT_PortForwarding", kHigh},
    {"Possible attempt to disable Auditd logging detected", "IoT_DisableAuditdLogging", kHigh},
    {"Reverse shells", "IoT_ReverseShell", kHigh},
    {"Successful local login", "IoT_SucessfulLocalLogin", kHigh, true},
    {"Web shell", "IoT_WebShell", kHigh},
    {"Behavior similar to ransomware detected", "IoT_Ransomware", kHigh},
    {"Crypto coin miner image", "IoT_CryptoMiner", kHigh},
    {"New USB Connection", "IoT_USBConnection", kHigh, true},
    {"USB Disconnection", "IoT_UsbDisconnection", kHigh, true},
    {"New Ethernet Connection", "IoT_EthernetConnection", kHigh, true},
    {"Ethernet Disconnection", "IoT_EthernetDisconnection", kHigh, true},
    {"New File Created", "IoT_FileCreated", kHigh, true},
    {"File Modified", "IoT_FileModified", kHigh, true},
    {"File Deleted", "IoT_FileDeleted", kHigh, true},
    {"Behavior similar to common Linux bots detected", "IoT_CommonBots", kMedium},
    {"Behavior similar to Fairware ransomware detected", "IoT_FairwareMalware", kMedium},
    {"Crypto coin miner container image detected", "IoT_CryptoMinerContainer", kMedium},
    {"Detected suspicious use of the nohup command", "IoT_SuspiciousNohup", kMedium},
    {"Detected suspicious use of the useradd command", "IoT_SuspiciousUseradd", kMedium},
    {"Exposed Docker daemon by TCP socket", "IoT_ExposedDocker", kMedium},
    {"Failed local login", "IoT_FailedLocalLogin", kMedium},
    {"Detected file download from a malicious source", "IoT_PossibleMalware", kMedium},
    {"htaccess file access detected", "IoT_AccessingHtaccessFile", kMedium},
    {"Known attack tool", "IoT_KnownAttackTools", kMedium},
    {"Local host reconnaissance detected", "IoT_LinuxReconnaissance", kMedium},
    {"Mismatch between script interpreter and file extension", "IoT_ScriptInterpreterMismatch", kMedium},
    {"Possible backdoor detected", "IoT_LinuxBackdoor", kMedium},
    {"Possible loss of data detected", "IoT_EgressData", kMedium},
    {"Privileged container detected", "IoT_PrivilegedContainer", kMedium},
    {"Removal of system logs files detected", "IoT_RemovelOfSystemLogs", kMedium},
    {"Space after filename", "IoT_ExecuteFileWithTrailingSpace", kMedium},
    {"Tools commonly used for malicious credentials access detected", "IoT_CredentialAccessTools", kMedium},
    {"Suspicious compilation detected", "IoT_SuspiciousCompilation", kMedium},
    {"Suspicious file download followed by file run activity", "IoT_DownloadFileThenRun", kMedium},
    {"Suspicious IP address communication", "IoT_TiConnection", kMedium},
    {"Malicious Domain Name Request", "IoT_MaliciousNameQueriesDetection", kMedium},
    {"Bash history cleared", "IoT_ClearHistoryFile", kLow},
};

constexpr Row kHubAlerts[] = {
    {"New certificate added to an IoT Hub", "IoT_CertificateSuccessfullyAddedToHub", kMedium},
    {"Certificate deleted from an IoT Hub", "IoT_CertificateSuccessfullyDeletedFromHub", kMedium},
    {"Unsuccessful attempt detected to add a certificate to an IoT Hub", "Hub_CertificateFailedToBeAddedToHub",
     kMedium},
    {"Unsuccessful attempt detected to delete a certificate from an IoT Hub",
     "IoT.Hub_CertificateFailedToBeDeletedFromHub", kMedium},
    {"x.509 device certificate thumbprint mismatch", "IoT_Cert_Print_Mismatch", kMedium},
    {"x.509 certificate expired", "IoT_Cert_Expired", kMedium},
    {"Attempt to add or edit a diagnostic setting of an IoT Hub detected", "IoT_DiagnosticSettingAddedOrEditedOnHub",
     kLow},
    {"Attempt to delete a diagnostic setting from an IoT Hub detected", "IoT_DiagnosticSettingDeletedFromHub", kLow},
    {"Expired SAS Token", "IoT_Expired_SAS_Token", kLow},
    {"Invalid SAS token signature", "IoT_Invalid_SAS_Token", kLow},
};

/// Customizable alerts. The product publishes no type for those of the agent, and one display name as an example.
constexpr Row kHubCustomAlerts[] = {
    {"Custom Alert - number of active connections is not in the allowed range",
     "sim.active_connections_not_in_allowed_range", kLow},
    {"Custom Alert - number of failed local logins is not in the allowed range",
     "sim.failed_local_logins_not_in_allowed_range", kLow},
    {"Custom Alert - number of cloud to device messages in AMQP protocol is not in the allowed range",
     "IoT_CA_AmqpC2DMessagesNotInAllowedRange", kLow},
    {"Custom Alert - number of cloud to device messages in MQTT protocol is not in the allowed range",
     "IoT_CA_MqttC2DMessagesNotInAllowedRange", kLow},
    {"Custom Alert - number of cloud to device messages in HTTP protocol is not in the allowed range",
     "IoT_CA_HttpC2DMessagesNotInAllowedRange", kLow},
    {"Custom Alert - number of rejected cloud to device messages in AMQP protocol is not in the allowed range",
     "IoT_CA_AmqpC2DRejectedMessagesNotInAllowedRange", kLow},
    {"Custom Alert - number of rejected cloud to device messages in MQTT protocol is not in the allowed range",
     "IoT_CA_MqttC2DRejectedMessagesNotInAllowedRange", kLow},
    {"Custom Alert - number of rejected cloud to device messages in HTTP protocol is not in the allowed range",
     "IoT_CA_HttpC2DRejectedMessagesNotInAllowedRange", kLow},
    {"Custom Alert - number of device to cloud messages in AMQP protocol is not in the allowed range",
     "IoT_CA_AmqpD2CMessagesNotInAllowedRange", kLow},
    {"Custom Alert - number of device to cloud messages in MQTT protocol is not in the allowed range",
     "IoT_CA_MqttD2CMessagesNotInAllowedRange", kLow},
    {"Custom Alert - number of device to cloud messages in HTTP protocol is not in the allowed range",
     "IoT_CA_HttpD2CMessagesNotInAllowedRange", kLow},
    {"Custom Alert - number of direct method invokes is not in the allowed range",
     "IoT_CA_DirectMethodInvokesNotInAllowedRange", kLow},
    {"Custom Alert - number of file uploads is not in the allowed range", "IoT_CA_FileUploadsNotInAllowedRange", kLow},
    {"Custom Alert - number of command queue purges is not in the allowed range",
     "IoT_CA_QueuePurgesNotInAllowedRange", kLow},
    {"Custom Alert - number of device twin updates is not in the allowed range", "IoT_CA_TwinUpdatesNotInAllowedRange",
     kLow},
    {"Custom Alert - number of unauthorized operations is not in the allowed range",
     "IoT_CA_UnauthorizedOperationsNotInAllowedRange", kLow},
    {"Custom Alert - outbound connection to an ip that isn't allowed", "sim.connection_to_ip_not_allowed", kLow},
    {"Custom Alert - login of a local user that isn't allowed", "sim.local_user_not_allowed", kLow},
    {"Custom Alert - execution of a process that isn't allowed", "sim.process_not_allowed", kLow},
};

/// What the hub's records show beyond the product's alerts; ours.
constexpr Row kHubOwnAlerts[] = {
    {"sim.connection_flapping", "sim.connection_flapping", kLow},
    {"sim.d2c_flood", "sim.d2c_flood", kMedium},
    {"sim.fleet_silence", "sim.fleet_silence", kMedium},
    {"sim.identity_clone", "sim.identity_clone", kHigh},
};

/// Recommendations of the hub. The product publishes no type for "Enable diagnostics logs".
constexpr Row kHubRecommendations[] = {
    {"Same authentication credentials used by multiple devices", "IoT_SharedCredentials", kHigh},
    {"High level permissions configured in IoT Edge model twin for IoT Edge module", "IoT_PrivilegedDockerOptions",
     kHigh},
    {"Service principal not used with ACR repository", "IoT_ACRAuthentication", kMedium},
    {"TLS cipher suite upgrade needed", "IoT_VulnerableTLSCipherSuite", kMedium},
    {"Default IP filter policy should be deny", "IoT_IPFilter_DenyAll", kMedium},
    {"IP filter rule includes a large IP range", "IoT_IPFilter_PermissiveRule", kMedium},
    {"Recommended Rules for ip filter", "IoT_RecommendedIpRulesByBaseLine", kMedium},
    {"SecurityGroup has inconsistent module settings", "IoT_InconsistentModuleSettings", kMedium},
    {"IoT Edge Hub memory can be optimized", "IoT_EdgeHubMemOptimize", kLow},
    {"No logging configured for IoT Edge module", "IoT_EdgeLoggingOptions", kLow},
    {"Enable diagnostics logs in IoT Hub", "sim.enable_diagnostics_logs", kLow},
    {"Install the Azure Security of Things Agent", "IoT_InstallAgent", kLow},
};

/// Ours, where the product has no type: the name is the type.
constexpr Row kOwnAlerts[] = {
    {"sim.agent_stopped", "sim.agent_stopped", kHigh},
    {"sim.authorized_keys", "sim.authorized_keys", kMedium},
    {"sim.bruteforce_failed", "sim.bruteforce_failed", kLow},
    {"sim.bruteforce_success", "sim.bruteforce_success", kHigh},
    {"sim.device_silent", "sim.device_silent", kLow},
    {"sim.egress_volume", "sim.egress_volume", kMedium},
    {"sim.fleet_stuffing", "sim.fleet_stuffing", kMedium},
    {"sim.novel_login", "sim.novel_login", kLow},
    {"sim.novel_process", "sim.novel_process", kLow},
    {"sim.persistence_file", "sim.persistence_file", kMedium},
    {"sim.persistence_process", "sim.persistence_process", kMedium},
    {"sim.preload", "sim.preload", kHigh},
    {"sim.rare_peer", "sim.rare_peer", kLow},
    {"sim.scan_in", "sim.scan_in", kLow},
    {"sim.scan_out", "sim.scan_out", kMedium},
};

}  // namespace

AlertCatalogue::AlertCatalogue() {
  const auto add_all = [this](std::span<const Row> rows) {
    for (const Row& row : rows) {
      types_.push_back({std::string(row.name), std::string(row.alert_type), row.severity, row.is_notice});
    }
  };
  add_all(kDeviceAlerts);
  add_all(kHubAlerts);
  add_all(kOwnAlerts);
  add_all(kHubCustomAlerts);
  add_all(kHubOwnAlerts);
  const std::size_t first_recommendation = types_.size();
  add_all(kHubRecommendations);
  for (std::size_t i = first_recommendation; i < types_.size(); ++i) types_[i].is_recommendation = true;
}

std::optional<std::uint32_t> AlertCatalogue::find(std::string_view name_or_type) const {
  for (std::size_t i = 0; i < types_.size(); ++i) {
    if (types_[i].name == name_or_type || types_[i].alert_type == name_or_type) return static_cast<std::uint32_t>(i);
  }
  return std::nullopt;
}

std::uint32_t AlertCatalogue::add(AlertType type) {
  types_.push_back(std::move(type));
  return static_cast<std::uint32_t>(types_.size() - 1);
}

}  // namespace picket
