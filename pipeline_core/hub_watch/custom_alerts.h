#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/time.h"

namespace picket {

/// The customizable alerts, by the `ruleType` of the device security group. First the rules that count in a time
/// window, then the allowlists.
/// Source: Microsoft.Security/deviceSecurityGroups, api 2019-08-01.
enum class CustomRule : std::uint8_t {
  kActiveConnectionsNotInAllowedRange,
  kFailedLocalLoginsNotInAllowedRange,
  kAmqpC2DMessagesNotInAllowedRange,
  kMqttC2DMessagesNotInAllowedRange,
  kHttpC2DMessagesNotInAllowedRange,
  kAmqpC2DRejectedMessagesNotInAllowedRange,
  kMqttC2DRejectedMessagesNotInAllowedRange,
  kHttpC2DRejectedMessagesNotInAllowedRange,
  kAmqpD2CMessagesNotInAllowedRange,
  kMqttD2CMessagesNotInAllowedRange,
  kHttpD2CMessagesNotInAllowedRange,
  kDirectMethodInvokesNotInAllowedRange,
  kFileUploadsNotInAllowedRange,
  kQueuePurgesNotInAllowedRange,
  kTwinUpdatesNotInAllowedRange,
  kUnauthorizedOperationsNotInAllowedRange,
  kConnectionToIpNotAllowed,  ///< the first allowlist
  kLocalUserNotAllowed,
  kProcessNotAllowed,
  kCount_
};
inline constexpr std::size_t kCustomRules = static_cast<std::size_t>(CustomRule::kCount_);
inline constexpr std::size_t kTimeWindowRules = static_cast<std::size_t>(CustomRule::kConnectionToIpNotAllowed);
inline constexpr std::size_t kAllowlistRules = kCustomRules - kTimeWindowRules;
/// The `ruleType`.
std::string_view to_string(CustomRule rule);
std::optional<CustomRule> find_custom_rule(std::string_view rule_type);

/// Fires when the number of a device's activities in the window is not within [min_threshold, max_threshold].
/// Defaults are those that the service returns for a new group.
struct TimeWindowRule {
  bool is_enabled = false;
  std::uint32_t min_threshold = 0;
  std::uint32_t max_threshold = 0;
  Duration time_window_size = Duration::minutes(15);
};

/// Fires on what is not in the list: addresses and blocks in CIDR form for kConnectionToIpNotAllowed, exact names
/// of users or processes for the others.
struct AllowlistRule {
  bool is_enabled = false;
  std::vector<std::string> allowlist_values;
};

/// By CustomRule.
struct TimeWindowRules : std::array<TimeWindowRule, kTimeWindowRules> {};
/// By CustomRule, the first at 0.
struct AllowlistRules : std::array<AllowlistRule, kAllowlistRules> {};

/// The rules of the devices whose twin carries the tag SecurityGroup with the group's name.
struct SecurityGroup {
  TimeWindowRules time_window_rules;
  AllowlistRules allowlist_rules;

  TimeWindowRule& time_window(CustomRule rule) { return time_window_rules[static_cast<std::size_t>(rule)]; }
  AllowlistRule& allowlist(CustomRule rule) {
    return allowlist_rules[static_cast<std::size_t>(rule) - kTimeWindowRules];
  }
};

/// Sizes of windows taken. Which ones the service takes is not published; ours.
inline constexpr Duration kSmallestTimeWindow = Duration::minutes(1);
inline constexpr Duration kLargestTimeWindow = Duration::days(1);

/// One thing that is wrong with an enabled rule of a group.
struct SecurityGroupProblem {
  CustomRule rule = CustomRule::kCount_;
  std::string_view field;   ///< of the rule: "min_threshold", "time_window_size", "allowlist_values"
  std::size_t value = 0;    ///< which of `allowlist_values`
  std::string says;         ///< without the rule's name
  std::string_view hint{};  ///< what to write in its place; may be empty
};
/// All of them, in the order of the rules. Empty: the group can be used.
std::vector<SecurityGroupProblem> problems_of(const SecurityGroup& group);

}  // namespace picket
