#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/text.h"
#include "agent_core/event/raw_event.h"
#include "agent_core/message/record.h"

namespace picket::sim {

struct Downtime;
struct FleetRows;
struct Scenario;

/// One device as a row: everything that is fixed for a replication.
struct Device {
  ClassId device_class;
  SiteId site;
  HubId hub;
  std::uint16_t network = 0;    ///< index into Scenario::networks (in name order)
  bool public_address = false;  ///< reachable from the internet; else behind NAT
  bool vulnerable = false;      ///< default password on an open port, as the class says
  IpAddress address;            ///< its own local address
  std::int32_t utc_offset_seconds = 0;
  SystemInformationRecord system_information;  ///< at first; see Fleet::system_information
  std::uint64_t boot_id = 0;
  std::optional<DeviceId> gateway;  ///< at the same site; none: it is behind no gateway
};

/// Something that happens to a device whatever the policy: the world timeline.
struct WorldEvent {
  enum class Kind : std::uint8_t {
    kReboot,       ///< agent stops now and starts again `duration` later
    kPowerLoss,    ///< the same, device silent for `duration`
    kAgentKilled,  ///< by an attack; `duration` until something restarts it (Duration::max(): never)
  };
  Time time;
  DeviceId device;
  Kind kind = Kind::kReboot;
  Duration duration;
  bool by_attack = false;
};

/// The devices of one replication and how they behave. Immutable after construction and what faults do to it
/// (`take_down`, `refuse_updates`, `shift_zone`), so threads and forks share it.
class Fleet {
 public:
  /// Builds rows, per-device rates and phases for (scenario seed, replication). Interns every text
  /// that benign life can produce into `texts`.
  Fleet(const Scenario& scenario, std::uint32_t replication, TextTable& texts);
  ~Fleet();
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;
  /// A fault has the device off: part of its life from now on. Before anything asks for its life cycle.
  void take_down(DeviceId id, const Downtime& downtime);
  /// A fault lets the device install nothing in [from, until): rollouts that come to it then leave it as it is, without a
  /// restart. As early as `take_down`.
  void refuse_updates(DeviceId id, Time from, Time until);
  /// A fault has what the device takes for its local time `shift` further ahead in [from, until); of several at a time the last
  /// one given counts. As early as `take_down`.
  ///
  /// Model:  local times at which something is to start (`cron`) are looked for by the zone that holds then: those that a jump
  ///         leaves out do not come, those that it repeats come again. Waits in local days (seasonality) follow the zone at
  ///         their begin.
  /// Limits: restarts at night, rollouts at night and the hours of attacks keep to the right zone.
  void shift_zone(DeviceId id, Time from, Time until, Duration shift);

  std::size_t size() const;
  const Device& device(DeviceId id) const;
  std::size_t sites() const;
  std::size_t classes() const;
  const std::string& class_name(ClassId id) const;
  std::uint16_t site_network(SiteId site) const;
  std::string device_name(DeviceId id) const;  ///< "ip_camera-000042"
  /// Key of the device's own draws: a function of seed, replication, class and its number in the class.
  std::uint64_t device_key(DeviceId id) const;
  /// Appends what the device has at `time` of the reports whose bits are set (bit k: EventKind k).
  void append_reports(DeviceId id, Time time, std::uint32_t kinds, std::vector<Record>& out) const;
  /// What the device says of itself at `time`, with the version that rollouts have put on by then.
  SystemInformationRecord system_information(DeviceId id, Time time) const;
  /// One of the odd devices of its class: extreme rates, and activities that only those have.
  bool is_odd(DeviceId id) const;
  /// Benign reboots (those of updates among them) and power losses in [from, until), by time then device.
  std::vector<WorldEvent> life_cycle(Time from, Time until) const;
  /// The same of one device. Its outages that begin before `from` and last into it are included.
  std::vector<WorldEvent> life_cycle_of(DeviceId id, Time from, Time until) const;

 private:
  friend class DeviceLives;
  std::unique_ptr<FleetRows> rows_;
};

/// The moving part: where every device is in its daily life. A value: copying it forks the world.
class DeviceLives {
 public:
  /// Every device is in the middle of its life at `start`, at or after the fleet's epoch (the start of
  /// the warm-up); one that is off then begins with the boot that follows.
  DeviceLives(const Fleet& fleet, Time start);
  DeviceLives(const DeviceLives&);
  DeviceLives& operator=(const DeviceLives&) = delete;
  ~DeviceLives();

  /// Appends the benign events of `device` in [its last time, until) to `out`, in time order.
  /// Independent of every other device; may be called from any thread, one thread a device.
  void advance(const Fleet& fleet, DeviceId device, Time until, std::vector<EventRun>& out);
  std::size_t bytes_per_device() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace picket::sim
