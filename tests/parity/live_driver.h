#pragma once

#include <deque>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "agent_core/base/random.h"
#include "sim/generate/device_identity.h"
#include "sim/live/agent/host_agent.h"
#include "sim/sensor/sensor.h"
#include "tests/parity/moved_texts.h"
#include "tests/parity/recorded_stream.h"
#include "tests/parity/sent_message.h"

namespace picket::sim::test {

/// A host on which the recorded stream happens: what the live program puts around HostAgent, with a recorded stream, a recorded
/// twin and a hub that confirms every message after the same time in place of collectors and a connection.
class RecordedHost final : public HostAgentSide {
 public:
  /// From hand-over to the hub's confirmation.
  static constexpr Duration kConfirmedAfter = Duration::milliseconds(50);

  /// The agent begins when the simulation's did: at an age drawn within a day before the start (DeviceStage::start_shard).
  RecordedHost(const World& world, const PolicyUse& use, DeviceId device)
      : world_(world), use_(use), device_(device), agent_(world.scenario().policy_templates.at(use.use), name_of(world, device), *this, born(world, device)) {
    follow(agent_.policy());
    if (const TwinRollout* rollout = world.rollout_of(use.name)) arrivals_ = rollout->arrivals_of(device);
  }

  void run(const std::vector<RecordedEvent>& stream) {
    go_on_before(world_.start());
    sent_.clear();
    for (const RecordedEvent& one : stream) {
      const Time now = one.event.time;
      go_on_before(now + Duration::microseconds(1));
      EventRun shown;
      shown.first = one.event;
      if (sensor_->see(device_, shown).visible == 0) continue;
      collected_.push_back({now, picket::test::moved(shown.first.record, world_.texts(), agent_.texts())});
      agent_.observe_events(now, collected_);
    }
    go_on_before(world_.end());
  }

  const std::vector<SentMessage>& sent() const { return sent_; }
  const HostAgent& agent() const { return agent_; }

 private:
  struct Confirmation {
    Time at;
    std::uint32_t sequence = 0;
    std::uint32_t bytes = 0;
  };

  static HostAgentName name_of(const World& world, DeviceId device) {
    const std::uint64_t seed = id_seed_of(world, device);
    return {world.fleet().device_name(device), "", seed, seed};
  }
  static Time born(const World& world, DeviceId device) {
    RandomStream random(world.scenario().seed, world.replication(), device.value(), Purpose::kAgent);
    return world.start() - Duration::microseconds(static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(Duration::hours(24).count_microseconds()))));
  }

  /// Does what is due before `until`, each thing at its own time, as the program's loop does.
  void go_on_before(Time until) {
    for (;;) {
      const Time twin = arrivals_.empty() ? Time::max() : arrivals_.front().at;
      const Time confirmed = confirmations_.empty() ? Time::max() : confirmations_.front().at;
      const Time next = std::min({agent_.wake_up(), twin, confirmed});
      if (next >= until) return;
      agent_.advance(next);
      if (confirmed == next) {
        const Confirmation done = confirmations_.front();
        confirmations_.pop_front();
        agent_.on_outcome(next, done.sequence, DeliveryOutcome::kDelivered, done.bytes);
      }
      if (twin == next) {
        const TwinChange& change = use_.twin_changes.at(arrivals_.front().change);
        arrivals_ = arrivals_.subspan(1);
        agent_.take_twin(next, twin_document(change, ++twin_version_), change.document);
        agent_.advance(next);
      }
    }
  }

  void follow(const Policy& policy) { sensor_ = std::make_unique<Sensor>(policy, world_.scenario().seed, world_.replication(), world_.texts()); }

  bool take(Time now, const HostMessage& message) override {
    sent_.push_back({message.created, message.sequence, message.observations, message.marked.body});
    EXPECT_EQ(message.created, now);
    confirmations_.push_back({now + kConfirmedAfter, message.sequence, static_cast<std::uint32_t>(message.marked.body.size())});
    return true;
  }
  std::vector<Record> snapshot(Time now, std::uint32_t kinds, TextTable& texts) override {
    std::vector<Record> records;
    world_.fleet().append_reports(device_, now, kinds, records);
    for (Record& record : records) record = picket::test::moved(record, world_.texts(), texts);
    return records;
  }
  void report(Time, std::string) override {}
  void on_policy(Time, const Policy& policy) override { follow(policy); }

  const World& world_;
  const PolicyUse& use_;
  DeviceId device_;
  std::unique_ptr<Sensor> sensor_;
  std::span<const TwinRollout::Arrival> arrivals_;
  std::int64_t twin_version_ = 0;
  std::deque<Confirmation> confirmations_;
  std::vector<RawEvent> collected_;
  std::vector<SentMessage> sent_;
  HostAgent agent_;
};

}  // namespace picket::sim::test
