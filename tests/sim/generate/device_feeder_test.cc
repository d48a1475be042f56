#include "sim/generate/device_feeder.h"

#include <algorithm>

#include "tests/sim/experiment/twin_run.h"

// What a change of the twin does to agents in a run: scenarios/smoke/twin_change.yaml, with structs for bytes.
// Thirty devices that never restart, twenty gateways first. Changes at 2 h and 3 h of six.

namespace picket::sim {
namespace {

using test::twin_scenario;
using test::TwinRun;

const std::vector<std::string> kSized{"wire=sized"};
constexpr std::uint32_t kGateways = 20;
constexpr std::uint32_t kDevices = 30;

// defender.md 1.2. At 2 h each gateway sends what it holds (in a day's Low window there is always something: a
// gateway is never quiet for two hours). From then on its ticks are the change and every 5, 10 and 60 min after
// it; no collector has priority High, so they are 10 min apart. A camera keeps its interval of 120 min. At 3 h
// all thirty refuse the wrong twin, and nobody flushes.
TEST(DeviceFeeder, flushes_generation_2_and_goes_on_with_the_new_interval) {
  const Scenario scenario = twin_scenario(kSized);
  const TwinRun run(scenario, 0, Duration::minutes(10));
  const TwinCounts twin = run.stage.counts().twin;
  EXPECT_EQ(twin.delivered, kGateways + kDevices);
  EXPECT_EQ(twin.applied, kGateways);
  EXPECT_EQ(twin.failed, kDevices);
  EXPECT_EQ(twin.flushed_messages, kGateways);
  EXPECT_EQ(twin.configuration_errors, 0U);
  // The micro agent answers each, at once.
  EXPECT_EQ(run.twin_reports.size(), twin.delivered);
  std::uint64_t reported = 0;
  for (const TwinReport& report : run.twin_reports) {
    reported += report.bytes;
    const Duration after = report.at - run.world.start();
    EXPECT_TRUE(after == Duration::hours(2) || after == Duration::hours(3)) << after.to_seconds();
  }
  EXPECT_EQ(reported, twin.reported_bytes);
  EXPECT_TRUE(run.balanced());
  const Time changed = run.world.start() + Duration::hours(2);
  for (std::uint32_t d = 0; d < kDevices; ++d) {
    std::vector<Time> before;
    std::vector<Time> after;
    std::uint32_t flushed = 0;
    for (const TwinRun::Sent& sent : run.sent[d]) {
      if (sent.at == changed) {
        ++flushed;
      } else {
        (sent.at < changed ? before : after).push_back(sent.at);
      }
    }
    EXPECT_EQ(flushed, d < kGateways ? 1U : 0U) << "device " << d;
    EXPECT_LE(before.size(), 2U) << "device " << d;
    EXPECT_GE(after.size(), d < kGateways ? 20U : 1U) << "device " << d;
    EXPECT_LE(after.size(), d < kGateways ? 23U : 3U) << "device " << d;
    for (const Time at : after) {
      if (d < kGateways) {
        EXPECT_EQ((at - changed) % Duration::minutes(10), Duration()) << "device " << d;
      } else {
        EXPECT_EQ((at - after.front()) % Duration::minutes(120), Duration()) << "device " << d;
      }
    }
    for (std::size_t i = 1; i < run.sent[d].size(); ++i) {
      EXPECT_EQ(run.sent[d][i].sequence, run.sent[d][i - 1].sequence + 1);
    }
  }
  for (std::uint32_t d = 0; d < kDevices; ++d) {
    EXPECT_TRUE(run.stage.policy_of(DeviceId(d)).of(EventKind::kProcess).collect) << "the wrong twin disabled it";
  }
}

// defender.md 2.3, 2.4. Each agent takes both updates on a tick of its own, every 10 s from its start, and makes a
// ConfigurationError event after each: empty, then a type mismatch that names the property. The events wait in the
// Operational queue for the next message. Snapshots, 13 h apart before, come hourly: at least three in four hours.
TEST(DeviceFeeder, lets_generation_1_tell_of_its_configuration_and_take_snapshots_by_the_new_frequency) {
  const Scenario scenario = twin_scenario(kSized);
  const TwinRun run(scenario, 1, Duration::minutes(10));
  const TwinCounts twin = run.stage.counts().twin;
  EXPECT_EQ(twin.delivered, 2 * kDevices);
  EXPECT_EQ(twin.applied, kDevices);
  EXPECT_EQ(twin.failed, kDevices);
  EXPECT_EQ(twin.flushed_messages, 0U);
  EXPECT_EQ(twin.configuration_errors, 2 * kDevices);
  EXPECT_GT(twin.reported_bytes, 2 * kDevices * 900U) << "all settings, each time";
  EXPECT_TRUE(run.balanced());
  std::size_t empty = 0;
  std::size_t mismatch = 0;
  for (std::uint32_t d = 0; d < kDevices; ++d) {
    std::size_t snapshots = 0;
    for (const TwinRun::Sent& sent : run.sent[d]) {
      for (const Observation& o : sent.observations) {
        if (kind_of(o.record) == EventKind::kSystemInformation) ++snapshots;
        const auto* error = std::get_if<ConfigurationErrorRecord>(&o.record);
        if (error == nullptr) continue;
        const bool is_empty = *error == ConfigurationErrorRecord{};
        ++(is_empty ? empty : mismatch);
        const Time delivered = run.world.start() + Duration::hours(is_empty ? 2 : 3);
        EXPECT_GE(o.first_time, delivered);
        EXPECT_LT(o.first_time, delivered + Duration::seconds(10));
        if (is_empty) continue;
        EXPECT_EQ(error->type, ConfigurationErrorType::kTypeMismatch);
        EXPECT_EQ(run.world.texts().render(error->message),
                  "Couldn't parse the following conifgurations: highPriorityMessageFrequency");
      }
    }
    EXPECT_GE(snapshots, 2U) << "device " << d;
    EXPECT_TRUE(run.stage.policy_of(DeviceId(d)).of(EventKind::kLogin).collect) << "the wrong twin turned it off";
  }
  // What is not in a message by the end is still in a queue.
  EXPECT_GT(empty, kDevices / 2);
  EXPECT_GT(mismatch, kDevices / 2);
  EXPECT_LE(empty + mismatch, 2 * kDevices);
  // Without the changes a device takes at most one snapshot in six hours.
  const TwinRun still(twin_scenario({"wire=sized", "policies[1].twin_changes=[]"}), 1, Duration::minutes(10));
  for (const auto& of_device : still.sent) {
    std::size_t snapshots = 0;
    for (const TwinRun::Sent& sent : of_device) {
      if (const auto found = sent.kinds.find(EventKind::kSystemInformation); found != sent.kinds.end()) snapshots += found->second;
    }
    EXPECT_LE(snapshots, 1U);
  }
}

// A device that is off when the change comes gets it when its agent starts, 10 s after the device. A restart lasts
// some minutes here, and there are some each day and device.
TEST(DeviceFeeder, keeps_a_change_for_a_device_that_is_down) {
  const Scenario scenario = twin_scenario({"wire=sized", "duration=24 h", "device_classes.gateway.reboots_per_30_days=300",
                                           "device_classes.gateway.reboot_at_night=false",
                                           "policies[0].twin_changes[0].jitter=20 h"});
  for (std::size_t use = 0; use < 2; ++use) {
    const TwinRun run(scenario, use, Duration::minutes(10));
    const TwinCounts twin = run.stage.counts().twin;
    EXPECT_EQ(twin.delivered, use == 0 ? kGateways + kDevices : 2 * kDevices);
    EXPECT_EQ(twin.delivered, twin.applied + twin.failed);
    EXPECT_TRUE(run.balanced());
  }
}

TEST(DeviceFeeder, cuts_a_changing_policys_time_without_a_trace) {
  const Scenario scenario = twin_scenario({"wire=sized", "policies[0].twin_changes[0].jitter=3 h", "policies[1].twin_changes[0].jitter=3 h"});
  for (std::size_t use = 0; use < 2; ++use) {
    const TwinRun one(scenario, use, Duration::hours(6));
    const TwinRun many(scenario, use, Duration::seconds(97));
    EXPECT_EQ(one.stage.counts().twin, many.stage.counts().twin);
    for (std::uint32_t d = 0; d < kDevices; ++d) {
      ASSERT_EQ(one.sent[d].size(), many.sent[d].size());
      for (std::size_t i = 0; i < one.sent[d].size(); ++i) {
        EXPECT_EQ(one.sent[d][i].at, many.sent[d][i].at);
        EXPECT_EQ(one.sent[d][i].observations, many.sent[d][i].observations);
      }
    }
  }
}

// A fork: half of the devices go on as another kind of agent, with labelled events on the way.
TEST(DeviceFeeder, changes_the_kind_of_agent_and_loses_no_label) {
  const Scenario scenario = test::small_scenario(
      {"policies[2].twin_changes=[{at: 45 min, jitter: 30 min, targets: {share: 0.5}, policy: picket}]"});
  ASSERT_EQ(scenario.policies[2].use, "g2_linux");
  const TwinRun run(scenario, 2, Duration::minutes(10));
  EXPECT_TRUE(run.balanced());
  const TwinCounts twin = run.stage.counts().twin;
  EXPECT_GT(twin.applied, 30U);
  EXPECT_LT(twin.applied, 60U);
  EXPECT_EQ(twin.failed, 0U);
  EXPECT_EQ(twin.reported_bytes, 0U);
  std::uint64_t forked = 0;
  for (std::uint32_t d = 0; d < run.world.fleet().size(); ++d) {
    forked += run.stage.policy_of(DeviceId(d)).generation == Generation::kPicket ? 1 : 0;
  }
  EXPECT_EQ(forked, twin.applied);
  const auto lost = run.stage.labels_lost();
  const auto held = run.stage.labels_held();
  for (std::uint32_t u = 0; u < run.world.attacks().units().size(); ++u) {
    const UnitTally tally = run.stage.tally(u);
    std::uint64_t found = tally.sensor_lost.total() + tally.no_agent;
    for (const auto& [key, events] : lost) found += key.first.unit == u ? events : 0;
    for (const auto& [step, events] : held) found += step.unit == u ? events : 0;
    if (run.emitted_labels.contains(u)) found += run.emitted_labels.at(u);
    EXPECT_EQ(found, tally.produced) << "unit " << u;
  }
}

// defender.md 1.5, 4.3: the agent for Azure RTOS holds the message that it cannot send, looks for the line every 3 s,
// and suspends its collectors after 300 s. It reports every minute, so it finds the line down within a minute, and
// after an outage of 370 s it is suspended: what fell due meanwhile goes out at the next look. After a shorter one
// it sends again what it holds; a tick, every 10 s, gives that up even if it has nothing new, so that there may be
// nothing before the next minute's report.
TEST(DeviceFeeder, lets_the_agent_for_azure_rtos_mind_its_line) {
  const Scenario scenario = test::small_scenario(
      {"policies=[{use: g2_rtos}]", "reference_policy=g2_rtos", "device_classes.iot_gateway.reboots_per_30_days=0",
       "device_classes.iot_gateway.power_losses_per_year=0", "networks.lte.outage_gap={dist: exponential, mean: 20 min}",
       "networks.lte.outage_duration={dist: exponential, mean: 3 min}"});
  const TwinRun run(scenario, 0, Duration::minutes(10));
  EXPECT_TRUE(run.balanced());
  const DeviceCounts counts = run.stage.counts();
  EXPECT_GT(counts.messages_resent, 0U);
  EXPECT_GT(counts.agent_dropped[DropReason::kExpired], 0U) << "a minute's report gives up the one before it";
  EXPECT_GT(counts.agent_dropped[DropReason::kAgentStopped], 0U) << "suspended collectors lose what they hold";
  std::size_t short_outages = 0;
  std::size_t long_outages = 0;
  for (std::uint32_t d = 0; d < 30; ++d) {  // the gateways
    const auto on_line = run.world.outages_of(run.world.fleet().device(DeviceId(d)).site);
    for (std::size_t i = 0; i < on_line.size(); ++i) {
      const auto [start, end] = on_line[i];
      const bool suspended = end - start > Duration::seconds(370);
      const Duration wait = Duration::seconds(suspended ? 3 : 60);
      const bool comparable = end + wait < run.world.end() && (i + 1 == on_line.size() || end + wait < on_line[i + 1].start);
      const auto sent_in = [&](Time from, Time until) {
        return std::ranges::count_if(run.sent[d], [&](const TwinRun::Sent& m) { return m.at >= from && m.at < until; });
      };
      EXPECT_EQ(sent_in(start, end), 0) << "device " << d << ", outage " << i;
      if (!comparable) continue;
      ++(suspended ? long_outages : short_outages);
      EXPECT_GE(sent_in(end, end + wait + Duration::microseconds(1)), 1) << "device " << d << ", outage " << i;
    }
    for (std::size_t i = 1; i < run.sent[d].size(); ++i) {
      EXPECT_GT(run.sent[d][i].sequence, run.sent[d][i - 1].sequence) << "a message that is sent again keeps its number";
    }
  }
  EXPECT_GT(short_outages, 30U);
  EXPECT_GE(long_outages, 10U);
}

}  // namespace
}  // namespace picket::sim
