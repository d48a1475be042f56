#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/findings/catalogue.h"
#include "pipeline_core/pipeline.h"

namespace picket {

struct DailyAlertsSettings {
  std::size_t days = 90;                 ///< days with alerts that are kept; the oldest make room
  std::size_t devices = 10'000;          ///< devices told apart in an aggregate
  std::size_t top_devices = 10;          ///< of `top_devices_list`
};

enum class AggregateState : std::uint8_t { kActive, kDismissed };

struct DeviceCount {
  DeviceId device;
  std::uint64_t count = 0;
  bool operator==(const DeviceCount&) const = default;
};

/// All alerts of one type on one UTC day, as the portal lists them.
struct AggregatedAlert {
  std::string id;  ///< "<alertType>/<yyyy-MM-dd>"
  std::string alert_type;
  std::string display_name;
  Severity reported_severity = Severity::kMedium;
  Time aggregated_date_utc;  ///< the day's start
  std::uint64_t count = 0;
  AggregateState state = AggregateState::kActive;
  std::vector<DeviceCount> top_devices_list;  ///< most alerts first, then by device
  /// "IoT Device"; "IoT Hub" if no device is among them (our word: the product's samples are of devices).
  std::string_view effected_resource_type = "IoT Device";
  std::string_view system_source = "Devices";
  std::string_view action_taken = "Detected";
};

/// What a solution's overview shows of a span of days.
struct SolutionAnalytics {
  std::array<std::uint64_t, 4> alerts{};     ///< by Severity, of active aggregates
  std::size_t unhealthy_device_count = 0;    ///< devices with an alert in an active aggregate
  std::vector<DeviceCount> top_alerted_devices;
  /// Alert type and count, most first, then by type; without what is about hubs.
  std::vector<std::pair<std::string, std::uint64_t>> most_prevalent_device_alerts;
};

/// Aggregates alerts by type and UTC day of the alert; dismissal is for an aggregate, as in the product.
///
/// Model:  what is found about a hub (`hub_identity`) counts as an alert, and is no device's.
/// State:  at most days * types aggregates with `devices` devices each; alerts of further devices count in
///         `count` and in `devices_not_kept`, of dropped days in `alerts_of_dropped_days`.
/// Limits: an alert that falls on a dismissed aggregate joins it and stays dismissed, since the aggregate is the
///         unit that a person dismissed.
/// Source: defender.md 5.7.
class DailyAlerts {
 public:
  explicit DailyAlerts(const DailyAlertsSettings& settings = {}) : settings_(settings) {}

  void add(const AlertType& type, DeviceId device, Time time);
  /// By id; false if there is no such aggregate. Dismissing twice is allowed.
  bool dismiss(std::string_view id);
  bool reactivate(std::string_view id);

  /// The newest day first, then by alert type.
  std::vector<AggregatedAlert> aggregates() const;
  /// Over the days from `first` to `last`, both included.
  SolutionAnalytics analytics(Time first, Time last) const;
  std::uint64_t devices_not_kept() const { return devices_not_kept_; }
  std::uint64_t alerts_of_dropped_days() const { return dropped_; }

 private:
  struct Aggregate {
    std::string display_name;
    Severity severity = Severity::kMedium;
    std::uint64_t count = 0;
    AggregateState state = AggregateState::kActive;
    std::map<std::uint32_t, std::uint64_t> devices;
    bool of_hub_only = true;
  };
  using Day = std::map<std::string, Aggregate>;
  bool set_state(std::string_view id, AggregateState state);

  DailyAlertsSettings settings_;
  std::map<std::int64_t, Day> days_;  ///< by days since 1970
  std::uint64_t devices_not_kept_ = 0;
  std::uint64_t dropped_ = 0;
};

/// "2026-03-03".
std::string utc_date_text(Time time);

}  // namespace picket
