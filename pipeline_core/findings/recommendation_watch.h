#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "pipeline_core/findings/recommendation.h"
#include "pipeline_core/findings/report_judgement.h"

namespace picket {

/// Holds which recommendations are active for the devices of a shard, and says what changes.
///
/// Model:  one recommendation per device and type (kCisBenchmarks: and group). A report with the problem makes
///         it active; a later report without it resolves it. Parts of one report in several messages have nearly
///         one time, and what one part says another does not take back; a report that was delayed decides
///         nothing that a newer one already has.
///         Small messages: shares are over the reports of the last 24 hours.
/// State:  116 bytes a device. Names of groups are kept once for the shard, at most kMaxBaselineGroups; checks of
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
    /// Unix seconds of the report that decided a type last; 0: none.
    std::array<std::uint32_t, kAgentRecommendations> decided{};
    std::array<Batch, 6> batches{};  ///< newest first, one for at least four hours each
  };
  bool is_same_report(std::uint32_t report, std::uint32_t decided) const;
  void decide(State& state, const Message& message, RecommendationType type, ReportJudgement& judgement,
              std::vector<Recommendation>& out);
  void decide_groups(State& state, const Message& message, const ReportJudgements& judgements,
                     const ReportJudgement& all, std::vector<Recommendation>& out);
  void judge_messages(State& state, const Message& message, ReportJudgements& judgements) const;
  std::size_t place_of(const std::string& group);

  const RecommendationSettings& settings_;
  std::vector<State> states_;
  std::vector<std::string> groups_;
  std::uint64_t groups_refused_ = 0;
};

}  // namespace picket
