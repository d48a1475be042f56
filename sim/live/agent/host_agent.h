#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/agent.h"
#include "agent_core/agent_state.h"
#include "agent_core/base/counts.h"
#include "agent_core/message/compression.h"
#include "agent_core/message/message_transport.h"
#include "sim/live/collect/host_collector.h"
#include "sim/scenario/agent_twin.h"

namespace picket::sim {

/// Who the agent is on the wire.
struct HostAgentName {
  std::string device;
  std::string module;       ///< empty: the device's own identity
  std::uint64_t lineage = 0; ///< of this installation: the agent's id follows from it
  std::uint64_t seed = 0;    ///< of this start: keys what must not repeat, event ids and jitter
};

/// A message as the agent made it.
struct HostMessage {
  Time created;  ///< as the time of day was
  std::uint32_t sequence = 0;
  Encoding encoding = Encoding::kG2FlatBuffers;
  MarkedMessage marked;
  std::uint32_t observations = 0;
  std::uint64_t events = 0;  ///< raw events in it
};

/// What an agent needs done in the world. Called from within the agent's calls; do not call the agent from here.
class HostAgentSide {
 public:
  virtual ~HostAgentSide() = default;
  /// Takes a message to send. False: it is lost.
  virtual bool take(Time now, const HostMessage& message) = 0;
  /// What the host has of the kinds whose bits are set; the texts go into `texts`.
  virtual std::vector<Record> snapshot(Time now, std::uint32_t kinds, TextTable& texts) = 0;
  /// Reported properties to send to the hub.
  virtual void report(Time now, std::string json) = 0;
  /// The twin set another policy: collectors may have to follow.
  virtual void on_policy(Time now, const Policy& policy) = 0;
};

/// Where events and messages went. observed + own = carried + held + dropped, see HostAgent::balances.
struct HostAgentCounts {
  std::uint64_t observed = 0;  ///< events of the collectors
  std::uint64_t own = 0;       ///< that the agent made: items of snapshots, lines of its log, configuration errors
  std::uint64_t carried = 0;   ///< events in messages, merged ones included
  Counts<DropReason, std::uint64_t> dropped;
  std::uint64_t observations = 0;
  std::uint64_t messages = 0;
  std::uint64_t body_bytes = 0;
  std::uint64_t messages_too_large = 0;  ///< beyond what a hub takes: never handed over
  std::uint64_t messages_refused = 0;    ///< that the side did not take
  std::uint64_t twins_applied = 0;
  std::uint64_t twins_refused = 0;
  std::uint64_t twins_unread = 0;   ///< documents for an agent that has no twin, or more than it keeps waiting
  std::uint64_t text_tables = 1;    ///< tables used one after another
};

/// The agent's core on a host: gives it events, the time and its twin, and takes its messages. No socket, file or clock of its
/// own, so that recorded events give here what they give in a simulation.
///
/// Model:  collectors' events are runs of one, in the order of their times; a time before what the agent has seen counts as that.
///         What is due in between is polled as of its own time. Messages are encoded at once, with the times that the time of day
///         had (`set_clock`). Where texts fill their table, the agent is saved and restored on a fresh one, which is exact.
/// State:  one device's agent, one table of at most kMaxTexts texts.
/// Errors: messages larger than a hub takes are not handed over: they would be refused for ever, and those behind them wait.
/// Limits: policies with compression zstd_dictionary and Generation::kNone are a caller's bug (see why_not_live); gateway_merge
///         is not read.
class HostAgent {
 public:
  static constexpr std::size_t kMaxTexts = 16'384;
  static constexpr std::size_t kMaxPendingTwins = 16;

  HostAgent(const Policy& policy, HostAgentName name, HostAgentSide& side, Time now);

  /// For collectors: texts of the events that observe() is given next.
  TextTable& texts() { return *texts_; }
  /// Takes what the collectors gave by `now`, and empties it.
  void observe_events(Time now, std::vector<RawEvent>& events);
  /// Does what is due at `now`.
  void advance(Time now);
  Time wake_up() const;
  /// Desired properties, as the hub delivers them: applied when this agent looks for them.
  void take_twin(Time now, std::string json, TwinDocument document);
  void on_outcome(Time now, std::uint32_t sequence, DeliveryOutcome outcome, std::uint32_t bytes);
  /// Everything that is held goes out in messages, and the agent stops.
  void flush(Time now);
  /// Time of day less `now`.
  void set_clock(Duration offset) { clock_ = offset; }

  const Policy& policy() const;
  const HostAgentCounts& counts() const { return counts_; }
  std::uint64_t held() const { return stopped_ ? 0 : held_events(*plan_, state_, pool_); }
  bool balances() const;

 private:
  struct PendingTwin {
    std::string json;
    TwinDocument document = TwinDocument::kWhole;
    Time arrived;
    Time applies_at;
  };

  void poll_at(Time now);
  void take_emission(Time now, const Policy& policy);
  void hand_over(Time now, const Policy& policy, const Emission::Message& message);
  void count_own(const Fate& fate);
  void add_dropped(const Counts<DropReason>& dropped);
  void apply_twin(Time now);
  void go_on_under(const Policy& policy, Time now);
  void report_errors(Time now, const TwinOutcome& outcome);
  void change_texts_if_full();

  HostAgentName name_;
  HostAgentSide& side_;
  AgentTwin twin_;
  std::unique_ptr<TextTable> texts_;
  std::shared_ptr<const AgentPlan> plan_;
  SlotPool pool_;
  AgentState state_;
  Emission emission_;
  std::unique_ptr<Compressor> compressor_;
  std::deque<PendingTwin> pending_;
  std::vector<Observation> shown_;
  HostAgentCounts counts_;
  Duration clock_;
  Time last_;                     ///< of what the agent has seen
  std::size_t texts_after_ = 0;   ///< texts right after the table was changed
  bool stopped_ = false;
};

/// Why a policy cannot be run here; empty if it can.
std::string why_not_live(const Policy& policy);

}  // namespace picket::sim
