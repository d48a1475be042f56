#include "pipeline_core/findings/catalogue.h"

#include <gtest/gtest.h>

#include <iterator>
#include <set>
#include <span>
#include <string_view>

#include "pipeline_core/findings/suppression.h"

namespace picket {
namespace {

TEST(AlertCatalogue, finds_the_products_words_verbatim) {
  const AlertCatalogue catalogue;
  const auto login = catalogue.find("Successful local login");
  ASSERT_TRUE(login);
  EXPECT_EQ(catalogue[*login].alert_type, "IoT_SucessfulLocalLogin");  // the product's spelling
  EXPECT_TRUE(catalogue[*login].is_notice);
  EXPECT_EQ(catalogue.find("IoT_SucessfulLocalLogin"), login);
  EXPECT_EQ(catalogue[*catalogue.find("Crypto coin miner image")].severity, Severity::kHigh);
  EXPECT_FALSE(catalogue.find("no such alert"));
}

struct DocumentedAlert {
  Severity severity;
  std::string_view name;
  std::string_view alert_type;
};

/// Written out by hand from the reference (defender.md 5.1), in its order, misspellings included.
constexpr DocumentedAlert kMicroAgentAlerts[] = {
    {Severity::kHigh, "Binary Command Line", "IoT_BinaryCommandLine"},
    {Severity::kHigh, "Disable firewall", "IoT_DisableFirewall"},
    {Severity::kHigh, "Port forwarding detection", "IoT_PortForwarding"},
    {Severity::kHigh, "Possible attempt to disable Auditd logging detected", "IoT_DisableAuditdLogging"},
    {Severity::kHigh, "Reverse shells", "IoT_ReverseShell"},
    {Severity::kHigh, "Successful local login", "IoT_SucessfulLocalLogin"},
    {Severity::kHigh, "Web shell", "IoT_WebShell"},
    {Severity::kHigh, "Behavior similar to ransomware detected", "IoT_Ransomware"},
    {Severity::kHigh, "Crypto coin miner image", "IoT_CryptoMiner"},
    {Severity::kHigh, "New USB Connection", "IoT_USBConnection"},
    {Severity::kHigh, "USB Disconnection", "IoT_UsbDisconnection"},
    {Severity::kHigh, "New Ethernet Connection", "IoT_EthernetConnection"},
    {Severity::kHigh, "Ethernet Disconnection", "IoT_EthernetDisconnection"},
    {Severity::kHigh, "New File Created", "IoT_FileCreated"},
    {Severity::kHigh, "File Modified", "IoT_FileModified"},
    {Severity::kHigh, "File Deleted", "IoT_FileDeleted"},
    {Severity::kMedium, "Behavior similar to common Linux bots detected", "IoT_CommonBots"},
    {Severity::kMedium, "Behavior similar to Fairware ransomware detected", "IoT_FairwareMalware"},
    {Severity::kMedium, "Crypto coin miner container image detected", "IoT_CryptoMinerContainer"},
    {Severity::kMedium, "Detected suspicious use of the nohup command", "IoT_SuspiciousNohup"},
    {Severity::kMedium, "Detected suspicious use of the useradd command", "IoT_SuspiciousUseradd"},
    {Severity::kMedium, "Exposed Docker daemon by TCP socket", "IoT_ExposedDocker"},
    {Severity::kMedium, "Failed local login", "IoT_FailedLocalLogin"},
    {Severity::kMedium, "Detected file download from a malicious source", "IoT_PossibleMalware"},
    {Severity::kMedium, "htaccess file access detected", "IoT_AccessingHtaccessFile"},
    {Severity::kMedium, "Known attack tool", "IoT_KnownAttackTools"},
    {Severity::kMedium, "Local host reconnaissance detected", "IoT_LinuxReconnaissance"},
    {Severity::kMedium, "Mismatch between script interpreter and file extension", "IoT_ScriptInterpreterMismatch"},
    {Severity::kMedium, "Possible backdoor detected", "IoT_LinuxBackdoor"},
    {Severity::kMedium, "Possible loss of data detected", "IoT_EgressData"},
    {Severity::kMedium, "Privileged container detected", "IoT_PrivilegedContainer"},
    {Severity::kMedium, "Removal of system logs files detected", "IoT_RemovelOfSystemLogs"},
    {Severity::kMedium, "Space after filename", "IoT_ExecuteFileWithTrailingSpace"},
    {Severity::kMedium, "Tools commonly used for malicious credentials access detected", "IoT_CredentialAccessTools"},
    {Severity::kMedium, "Suspicious compilation detected", "IoT_SuspiciousCompilation"},
    {Severity::kMedium, "Suspicious file download followed by file run activity", "IoT_DownloadFileThenRun"},
    {Severity::kMedium, "Suspicious IP address communication", "IoT_TiConnection"},
    {Severity::kMedium, "Malicious Domain Name Request", "IoT_MaliciousNameQueriesDetection"},
    {Severity::kLow, "Bash history cleared", "IoT_ClearHistoryFile"},
};

/// By hand from defender.md 5.2; only one type is published, the name stands for the others.
constexpr DocumentedAlert kClassicAgentAlerts[] = {
    {Severity::kHigh, "Successful Bruteforce attempt", "Successful Bruteforce attempt"},
    {Severity::kMedium, "IoT agent attempted and failed to parse the module twin configuration",
     "IoT agent attempted and failed to parse the module twin configuration"},
    {Severity::kMedium, "Potential overriding of common files", "Potential overriding of common files"},
    {Severity::kLow, "Device silent", "Device silent"},
    {Severity::kLow, "Failed Bruteforce attempt", "IoT_Bruteforce_Fail"},
    {Severity::kLow, "Local user added to one or more groups", "Local user added to one or more groups"},
    {Severity::kLow, "Local user deleted from one or more groups", "Local user deleted from one or more groups"},
    {Severity::kLow, "Local user deletion detected", "Local user deletion detected"},
};

/// The types of one origin are exactly those of the table.
void expect_types(const AlertCatalogue& catalogue, AlertOrigin origin, std::span<const DocumentedAlert> expected) {
  std::size_t of_origin = 0;
  for (std::uint32_t i = 0; i < catalogue.size(); ++i) of_origin += catalogue[i].origin == origin ? 1 : 0;
  EXPECT_EQ(of_origin, expected.size());
  for (const DocumentedAlert& row : expected) {
    const auto found = catalogue.find(row.alert_type);
    ASSERT_TRUE(found) << row.alert_type;
    EXPECT_EQ(catalogue[*found].name, row.name);
    EXPECT_EQ(catalogue[*found].severity, row.severity) << row.name;
    EXPECT_EQ(catalogue[*found].origin, origin) << row.name;
    EXPECT_TRUE(catalogue[*found].is_documented()) << row.name;
    EXPECT_EQ(catalogue.find(row.name), found);
  }
}

TEST(AlertCatalogue, holds_the_documented_alerts_of_agents_and_nothing_else_of_theirs) {
  static_assert(std::size(kMicroAgentAlerts) == 39 && std::size(kClassicAgentAlerts) == 8);
  const AlertCatalogue catalogue;
  expect_types(catalogue, AlertOrigin::kMicroAgent, kMicroAgentAlerts);
  expect_types(catalogue, AlertOrigin::kClassicAgent, kClassicAgentAlerts);
}

TEST(AlertCatalogue, names_and_types_are_unique_29_are_of_the_hub_and_8_are_notices) {
  const AlertCatalogue catalogue;
  std::set<std::string> words;
  std::size_t notices = 0;
  std::size_t of_hub = 0;
  for (std::uint32_t i = 0; i < catalogue.size(); ++i) {
    EXPECT_TRUE(words.insert(catalogue[i].name).second) << catalogue[i].name;
    if (catalogue[i].alert_type != catalogue[i].name) {
      EXPECT_TRUE(words.insert(catalogue[i].alert_type).second) << catalogue[i].alert_type;
    }
    of_hub += catalogue[i].origin == AlertOrigin::kHub ? 1 : 0;
    notices += catalogue[i].is_notice ? 1 : 0;
    EXPECT_EQ(catalogue[i].name.starts_with("sim."), catalogue[i].origin == AlertOrigin::kOwn) << catalogue[i].name;
  }
  EXPECT_EQ(of_hub, 10u + 19u);
  EXPECT_EQ(notices, 8u);
}

TEST(Suppression, holds_back_for_the_period_by_alert_and_device) {
  Suppression s(Duration::hours(1));
  const Time t = Time::from_unix_seconds(0);
  s.hold(1, DeviceId(1), t);
  EXPECT_TRUE(s.is_held(1, DeviceId(1), t + Duration::minutes(59)));
  EXPECT_FALSE(s.is_held(1, DeviceId(1), t + Duration::minutes(60)));
  EXPECT_FALSE(s.is_held(2, DeviceId(1), t));
  EXPECT_FALSE(s.is_held(1, DeviceId(2), t));
  for (std::uint32_t d = 0; d < 20'000; ++d) s.hold(3, DeviceId(d), t + Duration::seconds(d));
  EXPECT_TRUE(s.is_held(3, DeviceId(19'000), t + Duration::seconds(20'000)));
}

}  // namespace
}  // namespace picket
