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

std::vector<SecurityGroupProblem> problems_of(const SecurityGroup& group) {
  std::vector<SecurityGroupProblem> problems;
  for (std::size_t i = 0; i < kTimeWindowRules; ++i) {
    const TimeWindowRule& rule = group.time_window_rules[i];
    const auto name = static_cast<CustomRule>(i);
    if (!rule.is_enabled) continue;
    if (rule.min_threshold > rule.max_threshold) {
      problems.push_back({name, "min_threshold", 0,
                          std::to_string(rule.min_threshold) + " is above max_threshold, " +
                              std::to_string(rule.max_threshold) + ": no number of activities is allowed"});
    }
    if (rule.time_window_size < kSmallestTimeWindow || rule.time_window_size > kLargestTimeWindow) {
      problems.push_back({name, "time_window_size", 0, "the window is outside PT1M to P1D"});
    }
  }
  constexpr CustomRule kBlocks = CustomRule::kConnectionToIpNotAllowed;
  const AllowlistRule& blocks = group.allowlist_rules[static_cast<std::size_t>(kBlocks) - kTimeWindowRules];
  for (std::size_t v = 0; blocks.is_enabled && v < blocks.allowlist_values.size(); ++v) {
    if (Cidr::parse(blocks.allowlist_values[v])) continue;
    problems.push_back({kBlocks, "allowlist_values", v, "'" + blocks.allowlist_values[v] + "' is no address or block",
                        "write '10.0.0.0/8', without bits after the prefix"});
  }
  return problems;
}

}  // namespace picket
