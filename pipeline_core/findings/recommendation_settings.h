#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>

#include "agent_core/base/time.h"

namespace picket {

/// The recommendations that rest on what agents report. Values number the bits of a device's state.
enum class RecommendationType : std::uint8_t {
  kOpenPorts,
  kPermissiveFirewallPolicy,
  kPermissiveInputFirewallRules,
  kPermissiveOutputFirewallRules,
  kBaseline,
  kAgentSendsUnutilizedMessages,
  kTwinNotOptimal,
  kTwinConflict,
  kCisBenchmarks,  ///< a family: one for each group of checks, by Recommendation::subtype
  kAgentTypes_,    ///< number of the agents' types; those of the hub have a list of their own
};
inline constexpr std::size_t kAgentRecommendations = static_cast<std::size_t>(RecommendationType::kAgentTypes_);

/// What makes a recommendation of a report.
struct RecommendationSettings {
  /// Types that are switched off, by RecommendationType; the product has the same switch for a solution.
  std::bitset<kAgentRecommendations> disabled;
  /// A rule of the firewall is permissive if its range is at least as wide: a prefix of this length or
  /// shorter. The product does not publish its bound; ours.
  int widest_prefix_v4 = 8;
  int widest_prefix_v6 = 32;
  /// Source: ">= 10 % of security messages smaller than 4 KB during the last 24 h", defender.md 5.6.
  double small_message_share = 0.10;
  /// Items whose times are no further apart are one report, in however many messages it came. Estimate: longer than
  /// an agent takes to send a list, shorter than it waits for the next one.
  Duration report_parts_within = Duration::minutes(5);
};

}  // namespace picket
