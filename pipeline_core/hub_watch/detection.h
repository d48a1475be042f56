#pragma once

#include <cstdint>
#include <string_view>

#include "pipeline_core/hub_watch/custom_alerts.h"

namespace picket {

/// The alerts that hub records, identities and configuration can raise.
enum class HubDetection : std::uint8_t {
  // Alerts of the hub.
  kCertificateAdded,
  kCertificateDeleted,
  kCertificateAddFailed,
  kCertificateDeleteFailed,
  kThumbprintMismatch,
  kCertificateExpired,
  kDiagnosticSettingEdited,
  kDiagnosticSettingDeleted,
  kTokenExpired,
  kTokenInvalid,
  // Ours.
  kIdentityClone,
  kConnectionFlapping,
  kD2cFlood,
  kFleetSilence,
  kAgentConfigWeaker,
  kQuotaStarve,
  // Customizable alerts, in the order of CustomRule.
  kFirstCustom,
  kCount_ = kFirstCustom + static_cast<std::uint8_t>(CustomRule::kCount_)
};
inline constexpr std::size_t kHubDetections = static_cast<std::size_t>(HubDetection::kCount_);
constexpr HubDetection detection_of(CustomRule rule) {
  return static_cast<HubDetection>(static_cast<std::uint8_t>(HubDetection::kFirstCustom) +
                                   static_cast<std::uint8_t>(rule));
}
/// Machine name of its alert type in the catalogue.
std::string_view alert_type_of(HubDetection detection);
/// Word for a finding's rule: the customizable alert's `ruleType`, else the machine name.
std::string_view word_of(HubDetection detection);

}  // namespace picket
