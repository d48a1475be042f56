#include "sim/sensor/sensor.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "agent_core/base/hash.h"
#include "agent_core/base/random.h"
#include "sim/fleet/keyed_draws.h"

namespace picket::sim {
namespace {

constexpr double kUnreadable = 0.11;                            // measured: share of execs in ordinary phases
constexpr double kUnreadableInStorm = 0.53;                     // measured: mass-file phase, 380 execs/s
constexpr Duration kStormSpacing = Duration::milliseconds(10);  // estimate: between 30/s (as usual) and 380/s (storm)
constexpr double kPollSeconds = 0.1;                            // documented default of the polling mode
/// Mean over lifetimes of the chance to be seen by a 100 ms poll is 0.17: one of six.
constexpr std::uint32_t kPolledEvery = 6;
constexpr std::uint64_t kAuditQueue = 8'192;    // Debian's audit rules: -b 8192
constexpr double kAuditDrainPerSecond = 5'000;  // estimate

double uniform(std::uint64_t bits) {
  return (static_cast<double>(bits >> 11) + 0.5) * 0x1.0p-53;
}

/// Seconds that a process lives: 0.86 LogNormal(3 ms, 1.0) + 0.14 LogNormal(1 s, 1.2), measured.
double lifetime(std::uint64_t draw) {
  const bool brief = uniform(mix64(draw + 1)) < 0.86;
  const double z = inverse_normal_cdf(uniform(mix64(draw + 2)));
  return brief ? 0.003 * std::exp(z) : std::exp(1.2 * z);
}

Sighting all_visible(const EventRun& run) {
  return {.visible = run.count};
}

Sighting all_lost(const EventRun& run, SensorLoss reason) {
  return {.lost = run.count, .reason = reason};
}

/// What auditd's queue takes of a run; the run's end is what overflows.
Sighting through_audit_queue(EventRun& run) {
  const double seconds = (run.spacing * std::int64_t{run.count - 1}).to_seconds();
  const double room = static_cast<double>(kAuditQueue) + kAuditDrainPerSecond * seconds;
  const auto kept = static_cast<std::uint32_t>(std::min<double>(run.count, std::floor(room)));
  const std::uint32_t lost = run.count - kept;
  run.count = kept;
  return {.visible = kept, .lost = lost, .reason = SensorLoss::kBacklog};
}

/// Every n-th event of the whole run, which this one may be a slice of.
Sighting every_nth(EventRun& run, std::uint32_t n) {
  const std::uint32_t skip = (n - run.first_index % n) % n;
  const std::uint32_t kept = skip >= run.count ? 0 : (run.count - skip + n - 1) / n;
  const std::uint32_t lost = run.count - kept;
  run.first.time += run.spacing * std::int64_t{skip};
  run.first_index += skip;
  run.spacing = run.spacing * std::int64_t{n};
  run.count = kept;
  return {.visible = kept, .lost = lost, .reason = SensorLoss::kTooShort};
}

}  // namespace

std::string_view to_string(SensorLoss loss) {
  switch (loss) {
    case SensorLoss::kNoSensor:
      return "no_sensor";
    case SensorLoss::kNotHooked:
      return "not_hooked";
    case SensorLoss::kBacklog:
      return "backlog";
    case SensorLoss::kTooShort:
      return "too_short";
    case SensorLoss::kInterfaceNotCaptured:
      return "interface_not_captured";
    case SensorLoss::kPathNotWatched:
      return "path_not_watched";
    case SensorLoss::kDiskFull:
      return "disk_full";
    case SensorLoss::kCount_:
      break;
  }
  return "unknown";
}

Sensor::Sensor(const Policy& policy, std::uint64_t seed, std::uint32_t replication, const TextTable& texts)
    : policy_(policy),
      texts_(&texts),
      key_(key_of(replication_key(seed, replication), 0x5e25)),
      telnet_(texts.find("/usr/sbin/telnetd")),
      dropbear_(texts.find("/usr/sbin/dropbear")) {
  for (const std::string& device : policy.network_devices) {
    captures_all_ |= device == "any";
    for (std::size_t i = 0; i < kNetworkInterfaceNames.size(); ++i) {
      if (kNetworkInterfaceNames[i] == device) captured_ |= 1U << i;
    }
  }
  for (const std::string& path : policy.file_paths) watches_all_ |= path == "/" && policy.file_recursive;
}

Sighting Sensor::see(DeviceId device, EventRun& run) const {
  Record& record = run.first.record;
  if (auto* process = std::get_if<ProcessRecord>(&record)) {
    const std::uint64_t when =
        run.vary_key != 0 ? run.vary_key : static_cast<std::uint64_t>(run.first.time.unix_microseconds());
    return see_process(hash_combine(key_ ^ mix64(device.value() + 1ULL), when), run, *process);
  }
  if (auto* network = std::get_if<NetworkRecord>(&record)) return see_network(run, *network);
  if (const auto* login = std::get_if<LoginRecord>(&record)) return see_login(run, *login);
  if (auto* dns = std::get_if<DnsRecord>(&record)) {
    const NetworkInterface passed = std::exchange(dns->interface, NetworkInterface::kEth0);
    if (policy_.network_sensor == NetworkSensor::kPacketCapture && !captures(passed)) {
      return all_lost(run, SensorLoss::kInterfaceNotCaptured);
    }
  }
  const auto* file = std::get_if<FileRecord>(&record);
  if (file != nullptr && !watches_all_ && !watches(texts_->render(file->path))) {
    return all_lost(run, SensorLoss::kPathNotWatched);
  }
  return all_visible(run);
}

bool Sensor::reads_from_log(const Record& record) const {
  if (std::holds_alternative<ProcessRecord>(record)) return policy_.process_sensor == ProcessSensor::kAuditd;
  if (std::holds_alternative<NetworkRecord>(record)) return policy_.network_sensor == NetworkSensor::kAuditd;
  if (!std::holds_alternative<LoginRecord>(record)) return false;
  return policy_.login_sensor == LoginSensor::kAuditd || policy_.login_sensor == LoginSensor::kUtmp;
}

bool Sensor::watches(std::string_view path) const {
  for (std::string_view root : policy_.file_paths) {
    if (path == root) return true;
    if (root.ends_with('/')) root.remove_suffix(1);
    if (!path.starts_with(root) || path.size() == root.size() || path[root.size()] != '/') continue;
    if (policy_.file_recursive || path.find('/', root.size() + 1) == std::string_view::npos) return true;
  }
  return false;
}

Sighting Sensor::see_process(std::uint64_t draw, EventRun& run, ProcessRecord& record) const {
  const bool exec = record.operation == ProcessOperation::kExec;
  switch (policy_.process_sensor) {
    case ProcessSensor::kNone:
      return all_lost(run, SensorLoss::kNoSensor);
    case ProcessSensor::kAuditd:
      return exec ? through_audit_queue(run) : all_lost(run, SensorLoss::kNotHooked);
    case ProcessSensor::kProcConnector: {
      Sighting sighting = all_visible(run);
      const bool storm = run.count > 1 && run.spacing <= kStormSpacing;
      if (exec && uniform(draw) < (storm ? kUnreadableInStorm : kUnreadable)) {
        record.commandline = {};
        record.executable = {};
        sighting.blanked = true;
      }
      return sighting;
    }
    case ProcessSensor::kPolling: {
      if (!exec) return all_lost(run, SensorLoss::kNotHooked);
      if (run.vary_key != 0 && run.spacing > Duration()) return every_nth(run, kPolledEvery);
      const bool seen = uniform(mix64(draw + 3)) * kPollSeconds < lifetime(draw);
      return seen ? all_visible(run) : all_lost(run, SensorLoss::kTooShort);
    }
  }
  return all_lost(run, SensorLoss::kNoSensor);
}

Sighting Sensor::see_network(EventRun& run, NetworkRecord& record) const {
  const NetworkInterface passed = std::exchange(record.interface, NetworkInterface::kEth0);
  switch (policy_.network_sensor) {
    case NetworkSensor::kNone:
      return all_lost(run, SensorLoss::kNoSensor);
    case NetworkSensor::kPacketCapture:
      if (!captures(passed)) return all_lost(run, SensorLoss::kInterfaceNotCaptured);
      record.commandline = {};
      record.user_id = 0;
      return all_visible(run);
    case NetworkSensor::kAuditd: {
      const bool nobody_accepts = record.direction == Direction::kInbound && record.commandline.empty();
      if (record.raw_socket || record.protocol != TransportProtocol::kTcp || nobody_accepts)
        return all_lost(run, SensorLoss::kNotHooked);
      record.bytes_in = 0;
      record.bytes_out = 0;
      return through_audit_queue(run);
    }
  }
  return all_lost(run, SensorLoss::kNoSensor);
}

Sighting Sensor::see_login(const EventRun& run, const LoginRecord& record) const {
  const bool telnet = !telnet_.empty() && record.executable == telnet_;
  const bool dropbear = !dropbear_.empty() && record.executable == dropbear_;
  switch (policy_.login_sensor) {
    case LoginSensor::kNone:
      return all_lost(run, SensorLoss::kNoSensor);
    case LoginSensor::kAuditd:
      return telnet || dropbear ? all_lost(run, SensorLoss::kNotHooked) : all_visible(run);
    case LoginSensor::kUtmp:
      return telnet ? all_lost(run, SensorLoss::kNotHooked) : all_visible(run);
    case LoginSensor::kPam:
      return all_visible(run);
  }
  return all_lost(run, SensorLoss::kNoSensor);
}

}  // namespace picket::sim
