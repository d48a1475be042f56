#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/agent.h"
#include "agent_core/agent_state.h"
#include "pipeline_core/content/content.h"
#include "sim/cost/price_book.h"
#include "sim/experiment/replay_client.h"
#include "sim/experiment/replay_judge.h"
#include "sim/experiment/replay_trace.h"
#include "sim/generate/lineage.h"
#include "sim/hub/hub.h"
#include "sim/results/throughput.h"

namespace picket::sim {

/// What every policy of a replay has in common.
struct ReplaySetting {
  const ReplayTrace* trace = nullptr;
  std::shared_ptr<const PipelineContent> content;
  PipelineSettings pipeline;
  ClientPreset client;
  PriceBook prices;
  HubSettings hub;
  std::uint64_t seed = 1;  ///< keys the agents' jitter and their ids
};

/// One policy over one trace.
struct ReplayLaneResult {
  LaneResult lane;                  ///< rates are over the trace's own time
  Time end;                         ///< when the pipeline had everything that the agents gave
  std::uint64_t messages_late = 0;  ///< handed over after the trace's last event
  std::uint64_t snapshots = 0;      ///< observations that stand for no recorded event
  std::uint64_t undecodable = 0;    ///< messages that the pipeline could not read
  std::map<std::pair<std::string, std::string>, std::uint64_t> dropped;  ///< raw events by stage and reason
};

/// Feeds a trace to one agent for each of its devices and their messages to a pipeline of their own.
///
/// Model:  all agents start at the first event. Recorded events are what a sensor showed, so no
///         sensor loses any; what the policy does not collect its agent counts as such. Agents are
///         polled whenever they ask. Every message is encoded, goes over a line without losses with
///         a constant delay (kLineDelay), is metered by a hub without limits and is read by the
///         pipeline. After the last event the agents go on, without taking further snapshots, until
///         they have handed over everything, at most for the longest time that their policy can hold
///         something (`longest_hold`); what is still there then is counted as held.
/// Limits: nothing was learned before: models start empty, so first sightings are news to them. A
///         device is never silent in a replay, so absence is not looked for.
class ReplayLane {
 public:
  /// One way from a device to the hub: half of the median round trip of the access network `fibre`.
  static constexpr Duration kLineDelay = Duration::microseconds(7'500);

  ReplayLane(const ReplaySetting& setting, std::string name, const Policy& policy);
  ReplayLane(const ReplayLane&) = delete;
  ReplayLane& operator=(const ReplayLane&) = delete;
  ReplayLaneResult run();

 private:
  using Wake = std::pair<Time, std::uint32_t>;

  /// Whose connection the messages come over: agents here are modules.
  ConnectionIdentity agent_of(std::uint32_t device) const { return {DeviceId(device), !states_.empty()}; }
  void start_agents();
  void play();
  void drain();
  void poll_before(Time until);
  void poll_at(std::uint32_t device, Time now);
  void take_snapshot(std::uint32_t device, Time now);
  void ask_again_at(std::uint32_t device);
  void count_drops(const Counts<DropReason>& dropped);
  void take_emission(std::uint32_t device, Time now);
  void take_message(std::uint32_t device, Time now, const Emission::Message& message, const AgentIdentity& identity);
  /// The message in `bytes_`; false if the hub refused it.
  bool deliver(std::uint32_t device, const SecurityMessage& message, std::uint64_t hits,
               std::vector<MessageLabel> labels);
  std::uint64_t held() const;
  void collect(ReplayLaneResult& result);
  void collect_units(LaneResult& lane);
  void collect_timeline(LaneResult& lane);
  void balance(ReplayLaneResult& result);
  void balance_truth(LaneResult& lane);

  const ReplaySetting& setting_;
  const ReplayTrace& trace_;
  std::string name_;
  Policy policy_;
  std::string hub_resource_;
  std::shared_ptr<const AgentPlan> plan_;
  Duration pipeline_delays_;  ///< the pipeline's own delay and its next look at what devices share
  PipelineCore pipeline_;
  ReplayJudge judge_;
  Hub hub_;
  ReplayClient client_;
  SiteThroughput line_;
  SiteThroughput ingress_;
  SlotPool pool_;
  std::vector<AgentState> states_;                                      ///< by device; empty: no agent runs
  std::vector<std::unique_ptr<Lineage>> lineages_;                      ///< by device; null where nothing is labelled
  std::priority_queue<Wake, std::vector<Wake>, std::greater<>> wakes_;  ///< may hold outdated entries
  bool draining_ = false;
  Time end_;
  Emission emission_;
  std::string bytes_;
  std::vector<std::uint32_t> order_;
  Digest digest_;
  Counts<DropReason, std::uint64_t> agent_dropped_;
  std::uint64_t snapshots_taken_ = 0;
  std::uint64_t snapshots_emitted_ = 0;
  std::uint64_t emitted_hits_ = 0;
  std::uint64_t accepted_hits_ = 0;
  std::uint64_t too_large_hits_ = 0;
  std::uint64_t messages_ = 0;
  std::uint64_t messages_late_ = 0;
  std::uint64_t observations_ = 0;
  std::uint64_t row_bytes_ = 0;
  std::map<std::uint32_t, std::uint64_t> labels_too_large_;  ///< labelled events refused by the hub, by unit
};

/// The longest time for which an agent of this policy can hold an event.
Duration longest_hold(const Policy& policy);

}  // namespace picket::sim
