#pragma once

#include <vector>

#include "pipeline_core/risk/incident.h"
#include "pipeline_core/risk/risk_event.h"

namespace picket::test {

struct IncidentList final : IncidentSink {
  std::vector<Incident> all;
  void on_incident(const Incident& incident) override { all.push_back(incident); }
};

inline const Time kRiskStart = Time::from_unix_seconds(1'800'000'000);

/// What a rule said of a device, some time after kRiskStart.
inline RiskEvent risk_event(Duration after, std::uint32_t device, std::uint32_t rule, Severity severity,
                            TacticSet tactics = 0) {
  RiskEvent event;
  event.time = kRiskStart + after;
  event.device = DeviceId(device);
  event.rule = rule;
  event.alert = rule;
  event.severity = severity;
  event.tactics = tactics;
  return event;
}

}  // namespace picket::test
