#include <utility>

#include "agent_core/agent.h"
#include "agent_core/agent_state.h"
#include "agent_core/collect/rtos_schedule.h"
#include "agent_core/policy/agent_plan.h"

namespace picket {
namespace {

constexpr std::uint32_t kMeteredBlockBytes = 4'096;  ///< a metered block; the C agent's own limit, defender.md 4.1

void count_for_c(MessageStatistics& messages, DeliveryOutcome outcome, std::uint32_t bytes) {
  if (outcome == DeliveryOutcome::kAccepted) {
    ++messages.messages_sent;
    if (bytes < kMeteredBlockBytes) ++messages.messages_under_4kb;
  } else if (outcome == DeliveryOutcome::kFailed) {
    ++messages.total_failed;
  }
}

void count_for_csharp(MessageStatistics& messages, DeliveryOutcome outcome) {
  if (outcome == DeliveryOutcome::kAccepted) return;
  ++messages.messages_sent;
  if (outcome != DeliveryOutcome::kDelivered) ++messages.total_failed;
}

bool counts(const AgentPlan& plan, const AgentState& state) {
  return is_generation_1(plan.policy.generation) && state.phase == AgentPhase::kRunning;
}

}  // namespace

void on_delivery(const AgentPlan& plan, AgentState& state, Time now, std::uint32_t sequence, DeliveryOutcome outcome,
                 std::uint32_t bytes) {
  if (plan.policy.generation == Generation::kG2Rtos) {
    rtos_delivery(plan, state, now, sequence, outcome);
  } else if (counts(plan, state)) {
    MessageStatistics& messages = state.own.g1.messages;
    plan.policy.generation == Generation::kG1C ? count_for_c(messages, outcome, bytes)
                                               : count_for_csharp(messages, outcome);
  }
}

void on_connection(const AgentPlan& plan, AgentState& state, Time now, bool connected) {
  if (plan.policy.generation == Generation::kG2Rtos) rtos_connection(plan, state, now, connected);
}

MessageStatistics message_statistics(const AgentPlan& plan, const AgentState& state) {
  return counts(plan, state) ? state.own.g1.messages : MessageStatistics{};
}

DroppedEventsStatistics dropped_events_statistics(const AgentPlan& plan, const AgentState& state, AgentQueue queue) {
  return counts(plan, state) ? state.own.g1.events[static_cast<std::size_t>(queue)] : DroppedEventsStatistics{};
}

MessageStatistics read_message_statistics(const AgentPlan& plan, AgentState& state) {
  return counts(plan, state) ? std::exchange(state.own.g1.messages, {}) : MessageStatistics{};
}

DroppedEventsStatistics read_dropped_events_statistics(const AgentPlan& plan, AgentState& state, AgentQueue queue) {
  if (!counts(plan, state)) return {};
  return std::exchange(state.own.g1.events[static_cast<std::size_t>(queue)], {});
}

}  // namespace picket
