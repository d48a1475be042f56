#pragma once

#include <cstdint>
#include <set>
#include <unordered_map>
#include <vector>

#include "pipeline_core/content/content.h"
#include "pipeline_core/findings/candidate.h"
#include "pipeline_core/findings/recommendation.h"
#include "pipeline_core/hub_watch/edge_manifest.h"
#include "pipeline_core/hub_watch/fleet_note.h"
#include "pipeline_core/hub_watch/fleet_silence.h"
#include "pipeline_core/hub_watch/hub_configuration.h"
#include "pipeline_core/hub_watch/recommendations.h"
#include "pipeline_core/hub_watch/settings.h"
#include "pipeline_core/hub_watch/shared_credentials.h"

namespace picket {

/// Stage two of the hub watch: what needs several devices, or a hub's configuration. Fed in (time, device) order on
/// one thread. Changes of recommendations are told at multiples of the fleet interval; while the models learn
/// nothing is told, and what then still holds is told at the first multiple after.
class FleetWatch {
 public:
  FleetWatch(const PipelineContent& content, const HubWatchSettings& settings,
             const RecommendationSettings& recommendations, Duration fleet_interval);

  void add_device(ClassId device_class) { class_silence(device_class).add_device(); }
  /// Taken into account once the time has come.
  void add(const HubConfiguration& configuration) { configurations_.push_back(configuration); }
  /// Takes the shards' notes and the configurations up to `watermark`, adds what they raise to `raised` and changes of
  /// recommendations to `recommended`.
  void run(std::vector<FleetNote>& notes, Time watermark, bool learning, std::vector<Candidate>& raised,
           std::vector<Recommendation>& recommended);
  HubWatchCounts counts() const { return counts_; }

 private:
  /// Networks that a hub's connections came from.
  struct Origins {
    static constexpr std::size_t kMax = 256;
    std::set<std::uint64_t> networks;
    Time first = Time::max();
  };
  FleetSilence& class_silence(ClassId device_class);
  void take(const FleetNote& note, bool learning, std::vector<Candidate>& raised);
  void take(const HubConfiguration& configuration);
  void take_identity(const FleetNote& note);
  /// The device is at that site from now on; kNoSite: at none.
  void place(DeviceId device, SiteId site);
  void take_away(const FleetNote& note, bool learning, std::vector<Candidate>& raised);
  void take_origin(const FleetNote& note);
  void take_share(const FleetNote& note, bool learning, std::vector<Candidate>& raised);
  /// The silence of the device's site; null without one.
  FleetSilence* site_silence(DeviceId device);
  void changed_at(Time time);
  void tell(std::vector<Recommendation>& recommended);
  void run_ticks(Time until, bool learning, std::vector<Recommendation>& recommended);

  const PipelineContent& content_;
  const HubWatchSettings& settings_;
  Duration fleet_interval_;
  std::vector<HubConfiguration> configurations_;  ///< not yet taken
  std::vector<FleetSilence> classes_;
  std::unordered_map<SiteId, FleetSilence> sites_;   ///< never iterated
  std::unordered_map<DeviceId, SiteId> placements_;  ///< of devices at a site; never iterated
  std::unordered_map<HubId, Origins> origins_;       ///< never iterated
  std::unordered_map<HubId, QuotaStarve> shares_;    ///< never iterated
  Recommendations recommendations_;
  SharedCredentials credentials_;
  ModuleSettings module_settings_;
  Time tick_ = Time::max();  ///< when changes are told next
  std::vector<DeviceId> affected_;
  std::vector<std::pair<DeviceId, bool>> deviating_;
  std::vector<Recommendations::Change> changes_;
  HubWatchCounts counts_;
};

}  // namespace picket
