#include "pipeline_core/findings/suppression_rule.h"

#include <algorithm>

namespace picket {

void SuppressionRules::add(const SuppressionRule& rule, std::uint32_t alert) {
  if (alert >= by_alert_.size()) by_alert_.resize(alert + 1);
  Scope scope{rule.device_class, rule.devices, rule.expiration};
  std::sort(scope.devices.begin(), scope.devices.end());
  by_alert_[alert].push_back(std::move(scope));
}

bool SuppressionRules::match(std::uint32_t alert, DeviceId device, std::optional<ClassId> device_class, Time now) const {
  if (alert >= by_alert_.size()) return false;
  return std::any_of(by_alert_[alert].begin(), by_alert_[alert].end(), [&](const Scope& scope) {
    return now < scope.expiration && (!scope.device_class || scope.device_class == device_class) &&
           (scope.devices.empty() || std::binary_search(scope.devices.begin(), scope.devices.end(), device));
  });
}

}  // namespace picket
