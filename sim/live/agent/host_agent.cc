#include "sim/live/agent/host_agent.h"

#include <algorithm>
#include <utility>

#include "agent_core/agent_bytes.h"
#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "agent_core/collect/self_report.h"
#include "agent_core/policy/agent_plan.h"
#include "agent_core/policy/policy_marking.h"

namespace picket::sim {
namespace {

/// A table is changed once so few texts have room, if so many came since the last change.
constexpr std::size_t kLeastRoom = HostAgent::kMaxTexts / 8;
/// A process that did not run for longer polls once for all that became due meanwhile.
constexpr Duration kFarBehind = Duration::minutes(5);

AgentIdentity wire_identity(const HostAgentName& name, const Policy& policy) {
  AgentIdentity identity;
  identity.device_name = name.device;
  identity.module_name = name.module.empty() ? std::string_view(policy.module_name) : std::string_view(name.module);
  identity.agent_version = policy.agent_version;
  identity.agent_id = {mix64(name.lineage ^ 1), mix64(name.lineage ^ 2)};
  identity.id_seed = {mix64(name.seed ^ 3), mix64(name.seed ^ 4)};
  identity.extended = policy.extended_fields;
  identity.dialect = policy.dialect;
  return identity;
}

Observation shifted(Observation observation, Duration by) {
  for (Time* time : {&observation.first_time, &observation.last_time, &observation.window_start, &observation.window_end}) *time += by;
  return observation;
}

/// What the agent's own log says is there from the start: the core finds its words and makes none.
std::unique_ptr<TextTable> fresh_texts() {
  auto texts = std::make_unique<TextTable>(HostAgent::kMaxTexts);
  intern_log_texts(*texts);
  return texts;
}

/// An agent that collects nothing: going on under it sends what is held.
Policy nothing_collected() {
  Policy policy;
  policy.name = "stopped";
  policy.generation = Generation::kStream;
  return policy;
}

}  // namespace

std::string why_not_live(const Policy& policy) {
  if (policy.generation == Generation::kNone) return "it runs no agent on the device; choose one that does, such as picket or g2_linux";
  if (policy.compression == Compression::kZstdDictionary) return "compression zstd_dictionary needs a dictionary that both sides have; choose none or zstd";
  return {};
}

HostAgent::HostAgent(const Policy& policy, HostAgentName name, HostAgentSide& side, Time now)
    : name_(std::move(name)),
      side_(side),
      twin_(policy, TwinPatches::kAgent, false),
      texts_(fresh_texts()),
      plan_(compile(policy, *texts_)),
      last_(now) {
  const std::string problem = why_not_live(policy);
  PICKET_CHECK(problem.empty(), problem);
  if (policy.compression == Compression::kZstd) compressor_ = std::make_unique<Compressor>();
  start(*plan_, state_, now, name_.seed, pool_);
}

const Policy& HostAgent::policy() const { return plan_->policy; }

Time HostAgent::wake_up() const {
  if (stopped_) return Time::max();
  const Time twin = pending_.empty() ? Time::max() : pending_.front().applies_at;
  return std::min(next_wake_up(state_), twin);
}

void HostAgent::advance(Time now) {
  while (!stopped_ && wake_up() <= now) {
    const Time due = next_wake_up(state_);
    if (!pending_.empty() && pending_.front().applies_at < due) {
      apply_twin(std::max(last_, pending_.front().applies_at));
    } else {
      poll_at(std::max(last_, now - due > kFarBehind ? now : due));
    }
  }
}

void HostAgent::observe_events(Time now, std::vector<RawEvent>& events) {
  std::stable_sort(events.begin(), events.end(), [](const RawEvent& a, const RawEvent& b) { return a.time < b.time; });
  for (const RawEvent& event : events) {
    if (stopped_) {
      ++counts_.observed;
      ++counts_.dropped[DropReason::kAgentStopped];
      continue;
    }
    EventRun run{event, 1, {}, VaryingField::kNone, 0, 0};
    run.first.time = std::clamp(event.time, last_, std::max(last_, now));
    while (run.count > 0) {
      advance(run.first.time);
      const EventRun part = take_observable(*plan_, state_, run);
      if (part.count == 0) continue;
      last_ = part.last_time();
      counts_.observed += part.count;
      const Fate fate = observe(*plan_, state_, part, pool_);
      if (fate.lost_any) add_dropped(fate.dropped);
      if (fate.poll_now) poll_at(last_);
    }
  }
  events.clear();
  change_texts_if_full();
}

void HostAgent::poll_at(Time now) {
  last_ = now;
  poll(*plan_, state_, now, pool_, emission_);
  take_emission(now, plan_->policy);
  if (!emission_.wants_snapshot) return;
  const std::vector<Record> items = side_.snapshot(now, emission_.snapshot_kinds, *texts_);
  count_own(on_snapshot(*plan_, state_, now, items, pool_));
  poll(*plan_, state_, now, pool_, emission_);
  take_emission(now, plan_->policy);
}

void HostAgent::add_dropped(const Counts<DropReason>& dropped) {
  for (std::size_t r = 0; r < Counts<DropReason>::kSize; ++r) {
    const auto reason = static_cast<DropReason>(r);
    counts_.dropped[reason] += static_cast<std::uint64_t>(dropped[reason]);
  }
}

void HostAgent::count_own(const Fate& fate) {
  add_dropped(fate.dropped);
  counts_.own += fate.created + static_cast<std::uint64_t>(fate.dropped.total()) - fate.displaced;
}

// A message that is queued counts as sent: g2_rtos has nothing left to send again or to give up (Emission::resend, discard).
void HostAgent::take_emission(Time now, const Policy& policy) {
  add_dropped(emission_.dropped);
  counts_.own += emission_.log_lines;
  for (const Emission::Message& message : emission_.messages) hand_over(now, policy, message);
}

void HostAgent::hand_over(Time now, const Policy& policy, const Emission::Message& message) {
  std::span<const Observation> observations = std::span(emission_.observations).subspan(message.begin, message.end - message.begin);
  HostMessage out;
  for (const Observation& observation : observations) out.events += observation.hit_count;
  if (clock_ != Duration()) {
    shown_.clear();
    for (const Observation& observation : observations) shown_.push_back(shifted(observation, clock_));
    observations = shown_;
  }
  out.created = now + clock_;
  out.sequence = message.sequence;
  out.encoding = policy.encoding;
  out.observations = static_cast<std::uint32_t>(observations.size());
  out.marked.marking = marking_of(policy);
  const SecurityMessage content{message.sequence, out.created, observations, message.collection_interval};
  std::string plain;
  encode(policy.encoding, wire_identity(name_, policy), content, *texts_, plain);
  if (compressor_) {
    compressor_->compress(plain, nullptr, out.marked.body);
  } else {
    out.marked.body = std::move(plain);
  }
  counts_.carried += out.events;
  counts_.observations += out.observations;
  ++counts_.messages;
  counts_.body_bytes += out.marked.body.size();
  bool taken = false;
  if (metered_bytes(out.marked.body, out.marked.marking) > kMaxMessageBytes) {
    ++counts_.messages_too_large;
  } else {
    taken = side_.take(now, out);
    if (!taken) ++counts_.messages_refused;
  }
  // An agent that is told of a message of the one before it would count it as its own.
  if (&policy != &plan_->policy) return;
  on_outcome(now, message.sequence, taken ? DeliveryOutcome::kAccepted : DeliveryOutcome::kRefused, static_cast<std::uint32_t>(out.marked.body.size()));
}

void HostAgent::on_outcome(Time now, std::uint32_t sequence, DeliveryOutcome outcome, std::uint32_t bytes) {
  on_delivery(*plan_, state_, std::max(last_, now), sequence, outcome, bytes);
}

// ---- the twin

void HostAgent::take_twin(Time now, std::string json, TwinDocument document) {
  if (stopped_ || twin_.kind() == TwinKind::kNone || pending_.size() >= kMaxPendingTwins) {
    ++counts_.twins_unread;
    return;
  }
  now = std::max(now, last_);
  // One update at a time, each at its own tick.
  const Time after = pending_.empty() ? now : std::max(now, pending_.back().applies_at + Duration::microseconds(1));
  pending_.push_back({std::move(json), document, now, std::max(after, twin_applies_at(*plan_, state_, after))});
}

void HostAgent::apply_twin(Time now) {
  const PendingTwin change = std::move(pending_.front());
  pending_.pop_front();
  last_ = now;
  const AgentTwin before = twin_;
  const TwinOutcome outcome = twin_.update(change.json, change.document);
  ++(outcome.applied ? counts_.twins_applied : counts_.twins_refused);
  if (outcome.applied && !twin_.same_settings(before)) go_on_under(twin_.policy(), now);
  if (outcome.reported_bytes != 0) side_.report(now, twin_.reported());
  report_errors(now, outcome);
}

void HostAgent::go_on_under(const Policy& policy, Time now) {
  const std::shared_ptr<const AgentPlan> before = plan_;
  plan_ = compile(policy, *texts_);
  state_ = on_twin(*before, std::move(state_), *plan_, now, pool_, emission_);
  take_emission(now, before->policy);
  if (!stopped_) side_.on_policy(now, policy);
}

void HostAgent::report_errors(Time now, const TwinOutcome& outcome) {
  if (!outcome.error_event) return;
  std::vector<Record> items;
  for (const ConfigurationError& error : outcome.errors) {
    items.emplace_back(ConfigurationErrorRecord{texts_->intern(error.configuration_name), texts_->intern(error.used_configuration),
                                                texts_->intern(error.message), error.error_type});
  }
  if (items.empty()) items.emplace_back(ConfigurationErrorRecord{});
  count_own(on_report(*plan_, state_, now, items, pool_));
}

// ---- the end, and texts

void HostAgent::flush(Time now) {
  if (stopped_) return;
  advance(now);
  last_ = std::max(last_, now);
  stopped_ = true;
  go_on_under(nothing_collected(), last_);
  counts_.dropped[DropReason::kAgentStopped] += stop(*plan_, state_, pool_);
}

void HostAgent::change_texts_if_full() {
  if (stopped_ || texts_->room() >= kLeastRoom || texts_->size() < texts_after_ + kLeastRoom) return;
  const std::string saved = save(*plan_, state_, pool_);
  auto texts = fresh_texts();
  auto plan = compile(plan_->policy, *texts);
  SlotPool pool;
  auto state = restore(*plan, saved, pool, texts.get());
  PICKET_CHECK(state.ok(), "an agent cannot be restored on a fresh table");
  state_ = state.value();
  pool_ = std::move(pool);
  plan_ = std::move(plan);
  texts_ = std::move(texts);
  texts_after_ = texts_->size();
  ++counts_.text_tables;
}

bool HostAgent::balances() const {
  return counts_.observed + counts_.own == counts_.carried + held() + counts_.dropped.total();
}

}  // namespace picket::sim
