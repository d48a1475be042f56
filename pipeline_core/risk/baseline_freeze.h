#pragma once

#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "pipeline_core/risk/incident.h"

namespace picket {

/// When the baselines of devices with an open incident stop learning.
struct FreezeSettings {
  bool enabled = true;
  /// A freeze begins and ends at multiples of it. Estimate: the hours that the models work in.
  Duration interval = Duration::hours(1);
  /// An incident freezes for no longer: one that is a new habit would else alert for ever. Estimate: a weekend.
  Duration limit = Duration::days(3);
};

/// From then on the baselines of a device learn nothing before `until`.
struct FreezeChange {
  Time after;  ///< for messages accepted later than this
  DeviceId device;
  Time until;
};

/// Passes incidents on and notes what they mean for baselines: while a device has one, nothing that it does becomes
/// its habit.
///
/// Model:  frozen after the first multiple of `interval` at or after the opening, until the one at or after the close,
///         at most for `limit`. Campaigns freeze nobody: they are about what many devices do.
/// Law:    a caller that lets time stop at each multiple gets the same, however it cuts time in between.
class BaselineFreeze final : public IncidentSink {
 public:
  explicit BaselineFreeze(const FreezeSettings& settings) : settings_(settings) {}
  /// `sink` outlives the calls to `on_incident` that follow.
  void pass_to(IncidentSink& sink) { sink_ = &sink; }
  void on_incident(const Incident& incident) override;
  /// What was noted since the caller cleared it.
  std::vector<FreezeChange>& changes() { return changes_; }

 private:
  const FreezeSettings& settings_;
  IncidentSink* sink_ = nullptr;
  std::vector<FreezeChange> changes_;
};

}  // namespace picket
