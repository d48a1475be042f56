#include "sim/live/collect/host_information.h"

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>

#include "sim/live/collect/collected_text.h"
#include "sim/live/collect/owned_file.h"
#include "sim/live/collect/process_facts.h"

namespace picket::sim {
namespace {

constexpr std::size_t kSmallFile = 64 * 1024;
constexpr std::size_t kMaxFact = 256;  // bytes of a text that is reported

/// The first line of a file, without what ends it.
std::string first_line_of(const std::string& path) {
  std::string text = read_start_of(path, kSmallFile).value_or("");
  text.resize(std::min(text.find_first_of(std::string_view("\n\0", 2)), text.size()));
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

/// Values that boards carry whose maker filled in nothing.
std::string stated(std::string text) {
  for (const std::string_view nothing : {"To Be Filled By O.E.M.", "To be filled by O.E.M.", "Default string",
                                         "System manufacturer", "System Product Name", "Not Specified"}) {
    if (text == nothing) return {};
  }
  return text;
}

std::uint32_t usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof(set), &set) == 0) return static_cast<std::uint32_t>(CPU_COUNT(&set));
  const long online = ::sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? static_cast<std::uint32_t>(online) : 0;
}

}  // namespace

std::optional<std::string> os_release_value(std::string_view text, std::string_view key) {
  std::optional<std::string> found;  // the last one counts, as in a shell
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!line.starts_with(key) || line.substr(key.size()).substr(0, 1) != "=") continue;
    line.remove_prefix(key.size() + 1);
    const char quote = !line.empty() && (line.front() == '"' || line.front() == '\'') ? line.front() : '\0';
    if (quote != '\0') line.remove_prefix(1);
    std::string value;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (quote != '\0' && line[i] == quote) break;
      if (line[i] == '\\' && quote != '\'' && i + 1 < line.size()) ++i;
      value += line[i];
    }
    found = std::move(value);
  }
  return found;
}

std::optional<std::uint64_t> total_memory_of(std::string_view meminfo) {
  constexpr std::string_view kWord = "MemTotal:";
  const std::size_t at = meminfo.find(kWord);
  if (at == std::string_view::npos) return std::nullopt;
  std::string_view rest = meminfo.substr(at + kWord.size());
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const auto kibibytes = whole_number(rest.substr(0, rest.find_first_of(" \n")));
  if (!kibibytes || *kibibytes > (std::uint64_t{1} << 53)) return std::nullopt;
  return *kibibytes * 1'024;
}

HostInformation read_host_information(const std::string& root) {
  HostInformation host;
  auto release = read_start_of(root + "/etc/os-release", kSmallFile);
  if (!release) release = read_start_of(root + "/usr/lib/os-release", kSmallFile);
  if (release) {
    host.os_name = os_release_value(*release, "NAME").value_or("Linux");
    host.os_version = os_release_value(*release, "VERSION").value_or("");
    if (host.os_version.empty()) host.os_version = os_release_value(*release, "VERSION_ID").value_or("");
  }
  utsname kernel{};
  if (::uname(&kernel) == 0) {
    host.host_name = static_cast<const char*>(kernel.nodename);
    host.kernel_release = static_cast<const char*>(kernel.release);
    host.architecture = static_cast<const char*>(kernel.machine);
  }
  if (host.os_name.empty()) host.os_name = "Linux";
  if (host.os_version.empty()) host.os_version = host.kernel_release;
  const std::string dmi = root + "/sys/class/dmi/id/";
  host.hardware_vendor = stated(first_line_of(dmi + "sys_vendor"));
  host.hardware_model = stated(first_line_of(dmi + "product_name"));
  host.firmware_version = stated(first_line_of(dmi + "bios_version"));
  if (host.hardware_model.empty()) host.hardware_model = first_line_of(root + "/proc/device-tree/model");
  if (const auto meminfo = read_start_of(root + "/proc/meminfo", kSmallFile)) {
    host.memory_bytes = total_memory_of(*meminfo).value_or(0);
  }
  host.cores = usable_cores();
  return host;
}

SystemInformationRecord system_information_of(const HostInformation& host, CollectedEvents& out, MissedCounts& missed) {
  const auto text = [&](const std::string& value) { return collected_text(value, kMaxFact, out, missed); };
  SystemInformationRecord record;
  record.os_name = text(host.os_name);
  record.os_version = text(host.os_version);
  record.hardware_vendor = text(host.hardware_vendor);
  record.hardware_model = text(host.hardware_model);
  record.firmware_version = text(host.firmware_version);
  return record;
}

}  // namespace picket::sim
