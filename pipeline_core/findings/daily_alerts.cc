#include "pipeline_core/findings/daily_alerts.h"

#include <algorithm>
#include <utility>

#include "agent_core/message/utc_text.h"

namespace picket {
namespace {

constexpr std::int64_t kSecondsPerDay = 86'400;

std::int64_t day_of(Time time) {
  const std::int64_t seconds = time.unix_seconds();
  return seconds / kSecondsPerDay - (seconds % kSecondsPerDay < 0 ? 1 : 0);
}

Time start_of(std::int64_t day) {
  return Time::from_unix_seconds(day * kSecondsPerDay);
}

std::string id_of(const std::string& alert_type, std::int64_t day) {
  return alert_type + "/" + utc_date_text(start_of(day));
}

std::vector<DeviceCount> top_of(const std::map<std::uint32_t, std::uint64_t>& devices, std::size_t most) {
  std::vector<DeviceCount> out;
  for (const auto& [device, count] : devices) out.push_back({DeviceId(device), count});
  std::stable_sort(out.begin(), out.end(),
                   [](const DeviceCount& a, const DeviceCount& b) { return a.count > b.count; });
  if (out.size() > most) out.resize(most);
  return out;
}

}  // namespace

std::string utc_date_text(Time time) {
  char text[kUtcTextLength];
  write_utc(time, text);
  return std::string(text, 10);
}

void DailyAlerts::add(const AlertType& type, DeviceId device, Time time) {
  const std::int64_t number = day_of(time);
  if (!days_.contains(number) && days_.size() >= settings_.days) {
    if (days_.empty() || number < days_.begin()->first) {
      ++dropped_;
      return;
    }
    for (const auto& [alert_type, aggregate] : days_.begin()->second) dropped_ += aggregate.count;
    days_.erase(days_.begin());
  }
  Aggregate& aggregate = days_[number][type.alert_type];
  aggregate.display_name = type.name;
  aggregate.severity = type.severity;
  ++aggregate.count;
  if (hub_of_identity(device)) return;
  aggregate.of_hub_only = false;
  const auto known = aggregate.devices.find(device.value());
  if (known != aggregate.devices.end()) {
    ++known->second;
  } else if (aggregate.devices.size() < settings_.devices) {
    aggregate.devices.emplace(device.value(), 1);
  } else {
    ++devices_not_kept_;
  }
}

bool DailyAlerts::set_state(std::string_view id, AggregateState state) {
  for (auto& [number, day] : days_) {
    for (auto& [alert_type, aggregate] : day) {
      if (id_of(alert_type, number) != id) continue;
      aggregate.state = state;
      return true;
    }
  }
  return false;
}

bool DailyAlerts::dismiss(std::string_view id) {
  return set_state(id, AggregateState::kDismissed);
}

bool DailyAlerts::reactivate(std::string_view id) {
  return set_state(id, AggregateState::kActive);
}

std::vector<AggregatedAlert> DailyAlerts::aggregates() const {
  std::vector<AggregatedAlert> out;
  for (auto day = days_.rbegin(); day != days_.rend(); ++day) {
    for (const auto& [alert_type, aggregate] : day->second) {
      AggregatedAlert one;
      one.id = id_of(alert_type, day->first);
      one.alert_type = alert_type;
      one.display_name = aggregate.display_name;
      one.reported_severity = aggregate.severity;
      one.aggregated_date_utc = start_of(day->first);
      one.count = aggregate.count;
      one.state = aggregate.state;
      if (aggregate.of_hub_only) one.effected_resource_type = "IoT Hub";
      one.top_devices_list = top_of(aggregate.devices, settings_.top_devices);
      out.push_back(std::move(one));
    }
  }
  return out;
}

SolutionAnalytics DailyAlerts::analytics(Time first, Time last) const {
  SolutionAnalytics out;
  std::map<std::uint32_t, std::uint64_t> devices;
  std::map<std::string, std::uint64_t> types;
  for (auto day = days_.lower_bound(day_of(first)); day != days_.end() && day->first <= day_of(last); ++day) {
    for (const auto& [alert_type, aggregate] : day->second) {
      if (aggregate.state == AggregateState::kDismissed) continue;
      out.alerts[static_cast<std::size_t>(aggregate.severity)] += aggregate.count;
      if (!aggregate.of_hub_only) types[alert_type] += aggregate.count;
      for (const auto& [device, count] : aggregate.devices) devices[device] += count;
    }
  }
  out.unhealthy_device_count = devices.size();
  out.top_alerted_devices = top_of(devices, settings_.top_devices);
  out.most_prevalent_device_alerts.assign(types.begin(), types.end());
  std::stable_sort(out.most_prevalent_device_alerts.begin(), out.most_prevalent_device_alerts.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return out;
}

}  // namespace picket
