#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "agent_core/base/text.h"
#include "sim/attack/attack_plan.h"
#include "sim/faults/fault_plan.h"
#include "sim/fleet/fleet.h"
#include "sim/generate/cell_plan.h"
#include "sim/generate/twin_rollout.h"
#include "sim/generate/weakness_plan.h"
#include "sim/network/outage.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// An agent comes back this long after its device has restarted: estimate, the start order of services
/// on a small Linux system.
inline constexpr Duration kAgentStartDelay = Duration::seconds(10);

/// Everything about one replication that no policy can change: the fleet, the attacks, when
/// devices reboot and agents are killed, when lines are down and what else fails, when the owner or an attack changes which twin. Built once, then shared read-only by
/// threads and by the forks that run the policies: the same devices, attacks and random numbers.
class World {
 public:
  /// Warm-up starts at `scenario.start_utc - scenario.warm_up`.
  World(const Scenario& scenario, std::uint32_t replication);
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  struct SiteOutage {
    SiteId site;
    Outage outage;
  };

  const Scenario& scenario() const { return *scenario_; }
  std::uint32_t replication() const { return replication_; }
  const TextTable& texts() const { return texts_; }
  const Fleet& fleet() const { return *fleet_; }
  const FaultPlan& faults() const { return *faults_; }
  const AttackPlan& attacks() const { return *attacks_; }
  const WeaknessPlan& weaknesses() const { return *weaknesses_; }
  Time begin() const { return begin_; }    ///< of the warm-up
  Time start() const { return start_; }    ///< of the measured period
  Time end() const { return end_; }        ///< horizon: censoring happens here, for every policy
  /// What happens to the device, by time: reboots, power losses, agent kills.
  std::span<const WorldEvent> events_of(DeviceId device) const;
  /// Puts what faults start on the device in [from, until), while it is on, among `events`, which are in order of time and
  /// stay so.
  void add_storm_events(DeviceId device, Time from, Time until, std::vector<EventRun>& events) const;
  /// Outages of all sites in the measured period, by start.
  const std::vector<SiteOutage>& outages() const { return outages_; }
  /// The same of one site: of its own line, its cell and what faults take down.
  std::span<const Outage> outages_of(SiteId site) const { return site_outages_[site.value()]; }
  const CellPlan& cells() const { return *cells_; }
  const AccessNetwork& network_of(SiteId site) const { return *networks_[fleet_->site_network(site)]; }
  std::span<const DeviceId> devices_of(SiteId site) const;
  /// The twin changes of the policy with this name in the results; null if it has none.
  const TwinRollout* rollout_of(const std::string& policy) const;

 private:
  void sort_events();
  void group_by_site();

  const Scenario* scenario_;
  std::uint32_t replication_;
  Time begin_;
  Time start_;
  Time end_;
  TextTable texts_;
  std::unique_ptr<Fleet> fleet_;
  std::unique_ptr<FaultPlan> faults_;
  std::unique_ptr<AttackPlan> attacks_;
  std::unique_ptr<WeaknessPlan> weaknesses_;
  std::map<std::string, TwinRollout> rollouts_;  ///< by PolicyUse::name
  std::vector<const AccessNetwork*> networks_;
  std::vector<WorldEvent> events_;               ///< by device, then time
  std::vector<std::uint32_t> event_begin_;       ///< per device, one past the end included
  std::vector<DeviceId> site_devices_;
  std::vector<std::uint32_t> site_begin_;
  std::vector<SiteOutage> outages_;
  std::vector<std::vector<Outage>> site_outages_;
  std::unique_ptr<CellPlan> cells_;
};

}  // namespace picket::sim
