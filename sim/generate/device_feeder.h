#pragma once

#include <map>
#include <memory>
#include <unordered_map>
#include <vector>

#include "agent_core/aggregate/slot_pool.h"
#include "sim/generate/agent_clock.h"
#include "sim/generate/device_stage.h"

// The inside of DeviceStage: what its two source files share.

namespace picket::sim {

/// A message that an agent for Azure RTOS made while its line was down: it holds one, until it sends it again,
/// gives it up or stops.
struct DeviceStage::Unsent {
  Emission::Message message;
  Time made;
  std::vector<Observation> observations;
  std::vector<std::vector<Label>> labels;  ///< of each observation; empty for devices that nobody attacks
  std::uint64_t hits() const;
};

/// A worker's own part: pool, counts and scratch space.
struct DeviceStage::Shard {
  struct Pending {
    EventRun run;
    std::uint32_t unit;
    std::uint16_t step;
  };
  SlotPool pool;
  DeviceCounts counts;
  Emission emission;
  std::vector<Record> reports;  ///< answer to wants_snapshot
  std::vector<LabelledItem> items;  ///< of the answer, those that attacks put on the device
  std::vector<ItemSource> sources;  ///< ... and where they come from
  std::vector<std::uint32_t> order;  ///< of a message's observations on the wire
  std::vector<Observation> shown;  ///< a message's observations with the times of a clock that is not right
  std::vector<Pending> pending;  ///< rests of runs that others interrupted
  std::unordered_map<std::uint32_t, std::unique_ptr<Lineage>> lineages;  ///< by device; never iterated
  std::vector<std::uint32_t> tracked;                                    ///< its keys, in device order
  std::map<std::uint32_t, Unsent> unsent;                                ///< by device
};

/// Takes one device through one window.
struct DeviceStage::Feeder {
  Feeder(DeviceStage& of, Shard& in, ShardOutput& to, DeviceId of_device, Lineage* labels);

  bool running() const { return state != nullptr && state->phase != AgentPhase::kStopped; }
  Time wake() const { return state == nullptr ? Time::max() : next_wake_up(*state); }
  /// When the device's line next goes down or comes back; Time::max(): never, or no agent of the policy minds.
  Time line_changes_at() const;
  /// When the next change of its twin is applied; Time::max(): there is none, or the agent is not there.
  Time twin_at() const;

  void poll_at(Time now);
  void observe_part(EventRun& part, std::uint32_t unit, std::uint16_t step);
  void apply(const WorldEvent& event);
  void restart(Time at);
  void line_changes(Time now);
  /// The change that twin_at means, at that time and polled.
  void take_twin_change(Time now);

  DeviceStage& stage;
  Shard& shard;
  ShardOutput& out;
  DeviceId device;
  AgentState* state;  ///< null: no agent on the device
  Lineage* lineage;
  const AgentPlan* plan;  ///< what the agent runs under now
  const Sensor* sensor;
  AgentClock clock;

 private:
  /// Of events that all happen while the disk is full, or while it is not.
  void observe_alike(EventRun& part, std::uint32_t unit, std::uint16_t step);
  /// The sensor, and the log that it may read.
  Sighting see(EventRun& part) const;
  /// The trace of attacks on this device; null: nobody asks.
  AttackTrace* trace() const {
    return stage.trace_ != nullptr && stage.trace_->device() == device ? stage.trace_ : nullptr;
  }
  /// What goes into one message.
  struct Outgoing {
    Time now;
    Time made;  ///< when the agent wrote it; before `now` if it waited for the line
    Emission::Message message;
    std::span<const Observation> observations;
    const Policy& policy;  ///< in whose words
    const AgentIdentity& identity;
  };
  bool line_is_down() const;
  bool waits_for_line() const { return plan->policy.generation == Generation::kG2Rtos && line_is_down(); }
  void keep_unsent(Time now, const Emission::Message& message);
  void send_again(Time now);
  void lose_unsent(DropReason reason);
  void go_on_under(std::uint32_t node, Time now);
  void report(Time now, std::span<const Record> items);
  /// What attacks have put on the device is reported with the rest, and is labelled.
  void add_items_of_attacks(Time now);
  void count_drops(const Counts<DropReason>& dropped);
  void count_own(const Fate& fate);
  /// `policy`: in whose words the messages are written.
  void take_emission(Time now, const Policy& policy);
  /// `labels_of(i)`: the labels of observation i.
  template <class LabelsOf>
  void hand_over(const Outgoing& outgoing, LabelsOf labels_of);
  /// The label of an observation whose receiver sees a wrong time of the device's clock: what the attack made of the
  /// clock is its event. None: what is received is right, or is the attack's already.
  std::optional<Label> label_of_clock(const Outgoing& outgoing, const SecurityMessage& written, std::uint32_t index,
                                      std::span<const Label> labels);
  /// Which weaknesses the message shows.
  void note_weaknesses(std::uint32_t sequence, std::span<const Observation> observations);
  void tell_of_delivery(Time now, const CarriedMessage& carried, const Policy& policy);
};

}  // namespace picket::sim
