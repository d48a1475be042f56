#include "agent_core/twin/g1_properties.h"

#include <array>

namespace picket {
namespace {

using Type = PropertyType;

constexpr std::string_view kTwinSource = "defender.md 2.1";
constexpr std::string_view kEventSource = "defender.md 1.3";
constexpr std::string_view kAggregationSource = "defender.md 1.4";

constexpr PropertyInfo bytes(std::string_view name, std::uint32_t value, std::uint32_t maximum, std::string_view says) {
  return {.name = name,
          .type = Type::kInteger,
          .default_value = value,
          .says = says,
          .source = kTwinSource,
          .minimum = 8'192,
          .maximum = maximum};
}
constexpr PropertyInfo duration(std::string_view name, std::string_view value, std::string_view says) {
  return {.name = name, .type = Type::kDuration, .default_value = value, .says = says, .source = kTwinSource};
}
/// Not in the published schema.
constexpr PropertyInfo baseline(std::string_view name, Type type, PropertyInfo::Default value, std::string_view says) {
  return {.name = name, .type = type, .default_value = value, .says = says, .source = kTwinSource, .published = false};
}
constexpr PropertyInfo priority(std::string_view name, std::string_view value, std::string_view says,
                                bool read_by_c = true) {
  return {.name = name,
          .type = Type::kEventPriority,
          .default_value = value,
          .says = says,
          .source = kEventSource,
          .read_by_c = read_by_c};
}
constexpr PropertyInfo aggregation(std::string_view name, PropertyInfo::Default value, std::string_view says,
                                   bool read_by_c = true) {
  return {.name = name,
          .type = std::holds_alternative<bool>(value) ? Type::kBoolean : Type::kDuration,
          .default_value = value,
          .says = says,
          .source = kAggregationSource,
          .read_by_c = read_by_c};
}

constexpr std::array<PropertyInfo, kG1Properties> kG1PropertyInfos{{
    bytes("maxLocalCacheSizeInBytes", 2'560'000, 0xffff'ffff,
          "Bytes of events that the agent keeps until they are sent, over all its queues."),
    bytes("maxMessageSizeInBytes", 204'800, 262'144,
          "Largest message; best a multiple of 4,096, since a hub bills in 4 KB."),
    duration("highPriorityMessageFrequency", "PT7M", "Time from one message of high priority to the next."),
    duration("lowPriorityMessageFrequency", "PT5H", "Time from one message of low priority to the next."),
    duration("snapshotFrequency", "PT13H", "Time from one snapshot of the periodic events to the next."),
    baseline("baselineCustomChecksEnabled", Type::kBoolean, false,
             "Whether the baseline also runs the owner's own checks."),
    baseline("baselineCustomChecksFilePath", Type::kText, {}, "Path of the XML file with the owner's own checks."),
    baseline("baselineCustomChecksFileHash", Type::kText, {}, "SHA-256 of that file, in hexadecimal digits."),
    priority("eventPriorityOSBaseline", "Low", "Results of the operating system's baseline checks."),
    priority("eventPriorityConnectionCreate", "Low", "Connections opened and accepted."),
    priority("eventPriorityDiagnostic", "Low", "The agent's own log lines."),
    priority("eventPriorityFirewallConfiguration", "Low", "Rules of the firewall."),
    priority("eventPriorityListeningPorts", "High", "Ports on which the device listens."),
    priority("eventPriorityLocalUsers", "High", "Users and groups of the device."),
    priority("eventPriorityLogin", "High", "Logins, with their result."),
    {.name = "eventPriorityOperational",
     .type = Type::kEventPriority,
     .default_value = "High",
     .says = "Off turns the agent's reports on itself off; else they go through a queue of their own.",
     .source = kEventSource,
     .read_by_c_sharp = false,
     .published = false},
    priority("eventPriorityProcessCreate", "Low", "Processes started."),
    priority("eventPrioritySystemInformation", "Low", "Operating system, hardware and memory."),
    aggregation("aggregationEnabledProcessCreate", true, "Whether equal process starts are merged and counted."),
    aggregation("aggregationIntervalProcessCreate", std::string_view("PT1H"),
                "Window in which process starts are merged."),
    aggregation("aggregationEnabledConnectionCreate", true, "Whether equal connections are merged and counted."),
    aggregation("aggregationIntervalConnectionCreate", std::string_view("PT1H"),
                "Window in which connections are merged."),
    priority("eventPriorityProcessTerminate", "Low", "Processes ended (Windows).", false),
    priority("eventPriorityConnectedHardware", "Low", "Hardware connected to the device.", false),
    priority("eventPriorityConfigurationError", "Low", "Faults in this very configuration.", false),
    priority("eventPriorityDroppedEventsStatistics", "Low", "How many events were collected and dropped.", false),
    priority("eventPriorityMessageStatistics", "Low", "How many messages were sent, failed and were too small.", false),
    aggregation("aggregationEnabledProcessTerminate", true, "Whether equal process ends are merged and counted.",
                false),
    aggregation("aggregationIntervalProcessTerminate", std::string_view("PT1H"),
                "Window in which process ends are merged.", false),
    // The C# code reads it as a plain text, without the object around it.
    {.name = "hubResourceId",
     .type = Type::kText,
     .default_value = std::string_view(),
     .says = "The hub's resource id, copied to the message property HubResourceId.",
     .source = kTwinSource,
     .read_by_c = false,
     .published = false,
     .wrapped = false},
}};

}  // namespace

std::span<const PropertyInfo> g1_properties() {
  return kG1PropertyInfos;
}

std::optional<G1Property> find_g1_property(std::string_view name) {
  for (std::size_t i = 0; i < kG1Properties; ++i) {
    if (kG1PropertyInfos[i].name == name) return static_cast<G1Property>(i);
  }
  return std::nullopt;
}

}  // namespace picket
