#pragma once

#include <cstdint>
#include <set>
#include <unordered_map>
#include <utility>

#include "pipeline_core/risk/device_risk.h"
#include "pipeline_core/risk/incident.h"
#include "pipeline_core/risk/risk_event.h"
#include "pipeline_core/risk/risk_settings.h"

namespace picket {

/// Risk scores of devices and the incidents that they open. Fed in time order.
///
/// Model:  a contribution of severity w adds w * criticality of the class (see DeviceRisk). An incident opens when
///         the score is above `incident_score`, or `incident_tactics` tactics come from `incident_sources` rules;
///         what comes after belongs to it until it closes, `idle` after the last contribution. Then its device
///         opens no other for `cooldown`, though its score goes on.
/// State:  at most `max_devices`, some 400 bytes each; one more forgets the device unheard of longest, with its
///         incident closed if one is open.
class DeviceIncidents {
 public:
  explicit DeviceIncidents(const RiskSettings& settings) : settings_(settings) {}

  /// `number`: the last incident's; raised if one opens.
  void add(const RiskEvent& event, std::uint32_t& number, IncidentSink& sink);
  /// Closes what was idle at `now`.
  void advance(Time now, IncidentSink& sink);

  double score(DeviceId device, Time now) const;
  std::size_t open() const { return due_.size(); }
  std::uint64_t devices_forgotten() const { return devices_forgotten_; }
  std::uint64_t rules_forgotten() const { return rules_forgotten_; }

 private:
  struct Entry {
    DeviceRisk risk;
    Time heard = Time::min();
    Time quiet_until = Time::min();
    Incident incident;  ///< number 0: none is open
  };
  Entry& entry_of(DeviceId device, Time now, IncidentSink& sink);
  void close(DeviceId device, Entry& entry, Time at, IncidentSink& sink);
  bool opens(const Entry& entry, Time now, IncidentKind& kind) const;
  double points_of(Severity severity) const;
  Severity severity_of(double score) const;

  const RiskSettings& settings_;
  std::unordered_map<std::uint32_t, Entry> entries_;      ///< by device; never iterated
  std::set<std::pair<Time, std::uint32_t>> heard_;        ///< every device, by when it was last heard of
  std::set<std::pair<Time, std::uint32_t>> due_;          ///< devices with an open incident, by when it closes
  std::uint64_t devices_forgotten_ = 0;
  std::uint64_t rules_forgotten_ = 0;
};

}  // namespace picket
