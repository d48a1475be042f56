#include "agent_core/twin/g2_properties.h"

#include <array>

namespace picket {
namespace {

using Type = PropertyType;

constexpr std::string_view kSource = "defender.md 1.2";
/// "Positive integer" has no documented limit; that of a signed 32-bit number is an assumption.
constexpr std::uint32_t kMaxInteger = 0x7fff'ffff;

constexpr PropertyInfo flag(std::string_view name, bool value, std::string_view says) {
  return {.name = name, .type = Type::kBoolean, .default_value = value, .says = says, .source = kSource};
}
constexpr PropertyInfo disabled(std::string_view name) {
  return flag(name, false, "Turns this collector off.");
}
constexpr PropertyInfo frequency(std::string_view name, std::string_view value) {
  return {.name = name,
          .type = Type::kMessageFrequency,
          .default_value = value,
          .says = "Priority whose interval this collector's messages follow.",
          .source = kSource};
}
constexpr PropertyInfo integer(std::string_view name, std::uint32_t value, std::string_view says,
                               std::uint32_t maximum = kMaxInteger) {
  return {.name = name,
          .type = Type::kInteger,
          .default_value = value,
          .says = says,
          .source = kSource,
          .minimum = 1,
          .maximum = maximum};
}
constexpr PropertyInfo cache_size(std::string_view name) {
  return integer(name, 256, "Events, after aggregation, kept between two messages; then the oldest is dropped.");
}
constexpr PropertyInfo text(std::string_view name, PropertyInfo::Default value, std::string_view says) {
  return {.name = name, .type = Type::kText, .default_value = value, .says = says, .source = kSource};
}

constexpr std::array<PropertyInfo, kG2Properties> kG2PropertyInfos{{
    {.name = "CollectorsCore_PriorityIntervals",
     .type = Type::kPriorityIntervals,
     .default_value = "30,120,1440",
     .says = "Minutes between messages of high, medium and low priority; each best a multiple of the one before.",
     .source = kSource},
    integer("IothubModule_MessageTimeout", 2'880, "Minutes that a message waits for the hub before it is dropped."),
    disabled("Baseline_Disabled"),
    frequency("Baseline_MessageFrequency", "Low"),
    text("Baseline_GroupsDisabled", {}, "Groups of checks that are not made, separated by commas."),
    text("Baseline_ChecksDisabled", {}, "Ids of checks that are not made, separated by commas."),
    disabled("SystemInformation_Disabled"),
    frequency("SystemInformation_MessageFrequency", "Low"),
    text("SystemInformation_HardwareVendor", {}, "Hardware vendor to report."),
    text("SystemInformation_HardwareModel", {}, "Hardware model to report."),
    text("SystemInformation_HardwareSerialNumber", {}, "Serial number to report."),
    text("SystemInformation_FirmwareVendor", {}, "Firmware vendor to report."),
    text("SystemInformation_FirmwareVersion", {}, "Firmware version to report."),
    disabled("SBoM_Disabled"),
    frequency("SBoM_MessageFrequency", "Low"),
    disabled("Heartbeat_Disabled"),
    frequency("Heartbeat_MessageFrequency", "Low"),
    disabled("Login_Disabled"),
    frequency("Login_MessageFrequency", "Medium"),
    flag("Login_UsePAM", false, "Learns of logins from a PAM module, and not from UTMP and the system log."),
    disabled("NetworkActivity_Disabled"),
    frequency("NetworkActivity_MessageFrequency", "Medium"),
    text("NetworkActivity_Devices", std::string_view("eth0"),
         "Interfaces on which traffic is captured, separated by commas."),
    cache_size("NetworkActivity_CacheSize"),
    integer("NetworkActivity_PacketBufferSize", 2'097'152,
            "Bytes of captured packets, per interface and direction; what it loses is not modelled."),
    disabled("Process_Disabled"),
    frequency("Process_MessageFrequency", "Medium"),
    integer("Process_PollingInterval", 100'000, "Microseconds between two looks at the processes, in polling mode."),
    integer("Process_Mode", 1, "1: netlink, or polling where that fails; 2: netlink; 3: polling.", 3),
    cache_size("Process_CacheSize"),
    disabled("LogCollector_Disabled"),
    frequency("LogCollector_MessageFrequency", "Low"),
    disabled("FileSystem_Disabled"),
    frequency("FileSystem_MessageFrequency", "Low"),
    flag("FileSystem_Recursive", true, "Also watches what lies below the paths."),
    text("FileSystem_Paths", {}, "Paths to watch, separated by commas; without any, no file event is seen."),
    cache_size("FileSystem_CacheSize"),
    disabled("Peripheral_Disabled"),
    frequency("Peripheral_MessageFrequency", "Low"),
    cache_size("Peripheral_CacheSize"),
    disabled("Statistics_Disabled"),
    frequency("Statistics_MessageFrequency", "Low"),
    cache_size("Statistics_CacheSize"),
}};

}  // namespace

std::span<const PropertyInfo> g2_properties() {
  return kG2PropertyInfos;
}

std::optional<G2Property> find_g2_property(std::string_view name) {
  for (std::size_t i = 0; i < kG2Properties; ++i) {
    if (kG2PropertyInfos[i].name == name) return static_cast<G2Property>(i);
  }
  return std::nullopt;
}

}  // namespace picket
