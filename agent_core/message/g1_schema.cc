#include "agent_core/message/g1_schema.h"

namespace picket::g1_json {
namespace {

using enum FieldType;

constexpr std::string_view kDirections[] = {"In", "Out"};
constexpr std::string_view kResults[] = {"Fail", "Success"};
constexpr std::string_view kActions[] = {"Allow", "Deny", "Other"};
constexpr std::string_view kChecks[] = {"Pass", "Fail", "Err"};
constexpr std::string_view kCheckSeverities[] = {"Critical", "Important", "Warning", "Informational"};
constexpr std::string_view kLogSeverities[] = {"Fatal", "Error", "Warning", "Information", "Debug"};
constexpr std::string_view kErrorTypes[] = {"TypeMismatch", "NotOptimal", "Conflict"};
constexpr std::string_view kQueues[] = {"High", "Low"};

constexpr PayloadField required(std::string_view name, FieldType type = kText,
                                std::span<const std::string_view> values = {}) {
  return {name, type, true, false, values, {}};
}
constexpr PayloadField optional(std::string_view name, FieldType type = kText,
                                std::span<const std::string_view> values = {}) {
  return {name, type, false, false, values, {}};
}
constexpr PayloadField kDetailsField = optional("ExtraDetails", kDetails);

constexpr PayloadField kProcessCreate[] = {
    required("Executable"), required("ProcessId", kInteger), required("ParentProcessId", kInteger),
    {"UserId", kText, true, true, {}, {}}, optional("UserName"), required("CommandLine"), kDetailsField};
constexpr PayloadField kProcessTerminate[] = {required("Executable"), required("ProcessId", kInteger),
                                              required("ExitStatus", kInteger), kDetailsField};
constexpr PayloadField kConnectionCreate[] = {required("RemoteAddress", kAddress),
                                              required("RemotePort", kPort),
                                              optional("LocalAddress", kAddress),
                                              optional("LocalPort", kPort),
                                              required("Direction", kText, kDirections),
                                              required("Protocol"),
                                              required("ProcessId", kInteger),
                                              optional("UserId"),
                                              required("Executable"),
                                              optional("CommandLine"),
                                              kDetailsField};
constexpr PayloadField kLogin[] = {required("ProcessId", kInteger),
                                   optional("UserId"),
                                   optional("UserName"),
                                   required("Operation"),
                                   required("Executable"),
                                   optional("RemoteAddress", kAddress),
                                   optional("RemotePort", kPort),
                                   optional("LocalPort", kPort),
                                   required("Result", kText, kResults),
                                   kDetailsField};
constexpr PayloadField kSystemInformation[] = {optional("OSName"),
                                               optional("OSVersion"),
                                               optional("BIOSVersion"),
                                               optional("OSVendor"),
                                               optional("OsArchitecture"),
                                               optional("HostName"),
                                               optional("BootDevice"),
                                               optional("TotalPhysicalMemoryInKB", kInteger),
                                               optional("FreePhysicalMemoryInKB", kInteger),
                                               optional("TotalVirtualMemoryInKB", kInteger),
                                               optional("FreeVirtualMemoryInKB", kInteger),
                                               kDetailsField};
constexpr PayloadField kListeningPorts[] = {required("LocalPort", kPort), required("Protocol"),
                                            optional("LocalAddress", kAddress), optional("RemoteAddress", kAddress),
                                            optional("RemotePort", kPort), kDetailsField};
constexpr PayloadField kLocalUsers[] = {required("GroupIds"), required("GroupNames"), required("UserId"),
                                        required("UserName"), kDetailsField};
constexpr PayloadField kFirewallConfiguration[] = {required("Enabled", kBoolean),
                                                   required("Action", kText, kActions),
                                                   optional("Priority", kInteger),
                                                   optional("Direction", kText, kDirections),
                                                   optional("ChainName"),
                                                   optional("Application"),
                                                   optional("SourceAddress"),
                                                   optional("SourcePort", kPort),
                                                   optional("DestinationAddress"),
                                                   optional("DestinationPort", kPort),
                                                   optional("Protocol"),
                                                   kDetailsField};
constexpr PayloadField kConnectedHardware[] = {required("HardwareCategory"), required("HardwareSubCategory"),
                                               required("HardwareName"), kDetailsField};
constexpr PayloadField kOsBaseline[] = {required("Description"),
                                        required("CceId"),
                                        {"Result", kText, true, false, kChecks, "Skip"},
                                        required("Error"),
                                        required("Severity", kText, kCheckSeverities),
                                        kDetailsField};
constexpr PayloadField kDiagnostic[] = {optional("CorrelationId", kGuid),
                                        required("Severity", kText, kLogSeverities),
                                        required("Message"),
                                        required("ProcessId", kInteger),
                                        required("ThreadId", kInteger),
                                        kDetailsField};
constexpr PayloadField kConfigurationError[] = {required("ConfigurationName"),
                                                required("ErrorType", kText, kErrorTypes),
                                                required("UsedConfiguration"), required("Message"), kDetailsField};
constexpr PayloadField kDroppedEvents[] = {{"Queue", kText, true, false, kQueues, "Operational"},
                                           required("CollectedEvents", kInteger),
                                           required("DroppedEvents", kInteger), kDetailsField};
constexpr PayloadField kMessageStatistics[] = {required("MessagesSent", kInteger),
                                               required("MessagesUnder4KB", kInteger),
                                               required("TotalFailed", kInteger), kDetailsField};

constexpr EventDefinition kDefinitions[] = {
    {"ProcessCreate", "Triggered", "Security", kProcessCreate},
    {"ConnectionCreate", "Triggered", "Security", kConnectionCreate},
    {"Login", "Triggered", "Security", kLogin},
    {"ProcessTerminate", "Triggered", "Security", kProcessTerminate},
    {"SystemInformation", "Periodic", "Security", kSystemInformation},
    {"ListeningPorts", "Periodic", "Security", kListeningPorts},
    {"LocalUsers", "Periodic", "Security", kLocalUsers},
    {"FirewallConfiguration", "Periodic", "Security", kFirewallConfiguration},
    {"ConnectedHardware", "Periodic", "Security", kConnectedHardware},
    {"OSBaseline", "Periodic", "Security", kOsBaseline},
    {"Diagnostic", "Triggered", "Diagnostic", kDiagnostic},
    {"ConfigurationError", "Triggered", "Operational", kConfigurationError},
    {"DroppedEventsStatistics", "Periodic", "Operational", kDroppedEvents},
    {"MessageStatistics", "Periodic", "Operational", kMessageStatistics},
};

}  // namespace

const EventDefinition* find_definition(std::string_view name) {
  for (const EventDefinition& definition : kDefinitions) {
    if (definition.name == name) return &definition;
  }
  return nullptr;
}

std::span<const EventDefinition> definitions() { return kDefinitions; }

}  // namespace picket::g1_json
