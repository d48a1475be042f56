#include "pipeline_core/hub_watch/custom_alerts.h"

#include "agent_core/base/cidr.h"

namespace picket {
namespace {

/// By CustomRule.
constexpr std::string_view kRuleTypes[kCustomRules] = {
    "ActiveConnectionsNotInAllowedRange",
    "FailedLocalLoginsNotInAllowedRange",
    "AmqpC2DMessagesNotInAllowedRange",
    "MqttC2DMessagesNotInAllowedRange",
    "HttpC2DMessagesNotInAllowedRange",
    "AmqpC2DRejectedMessagesNotInAllowedRange",
    "MqttC2DRejectedMessagesNotInAllowedRange",
    "HttpC2DRejectedMessagesNotInAllowedRange",
    "AmqpD2CMessagesNotInAllowedRange",
    "MqttD2CMessagesNotInAllowedRange",
    "HttpD2CMessagesNotInAllowedRange",
    "DirectMethodInvokesNotInAllowedRange",
    "FileUploadsNotInAllowedRange",
    "QueuePurgesNotInAllowedRange",
    "TwinUpdatesNotInAllowedRange",
    "UnauthorizedOperationsNotInAllowedRange",
    "ConnectionToIpNotAllowed",
    "LocalUserNotAllowed",
    "ProcessNotAllowed",
};

}  // namespace

std::string_view to_string(CustomRule rule) {
  return rule < CustomRule::kCount_ ? kRuleTypes[static_cast<std::size_t>(rule)] : std::string_view();
}

std::optional<CustomRule> find_custom_rule(std::string_view rule_type) {
  for (std::size_t i = 0; i < kCustomRules; ++i) {
    if (kRuleTypes[i] == rule_type) return static_cast<CustomRule>(i);
  }
  return std::nullopt;
}

std::vector<std::string> problems_of(const SecurityGroup& group) {
  std::vector<std::string> problems;
  const auto add = [&](std::size_t rule, const std::string& what) {
    problems.push_back(group.name + ": " + std::string(kRuleTypes[rule]) + ": " + what);
  };
  for (std::size_t i = 0; i < kTimeWindowRules; ++i) {
    const TimeWindowRule& rule = group.time_window_rules[i];
    if (!rule.is_enabled) continue;
    if (rule.min_threshold > rule.max_threshold) {
      add(i, "minThreshold " + std::to_string(rule.min_threshold) + " is above maxThreshold " +
                 std::to_string(rule.max_threshold));
    }
    if (rule.time_window_size < kSmallestTimeWindow || rule.time_window_size > kLargestTimeWindow) {
      add(i, "timeWindowSize is outside PT1M to P1D");
    }
  }
  for (std::size_t i = 0; i < kAllowlistRules; ++i) {
    const AllowlistRule& rule = group.allowlist_rules[i];
    if (!rule.is_enabled || kTimeWindowRules + i != static_cast<std::size_t>(CustomRule::kConnectionToIpNotAllowed)) {
      continue;
    }
    for (const std::string& value : rule.allowlist_values) {
      if (!Cidr::parse(value)) add(kTimeWindowRules + i, "'" + value + "' is no address or block; write '10.0.0.0/8'");
    }
  }
  return problems;
}

}  // namespace picket
