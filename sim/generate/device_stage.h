#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "agent_core/agent.h"
#include "agent_core/agent_state.h"
#include "agent_core/policy/agent_plan.h"
#include "sim/generate/device_identity.h"
#include "sim/generate/gateway_routes.h"
#include "sim/generate/lineage.h"
#include "sim/generate/message_store.h"
#include "sim/generate/row_selection.h"
#include "sim/generate/step_index.h"
#include "sim/generate/twin_counts.h"
#include "sim/generate/weakness_evidence.h"
#include "sim/generate/world.h"
#include "sim/results/raw_event_row.h"
#include "sim/sensor/sensor.h"

namespace picket::sim {

/// Raw events of one step of an attack unit, or of all its steps, by what became of them on the device.
struct UnitTally {
  std::uint64_t produced = 0;
  Counts<SensorLoss, std::uint64_t> sensor_lost;
  std::uint64_t no_agent = 0;   ///< shown, but the policy runs no agent
  UnitTally& operator+=(const UnitTally& other);
};
static_assert(sizeof(UnitTally) <= 72, "see Cost of DeviceStage");

/// What happened on the devices of one shard; summed over shards in shard order.
struct DeviceCounts {
  std::uint64_t produced = 0;                      ///< raw events of the world
  Counts<SensorLoss, std::uint64_t> sensor_lost;
  std::uint64_t observed = 0;                      ///< raw events that the sensors showed
  Counts<DropReason, std::uint64_t> agent_dropped;
  std::uint64_t blanked = 0;                       ///< shown, but with an unreadable command line
  /// Report items that the agent made or asked for: snapshots, configuration errors, lines of its log.
  std::uint64_t snapshots = 0;
  std::uint64_t emitted_hits = 0;                  ///< raw events and snapshots in emitted observations
  std::uint64_t observations = 0;
  std::uint64_t messages = 0;
  std::uint64_t body_bytes = 0;
  std::uint64_t messages_resent = 0;               ///< of them: that had waited in the agent for its line (g2_rtos)
  TwinCounts twin;
  DeviceCounts& operator+=(const DeviceCounts& other);
};

/// An agent has taken a change of its twin, or refused it, and answers with its reported properties.
struct TwinReport {
  Time at;
  DeviceId device;
  std::uint32_t bytes = 0;
};

/// Where one shard writes during one window; reused.
struct ShardOutput {
  std::unique_ptr<MessageBatch> batch;
  std::vector<CarriedMessage> messages;            ///< by device, then time
  std::vector<MessageLabel> labels;
  std::vector<WeakMessage> weak_messages;          ///< in no order
  std::vector<TwinReport> twin_reports;            ///< by device, then time
  void clear();
};

/// One policy's agents on every device: takes what happens, gives messages.
///
/// Devices are independent: any thread may feed any device, one thread a shard. State lies in
/// arrays; tables come from one pool a shard. An agent whose twin changes goes on under another plan; plans
/// are shared by all devices with the same settings.
///
/// What agents learn of their messages: the stage runs ahead of the carry stage by up to a window, so it knows
/// what was decided before the run (outages of a site's line, restarts) and not what becomes of a message on its
/// way (loss, the hub's answer, the client's retries). Agents that count their messages learn that one was handed
/// over, never that it failed. The agent for Azure RTOS, which sends over the device's own connection, also
/// learns of an outage at once, holds the message that it cannot send, sends it again or gives it up (`expired`).
/// Cost:   beside the agents, 72 bytes for each step of each attacked unit, from the start and whether it is played or not.
///         Units are at most the attacks times the devices that they may reach, so five attacks of six steps on a
///         whole fleet of 100,000 are 192 MB a lane; what attacks reach in a usual run (some hundreds of devices) is less
///         than 1 MB. Nothing grows with events.
/// Limits: a real client notices a dead line only by its silence; a message handed over just before an outage is
///         the carry stage's.
class DeviceStage {
 public:
  static constexpr unsigned kShards = 64;

  /// `rollout`: changes of the agents' twins; null: none.
  DeviceStage(const World& world, const Policy& policy, const TwinRollout* rollout = nullptr);
  DeviceStage(const DeviceStage&) = delete;
  DeviceStage& operator=(const DeviceStage&) = delete;
  ~DeviceStage();

  /// Contiguous devices: [first, last).
  std::pair<std::uint32_t, std::uint32_t> devices_of(unsigned shard) const;
  /// Starts the shard's agents at an age drawn within a day before `at`, so that their timers are
  /// spread as in a fleet that has been running; what they would have sent before `at` is forgotten.
  void start_shard(unsigned shard, Time at);
  /// Takes the device through [from, until). Both lists are in time order.
  void feed(DeviceId device, std::span<const EventRun> benign, std::span<const LabelledRun> malicious, Time until,
            ShardOutput& out);
  /// From now on messages are compressed with it. Without one, a policy that asks for a dictionary sends
  /// its messages as they are.
  void set_dictionary(std::shared_ptr<const CompressionDictionary> dictionary) { dictionary_ = std::move(dictionary); }
  /// What attacks do on the trace's device is noted there from now on.
  void set_trace(AttackTrace* trace);
  /// Which reports and messages show a weakness is noted there from now on.
  void set_weakness_evidence(WeaknessEvidence* evidence) { weaknesses_ = evidence; }
  /// Forgets counts and pending output of the warm-up; entries still held become the carry-in.
  void begin_measuring();

  const Policy& policy() const { return policy_; }
  /// Under which the device's agent runs now.
  const Policy& policy_of(DeviceId device) const { return plan_of(device).policy; }
  DeviceCounts counts() const;
  std::uint64_t carried_in() const { return carried_in_; }
  std::uint64_t held() const;
  const UnitTally& tally(StepRef step) const { return tallies_[step_index_[step]]; }
  /// Of all steps of a unit.
  UnitTally tally(std::uint32_t unit) const;
  /// Labelled raw events lost in agents, and still held, by step.
  std::map<std::pair<StepRef, DropReason>, std::uint64_t> labels_lost() const;
  std::map<StepRef, std::uint64_t> labels_held() const;
  std::size_t bytes() const;

 private:
  struct Shard;
  struct Unsent;
  struct Feeder;
  friend struct Feeder;

  const World& world_;
  std::string_view hub_resource(DeviceId device) const {
    return hub_resources_[world_.fleet().device(device).hub.value()];
  }

  Compression compression_of(const Policy& policy) const {
    return policy.compression == Compression::kZstdDictionary && dictionary_ == nullptr ? Compression::kNone
                                                                                        : policy.compression;
  }
  /// True for agents that report what became of their messages.
  static bool counts_messages(const Policy& policy) { return policy.of(EventKind::kMessageStatistics).collect; }
  void add_plan(const Policy& policy);
  std::uint32_t node_of(DeviceId device) const { return twins_.empty() ? 0 : twins_[device.value()].node; }
  const AgentPlan& plan_of(DeviceId device) const { return *plans_[node_of(device)]; }
  RowFrame row_frame_of(DeviceId device) const;

  /// How far one device is in its changes.
  struct DeviceTwin {
    std::uint32_t node = 0;
    std::uint32_t next = 0;    ///< into the rollout's arrivals of the device
    Time last = Time::min();   ///< when the change before it was applied
  };

  Policy policy_;
  GatewayRoutes routes_;     ///< whose messages are for a gateway: kept as observations, never encoded
  RowSelection selection_;   ///< messages that keep their observations for the workspace
  AttackTrace* trace_ = nullptr;
  WeaknessEvidence* weaknesses_ = nullptr;  ///< null: the world has none
  bool measuring_ = false;
  std::vector<std::string> hub_resources_;
  std::vector<RowFrame> row_frames_;   ///< by device: the part of a workspace row that never changes
  const TwinRollout* rollout_;
  std::vector<std::shared_ptr<const AgentPlan>> plans_;  ///< by the rollout's nodes; 0: the policy's own
  std::vector<Sensor> sensors_;                          ///< the same
  std::vector<DeviceTwin> twins_;                        ///< by device; empty without a rollout
  std::vector<std::uint32_t> line_changes_;  ///< by device: starts and ends of outages so far; empty if nobody minds
  std::shared_ptr<const CompressionDictionary> dictionary_;
  std::vector<AgentState> states_;
  std::vector<Time> restart_at_;                  ///< Time::max(): the agent runs, or never comes back
  std::vector<std::uint32_t> next_world_event_;   ///< per device, index into World::events_of
  std::vector<std::unique_ptr<Shard>> shards_;
  StepIndex step_index_;
  std::vector<UnitTally> tallies_;                ///< by step
  std::uint64_t carried_in_ = 0;
};

}  // namespace picket::sim
