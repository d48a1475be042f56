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
  // What the same report said in an earlier message is not taken back; an older report decides nothing.
  const bool is_part = is_same_report(report, state.decided[place]);
  if (report < state.decided[place] || (is_part && !judgement.found)) return;
  if (!is_part) state.decided[place] = report;
  if (!judgement.found) return lack(state, message, {type, 0, judgement.observation, judgement.whole}, out);
  name(message.slot, type, 0);
  if ((state.active & bit_of(place)) != 0) return;
  state.active |= bit_of(place);
  out.push_back({message.time,
                 message.device,
                 type,
                 {},
                 RecommendationState::kActive,
                 Evidence{message.device, message.sequence, judgement.observation},
                 std::move(judgement.additional_data),
                 {}});
}

void RecommendationWatch::lack(State& state, const Message& message, const Problem& problem,
                               std::vector<Recommendation>& out) {
  const bool is_group = problem.type == RecommendationType::kCisBenchmarks;
  const std::uint32_t active = is_group ? state.groups_active : state.active;
  if ((active & bit_of(is_group ? problem.place : static_cast<std::size_t>(problem.type))) == 0) return;
  const Evidence evidence{message.device, message.sequence, problem.observation};
  if (problem.whole) {
    name(message.slot, problem.type, problem.place);
    return resolve(state, {message.time, problem.type, problem.place, evidence}, out);
  }
  std::vector<Lacking>& of_device = lacking_[message.slot];
  const bool waits = std::any_of(of_device.begin(), of_device.end(), [&](const Lacking& known) {
    return known.type == problem.type && known.place == problem.place;
  });
  if (waits) return;  // an earlier report lacks it too
  const Time due = message.time + settings_.report_parts_within;
  of_device.push_back({due, problem.type, problem.place, evidence});
  if (waiting_.empty() || waiting_.back().due != due || waiting_.back().slot != message.slot) {
    waiting_.push_back({due, message.slot});
  }
}

void RecommendationWatch::name(std::size_t slot, RecommendationType type, std::uint8_t place) {
  const auto of_device = lacking_.find(slot);
  if (of_device == lacking_.end()) return;
  std::erase_if(of_device->second, [&](const Lacking& known) { return known.type == type && known.place == place; });
  if (of_device->second.empty()) lacking_.erase(of_device);
}

void RecommendationWatch::settle(Time now, std::vector<Recommendation>& out) {
  while (!waiting_.empty() && waiting_.front().due <= now) {
    const Waiting whole = waiting_.front();
    waiting_.pop_front();
    const auto of_device = lacking_.find(whole.slot);
    if (of_device == lacking_.end()) continue;
    std::erase_if(of_device->second, [&](const Lacking& lacking) {
      if (lacking.due > whole.due) return false;
      resolve(states_[whole.slot], lacking, out);
      return true;
    });
    if (of_device->second.empty()) lacking_.erase(of_device);
  }
}

void RecommendationWatch::resolve(State& state, const Lacking& lacking, std::vector<Recommendation>& out) {
  const bool is_group = lacking.type == RecommendationType::kCisBenchmarks;
  if (is_group) {
    state.groups_active &= ~bit_of(lacking.place);
  } else {
    state.active &= ~bit_of(static_cast<std::size_t>(lacking.type));
  }
  out.push_back({lacking.due,
                 lacking.evidence.device,
                 lacking.type,
                 is_group ? groups_[lacking.place] : std::string(),
                 RecommendationState::kResolved,
                 lacking.evidence,
                 {},
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
  if (!is_part) {
    state.decided[type] = report;
    state.groups_failed = 0;
  }
  for (const BaselineGroup& group : judgements.groups) {
    const std::size_t place = place_of(group.name);
    if (place >= kMaxBaselineGroups) continue;
    const auto group_place = static_cast<std::uint8_t>(place);
    if (!group.failed) {
      // What another part of the report says fails is not taken back.
      if ((state.groups_failed & bit_of(place)) == 0) {
        lack(state, message, {RecommendationType::kCisBenchmarks, group_place, group.observation, all.whole}, out);
      }
      continue;
    }
    state.groups_failed |= bit_of(place);
    name(message.slot, RecommendationType::kCisBenchmarks, group_place);
    if ((state.groups_active & bit_of(place)) != 0) continue;
    state.groups_active |= bit_of(place);
    out.push_back({message.time,
                   message.device,
                   RecommendationType::kCisBenchmarks,
                   groups_[place],
                   RecommendationState::kActive,
                   Evidence{message.device, message.sequence, group.observation},
                   {},
                   {}});
  }
  if (all.found || is_part) return;
  // Agents that report failures alone send nothing of a group that passes.
  for (std::size_t place = 0; place < groups_.size(); ++place) {
    lack(state, message,
         {RecommendationType::kCisBenchmarks, static_cast<std::uint8_t>(place), all.observation, all.whole}, out);
  }
}

void RecommendationWatch::judge_messages(State& state, const Message& message, ReportJudgements& judgements) const {
  constexpr std::uint32_t kDay = 24;
  constexpr std::uint32_t kBatchHours = 4;
  ReportJudgement& judgement = judgements[RecommendationType::kAgentSendsUnutilizedMessages];
  if (!judgement.reported) return;
  judgement.whole = true;  // a day's counts are no list
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
