#include "sim/generate/world.h"

#include <algorithm>
#include <tuple>

#include "agent_core/collect/self_report.h"
#include "sim/faults/outage_union.h"
#include "sim/network/outage.h"

namespace picket::sim {

World::World(const Scenario& scenario, std::uint32_t replication)
    : scenario_(&scenario),
      replication_(replication),
      begin_(scenario.start_utc - scenario.warm_up),
      start_(scenario.start_utc),
      end_(scenario.start_utc + scenario.duration) {
  fleet_ = std::make_unique<Fleet>(scenario, replication, texts_);
  faults_ = std::make_unique<FaultPlan>(scenario, *fleet_, replication, texts_);
  for (const auto& [device, downtime] : faults_->downtimes()) fleet_->take_down(device, downtime);
  for (const auto& [device, period] : faults_->full_disks()) fleet_->refuse_updates(device, period.from, period.until);
  for (const FaultPlan::WrongZone& zone : faults_->wrong_zones()) {
    fleet_->shift_zone(zone.device, zone.period.from, zone.period.until, zone.shift);
  }
  attacks_ = std::make_unique<AttackPlan>(scenario, *fleet_, replication, texts_);
  intern_log_texts(texts_);
  for (const PolicyUse& use : scenario.policies) {
    if (!has_connection_state(scenario.client.transport)) break;  // no agent hears of its twin
    const bool tampered = TwinRollout::is_changed_by(*attacks_, scenario.policy_templates.at(use.use));
    if (use.twin_changes.empty() && !tampered) continue;
    rollouts_.try_emplace(use.name, scenario, use, *fleet_, replication, texts_, tampered ? attacks_.get() : nullptr);
  }
  weaknesses_ = std::make_unique<WeaknessPlan>(scenario, *fleet_, replication, texts_);
  texts_.freeze();
  for (const auto& [name, network] : scenario.networks) networks_.push_back(&network);
  sort_events();
  group_by_site();
  cells_ = std::make_unique<CellPlan>(*this);
  for (std::uint32_t s = 0; s < fleet_->sites(); ++s) {
    std::vector<Outage> outages = draw_outages(network_of(SiteId(s)), scenario.seed, replication, SiteId(s), start_, end_);
    const std::size_t own = outages.size();
    const auto more = faults_->line_outages(SiteId(s));
    outages.insert(outages.end(), more.begin(), more.end());
    if (const std::uint32_t cell = cells_->cell_of(SiteId(s)); cell != CellPlan::kNone) {
      const auto shared = cells_->outages_of(cell);
      outages.insert(outages.end(), shared.begin(), shared.end());
    }
    if (outages.size() > own) outages = united(std::move(outages));
    site_outages_.push_back(std::move(outages));
    for (const Outage& outage : site_outages_.back()) outages_.push_back({SiteId(s), outage});
  }
  std::sort(outages_.begin(), outages_.end(),
            [](const SiteOutage& a, const SiteOutage& b) { return std::tie(a.outage.start, a.site) < std::tie(b.outage.start, b.site); });
}

void World::sort_events() {
  events_ = fleet_->life_cycle(begin_, end_);
  const std::vector<WorldEvent>& side_effects = attacks_->side_effects();
  events_.insert(events_.end(), side_effects.begin(), side_effects.end());
  std::stable_sort(events_.begin(), events_.end(), [](const WorldEvent& a, const WorldEvent& b) {
    return std::tie(a.device, a.time) < std::tie(b.device, b.time);
  });
  event_begin_.assign(fleet_->size() + 1, 0);
  for (const WorldEvent& event : events_) ++event_begin_[event.device.value() + 1];
  for (std::size_t i = 1; i < event_begin_.size(); ++i) event_begin_[i] += event_begin_[i - 1];
}

void World::group_by_site() {
  site_begin_.assign(fleet_->sites() + 1, 0);
  for (std::uint32_t d = 0; d < fleet_->size(); ++d) ++site_begin_[fleet_->device(DeviceId(d)).site.value() + 1];
  for (std::size_t i = 1; i < site_begin_.size(); ++i) site_begin_[i] += site_begin_[i - 1];
  site_devices_.resize(fleet_->size());
  std::vector<std::uint32_t> next(site_begin_.begin(), site_begin_.end() - 1);
  for (std::uint32_t d = 0; d < fleet_->size(); ++d) {
    site_devices_[next[fleet_->device(DeviceId(d)).site.value()]++] = DeviceId(d);
  }
}

const TwinRollout* World::rollout_of(const std::string& policy) const {
  const auto found = rollouts_.find(policy);
  return found == rollouts_.end() ? nullptr : &found->second;
}

std::span<const WorldEvent> World::events_of(DeviceId device) const {
  const std::uint32_t d = device.value();
  return std::span(events_).subspan(event_begin_[d], event_begin_[d + 1] - event_begin_[d]);
}

void World::add_storm_events(DeviceId device, Time from, Time until, std::vector<EventRun>& events) const {
  if (!faults_->has_storm(device)) return;
  Time on_since = from;
  for (const WorldEvent& event : events_of(device)) {
    if (event.kind == WorldEvent::Kind::kAgentKilled || event.time + event.duration <= on_since) continue;
    if (event.time >= until) break;
    faults_->storm_events(device, on_since, event.time, events);
    on_since = std::max(on_since, event.time + event.duration);
  }
  if (on_since < until) faults_->storm_events(device, on_since, until, events);
  std::stable_sort(events.begin(), events.end(), [](const EventRun& a, const EventRun& b) { return a.first.time < b.first.time; });
}

std::span<const DeviceId> World::devices_of(SiteId site) const {
  const std::uint32_t s = site.value();
  return std::span(site_devices_).subspan(site_begin_[s], site_begin_[s + 1] - site_begin_[s]);
}

}  // namespace picket::sim
