#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/quantity.h"
#include "agent_core/base/text.h"
#include "agent_core/event/raw_event.h"
#include "sim/faults/backend_lag.h"
#include "sim/faults/clock_fault.h"
#include "sim/faults/device_spans.h"
#include "sim/faults/event_storm.h"
#include "sim/faults/fault_draws.h"
#include "sim/faults/fault_period.h"
#include "sim/faults/name_service.h"
#include "sim/faults/redelivery.h"
#include "sim/faults/sim_throttle.h"
#include "sim/fleet/downtime.h"
#include "sim/fleet/fleet.h"
#include "sim/network/outage.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// What one fault of the scenario came to in a replication.
struct FaultOccurrence {
  std::uint32_t fault = 0;  ///< index into Scenario::faults
  FaultPeriod period;       ///< of all that it hits together
  std::uint32_t sites = 0;  ///< hit: with a line or power that fails
  std::uint32_t devices = 0;
};

/// What faults do at the hubs, or to a device's connection there, at a moment.
struct HubFault {
  enum class What : std::uint8_t {
    kUnavailable,         ///< subject: hub
    kAvailable,           ///< subject: hub
    kQuotaSpent,          ///< subject: hub; amount: share of the day's quota
    kLoadOfOthers,        ///< subject: hub
    kMaintenanceClose,    ///< subject: device
    kCertificateExpired,  ///< subject: device
    kIdentityTaken,       ///< subject: device, which now uses another's identity
    kIdentityGivenBack,   ///< subject: device
    kAssignmentLost,      ///< subject: device, which must register before it connects
  };
  Time at;
  What what = What::kUnavailable;
  std::uint32_t subject = 0;
  std::uint32_t fault = 0;  ///< index into Scenario::faults
  Time until;               ///< of the fault there
  double amount = 0;        ///< kQuotaSpent
  std::uint64_t key = 0;    ///< of what kLoadOfOthers draws
};

/// Every fault of a replication, decided before the run and independent of any policy; part of the world's timeline.
/// Nothing of it is labelled: what faults make of devices, lines and hubs reaches the cores as everything else does.
///
/// Model:  each kind is a file of this folder. What devices and lines suffer goes into the fleet and the outages of lines;
///         what hubs suffer is a list of moments; the rest is asked for by device and time.
/// Cost:   what faults hit, once; questions cost a search among the devices hit.
/// Limits: children of gateways have no connection of their own: kinds that are about one pass them by where the policy
///         merges at gateways. Of a device with two wrong clocks at a time, the one that came last in the list counts; an
///         attack's comes before it.
class FaultPlan {
 public:
  /// `fleet` without what `downtimes` puts on it; `texts` takes the texts of event storms.
  FaultPlan(const Scenario& scenario, const Fleet& fleet, std::uint32_t replication, TextTable& texts);

  bool empty() const { return occurrences_.empty(); }
  /// In the order of the scenario.
  const std::vector<FaultOccurrence>& occurrences() const { return occurrences_; }
  /// Times at which devices are off, by device.
  const std::vector<std::pair<DeviceId, Downtime>>& downtimes() const { return downtimes_; }
  /// Times at which the site's line carries nothing, in no order.
  std::span<const Outage> line_outages(SiteId site) const;
  /// What `bytes` wait in front of the site's line because its SIM has no full speed left; 0: nothing.
  Duration throttled_time(SiteId site, Time time, Bytes bytes) const { return sims_.time_of(site, time, bytes); }
  /// After how long a client at the site that asks for its hub's address gives up; none: it is told.
  std::optional<Duration> resolve_timeout(SiteId site, Time time) const { return names_.timeout(site, time); }
  /// When the analytics read what the hub has had since `enqueued`.
  Time read_at(HubId hub, Time enqueued) const { return lags_.read_at(hub, enqueued); }
  /// In the order of time, then of the enumerators, then of the subject.
  const std::vector<HubFault>& hub_faults() const { return hub_faults_; }

  /// Others use up what a hub allows: what a run fits on says nothing of another hub.
  bool burden_hubs() const;

  bool touches_clock(DeviceId device) const { return clocks_.has(device); }
  /// How far the device's clock is off; 0: it is right.
  Duration clock_error(DeviceId device, Time time) const;
  /// Whose identity the device uses: its own but for clones.
  DeviceId identity(DeviceId device, Time time) const;
  bool has_clones() const { return !identities_.empty(); }
  bool certificate_expired(DeviceId device, Time time) const { return certificates_.at(device, time) != nullptr; }
  /// The hub closed the device's connection for maintenance and does not want it back yet.
  bool refused_after_close(DeviceId device, Time time) const { return closes_.at(device, time) != nullptr; }
  /// What may become of the device's messages; null: nothing but what the line does.
  const Redelivery* redelivery(DeviceId device, Time time) const { return redeliveries_.at(device, time); }
  /// Devices that can write nothing, and when.
  const std::vector<std::pair<DeviceId, FaultPeriod>>& full_disks() const { return full_disk_list_; }
  bool disk_fills_up(DeviceId device) const { return full_disks_.has(device); }
  bool disk_is_full(DeviceId device, Time time) const { return full_disks_.at(device, time) != nullptr; }
  /// When that next changes after `time`; Time::max(): never.
  Time disk_changes_after(DeviceId device, Time time) const { return full_disks_.changes_after(device, time); }
  /// Whose zone is wrong, when, and by how much.
  struct WrongZone {
    DeviceId device;
    FaultPeriod period;
    Duration shift;
  };
  const std::vector<WrongZone>& wrong_zones() const { return wrong_zones_; }
  bool has_storm(DeviceId device) const { return storms_.has(device); }
  /// Appends what event storms start on the device in [from, until), in no order.
  void storm_events(DeviceId device, Time from, Time until, std::vector<EventRun>& out) const;

 private:
  struct Place;
  void add(const Place& place);
  void add_site_fault(const Place& place, const FaultPeriod& period, FaultOccurrence& occurrence);
  void add_gateway_reboot(const Place& place, SiteId site, const std::set<std::uint32_t>& gateways,
                          FaultOccurrence& occurrence);
  void add_device_fault(const Place& place, DeviceId device, FaultOccurrence& occurrence);
  void add_hub_fault(const Place& place, const FaultPeriod& period, HubId hub, FaultOccurrence& occurrence);
  void add_maintenance(const Place& place, const FaultPeriod& period, HubId hub, FaultOccurrence& occurrence);
  void add_registration_storm(const Place& place, const std::vector<DeviceId>& devices, FaultOccurrence& occurrence);
  void add_clones(const Place& place, const std::vector<DeviceId>& devices, FaultOccurrence& occurrence);
  void open_hubs();

  std::vector<FaultOccurrence> occurrences_;
  std::vector<std::pair<DeviceId, Downtime>> downtimes_;
  std::map<std::uint32_t, std::vector<Outage>> line_outages_;  ///< by site
  std::map<std::uint32_t, std::vector<std::pair<Outage, std::uint32_t>>> hub_outages_;  ///< by hub; with the fault
  std::vector<HubFault> hub_faults_;
  DeviceSpans<ClockFault> clocks_;
  DeviceSpans<DeviceId> identities_;
  DeviceSpans<std::uint32_t> certificates_;  ///< the fault
  DeviceSpans<std::uint32_t> closes_;        ///< the fault
  DeviceSpans<Redelivery> redeliveries_;
  DeviceSpans<std::uint32_t> full_disks_;    ///< the fault
  std::vector<std::pair<DeviceId, FaultPeriod>> full_disk_list_;
  std::vector<WrongZone> wrong_zones_;  ///< in the order of the scenario
  DeviceSpans<EventStorm> storms_;
  SimThrottle sims_;
  NameService names_;
  BackendLag lags_;
};

}  // namespace picket::sim
