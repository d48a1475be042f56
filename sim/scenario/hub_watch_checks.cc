#include "sim/scenario/hub_watch_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "agent_core/base/closest_word.h"
#include "pipeline_core/rules/predicate.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/references.h"
#include "sim/scenario/scenario_fields.h"
#include "sim/scenario/type_info.h"
#include "sim/scenario/writer.h"

namespace picket::sim {

namespace {

constexpr std::string_view kGroups = "pipeline.hub_watch.security_groups";

/// Source: monitor-iot-hub-reference, 2024-06-26.
constexpr std::array<std::string_view, 14> kLogCategories{
    "Connections",       "DeviceTelemetry",   "C2DCommands", "DeviceIdentityOperations", "FileUploadOperations",
    "Routes",            "D2CTwinOperations", "TwinQueries", "C2DTwinOperations",        "JobsOperations",
    "DirectMethods",     "Configurations",    "DistributedTracing", "DeviceStreams"};

/// What a run has activities for; the other time windows of a device stay empty.
constexpr std::array<CustomRule, 5> kCountedInRuns{
    CustomRule::kActiveConnectionsNotInAllowedRange, CustomRule::kFailedLocalLoginsNotInAllowedRange,
    CustomRule::kMqttD2CMessagesNotInAllowedRange, CustomRule::kTwinUpdatesNotInAllowedRange,
    CustomRule::kUnauthorizedOperationsNotInAllowedRange};

std::string rule_path(const std::string& group, CustomRule rule) {
  const bool counts = static_cast<std::size_t>(rule) < kTimeWindowRules;
  const std::string rules = child_path(child_path(kGroups, group), counts ? "time_window_rules" : "allowlist_rules");
  return child_path(rules, to_string(rule));
}

/// Whether a part is as it is without a word of it: a text that gives every value, as results keep it, asks for nothing.
template <class Part>
bool is_default(const Part& part, const Part& without = {}) {
  return write_yaml(part) == write_yaml(without);
}

class HubWatchCheck {
 public:
  HubWatchCheck(const Scenario& scenario, const Places& places, Diagnostics& diagnostics)
      : s_(scenario), places_(places), diagnostics_(diagnostics) {}

  void run() {
    const auto& groups = s_.pipeline.hub_watch.security_groups;
    constexpr std::size_t kMost = 1'000;
    if (groups.size() > kMost) {
      tell(Code::kTooBig, std::string(kGroups), fmt::format("{} groups; at most {} are taken", groups.size(), kMost));
      return;
    }
    for (const auto& [name, group] : groups) {
      problems(name, group);
      unused(name, group);
    }
    for (std::size_t i = 0; i < s_.fleet.size(); ++i) fleet_group(s_.fleet[i], item_path("fleet", i));
    twin_data();
    for (std::size_t i = 0; i < s_.hubs.size(); ++i) {
      configuration(s_.hubs[i].configuration, child_path(item_path("hubs", i), "configuration"));
    }
    if (places_.contains("fixed_hub.configuration") && !is_default(s_.fixed_hub.configuration, default_configuration())) {
      warn("fixed_hub.configuration", "the second table asks what hardware carries; the hubs' own configuration is judged",
           "write it in hubs");
    }
  }

 private:
  void tell(Code code, const std::string& path, std::string message, std::string hint = "") {
    diagnostics_.add(code, place_of(places_, path), path, std::move(message), std::move(hint));
  }
  void warn(const std::string& path, std::string message, std::string hint = "") {
    tell(Code::kHubWatchUnused, path, std::move(message), std::move(hint));
  }

  void problems(const std::string& name, const SecurityGroup& group) {
    for (const SecurityGroupProblem& problem : problems_of(group)) {
      std::string path = child_path(rule_path(name, problem.rule), problem.field);
      if (problem.field == "time_window_size" && places_.contains(path)) continue;  // the reader has said so
      if (problem.field == "allowlist_values") path = item_path(path, problem.value);
      tell(Code::kSecurityGroup, path, problem.says, std::string(problem.hint));
    }
  }

  void unused(const std::string& name, const SecurityGroup& group) {
    const auto in_it = [&](const FleetGroup& line) {
      const std::string& tag = line.identities.security_group;
      return (tag.empty() ? std::string(kDefaultGroup) : tag) == name;
    };
    if (std::ranges::none_of(s_.fleet, in_it)) {
      warn(child_path(kGroups, name), "no device is in the group",
           fmt::format("write 'identities: {{security_group: {}}}' in a fleet group", name));
    }
    for (std::size_t i = 0; i < kTimeWindowRules; ++i) {
      const auto rule = static_cast<CustomRule>(i);
      const TimeWindowRule& window = group.time_window_rules[i];
      switched_off(rule_path(name, rule), window.is_enabled);
      if (!window.is_enabled || std::ranges::find(kCountedInRuns, rule) != kCountedInRuns.end()) continue;
      warn(rule_path(name, rule), fmt::format("a run has no such activities, so the rule {}",
                                              window.min_threshold == 0 ? "never alerts" : "alerts in every window"));
    }
    for (std::size_t i = 0; i < kAllowlistRules; ++i) {
      switched_off(rule_path(name, static_cast<CustomRule>(kTimeWindowRules + i)), group.allowlist_rules[i].is_enabled);
    }
  }

  void switched_off(const std::string& path, bool is_enabled) {
    if (is_enabled || !places_.contains(path) || places_.contains(child_path(path, "is_enabled"))) return;
    warn(path, "the rule is not enabled", "write 'is_enabled: true'");
  }

  void fleet_group(const FleetGroup& group, const std::string& path) {
    const double share = group.identities.shared_credential_share;
    if (share > 0 && std::floor(group.count * share + 1e-9) < 2) {
      warn(child_path(path, "identities.shared_credential_share"),
           fmt::format("of {} devices fewer than two would share a key", group.count));
    }
    if (!group.edge_manifest || group.edge_manifest->deviating_share <= 0) return;
    const auto& groups = s_.pipeline.hub_watch.security_groups;
    if (!group.identities.security_group.empty() || groups.contains(std::string(kDefaultGroup))) return;
    warn(child_path(path, "edge_manifest.deviating_share"),
         "module settings are compared within a security group, and these devices are in none",
         "write 'identities: {security_group: NAME}'");
  }

  void twin_data() {
    if (s_.pipeline.hub_watch.twin_data) return;
    std::vector<std::string> unread;
    if (!s_.pipeline.hub_watch.security_groups.empty()) unread.emplace_back(kGroups);
    for (std::size_t i = 0; i < s_.fleet.size(); ++i) {
      if (!is_default(s_.fleet[i].identities)) unread.push_back(child_path(item_path("fleet", i), "identities"));
      if (s_.fleet[i].edge_manifest) unread.push_back(child_path(item_path("fleet", i), "edge_manifest"));
    }
    for (std::size_t i = 0; i < s_.hubs.size(); ++i) {
      if (s_.hubs[i].configuration.twin_change_events) unread.push_back(child_path(item_path("hubs", i), "configuration.twin_change_events"));
    }
    for (const std::string& path : unread) {
      if (places_.contains(path)) warn(path, "with `twin_data: false` nobody looks at it");
    }
  }

  void configuration(const HubConfiguration& c, const std::string& path) {
    for (std::size_t i = 0; i < c.ip_filter_rules.size(); ++i) {
      const std::string& mask = c.ip_filter_rules[i].ip_mask;
      const std::string at = child_path(item_path(child_path(path, "ip_filter_rules"), i), "ip_mask");
      if (Cidr::parse(mask) || !places_.contains(at)) continue;
      tell(Code::kIpFilter, at, fmt::format("{} is no address or block", quote(mask)),
           "write '203.0.113.0/24', without bits after the prefix");
    }
    for (std::size_t s = 0; s < c.diagnostic_settings.size(); ++s) {
      const std::string setting = item_path(child_path(path, "diagnostic_settings"), s);
      const std::vector<std::string>& categories = c.diagnostic_settings[s].categories;
      if (categories.empty() && places_.contains(setting)) {
        warn(setting, "the diagnostic setting sends no category of the hub's log anywhere",
             "write 'categories: [Connections, DeviceTelemetry, C2DTwinOperations]'");
      }
      for (std::size_t i = 0; i < categories.size(); ++i) category(categories[i], item_path(child_path(setting, "categories"), i));
    }
  }

  void category(const std::string& word, const std::string& path) {
    if (std::ranges::find(kLogCategories, word) != kLogCategories.end()) return;
    const std::string near = closest_word(word, kLogCategories);
    tell(Code::kUnknownWord, path, fmt::format("the hub's log has no category {}", quote(word)),
         near.empty() ? fmt::format("there are: {}", fmt::join(kLogCategories, ", "))
                      : fmt::format("did you mean '{}'?", near));
  }

  const Scenario& s_;
  const Places& places_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_hub_watch(const Scenario& scenario, const Places& places, Diagnostics& diagnostics) {
  HubWatchCheck(scenario, places, diagnostics).run();
}

}  // namespace picket::sim
