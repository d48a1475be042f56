#include "pipeline_core/findings/alert_text.h"

#include <algorithm>

namespace picket {
namespace {

constexpr std::string_view kAskWhoRanIt =
    "Ask the device's owner whether the command was meant. If not, take the device off the network, keep its disk and "
    "set it up again from a trusted image.";
constexpr std::string_view kAskWhoPlugged =
    "Compare with the maintenance plan and the site's access log; if nobody was sent, have the device looked at.";
constexpr std::string_view kAskWhoChanged =
    "Compare with planned changes; if there was none, restore the file from a trusted image and look for the process "
    "that wrote it.";
constexpr std::string_view kLookAtTheDevice =
    "Find the process behind it, compare with devices of the same class, and isolate the device if nothing explains "
    "it.";

constexpr std::string_view kAskWhoConfigured =
    "Ask the hub's owners whether they meant it; if not, take back the change and the rights of the account behind it.";
constexpr std::string_view kRenewCredentials =
    "Look whether the device's own clock or update explains it; if not, give it new credentials and revoke the old "
    "ones.";
constexpr std::string_view kCompareWithGroup =
    "Compare with the other devices of the security group; correct the group's rule or isolate the device.";

constexpr AlertText kTexts[] = {
    // Generation 2 (most of them generation 1 too).
    {"IoT_BinaryCommandLine", "A Linux binary that the product calls LA was started from a command line.", kAskWhoRanIt,
     "", ""},
    {"IoT_DisableFirewall", "The firewall of the device was changed or switched off, so that traffic passes unchecked.",
     kAskWhoRanIt, "T1562.004", ""},
    {"IoT_PortForwarding", "Traffic of the device is forwarded to an address outside.", kAskWhoRanIt, "T1572 T1090.002",
     ""},
    {"IoT_DisableAuditdLogging", "The audit daemon was stopped or its logging was switched off.", kAskWhoRanIt,
     "T1562.012", ""},
    {"IoT_ReverseShell", "A shell of the device calls back to a remote machine, which can then type commands.",
     kAskWhoRanIt, "T1059.004 T1095", ""},
    {"IoT_SucessfulLocalLogin", "Somebody signed in at the device.",
     "Check that the account and the source belong to somebody who works on the device.", "T1078.003", ""},
    {"IoT_WebShell", "A web server of the device seems to run commands for its visitors.", kAskWhoRanIt,
     "T1190 T1505.003", ""},
    {"IoT_Ransomware", "Programs behave as ransomware does, which keeps an owner from data until a ransom is paid.",
     kAskWhoRanIt, "T1486", ""},
    {"IoT_CryptoMiner", "A process runs that is usually a miner of crypto coins.", kAskWhoRanIt, "T1496", ""},
    {"IoT_USBConnection", "A USB device was plugged in.", kAskWhoPlugged, "T1200", ""},
    {"IoT_UsbDisconnection", "A USB device was removed.", kAskWhoPlugged, "", ""},
    {"IoT_EthernetConnection", "An Ethernet link came up.", kAskWhoPlugged, "", ""},
    {"IoT_EthernetDisconnection", "An Ethernet link went down.", kAskWhoPlugged, "", ""},
    {"IoT_FileCreated", "A file was made below a watched path.", kAskWhoChanged, "", ""},
    {"IoT_FileModified", "A watched file was changed.", kAskWhoChanged, "", ""},
    {"IoT_FileDeleted", "A watched file was deleted.", kAskWhoChanged, "", ""},
    {"IoT_CommonBots", "A process behaves as the common bots for Linux devices do.", kAskWhoRanIt, "T1059.004 T1105",
     ""},
    {"IoT_FairwareMalware",
     "Files were removed recursively in places where Fairware and wipers do so and administrators hardly do.",
     kAskWhoRanIt, "T1485 T1561.001", ""},
    {"IoT_CryptoMinerContainer", "A container runs an image that is known for mining.", kAskWhoRanIt, "T1496", ""},
    {"IoT_SuspiciousNohup", "A program in a directory for temporary files was started so that it outlives its session.",
     kAskWhoRanIt, "", ""},
    {"IoT_SuspiciousUseradd", "An account was added in a way that intruders use to come back.", kAskWhoRanIt,
     "T1136.001", ""},
    {"IoT_ExposedDocker",
     "The container daemon listens on TCP, without encryption or authentication unless set up, so that whoever reaches "
     "the port owns the host.",
     kAskWhoRanIt, "T1190", ""},
    {"IoT_FailedLocalLogin", "Somebody failed to sign in at the device.",
     "Check who was at the device; many failures with one name point to guessing.", "T1110.001", ""},
    {"IoT_PossibleMalware", "A file was fetched from a source that threat intelligence lists for malware.",
     kAskWhoRanIt, "T1105", ""},
    {"IoT_AccessingHtaccessFile",
     "The access file of a web server was touched; it can open directories or run code for visitors.", kAskWhoRanIt,
     "T1505.003", ""},
    {"IoT_KnownAttackTools", "A tool was run that is made to attack other machines.", kAskWhoRanIt, "T1018 T1046", ""},
    {"IoT_LinuxReconnaissance", "A command was run with which bots and intruders look around on a device.",
     kAskWhoRanIt, "T1016 T1082", ""},
    {"IoT_ScriptInterpreterMismatch", "An interpreter was given a file whose extension belongs to another one.",
     kAskWhoRanIt, "", ""},
    {"IoT_LinuxBackdoor", "A suspicious file was fetched and run, which may leave a way back in.", kAskWhoRanIt,
     "T1053.003 T1105", ""},
    {"IoT_EgressData", "Data may have left the device in bulk.", kAskWhoRanIt, "T1041 T1048.002 T1560.001", ""},
    {"IoT_PrivilegedContainer", "A container was started with all rights over its host.", kAskWhoRanIt, "",
     "Exploitation,Execution"},
    {"IoT_RemovelOfSystemLogs", "Files of the system's log were removed or emptied.", kAskWhoRanIt, "T1070.002", ""},
    {"IoT_ExecuteFileWithTrailingSpace", "The name of a program that was run ends with a space, to pass for another.",
     kAskWhoRanIt, "", ""},
    {"IoT_CredentialAccessTools", "A tool or command was run that collects passwords or keys.", kAskWhoRanIt,
     "T1552.004", ""},
    {"IoT_SuspiciousCompilation", "Something was compiled in a way that exploits are.", kAskWhoRanIt, "T1027.004", ""},
    {"IoT_DownloadFileThenRun", "One command fetched a file and ran it.", kAskWhoRanIt, "T1059.004 T1105", ""},
    {"IoT_TiConnection", "The device exchanged traffic with an address that threat intelligence lists.",
     kLookAtTheDevice, "T1571", ""},
    {"IoT_MaliciousNameQueriesDetection", "The device asked for a name that threat intelligence ties to malware.",
     kLookAtTheDevice, "", ""},
    {"IoT_ClearHistoryFile", "The shell's history was erased.", kAskWhoRanIt, "T1070.003", ""},
    // Generation 1 alone.
    {"Successful Bruteforce attempt", "Many failed sign-ins were followed by one that succeeded.",
     "Change the account's password, close the port to the outside, and treat the device as taken over.",
     "T1078 T1110.001", ""},
    {"IoT agent attempted and failed to parse the module twin configuration",
     "Values in the agent's module twin have wrong types, so that the agent did not take them.",
     "Compare the twin with the documented types and correct it.", "", ""},
    {"Potential overriding of common files",
     "A common program of the system was overwritten, as intruders do to hide or to stay.", kAskWhoRanIt, "", ""},
    {"Device silent", "Nothing came from the device's agent for 72 hours.",
     "Check that the device runs, that its agent runs, and that it reaches the hub.", "", ""},
    {"IoT_Bruteforce_Fail", "There were many failed sign-ins and none that succeeded.",
     "Use passwords that cannot be guessed and close the port to those who need not reach it.", "T1110.001", ""},
    {"Local user added to one or more groups", "A report lists an account in groups that the one before did not.",
     "Check that somebody meant to give the account these rights.", "", ""},
    {"Local user deleted from one or more groups",
     "A report no longer lists an account in groups that the one before did.",
     "Check that somebody meant to take these rights away.", "", ""},
    {"Local user deletion detected", "A report no longer lists an account that the one before did.",
     "Check that somebody meant to delete the account.", "", ""},
    // Ours.
    {"sim.agent_stopped", "Somebody stopped the security agent or cut its way to the cloud.", kAskWhoRanIt,
     "T1489 T1562.001", ""},
    {"sim.agent_config_weaker", "The agent's configuration became weaker: less is collected, later or less of it kept.",
     "Ask who changed the agent's module twin; if nobody did, restore it and renew the keys of the hub's service.",
     "T1562.001", ""},
    {"sim.authorized_keys", "A file of keys that may sign in was changed.", kAskWhoChanged, "T1098.004", ""},
    {"sim.beacon", "The device calls a peer that is new to it and rare in its class at regular times.", kLookAtTheDevice,
     "T1008 T1071.001 T1573.002", ""},
    {"sim.bruteforce_failed", "Thirty sign-ins failed within ten minutes.",
     "Use passwords that cannot be guessed and close the port to those who need not reach it.", "T1110.001", ""},
    {"sim.bruteforce_success", "A source that failed several times signed in.",
     "Change the account's password, close the port to the outside, and treat the device as taken over.",
     "T1078 T1110.001", ""},
    {"sim.c2_retry", "The device tries one address and port again and again without an answer.", kLookAtTheDevice,
     "T1095 T1571", ""},
    {"sim.clock_jump", "Events carry times that lie ahead of their arrival, or a command set the clock.",
     "Check the device's time source; signatures and tokens depend on it.", "T1070.006", ""},
    {"sim.ddos_source", "The device sends a flood to one address that does not answer.",
     "Take the device off the network; it takes part in an attack on others.", "T1498.001", ""},
    {"sim.device_silent", "The device is silent for longer than its policy promises.",
     "Check that the device runs, that its agent runs, and that it reaches the hub.", "T1489 T1562.001", ""},
    {"sim.dga", "Many names that the device asks for do not exist, as with generated names.", kLookAtTheDevice,
     "T1568.002", ""},
    {"sim.dns_tunnel", "The device asks for many long names of random look, as tunnels through DNS do.",
     kLookAtTheDevice, "T1048.003 T1071.004 T1572", ""},
    {"sim.egress_volume", "The device sends far more in an hour than it used to.", kLookAtTheDevice,
     "T1041 T1048.002 T1567.002", ""},
    {"sim.file_storm", "Very many files are made, renamed or deleted within minutes.",
     "Take the device off the network and keep its disk; encryption may be under way.", "T1485 T1486", ""},
    {"sim.fleet_new_peer", "Many devices begin to call the same new address within a day.",
     "Ask whether a rollout explains it; if not, treat the last update as suspect.", "T1195.002", ""},
    {"sim.fleet_stuffing", "One source fails to sign in at many devices.",
     "Block the source, and use passwords of their own for each device.", "T1078 T1110.004", ""},
    {"sim.listed_file_hash", "A file of the device has a hash that threat intelligence lists.", kLookAtTheDevice,
     "T1105", ""},
    {"sim.new_peripheral", "A peripheral was plugged in that the device never had.", kAskWhoPlugged,
     "T1052.001 T1091 T1200", ""},
    {"sim.novel_login", "Accounts sign in from networks that neither the device nor its class knows.", kLookAtTheDevice,
     "T1078.003", ""},
    {"sim.novel_process", "The device runs several programs that neither it nor its class ran before.",
     kLookAtTheDevice, "", ""},
    {"sim.offhours_login", "Somebody signed in at an hour at which nobody does on this device.",
     "Ask the account's owner whether it was them.", "T1078.003", ""},
    {"sim.ot_new_master", "The device begins to speak a control protocol with a machine that is new to it.",
     "Ask whether a change of the plant explains it; if not, cut the device off from the controllers.",
     "T0846 T0855 T0861", ""},
    {"sim.p2p_fanout", "The device exchanges datagrams with very many outside addresses, as peer-to-peer bots do.",
     kLookAtTheDevice, "T1090.003", ""},
    {"sim.peer_login", "Somebody signed in from an address of the own network that never did so before.",
     "Look at the device at that address first; it may be where the intruder sits.", "T1021.004 T1552.004", ""},
    {"sim.persistence_file", "A file that makes programs start by themselves was made or changed.", kAskWhoChanged,
     "T1037.004 T1053.003 T1543.002", ""},
    {"sim.persistence_process", "A command makes a program start by itself in a way that intruders use.", kAskWhoRanIt,
     "T1037.004 T1053.006 T1543.002", ""},
    {"sim.preload", "The list of libraries that every program loads was changed.", kAskWhoChanged, "T1574.006", ""},
    {"sim.proxy_fanout",
     "The device passes others' traffic on: it reaches many outside hosts for mail or from its "
     "sign-in service.",
     kLookAtTheDevice, "T1090.002 T1572", ""},
    {"sim.quota_starve", "The device uses up the hub's throttle or daily quota, so that the hub refuses others.",
     "Disable the device's identity until it is clean, and look for what the refused devices did not get through.",
     "T1498 T1499.003", ""},
    {"sim.rare_peer", "The device calls addresses that neither it nor its class knows.", kLookAtTheDevice, "", ""},
    {"sim.rare_sequence",
     "For days the device has run, now and then, a command that neither it nor its class ran before.", kAskWhoRanIt,
     "T1005 T1016 T1059.004 T1082", ""},
    {"sim.sbom_unapproved", "A package is installed that the list of approved ones does not have.",
     "Ask who installed it; remove it or approve it.", "T1195.002", ""},
    {"sim.scan_in", "One source tries very many ports of the device.", "Close what need not be reached from outside.",
     "T1046", ""},
    {"sim.scan_out", "The device tries many other hosts at ports that worms use.",
     "Take the device off the network; it looks for further victims.", "T1018 T1046", ""},
    {"sim.version_decrease", "The device reports an older version of its system or firmware than before.",
     "Ask whether a downgrade was planned; if not, install the current version from a trusted source.",
     "T1601.002 T0857", ""},
    // Of the hub, and what its records show.
    {"IoT_CertificateSuccessfullyAddedToHub", "A certificate was added to the hub.", kAskWhoConfigured, "T1098", ""},
    {"IoT_CertificateSuccessfullyDeletedFromHub", "A certificate was deleted from the hub.", kAskWhoConfigured, "T1531",
     ""},
    {"Hub_CertificateFailedToBeAddedToHub", "Somebody tried to add a certificate to the hub and was refused.",
     kAskWhoConfigured, "T1098", ""},
    {"IoT.Hub_CertificateFailedToBeDeletedFromHub",
     "Somebody tried to delete a certificate from the hub and was refused.", kAskWhoConfigured, "T1531", ""},
    {"IoT_Cert_Print_Mismatch", "A device showed a certificate that is not the one registered for it.",
     kRenewCredentials, "T1649", ""},
    {"IoT_Cert_Expired", "A device showed a certificate that is no longer valid.", kRenewCredentials, "", ""},
    {"IoT_DiagnosticSettingAddedOrEditedOnHub", "What the hub logs, or where to, was changed.", kAskWhoConfigured,
     "T1562.008", ""},
    {"IoT_DiagnosticSettingDeletedFromHub", "A setting that made the hub log was deleted.", kAskWhoConfigured,
     "T1562.008", ""},
    {"IoT_Expired_SAS_Token", "A device signed in with a token that had run out.", kRenewCredentials, "", ""},
    {"IoT_Invalid_SAS_Token", "A device signed in with a token that neither of its keys made.", kRenewCredentials,
     "T1528 T1552.001", ""},
    {"sim.active_connections_not_in_allowed_range",
     "The number of active connections of the device in a time window was outside the range that the device's security "
     "group allows.",
     kCompareWithGroup, "", ""},
    {"sim.failed_local_logins_not_in_allowed_range",
     "The number of failed sign-ins at the device in a time window was outside the range that the device's security "
     "group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_AmqpC2DMessagesNotInAllowedRange",
     "The number of messages to the device over AMQP in a time window was outside the range that the device's security "
     "group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_MqttC2DMessagesNotInAllowedRange",
     "The number of messages to the device over MQTT in a time window was outside the range that the device's security "
     "group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_HttpC2DMessagesNotInAllowedRange",
     "The number of messages to the device over HTTP in a time window was outside the range that the device's security "
     "group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_AmqpC2DRejectedMessagesNotInAllowedRange",
     "The number of messages over AMQP that the device rejected in a time window was outside the range that the "
     "device's security group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_MqttC2DRejectedMessagesNotInAllowedRange",
     "The number of messages over MQTT that the device rejected in a time window was outside the range that the "
     "device's security group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_HttpC2DRejectedMessagesNotInAllowedRange",
     "The number of messages over HTTP that the device rejected in a time window was outside the range that the "
     "device's security group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_AmqpD2CMessagesNotInAllowedRange",
     "The number of messages from the device over AMQP in a time window was outside the range that the device's "
     "security group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_MqttD2CMessagesNotInAllowedRange",
     "The number of messages from the device over MQTT in a time window was outside the range that the device's "
     "security group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_HttpD2CMessagesNotInAllowedRange",
     "The number of messages from the device over HTTP in a time window was outside the range that the device's "
     "security group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_DirectMethodInvokesNotInAllowedRange",
     "The number of direct methods invoked on the device in a time window was outside the range that the device's "
     "security group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_FileUploadsNotInAllowedRange",
     "The number of files uploaded by the device in a time window was outside the range that the device's security "
     "group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_QueuePurgesNotInAllowedRange",
     "The number of purges of the device's queue in a time window was outside the range that the device's security "
     "group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_TwinUpdatesNotInAllowedRange",
     "The number of updates of the device's twin in a time window was outside the range that the device's security "
     "group allows.",
     kCompareWithGroup, "", ""},
    {"IoT_CA_UnauthorizedOperationsNotInAllowedRange",
     "The number of operations that failed as unauthorized in a time window was outside the range that the device's "
     "security group allows.",
     kCompareWithGroup, "", ""},
    {"sim.connection_to_ip_not_allowed", "The device called an address that its security group's list does not have.",
     kCompareWithGroup, "", ""},
    {"sim.local_user_not_allowed", "A user signed in that the security group's list does not have.", kCompareWithGroup,
     "", ""},
    {"sim.process_not_allowed", "A process ran that the security group's list does not have.", kCompareWithGroup, "",
     ""},
    {"sim.activity_level", "The device has been more or less active than in its own past.", kLookAtTheDevice, "", ""},
    {"sim.connection_flapping", "The device connects and is cut off again and again.",
     "Look for a bad link first; two machines with one identity look the same.", "", ""},
    {"sim.d2c_flood", "The device sends far more messages than it ever did.", kLookAtTheDevice, "T1499.002", ""},
    {"sim.egress_slow", "The device sends a little more out than it used to, for long.", kLookAtTheDevice,
     "T1030 T1048", ""},
    {"sim.failure_level", "More of what the device tries fails than in its own past.", kLookAtTheDevice, "", ""},
    {"sim.fan_out_level", "The device calls more different addresses than in its own past.", kLookAtTheDevice, "T1046",
     ""},
    {"sim.fleet_silence", "Many devices of one class or site fell silent at once.",
     "Look for an outage of power, carrier or site; if there is none, for what the devices have in common.", "T1489",
     ""},
    {"sim.identity_clone", "Two machines use one identity.",
     "Give the device new credentials and find out how the old ones were copied.", "T1550.001 T1552.004", ""},
    {"sim.peer_shift", "Many devices of a class changed their behaviour within a day, as a rollout does.",
     "Compare with planned updates; their alerts of that day were put together into this one.", "", ""},
};

}  // namespace

const AlertText* alert_text(std::string_view alert_type) {
  const auto* found = std::find_if(std::begin(kTexts), std::end(kTexts),
                                   [&](const AlertText& text) { return text.alert_type == alert_type; });
  return found == std::end(kTexts) ? nullptr : found;
}

std::size_t alert_text_count() {
  return std::size(kTexts);
}

}  // namespace picket
