#include "pipeline_core/risk/baseline_freeze.h"

#include "pipeline_core/fleet_interval.h"

namespace picket {

void BaselineFreeze::on_incident(const Incident& incident) {
  sink_->on_incident(incident);
  if (!settings_.enabled || incident.kind == IncidentKind::kCampaign) return;
  const Time at = next_multiple(incident.time, settings_.interval);
  if (incident.state == IncidentState::kOpened) changes_.push_back({at, incident.device, at + settings_.limit});
  if (incident.state == IncidentState::kClosed) changes_.push_back({at, incident.device, at});
}

}  // namespace picket
