#include "pipeline_core/hub_watch/fleet_watch.h"

#include <algorithm>

#include "pipeline_core/fleet_interval.h"

namespace picket {

FleetWatch::FleetWatch(const PipelineContent& content, const HubWatchSettings& settings,
                       const RecommendationSettings& recommendations, Duration fleet_interval)
    : content_(content),
      settings_(settings),
      fleet_interval_(fleet_interval),
      recommendations_(recommendations.disabled.to_ullong()) {}

FleetSilence& FleetWatch::class_silence(ClassId device_class) {
  if (device_class.value() >= classes_.size()) classes_.resize(device_class.value() + std::size_t{1});
  return classes_[device_class.value()];
}

void FleetWatch::run(std::vector<FleetNote>& notes, Time watermark, bool learning, std::vector<Candidate>& raised,
                     std::vector<Recommendation>& recommended) {
  // A device's notes come from one shard, in the order in which they arose.
  std::stable_sort(notes.begin(), notes.end(),
                   [](const FleetNote& a, const FleetNote& b) { return a.order() < b.order(); });
  std::stable_sort(configurations_.begin(), configurations_.end(),
                   [](const HubConfiguration& a, const HubConfiguration& b) {
                     return std::tie(a.time, a.hub) < std::tie(b.time, b.hub);
                   });
  auto configuration = configurations_.begin();
  const auto take_configurations = [&](Time until) {
    for (; configuration != configurations_.end() && configuration->time <= until; ++configuration) {
      run_ticks(configuration->time - Duration::microseconds(1), learning, recommended);
      take(*configuration);
    }
  };
  for (const FleetNote& note : notes) {
    take_configurations(note.time);
    run_ticks(note.time - Duration::microseconds(1), learning, recommended);
    take(note, learning, raised);
  }
  take_configurations(watermark);
  configurations_.erase(configurations_.begin(), configuration);
  run_ticks(watermark, learning, recommended);
  if (learning && tick_ != Time::max()) {
    tick_ = next_multiple(watermark + Duration::microseconds(1), fleet_interval_);
  }
}

void FleetWatch::run_ticks(Time until, bool learning, std::vector<Recommendation>& recommended) {
  if (tick_ > until || learning) return;
  tell(recommended);
  tick_ = Time::max();
}

void FleetWatch::changed_at(Time time) {
  tick_ = std::min(tick_, next_multiple(time, fleet_interval_));
}

void FleetWatch::take(const FleetNote& note, bool learning, std::vector<Candidate>& raised) {
  switch (note.kind) {
    case FleetNote::Kind::kIdentity:
      return take_identity(note);
    case FleetNote::Kind::kManifest:
      recommendations_.judge(note.device, manifest_recommendations(), note.first, note.time);
      module_settings_.set_settings(note.device, note.second);
      return changed_at(note.time);
    case FleetNote::Kind::kTls: {
      const std::uint64_t bit = bit_of(RecommendationType::kVulnerableTlsCipherSuite);
      recommendations_.judge(note.device, bit, note.flag ? bit : 0, note.time);
      return changed_at(note.time);
    }
    case FleetNote::Kind::kOrigin:
      return take_origin(note);
    case FleetNote::Kind::kRefused:
    case FleetNote::Kind::kHeavy:
      return take_share(note, learning, raised);
    case FleetNote::Kind::kAway:
      return take_away(note, learning, raised);
    case FleetNote::Kind::kBack: {
      class_silence(note.device_class).on_back(note.device, settings_.fleet_silence);
      if (FleetSilence* site = site_silence(note.device)) site->on_back(note.device, settings_.fleet_silence);
      return;
    }
  }
}

void FleetWatch::place(DeviceId device, SiteId site) {
  const auto placed = placements_.find(device);
  const SiteId before = placed == placements_.end() ? kNoSite : placed->second;
  if (before == site) return;
  if (before != kNoSite) {
    sites_[before].on_back(device, settings_.fleet_silence);
    sites_[before].remove_device();
  }
  if (site == kNoSite) {
    placements_.erase(placed);
    return;
  }
  placements_[device] = site;
  sites_[site].add_device();
}

void FleetWatch::take_identity(const FleetNote& note) {
  place(note.device, note.site);
  module_settings_.set_group(note.device, note.group);
  affected_.clear();
  credentials_.set(note.device, note.first, note.second, affected_);
  const std::uint64_t shared = bit_of(RecommendationType::kSharedCredentials);
  for (const DeviceId device : affected_) {
    recommendations_.judge(device, shared, credentials_.shares(device) ? shared : 0, note.time);
  }
  const std::uint64_t install = bit_of(RecommendationType::kInstallAgent);
  recommendations_.judge(note.device, install, note.flag ? 0 : install, note.time);
  changed_at(note.time);
}

/// One device may complete its class and its site at once: that is one finding, which names both.
void FleetWatch::take_away(const FleetNote& note, bool learning, std::vector<Candidate>& raised) {
  using Alarm = std::optional<FleetSilence::Alarm>;
  const FleetSilenceSettings& settings = settings_.fleet_silence;
  FleetSilence* site = site_silence(note.device);
  const Alarm of_class = class_silence(note.device_class).on_away(note.device, note.since, learning, settings);
  const Alarm of_site = site == nullptr ? Alarm() : site->on_away(note.device, note.since, learning, settings);
  if (!of_class && !of_site) return;
  const auto share = [](const Alarm& alarm) {
    return alarm ? SilentShare{alarm->devices, alarm->of} : SilentShare{};
  };
  const auto since = [](const Alarm& alarm) { return alarm ? alarm->since : Time::max(); };
  raised.push_back({note.time,
                    content_.alert_of(HubDetection::kFleetSilence),
                    content_.rule_index(HubDetection::kFleetSilence),
                    note.device,
                    0,
                    std::min(since(of_class), since(of_site)),
                    note.time,
                    true,
                    {},
                    {},
                    silence_reason(share(of_class), share(of_site))});
}

FleetSilence* FleetWatch::site_silence(DeviceId device) {
  const auto placed = placements_.find(device);
  return placed == placements_.end() ? nullptr : &sites_[placed->second];
}

void FleetWatch::take_origin(const FleetNote& note) {
  Origins& origins = origins_[note.hub];
  origins.first = std::min(origins.first, note.time);
  if (origins.networks.contains(note.first)) return;
  if (origins.networks.size() == Origins::kMax) {
    ++counts_.origins_refused;
    return;
  }
  origins.networks.insert(note.first);
}

void FleetWatch::take_share(const FleetNote& note, bool learning, std::vector<Candidate>& raised) {
  QuotaStarve& share = shares_[note.hub];
  const auto alarm = note.kind == FleetNote::Kind::kHeavy
                         ? share.on_heavy(note.device, note.first, note.group, settings_.quota_starve)
                         : share.on_refused(note.device, note.group, settings_.quota_starve);
  if (!alarm || learning) return;
  const std::int64_t size = settings_.flood.window.count_microseconds();
  raised.push_back({note.time,
                    content_.alert_of(HubDetection::kQuotaStarve),
                    content_.rule_index(HubDetection::kQuotaStarve),
                    alarm->heaviest,
                    0,
                    Time::from_unix_microseconds(note.group * size),
                    note.time,
                    false,
                    {},
                    {},
                    value_reason(alarm->starved, settings_.quota_starve.min_starved)});
}

void FleetWatch::take(const HubConfiguration& configuration) {
  ++counts_.configurations;
  const DeviceId subject = hub_identity(configuration.hub);
  recommendations_.judge(subject, configuration_recommendations(),
                         recommendations_for(configuration, settings_.ip_filter), configuration.time);
  const auto origins = origins_.find(configuration.hub);
  const bool few = origins != origins_.end() && origins->second.networks.size() <= settings_.ip_rules &&
                   origins->second.first + settings_.ip_baseline <= configuration.time;
  const std::uint64_t rules = bit_of(RecommendationType::kRecommendedIpRules);
  recommendations_.judge(subject, rules, few && !denies_by_default(configuration) ? rules : 0, configuration.time);
  changed_at(configuration.time);
}

void FleetWatch::tell(std::vector<Recommendation>& recommended) {
  deviating_.clear();
  module_settings_.judge_changed(deviating_);
  const std::uint64_t inconsistent = bit_of(RecommendationType::kInconsistentModuleSettings);
  for (const auto& [device, deviates] : deviating_) {
    recommendations_.judge(device, inconsistent, deviates ? inconsistent : 0, tick_);
  }
  changes_.clear();
  recommendations_.tell(changes_);
  for (const Recommendations::Change& change : changes_) {
    const auto state = change.resolved ? RecommendationState::kResolved : RecommendationState::kActive;
    recommended.push_back({tick_, change.subject, change.recommendation, {}, state, {}, {}, change.since});
  }
}

}  // namespace picket
