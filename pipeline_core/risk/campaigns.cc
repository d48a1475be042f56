#include "pipeline_core/risk/campaigns.h"

#include <algorithm>

namespace picket {

Campaigns::Watch* Campaigns::watch_of(Pair pair) {
  const auto found = watches_.find(pair);
  if (found != watches_.end()) return &found->second;
  if (watches_.size() >= settings_.max_campaigns) {
    auto oldest = watches_.end();
    for (auto it = watches_.begin(); it != watches_.end(); ++it) {
      if (it->second.incident.number != 0) continue;
      if (oldest == watches_.end() || it->second.heard < oldest->second.heard) oldest = it;
    }
    if (oldest == watches_.end()) {
      ++pairs_refused_;
      return nullptr;
    }
    watches_.erase(oldest);
    ++pairs_forgotten_;
  }
  return &watches_[pair];
}

void Campaigns::add(const RiskEvent& event, std::uint32_t& number, IncidentSink& sink) {
  if (event.is_notice || settings_.campaign_devices == 0) return;
  advance(event.time, sink);
  Watch* watch = watch_of({event.alert, event.device_class.value()});
  if (watch == nullptr) return;
  const Time now = std::max(event.time, watch->heard);
  watch->heard = now;
  if (watch->incident.number != 0) {
    join(*watch, event, sink);
    return;
  }
  auto& recent = watch->recent;
  std::erase_if(recent, [&](const auto& seen) {
    return seen.second == event.device || now - seen.first >= settings_.campaign_window;
  });
  recent.push_back({now, event.device});
  if (recent.size() < settings_.campaign_devices) return;
  ++open_;
  next_due_ = std::min(next_due_, now + settings_.idle);
  Incident& incident = watch->incident;
  incident = {++number,       IncidentKind::kCampaign, IncidentState::kOpened, now, now, event.device,
              event.device_class, event.alert,         event.severity,         0,   event.tactics,        1,
              static_cast<std::uint32_t>(recent.size()), recent.size()};
  for (const auto& seen : recent) watch->members.insert(seen.second.value());
  watch->told = incident.devices;
  recent.clear();
  sink.on_incident(incident);
}

void Campaigns::join(Watch& watch, const RiskEvent& event, IncidentSink& sink) {
  Incident& incident = watch.incident;
  ++incident.findings;
  incident.tactics |= event.tactics;
  if (!watch.members.contains(event.device.value())) {
    if (watch.members.size() >= settings_.max_members) {
      ++members_untold_;
    } else {
      watch.members.insert(event.device.value());
      ++incident.devices;
    }
  }
  if (incident.devices < 2 * watch.told) return;
  watch.told = incident.devices;
  incident.state = IncidentState::kUpdated;
  incident.time = watch.heard;
  sink.on_incident(incident);
}

void Campaigns::advance(Time now, IncidentSink& sink) {
  if (now < next_due_) return;
  next_due_ = Time::max();
  std::vector<std::pair<Time, Watch*>> due;
  for (auto& [pair, watch] : watches_) {
    if (watch.incident.number == 0) continue;
    if (watch.heard + settings_.idle <= now) {
      due.push_back({watch.heard, &watch});
    } else {
      next_due_ = std::min(next_due_, watch.heard + settings_.idle);
    }
  }
  std::stable_sort(due.begin(), due.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [heard, watch] : due) {
    watch->incident.state = IncidentState::kClosed;
    watch->incident.time = heard + settings_.idle;
    sink.on_incident(watch->incident);
    *watch = {};
    watch->heard = heard;
    --open_;
  }
}

}  // namespace picket
