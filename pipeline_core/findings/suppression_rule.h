#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"

namespace picket {

/// An analyst's decision not to be told of an alert type, until a date. What it matches adds to the risk score
/// and is counted, and raises no alert; the first one after the date is told at once.
/// Source: `alertsSuppressionRules` of Microsoft.Security (alertType, expirationDateUtc,
///         suppressionAlertsScope); the scope's entities are devices and classes here.
struct SuppressionRule {
  std::string alert_type = {};                 ///< "IoT_FileModified", or the alert's name
  std::optional<ClassId> device_class = {};    ///< nothing: of any class
  std::vector<DeviceId> devices = {};          ///< empty: any device
  Time expiration = Time::max();               ///< from this time on it says nothing
};

/// The rules of a pipeline, with alert types resolved.
/// Cost: one comparison for alerts that no rule names.
class SuppressionRules {
 public:
  /// Puts a rule on alert `alert` of the catalogue.
  void add(const SuppressionRule& rule, std::uint32_t alert);
  /// True if some rule that has not expired at `now` matches. `device_class`: nothing for what stands for a hub, which
  /// no rule of a class matches.
  bool match(std::uint32_t alert, DeviceId device, std::optional<ClassId> device_class, Time now) const;

 private:
  struct Scope {
    std::optional<ClassId> device_class;
    std::vector<DeviceId> devices;  ///< sorted
    Time expiration;
  };
  std::vector<std::vector<Scope>> by_alert_;
};

}  // namespace picket
