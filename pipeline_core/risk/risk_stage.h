#pragma once

#include <cstdint>
#include <vector>

#include "pipeline_core/risk/campaigns.h"
#include "pipeline_core/risk/device_incidents.h"

namespace picket {

/// Law: opened = closed + open.
struct RiskCounts {
  std::uint64_t contributions = 0;
  std::uint64_t incidents_opened = 0;  ///< campaigns among them
  std::uint64_t campaigns_opened = 0;
  std::uint64_t incidents_closed = 0;
  std::uint64_t incidents_open = 0;
  std::uint64_t devices_forgotten = 0;
  std::uint64_t rules_forgotten = 0;
  std::uint64_t campaign_pairs_refused = 0;
  std::uint64_t campaign_pairs_forgotten = 0;
  std::uint64_t campaign_members_untold = 0;
};

/// What rules and models said, added up: risk of devices, their incidents, campaigns over devices. Comes before
/// every suppression, so that what is said twice counts (with falling weight). On one thread, in time order.
class RiskStage {
 public:
  explicit RiskStage(const RiskSettings& settings) : settings_(settings), devices_(settings_), campaigns_(settings_) {}
  RiskStage(const RiskStage&) = delete;
  RiskStage& operator=(const RiskStage&) = delete;

  void add(const RiskEvent& event, IncidentSink& sink);
  /// Closes what was idle at `now`, in time order.
  void advance(Time now, IncidentSink& sink);

  double score(DeviceId device, Time now) const { return devices_.score(device, now); }
  RiskCounts counts() const;

 private:
  struct Told;
  void pass_on(IncidentSink& sink);

  const RiskSettings settings_;
  DeviceIncidents devices_;
  Campaigns campaigns_;
  std::uint32_t number_ = 0;
  RiskCounts counts_;
  std::vector<Incident> told_;  ///< scratch
};

}  // namespace picket
