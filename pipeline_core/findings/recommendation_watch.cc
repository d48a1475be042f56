#include "pipeline_core/findings/recommendation_watch.h"

#include <algorithm>

#include "agent_core/base/text.h"

namespace picket {
namespace {

constexpr std::uint32_t bit_of(std::size_t place) {
  return 1U << place;
}
static_assert(kAgentRecommendations <= 32 && kMaxBaselineGroups <= 32, "a device's state is one bit each");

std::uint32_t seconds_of(Time time) {
  const std::int64_t seconds = time.unix_seconds();
  return seconds <= 0 ? 1U : seconds >= 0xffffffffLL ? 0xffffffffU : static_cast<std::uint32_t>(seconds);
}

}  // namespace

bool RecommendationWatch::is_same_report(std::uint32_t report, std::uint32_t decided) const {
  return decided != 0 && report >= decided && report - decided <= settings_.report_parts_within.count_seconds();
}

bool RecommendationWatch::is_active(std::size_t slot, RecommendationType type) const {
  return slot < states_.size() && (states_[slot].active & bit_of(static_cast<std::size_t>(type))) != 0;
}

void RecommendationWatch::observe(const Message& message, const TextTable& texts, std::vector<Recommendation>& out) {
  if (!has_reports(message.observations)) return;
  if (message.slot >= states_.size()) states_.resize(message.slot + 1);
  State& state = states_[message.slot];
  ReportJudgements judgements = judge_reports(message.observations, texts, settings_);
  judge_messages(state, message, judgements);
  // The groups' own report is the baseline's; it is decided before the baseline notes the time.
  decide_groups(state, message, judgements, judgements[RecommendationType::kCisBenchmarks], out);
  for (std::size_t type = 0; type < kAgentRecommendations; ++type) {
    if (static_cast<RecommendationType>(type) == RecommendationType::kCisBenchmarks) continue;
    decide(state, message, static_cast<RecommendationType>(type), judgements.of[type], out);
  }
}

void RecommendationWatch::decide(State& state, const Message& message, RecommendationType type,
                                 ReportJudgement& judgement, std::vector<Recommendation>& out) {
  const auto place = static_cast<std::size_t>(type);
  if (!judgement.reported || settings_.disabled[place]) return;
  const std::uint32_t report = seconds_of(judgement.report_time);
  const bool was_active = (state.active & bit_of(place)) != 0;
  // What the same report said in an earlier message is not taken back; an older report decides nothing.
  const bool is_part = is_same_report(report, state.decided[place]);
  if (report < state.decided[place] || (is_part && !judgement.found)) return;
  state.decided[place] = report;
  if (judgement.found == was_active) return;
  state.active ^= bit_of(place);
  out.push_back({message.time,
                 message.device,
                 type,
                 {},
                 judgement.found ? RecommendationState::kActive : RecommendationState::kResolved,
                 Evidence{message.device, message.sequence, judgement.observation},
                 judgement.found ? std::move(judgement.additional_data) : std::string(),
                 {}});
}

std::size_t RecommendationWatch::place_of(const std::string& group) {
  const auto known = std::find(groups_.begin(), groups_.end(), group);
  const auto place = static_cast<std::size_t>(known - groups_.begin());
  if (known == groups_.end() && groups_.size() < kMaxBaselineGroups) groups_.push_back(group);
  if (place >= kMaxBaselineGroups) ++groups_refused_;
  return place;
}

void RecommendationWatch::decide_groups(State& state, const Message& message, const ReportJudgements& judgements,
                                        const ReportJudgement& all, std::vector<Recommendation>& out) {
  const auto type = static_cast<std::size_t>(RecommendationType::kCisBenchmarks);
  if (!all.reported || settings_.disabled[type]) return;
  const std::uint32_t report = seconds_of(all.report_time);
  if (report < state.decided[type]) return;
  const bool is_part = is_same_report(report, state.decided[type]);
  state.decided[type] = report;
  const auto change = [&](std::size_t place, std::uint32_t observation, bool failed) {
    state.groups_active ^= bit_of(place);
    out.push_back({message.time,
                   message.device,
                   RecommendationType::kCisBenchmarks,
                   groups_[place],
                   failed ? RecommendationState::kActive : RecommendationState::kResolved,
                   Evidence{message.device, message.sequence, observation},
                   {},
                   {}});
  };
  for (const BaselineGroup& group : judgements.groups) {
    const std::size_t place = place_of(group.name);
    if (place >= kMaxBaselineGroups) continue;
    const bool was_active = (state.groups_active & bit_of(place)) != 0;
    if (group.failed != was_active && (group.failed || !is_part)) change(place, group.observation, group.failed);
  }
  if (all.found || is_part) return;
  // Agents that report failures alone send nothing of a group that passes.
  for (std::size_t place = 0; place < groups_.size(); ++place) {
    if ((state.groups_active & bit_of(place)) != 0) change(place, all.observation, false);
  }
}

void RecommendationWatch::judge_messages(State& state, const Message& message, ReportJudgements& judgements) const {
  constexpr std::uint32_t kDay = 24;
  constexpr std::uint32_t kBatchHours = 4;
  ReportJudgement& judgement = judgements[RecommendationType::kAgentSendsUnutilizedMessages];
  if (!judgement.reported) return;
  const std::uint32_t hour = seconds_of(message.time) / 3600;
  if (state.batches[0].hour == 0 || hour >= state.batches[0].hour + kBatchHours) {
    std::move_backward(state.batches.begin(), state.batches.end() - 1, state.batches.end());
    state.batches[0] = {hour, 0, 0};
  }
  state.batches[0].sent += judgements.messages_sent;
  state.batches[0].small += judgements.messages_small;
  double sent = 0;
  double small = 0;
  for (const Batch& batch : state.batches) {
    if (batch.hour == 0 || batch.hour + kDay < hour) continue;
    sent += batch.sent;
    small += batch.small;
  }
  judgement.found = sent > 0 && small >= settings_.small_message_share * sent;
  if (judgement.found) {
    judgement.additional_data = "{\"MessagesSent\":" + std::to_string(static_cast<std::uint64_t>(sent)) +
                                ",\"MessagesUnder4KB\":" + std::to_string(static_cast<std::uint64_t>(small)) + "}";
  }
}

}  // namespace picket
