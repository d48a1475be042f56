#include "pipeline_core/risk/risk_stage.h"

#include <algorithm>
#include <tuple>

namespace picket {

/// Keeps what is told, to be passed on in order.
struct RiskStage::Told final : IncidentSink {
  explicit Told(std::vector<Incident>& all) : incidents(all) { incidents.clear(); }
  void on_incident(const Incident& incident) override { incidents.push_back(incident); }
  std::vector<Incident>& incidents;
};

void RiskStage::pass_on(IncidentSink& sink) {
  for (const Incident& incident : told_) {
    if (incident.state == IncidentState::kOpened) {
      ++counts_.incidents_opened;
      if (incident.kind == IncidentKind::kCampaign) ++counts_.campaigns_opened;
    } else if (incident.state == IncidentState::kClosed) {
      ++counts_.incidents_closed;
    }
    sink.on_incident(incident);
  }
}

void RiskStage::add(const RiskEvent& event, IncidentSink& sink) {
  if (!settings_.enabled) return;
  advance(event.time, sink);
  ++counts_.contributions;
  Told told(told_);
  devices_.add(event, number_, told);
  campaigns_.add(event, number_, told);
  pass_on(sink);
}

void RiskStage::advance(Time now, IncidentSink& sink) {
  Told told(told_);
  devices_.advance(now, told);
  campaigns_.advance(now, told);
  std::sort(told_.begin(), told_.end(), [](const Incident& a, const Incident& b) {
    return std::tie(a.time, a.number) < std::tie(b.time, b.number);
  });
  pass_on(sink);
}

RiskCounts RiskStage::counts() const {
  RiskCounts counts = counts_;
  counts.incidents_open = devices_.open() + campaigns_.open();
  counts.devices_forgotten = devices_.devices_forgotten();
  counts.rules_forgotten = devices_.rules_forgotten();
  counts.campaign_pairs_refused = campaigns_.pairs_refused();
  counts.campaign_pairs_forgotten = campaigns_.pairs_forgotten();
  counts.campaign_members_untold = campaigns_.members_untold();
  return counts;
}

}  // namespace picket
