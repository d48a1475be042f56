#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/live/collect/host_collector.h"

namespace picket::sim {

/// What a host is. Empty texts and zeros: not known.
struct HostInformation {
  std::string host_name;
  std::string os_name;        ///< "Debian GNU/Linux"
  std::string os_version;     ///< "12 (bookworm)"
  std::string kernel_release; ///< "6.1.0-28-arm64"
  std::string architecture;   ///< "aarch64"
  std::string hardware_vendor;
  std::string hardware_model;
  std::string firmware_version;
  std::uint64_t memory_bytes = 0;
  std::uint32_t cores = 0;    ///< that this process may run on
};

/// The value of a key of os-release, without its quotes and escapes; none if it is not there.
/// Source: os-release(5): lines KEY=VALUE, where VALUE is quoted as for a shell.
std::optional<std::string> os_release_value(std::string_view text, std::string_view key);
/// Bytes of memory, of the line "MemTotal:" of /proc/meminfo. Source: proc(5).
std::optional<std::uint64_t> total_memory_of(std::string_view meminfo);

/// Asks the host. `root`: the folder in which /etc, /usr/lib, /proc and /sys are; "" for the host itself.
/// Output: vendor, model and firmware by the tables of the firmware (/sys/class/dmi/id); of a board without them the
///         model of the device tree.
/// Cost:   about ten files; ask when a report is wanted.
/// Source: os-release(5), uname(2), sysconf(3); Documentation/ABI/testing/sysfs-firmware-dmi-tables.
HostInformation read_host_information(const std::string& root = "");

/// The record of the system-information report; what it has no field for (name, memory, cores) stays here.
SystemInformationRecord system_information_of(const HostInformation& host, CollectedEvents& out, MissedCounts& missed);

}  // namespace picket::sim
