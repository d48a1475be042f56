#include "pipeline_core/findings/catalogue.h"

namespace picket {
namespace {

struct AlertRow {
  std::string_view name;
  std::string_view alert_type;
  Severity severity;
  bool is_notice = false;
};

constexpr Severity kLow = Severity::kLow;
constexpr Severity kMedium = Severity::kMedium;
constexpr Severity kHigh = Severity::kHigh;

constexpr AlertRow kDeviceAlerts[] = {
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

constexpr AlertRow kHubAlerts[] = {
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

/// Of generation 1 alone. But for one, the product publishes no type of these: the name stands for it.
/// Source: defender.md 5.2.
constexpr AlertRow kClassicAlerts[] = {
    {"Successful Bruteforce attempt", "Successful Bruteforce attempt", kHigh},
    {"IoT agent attempted and failed to parse the module twin configuration",
     "IoT agent attempted and failed to parse the module twin configuration", kMedium},
    {"Potential overriding of common files", "Potential overriding of common files", kMedium},
    {"Device silent", "Device silent", kLow},
    {"Failed Bruteforce attempt", "IoT_Bruteforce_Fail", kLow},
    {"Local user added to one or more groups", "Local user added to one or more groups", kLow},
    {"Local user deleted from one or more groups", "Local user deleted from one or more groups", kLow},
    {"Local user deletion detected", "Local user deletion detected", kLow},
};

/// Customizable alerts. The product publishes no type for those of the agent, and one display name as an example.
constexpr AlertRow kHubCustomAlerts[] = {
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
    {"Custom Alert - number of command queue purges is not in the allowed range", "IoT_CA_QueuePurgesNotInAllowedRange",
     kLow},
    {"Custom Alert - number of device twin updates is not in the allowed range", "IoT_CA_TwinUpdatesNotInAllowedRange",
     kLow},
    {"Custom Alert - number of unauthorized operations is not in the allowed range",
     "IoT_CA_UnauthorizedOperationsNotInAllowedRange", kLow},
    {"Custom Alert - outbound connection to an ip that isn't allowed", "sim.connection_to_ip_not_allowed", kLow},
    {"Custom Alert - login of a local user that isn't allowed", "sim.local_user_not_allowed", kLow},
    {"Custom Alert - execution of a process that isn't allowed", "sim.process_not_allowed", kLow},
};

/// What the hub's records show beyond the product's alerts; ours.
constexpr AlertRow kHubOwnAlerts[] = {
    {"sim.agent_config_weaker", "sim.agent_config_weaker", kHigh},
    {"sim.connection_flapping", "sim.connection_flapping", kLow},
    {"sim.d2c_flood", "sim.d2c_flood", kMedium},
    {"sim.fleet_silence", "sim.fleet_silence", kMedium},
    {"sim.identity_clone", "sim.identity_clone", kHigh},
    {"sim.quota_starve", "sim.quota_starve", kHigh},
};

/// Ours, where the product has no type: the name is the type.
constexpr AlertRow kOwnAlerts[] = {
    {"sim.activity_level", "sim.activity_level", kLow},
    {"sim.agent_stopped", "sim.agent_stopped", kHigh},
    {"sim.authorized_keys", "sim.authorized_keys", kMedium},
    {"sim.bruteforce_failed", "sim.bruteforce_failed", kLow},
    {"sim.bruteforce_success", "sim.bruteforce_success", kHigh},
    {"sim.device_silent", "sim.device_silent", kLow},
    {"sim.egress_slow", "sim.egress_slow", kMedium},
    {"sim.egress_volume", "sim.egress_volume", kMedium},
    {"sim.failure_level", "sim.failure_level", kLow},
    {"sim.fan_out_level", "sim.fan_out_level", kLow},
    {"sim.fleet_stuffing", "sim.fleet_stuffing", kMedium},
    {"sim.listed_file_hash", "sim.listed_file_hash", kMedium},
    {"sim.novel_login", "sim.novel_login", kLow},
    {"sim.novel_process", "sim.novel_process", kLow},
    {"sim.peer_shift", "sim.peer_shift", Severity::kInformational},
    {"sim.persistence_file", "sim.persistence_file", kMedium},
    {"sim.persistence_process", "sim.persistence_process", kMedium},
    {"sim.preload", "sim.preload", kHigh},
    {"sim.rare_peer", "sim.rare_peer", kLow},
    {"sim.scan_in", "sim.scan_in", kLow},
    {"sim.scan_out", "sim.scan_out", kMedium},
};

/// Ours, of rules and detectors for attacks of the catalogue that no documented alert covers.
/// Source: workloads.md 3.3; severities are our estimates.
constexpr AlertRow kAttackAlerts[] = {
    {"sim.beacon", "sim.beacon", kMedium},
    {"sim.c2_retry", "sim.c2_retry", kMedium},
    {"sim.clock_jump", "sim.clock_jump", kMedium},
    {"sim.ddos_source", "sim.ddos_source", kHigh},
    {"sim.dga", "sim.dga", kMedium},
    {"sim.dns_tunnel", "sim.dns_tunnel", kMedium},
    {"sim.file_storm", "sim.file_storm", kHigh},
    {"sim.fleet_new_peer", "sim.fleet_new_peer", kLow},
    {"sim.new_peripheral", "sim.new_peripheral", kMedium},
    {"sim.offhours_login", "sim.offhours_login", kMedium},
    {"sim.ot_new_master", "sim.ot_new_master", kHigh},
    {"sim.p2p_fanout", "sim.p2p_fanout", kMedium},
    {"sim.peer_login", "sim.peer_login", kMedium},
    {"sim.proxy_fanout", "sim.proxy_fanout", kMedium},
    {"sim.rare_sequence", "sim.rare_sequence", kMedium},
    {"sim.sbom_unapproved", "sim.sbom_unapproved", kMedium},
    {"sim.version_decrease", "sim.version_decrease", kHigh},
};

}  // namespace

AlertCatalogue::AlertCatalogue() {
  const auto add_all = [this](std::span<const AlertRow> rows, AlertOrigin origin) {
    for (const AlertRow& row : rows) {
      types_.push_back({std::string(row.name), std::string(row.alert_type), row.severity, row.is_notice, origin});
    }
  };
  add_all(kDeviceAlerts, AlertOrigin::kMicroAgent);
  add_all(kHubAlerts, AlertOrigin::kHub);
  add_all(kOwnAlerts, AlertOrigin::kOwn);
  add_all(kClassicAlerts, AlertOrigin::kClassicAgent);
  add_all(kAttackAlerts, AlertOrigin::kOwn);
  add_all(kHubCustomAlerts, AlertOrigin::kHub);
  add_all(kHubOwnAlerts, AlertOrigin::kOwn);
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
