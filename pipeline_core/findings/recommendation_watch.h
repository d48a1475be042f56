#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "pipeline_core/findings/recommendation.h"
#include "pipeline_core/findings/report_judgement.h"

namespace picket {

/// Holds which recommendations are active for the devices of a shard, and says what changes.
///
/// Model:  one recommendation per device and type (kCisBenchmarks: and group). A report with the problem makes
///         it active; a later report without it resolves it. Messages carry no end of a report and no name of it:
///         items whose times lie within `report_parts_within` of its first message's are one report, in however many
///         messages. A problem that a part names holds at once. That a report lacks one only the whole report says:
///         `report_parts_within` after the part that lacks it was accepted, at once if the report says that there is
///         nothing to list; a part, or a newer report, that names it until then leaves it active, and nothing is said.
///         A report that was delayed decides nothing that a newer one already has.
///         Small messages: shares are over the reports of the last 24 hours.
/// State:  120 bytes a device, and 48 for each problem that a report at hand lacks so far. Names of groups are kept once for the shard, at most kMaxBaselineGroups; checks of
///         further groups count for kBaseline alone.
/// Limits: a policy that leaves out what did not change sends parts of reports, and what a part does not
///         repeat is resolved. A group that no longer occurs in the reports stays active unless nothing fails.
///         Configuration errors come when there are some: without a later report they stay active.
/// Source: defender.md 5.6.
class RecommendationWatch {
 public:
  explicit RecommendationWatch(const RecommendationSettings& settings) : settings_(settings) {}

  struct Message {
    std::size_t slot = 0;  ///< the device's place in the shard
    DeviceId device;
    std::uint32_t sequence = 0;
    Time time;  ///< acceptance
    std::span<const Observation> observations;
  };
  /// Adds the changes to `out`, with `time` that of acceptance.
  void observe(const Message& message, const TextTable& texts, std::vector<Recommendation>& out);

  /// Resolves what whole reports lack by `now`; call it before `observe` with all that was due earlier.
  void settle(Time now, std::vector<Recommendation>& out);
  /// Nothing is to settle before this.
  Time next_due() const { return waiting_.empty() ? Time::max() : waiting_.front().due; }

  /// True if the recommendation is active for the device at that place.
  bool is_active(std::size_t slot, RecommendationType type) const;
  /// Groups of checks in reports that had no place left: they count for kBaseline alone.
  std::uint64_t groups_refused() const { return groups_refused_; }
  static constexpr std::size_t bytes_per_device() { return sizeof(State); }

 private:
  /// Messages of a part of the last day.
  struct Batch {
    std::uint32_t hour = 0;  ///< since 1970; 0: free
    std::uint32_t sent = 0;
    std::uint32_t small = 0;
  };
  struct State {
    std::uint32_t active = 0;         ///< by type
    std::uint32_t groups_active = 0;  ///< by place in `groups_`
    std::uint32_t groups_failed = 0;  ///< the same: in the report that decided the groups last
    /// Unix seconds of the report that decided a type last, by the latest item of its first message; 0: none.
    std::array<std::uint32_t, kAgentRecommendations> decided{};
    std::array<Batch, 6> batches{};  ///< newest first, one for at least four hours each
  };
  /// A problem that a report lacks, as far as it has come.
  struct Lacking {
    Time due;
    RecommendationType type = RecommendationType::kOpenPorts;
    std::uint8_t place = 0;  ///< kCisBenchmarks: of the group
    Evidence evidence;
  };
  struct Waiting {
    Time due;
    std::size_t slot = 0;
  };
  struct Problem {
    RecommendationType type = RecommendationType::kOpenPorts;
    std::uint8_t place = 0;
    std::uint32_t observation = 0;  ///< that says or lacks it
    bool whole = false;             ///< the report is
  };
  void resolve(State& state, const Lacking& lacking, std::vector<Recommendation>& out);
  /// The report lacks it: resolves it, or waits for further parts.
  void lack(State& state, const Message& message, const Problem& problem, std::vector<Recommendation>& out);
  /// A part names it: nothing waits any more.
  void name(std::size_t slot, RecommendationType type, std::uint8_t place);
  bool is_same_report(std::uint32_t report, std::uint32_t decided) const;
  void decide(State& state, const Message& message, RecommendationType type, ReportJudgement& judgement,
              std::vector<Recommendation>& out);
  void decide_groups(State& state, const Message& message, const ReportJudgements& judgements,
                     const ReportJudgement& all, std::vector<Recommendation>& out);
  void judge_messages(State& state, const Message& message, ReportJudgements& judgements) const;
  std::size_t place_of(const std::string& group);

  const RecommendationSettings& settings_;
  std::vector<State> states_;
  std::unordered_map<std::size_t, std::vector<Lacking>> lacking_;  ///< by slot; never iterated
  std::deque<Waiting> waiting_;  ///< in the order of their dues; what was named since is no longer in `lacking_`
  std::vector<std::string> groups_;
  std::uint64_t groups_refused_ = 0;
};

}  // namespace picket
