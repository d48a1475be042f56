#pragma once

#include <bitset>

#include "agent_core/base/time.h"
#include "pipeline_core/findings/recommendation_type.h"

namespace picket {

/// Which recommendations there are, and what makes one of a report.
struct RecommendationSettings {
  /// Types that are switched off, by RecommendationType; the product has the same switch for a solution
  /// (`recommendationsConfiguration`).
  std::bitset<kRecommendations> disabled;
  /// A rule of the firewall is permissive if its range is at least as wide: a prefix of this length or
  /// shorter. The product does not publish its bound; ours.
  int widest_prefix_v4 = 8;
  int widest_prefix_v6 = 32;
  /// Source: ">= 10 % of security messages smaller than 4 KB during the last 24 h", defender.md 5.6.
  double small_message_share = 0.10;
  /// Items whose times are no further apart are one report, in however many messages it came; it is whole so long after
  /// its first message. Estimate: longer than an agent takes to send a list, shorter than it waits for the next one.
  Duration report_parts_within = Duration::minutes(5);
};

}  // namespace picket
