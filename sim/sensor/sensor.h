#pragma once

#include <cstdint>
#include <string_view>

#include "agent_core/base/counts.h"
#include "agent_core/base/ids.h"
#include "agent_core/event/raw_event.h"
#include "agent_core/policy/policy.h"

namespace picket::sim {

/// Why the operating system did not show a raw event to the collector.
enum class SensorLoss : std::uint8_t {
  kNoSensor,   ///< the policy runs no sensor for this kind
  kNotHooked,  ///< the sensor cannot see this (raw-socket packets and auditd; fork and auditd; telnet login without
               ///< PAM)
  kBacklog,    ///< kernel or user-space queue overflow (auditd)
  kTooShort,   ///< the process ended between two polls
  kInterfaceNotCaptured,  ///< the packets passed an interface that the policy does not name
  kPathNotWatched,        ///< the file lies under none of the policy's paths
  kDiskFull,              ///< the log that the sensor reads could not be written
  kCount_,
};
std::string_view to_string(SensorLoss loss);

/// What is left of a run after the sensor.
struct Sighting {
  std::uint64_t visible = 0;                  ///< events of the run that remain (in `run`, which may be altered)
  std::uint64_t lost = 0;                     ///< the others
  SensorLoss reason = SensorLoss::kNoSensor;  ///< why, if any were lost
  bool blanked = false;                       ///< the command line was not readable: shown empty
};

/// What auditd, the proc connector, polling, packet capture, utmp and PAM show of what happened.
/// Draws are keyed by (seed, replication, device, time, kind), so that equal policies see equal
/// losses and no state is needed; all slices of one run share the draw of the run (`vary_key`).
///
/// Model, process: auditd shows execve only. The proc connector shows fork, exec and exit; the
///   command line of an exec is gone in 11 % of cases, in a storm in 53 % (measured). Polling
///   every 100 ms shows an exec with probability min(1, life / 100 ms), life from the measured
///   mixture of log-normals; of a run it shows every n-th event, so that slices add up.
/// Model, network: auditd shows connect and accept with their owner and without byte counts: no
///   raw sockets, no UDP or ICMP, no packets that nobody accepts. Packet capture shows every
///   packet, and not the owner.
/// Model, login: auditd shows services that log through PAM (not telnet, not dropbear); utmp and
///   the system log show ssh of either make, not telnet; PAM shows all.
/// Model, DNS: shown, but to packet capture only on the interfaces that it captures, as flows are.
/// Model, files: inotify shows what happens to a watched path, to the entries of a watched folder and, if
///   recursive, to all below it.
/// Model, rest: peripherals (udev) are always shown.
/// Limits: packet capture loses nothing in its buffer (NetworkActivity_PacketBufferSize, 2 MiB per interface and
///   direction): no source says how fast the agent empties it, so how much a flood would lose is not known.
///   auditd's queue holds 8,192 records and is emptied at 5,000 a second (estimate); only the
///   events of one run compete for it.
/// Source: workload survey, sections 0, 1.1 and 3.4.
class Sensor {
 public:
  /// `texts`, which must hold the fleet's and the attacks' texts already, tells telnet and dropbear
  /// ("/usr/sbin/telnetd", "/usr/sbin/dropbear") from ssh.
  Sensor(const Policy& policy, std::uint64_t seed, std::uint32_t replication, const TextTable& texts);
  /// Alters `run` to what is visible; if `visible` is 0, drop the run.
  Sighting see(DeviceId device, EventRun& run) const;
  /// Whether it learns of such an event from a log on the disk: what auditd writes, and logins but by PAM.
  bool reads_from_log(const Record& record) const;

 private:
  Sighting see_process(std::uint64_t draw, EventRun& run, ProcessRecord& record) const;
  Sighting see_network(EventRun& run, NetworkRecord& record) const;
  Sighting see_login(const EventRun& run, const LoginRecord& record) const;
  bool captures(NetworkInterface interface) const {
    return captures_all_ || (captured_ >> static_cast<unsigned>(interface) & 1) != 0;
  }
  bool watches(std::string_view path) const;

  Policy policy_;
  const TextTable* texts_;
  std::uint64_t key_;
  bool captures_all_ = false;
  std::uint32_t captured_ = 0;  ///< bit i: interface i
  bool watches_all_ = false;
  Text telnet_;
  Text dropbear_;
};

}  // namespace picket::sim
