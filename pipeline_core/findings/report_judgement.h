#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "agent_core/message/record.h"
#include "pipeline_core/findings/recommendation_catalogue.h"
#include "pipeline_core/findings/recommendation_settings.h"

namespace picket {

/// What the reports in one message say about one type of recommendation.
struct ReportJudgement {
  bool reported = false;  ///< the message has a report that decides the type
  bool found = false;     ///< it says that the device has the problem
  Time report_time;       ///< latest time of the report's items
  bool whole = false;     ///< it has no further parts: it says that there is nothing to list, or is no list
  std::uint32_t observation = 0;  ///< the first item with the problem; else the last item
  std::string additional_data;    ///< JSON object if found
};

/// A group of checks of the baseline, in one report.
struct BaselineGroup {
  std::string name;
  bool failed = false;
  std::uint32_t observation = 0;
};

/// Reads the reports of one message.
///
/// Model:  open ports: an item whose local address is not the device itself. Firewall: an enabled rule without
///         addresses and port is a chain's policy, permissive if it allows; any other enabled rule that allows is
///         permissive if the range it allows (its sources in the input chain, its destinations in the output
///         chain) is as wide as the settings say. Baseline: an item with result Fail or Err; its group is the
///         part of the check's id before the number ("CIS-debian-9-Filesystem-1.1.2": Filesystem).
///         Configuration errors: by type. Message statistics are gathered over a day by the caller.
/// Limits: a message carries no mark of a report's end: all items of a kind in one message are its report, or a part of
///         it, which the caller joins.
///         Generation 1 lists no direction but by its chain, and an allow-all rule looks like a policy.
///         Lists in `additional_data` show the first 8 items; at most 32 groups of checks are told apart.
/// Source: defender.md 5.6; form of `Rules`, the sample in 6.3.
struct ReportJudgements {
  std::array<ReportJudgement, kAgentRecommendations> of{};
  std::vector<BaselineGroup> groups;
  std::uint32_t messages_sent = 0;
  std::uint32_t messages_small = 0;

  ReportJudgement& operator[](RecommendationType type) { return of[static_cast<std::size_t>(type)]; }
};
inline constexpr std::size_t kMaxBaselineGroups = 32;

/// True if a message may hold reports that decide a recommendation.
bool has_reports(std::span<const Observation> observations);
ReportJudgements judge_reports(std::span<const Observation> observations, const TextTable& texts,
                               const RecommendationSettings& settings);

}  // namespace picket
