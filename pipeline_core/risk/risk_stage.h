#pragma once

#include <cstdint>
#include <vector>

#include "pipeline_core/risk/campaigns.h"
#include "pipeline_core/risk/device_incidents.h"
#include "pipeline_core/risk/risk_counts.h"

namespace picket {

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
