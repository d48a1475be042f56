#include "pipeline_core/risk/device_incidents.h"

#include <algorithm>
#include <bit>

namespace picket {

std::string_view to_string(IncidentKind kind) {
  switch (kind) {
    case IncidentKind::kScore:
      return "score";
    case IncidentKind::kTactics:
      return "tactics";
    case IncidentKind::kCampaign:
      return "campaign";
  }
  return "";
}

double DeviceIncidents::points_of(Severity severity) const {
  switch (severity) {
    case Severity::kInformational:
      return settings_.informational_points;
    case Severity::kLow:
      return settings_.low_points;
    case Severity::kMedium:
      return settings_.medium_points;
    case Severity::kHigh:
      return settings_.high_points;
  }
  return 0;
}

Severity DeviceIncidents::severity_of(double score) const {
  return score >= settings_.high_score ? Severity::kHigh : Severity::kMedium;
}

bool DeviceIncidents::opens(const Entry& entry, Time now, IncidentKind& kind) const {
  if (now < entry.quiet_until) return false;
  if (entry.risk.score > settings_.incident_score) {
    kind = IncidentKind::kScore;
    return true;
  }
  kind = IncidentKind::kTactics;
  const auto tactics = static_cast<std::uint32_t>(std::popcount(entry.risk.tactics_at(now, settings_)));
  return tactics >= settings_.incident_tactics &&
         entry.risk.sources_at(now, settings_) >= settings_.incident_sources;
}

void DeviceIncidents::close(DeviceId device, Entry& entry, Time at, IncidentSink& sink) {
  due_.erase({entry.heard + settings_.idle, device.value()});
  entry.quiet_until = at + settings_.cooldown;
  entry.incident.state = IncidentState::kClosed;
  entry.incident.time = at;
  sink.on_incident(entry.incident);
  entry.incident = {};
}

DeviceIncidents::Entry& DeviceIncidents::entry_of(DeviceId device, Time now, IncidentSink& sink) {
  const auto found = entries_.find(device.value());
  if (found != entries_.end()) return found->second;
  if (entries_.size() >= std::max<std::size_t>(settings_.max_devices, 1)) {
    const std::uint32_t oldest = heard_.begin()->second;
    Entry& forgotten = entries_.at(oldest);
    if (forgotten.incident.number != 0) close(DeviceId(oldest), forgotten, now, sink);
    heard_.erase(heard_.begin());
    entries_.erase(oldest);
    ++devices_forgotten_;
  }
  return entries_[device.value()];
}

void DeviceIncidents::add(const RiskEvent& event, std::uint32_t& number, IncidentSink& sink) {
  advance(event.time, sink);
  Entry& entry = entry_of(event.device, event.time, sink);
  const Time now = std::max(event.time, entry.heard);
  const std::size_t device_class = event.device_class.value();
  const double criticality = device_class < settings_.criticality.size() ? settings_.criticality[device_class] : 1;
  const double points = event.is_notice ? settings_.notice_points : points_of(event.severity);
  bool replaced = false;
  entry.risk.add({now, event.rule, event.tactics, points * criticality}, settings_, replaced);
  if (replaced) ++rules_forgotten_;

  const std::uint32_t device = event.device.value();
  if (entry.heard != Time::min()) heard_.erase({entry.heard, device});
  Incident& incident = entry.incident;
  const bool open = incident.number != 0;
  if (open) due_.erase({entry.heard + settings_.idle, device});
  entry.heard = now;
  heard_.insert({now, device});
  IncidentKind kind = IncidentKind::kScore;
  if (!open) {
    if (!opens(entry, now, kind)) return;
    incident = {++number,        kind, IncidentState::kOpened, now, now, event.device, event.device_class, event.alert,
                Severity::kLow,  0,    0,                      0,   1,   0};
  }
  due_.insert({now + settings_.idle, device});
  incident.state = open ? IncidentState::kUpdated : IncidentState::kOpened;
  incident.time = now;
  ++incident.findings;
  incident.score = std::max(incident.score, entry.risk.score);
  incident.tactics |= entry.risk.tactics_at(now, settings_);
  incident.sources = std::max(incident.sources, entry.risk.sources_at(now, settings_));
  const Severity severity = severity_of(incident.score);
  if (open && severity == incident.severity) return;
  incident.severity = severity;
  sink.on_incident(incident);
}

void DeviceIncidents::advance(Time now, IncidentSink& sink) {
  while (!due_.empty() && due_.begin()->first <= now) {
    const auto [at, device] = *due_.begin();
    close(DeviceId(device), entries_.at(device), at, sink);
  }
}

double DeviceIncidents::score(DeviceId device, Time now) const {
  const auto found = entries_.find(device.value());
  return found == entries_.end() ? 0 : found->second.risk.score_at(now, settings_);
}

}  // namespace picket
