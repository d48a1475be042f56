#pragma once

#include <array>
#include <string_view>

#include "pipeline_core/hub_watch/settings.h"
#include "sim/scenario/field.h"

/// The customizable alerts that a scenario may choose, by the service's names; in the namespace of the types.
namespace picket {

namespace hub_watch_words {

inline constexpr std::string_view kService = "Microsoft.Security/deviceSecurityGroups, api 2019-08-01";

/// What each rule counts or lists, by CustomRule. A run has neither cloud-to-device messages nor direct methods, uploads
/// or queues that are emptied, and its devices speak MQTT.
inline constexpr std::array<std::string_view, kCustomRules> kRules{
    "Network observations of the device, one for each flow that its agent reports.",
    "Failed local logins that its agent reports.",
    "Cloud-to-device messages over AMQP; a run has none.",
    "Cloud-to-device messages over MQTT; a run has none.",
    "Cloud-to-device messages over HTTP; a run has none.",
    "Cloud-to-device messages over AMQP that the device rejects; a run has none.",
    "Cloud-to-device messages over MQTT that the device rejects; a run has none.",
    "Cloud-to-device messages over HTTP that the device rejects; a run has none.",
    "Device-to-cloud messages over AMQP; a run has none.",
    "Device-to-cloud messages over MQTT: in a run, its security messages.",
    "Device-to-cloud messages over HTTP; a run has none.",
    "Direct methods invoked on the device; a run has none.",
    "Files that the device uploads by the hub; a run has none.",
    "Times that the device's command queue is emptied; a run has none.",
    "Updates of the device's twin: in a run, the policy's twin_changes.",
    "Operations that were refused as unauthorized.",
    "Addresses and blocks that the device may call.",
    "Users that may log in.",
    "Names of processes that may start, without their folder.",
};

}  // namespace hub_watch_words

template <class Visitor>
void describe(Visitor& v, TimeWindowRule& r) {
  using sim::Grade;
  v.field("is_enabled", r.is_enabled,
          {.says = "The rule is held to.", .grade = Grade::kPublished, .source = hub_watch_words::kService});
  v.field("min_threshold", r.min_threshold,
          {.says = "Fewer activities in a window alert once it has closed.",
           .grade = Grade::kPublished,
           .source = hub_watch_words::kService});
  v.field("max_threshold", r.max_threshold,
          {.says = "The activity that makes it more than so many alerts.",
           .grade = Grade::kPublished,
           .source = hub_watch_words::kService});
  v.field("time_window_size", r.time_window_size,
          {.says = "Windows begin at multiples of it since 1970.",
           .min = kSmallestTimeWindow.to_seconds(),
           .max = kLargestTimeWindow.to_seconds(),
           .grade = Grade::kPublished,
           .source = hub_watch_words::kService});
}

template <class Visitor>
void describe(Visitor& v, AllowlistRule& r) {
  v.field("is_enabled", r.is_enabled,
          {.says = "The rule is held to.",
           .grade = sim::Grade::kPublished,
           .source = hub_watch_words::kService});
  v.field("allowlist_values", r.allowlist_values, {.says = "What is allowed; anything else alerts."});
}

template <class Visitor>
void describe(Visitor& v, TimeWindowRules& rules) {
  for (std::size_t i = 0; i < kTimeWindowRules; ++i) {
    v.field(to_string(static_cast<CustomRule>(i)), rules[i], {.says = hub_watch_words::kRules[i]});
  }
}

template <class Visitor>
void describe(Visitor& v, AllowlistRules& rules) {
  for (std::size_t i = 0; i < kAllowlistRules; ++i) {
    const std::size_t rule = kTimeWindowRules + i;
    v.field(to_string(static_cast<CustomRule>(rule)), rules[i], {.says = hub_watch_words::kRules[rule]});
  }
}

template <class Visitor>
void describe(Visitor& v, SecurityGroup& g) {
  v.field("time_window_rules", g.time_window_rules,
          {.says = "How many activities of a device a window of time may have, by the service's ruleType."});
  v.field("allowlist_rules", g.allowlist_rules, {.says = "What a device may do, by the service's ruleType."});
}

template <class Visitor>
void describe(Visitor& v, IpFilterSettings& f) {
  using sim::Grade;
  v.field("shortest_prefix_v4", f.shortest_prefix_v4,
          {.says = "A rule of the hub's IP filter that accepts a block with a shorter prefix has a large range.",
           .min = 0,
           .max = 32,
           .grade = Grade::kEstimated,
           .plausible = {8, 24}});
  v.field("shortest_prefix_v6", f.shortest_prefix_v6,
          {.says = "The same for IPv6.", .min = 0, .max = 128, .grade = Grade::kEstimated, .plausible = {24, 48}});
}

}  // namespace picket
