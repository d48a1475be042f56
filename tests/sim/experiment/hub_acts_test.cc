// What attacks do at a hub, by hand. One kiosk on a line whose ways are 50 ms without jitter, whose client tries again at
// once after its first loss: thrown out at t, it is back after the news and seven halves of a handshake, at t + 8 x 50 ms.
// The attack begins at 1:00 of the measured period; times below are seconds from there.

#include "sim/experiment/hub_acts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <ostream>
#include <string>
#include <vector>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_carry;
using testing::ElementsAre;

constexpr Duration kBegin = Duration::minutes(1);
constexpr std::uint32_t kTakenOverCode = hub_code::kConnectionForcefullyClosedOnNewConnection;

/// A hub whose log is read after a minute, and an attack whose only phase, of 60 s, does these acts.
std::vector<std::string> with_acts(const std::string& acts, std::vector<std::string> sets = {}) {
  sets.push_back("hubs[0].log_latency=60 s");
  sets.push_back("attacks=[{name: x, use: x, start: 1 min, targets: {device_class: kiosk, count: 1}}]");
  sets.push_back(
      "attack_templates={x: {id: X, title: x, memory_only: false, deadline: 10 min, infrastructure: {clone: {count: 1}}, "
      "phases: [{id: p, duration: 60 s, hub: [" + acts + "]}]}}");
  return sets;
}

struct Seen {
  std::int64_t at = 0;  ///< milliseconds from the start of the attack
  OperationName operation = OperationName::kDeviceConnect;
  std::uint32_t result = 0;
  std::uint32_t operations = 1;
  bool operator==(const Seen&) const = default;
};
void PrintTo(const Seen& s, std::ostream* out) {
  *out << s.at << " ms: " << operation_word(s.operation) << ' ' << s.result << " x " << s.operations;
}

std::vector<Seen> evidence_of(const CarryFixture& f) {
  std::vector<Seen> seen;
  for (const HubEvidence& e : f.carry.hub_acts().evidence_of(DeviceId(0))) {
    EXPECT_EQ(e.unit, 0U);
    EXPECT_EQ(e.available, e.time + Duration::seconds(60));
    seen.push_back({(e.time - f.world.start() - kBegin) / Duration::milliseconds(1), e.operation, e.result_type, e.operations});
  }
  return seen;
}

constexpr auto kConnects = OperationName::kDeviceConnect;
constexpr auto kDisconnects = OperationName::kDeviceDisconnect;

TEST(HubActs, device_and_intruder_throw_each_other_out) {
  with_carry(1, 1, with_acts("{kind: connect, remote: clone, count: 2, spacing: 30 s}"), [](CarryFixture& f) {
    f.run_to(Duration::minutes(10));
    EXPECT_THAT(evidence_of(f),
                ElementsAre(Seen{0, kDisconnects, kTakenOverCode}, Seen{0, kConnects}, Seen{400, kDisconnects, kTakenOverCode},
                            Seen{400, kConnects}, Seen{30000, kDisconnects, kTakenOverCode}, Seen{30000, kConnects},
                            Seen{30400, kDisconnects, kTakenOverCode}, Seen{30400, kConnects}));
    EXPECT_EQ(f.carry.counts().operation_records, 8U);
    EXPECT_EQ(f.carry.operations_logged(), 8U);
    EXPECT_EQ(f.carry.hubs()[0].counts().connects, 4);  // of which the agent's session knows nothing
    EXPECT_EQ(f.carry.hubs()[0].counts().connections_replaced, 4);
    EXPECT_TRUE(f.carry.hubs()[0].connected(DeviceId(0)));
    EXPECT_TRUE(f.carry.hubs()[0].connected({DeviceId(0), true})) << "the module's connection is another";
    EXPECT_EQ(f.carry.counts().connects, 0U);
    EXPECT_EQ(f.carry.hub_acts().counts().due, 2U);
    EXPECT_EQ(f.carry.hub_acts().counts().done, 2U);
  });
}

// An agent without a module holds the device's own connection, of which the hub keeps account; of the others it keeps none.
TEST(HubActs, an_agent_without_a_module_keeps_its_session) {
  with_carry(1, 1, with_acts("{kind: connect, remote: clone}", {"fleet[0].identities={security_module: false}"}), [](CarryFixture& f) {
    f.run_to(Duration::minutes(10));
    EXPECT_THAT(evidence_of(f), ElementsAre(Seen{0, kDisconnects, kTakenOverCode}, Seen{0, kConnects}, Seen{400, kDisconnects, kTakenOverCode},
                                            Seen{400, kConnects}));
    EXPECT_EQ(f.carry.hubs()[0].counts().connects, 2);
    EXPECT_EQ(f.carry.hubs()[0].counts().connections_replaced, 0);
    EXPECT_TRUE(f.carry.hubs()[0].connected(DeviceId(0)));
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 1);
  });
}

// Who is in does not connect again; who left in good order leaves nobody to throw out.
TEST(HubActs, an_intruder_who_is_in_does_nothing_and_may_leave) {
  with_carry(1, 1,
             with_acts("{kind: connect, remote: clone, count: 2, spacing: 200 ms}, {kind: disconnect, remote: clone}, "
                       "{kind: disconnect, remote: clone}"),
             [](CarryFixture& f) {
               f.run_to(Duration::minutes(10));
               EXPECT_THAT(evidence_of(f),
                           ElementsAre(Seen{0, kDisconnects, kTakenOverCode}, Seen{0, kConnects}, Seen{200, kDisconnects},
                                       Seen{400, kConnects}));
               const HubActCounts& counts = f.carry.hub_acts().counts();
               EXPECT_EQ(counts.due, 4U);
               EXPECT_EQ(counts.done, 2U);
               EXPECT_EQ(counts.idle[HubActIdle::kConnectedAlready], 1U);
               EXPECT_EQ(counts.idle[HubActIdle::kNotConnected], 1U);
             });
}

// The hub refuses, and nobody is thrown out.
TEST(HubActs, what_is_refused_leaves_a_record_and_changes_nothing) {
  with_carry(1, 1, with_acts("{kind: refused, fault: thumbprint_mismatch, remote: clone, count: 0, rate_per_second: 0.05}"),
             [](CarryFixture& f) {
               f.run_to(Duration::minutes(10));
               EXPECT_THAT(evidence_of(f), ElementsAre(Seen{0, kConnects, 401'003}, Seen{20000, kConnects, 401'003},
                                                       Seen{40000, kConnects, 401'003}));
               for (const HubEvidence& e : f.carry.hub_acts().evidence_of(DeviceId(0))) EXPECT_TRUE(e.fault);
               EXPECT_EQ(f.carry.hubs()[0].counts().connects, 0);
             });
}

/// A hub that holds one second of its 100 messages/s in the bucket, one in the queue.
std::vector<std::string> with_flood(std::vector<std::string> sets = {}) {
  sets.push_back("hubs[0].throttle_burst_seconds=1");
  sets.push_back("hubs[0].throttle_queue_seconds=1");
  return with_acts("{kind: messages, count: 0, rate_per_second: 200, reconnect: 500 ms}", sets);
}

// Message k comes at 5k ms and finds 0.5k of those before it: 100 fit the bucket, and 100 may wait, of which it would be the
// last when 99 do (throttle.cc). So k = 0 to 398 are taken, and k = 399 finds 99.5 waiting and is not, at 1.995 s. The device
// is back 0.9 s later; k = 400 to 560, to 2.8 s, find no connection.
TEST(HubActs, a_flood_is_metered_and_throttled_and_closes_the_connection) {
  with_carry(1, 1, with_flood(), [](CarryFixture& f) {
    f.run_to(kBegin + Duration::milliseconds(2'802));
    EXPECT_THAT(evidence_of(f), ElementsAre(Seen{1995, OperationName::kTelemetryError, 429'002},
                                            Seen{1995, kDisconnects, 429'002}));
    const HubCounts& hub = f.carry.hubs()[0].counts();
    EXPECT_EQ(hub.messages_accepted, 399);
    EXPECT_EQ(hub.blocks, 399);
    EXPECT_EQ(hub.bytes_metered, 399 * 256);
    EXPECT_EQ(hub.throttled_429002, 1);
    EXPECT_EQ(f.carry.hub_acts().not_logged({0, 0}), 399U);  // nobody traces messages
    const HubActCounts& counts = f.carry.hub_acts().counts();
    EXPECT_EQ(counts.done, 400U);
    EXPECT_EQ(counts.idle[HubActIdle::kNotConnected], 161U);
    EXPECT_EQ(counts.due, counts.done + counts.idle.total());
    EXPECT_EQ(f.carry.counts().messages_accepted, 0U);  // no message of the agent's
    f.run_to(kBegin + Duration::milliseconds(2'897));
    EXPECT_EQ(evidence_of(f).back(), (Seen{2895, kConnects}));
  });
}

// 200 messages in the first second, 199 in the next before the refusal, which closes the account: a record a second.
TEST(HubActs, a_hub_that_traces_messages_logs_a_record_a_second) {
  with_carry(1, 1, with_flood({"hubs[0].configuration.diagnostic_settings=[{name: all, categories: [DistributedTracing]}]"}),
             [](CarryFixture& f) {
               f.run_to(kBegin + Duration::milliseconds(2'802));
               constexpr auto kTrace = OperationName::kTelemetryTrace;
               EXPECT_THAT(evidence_of(f), ElementsAre(Seen{995, kTrace, 0, 200}, Seen{1995, kTrace, 0, 199},
                                                       Seen{1995, OperationName::kTelemetryError, 429'002},
                                                       Seen{1995, kDisconnects, 429'002}));
               EXPECT_EQ(f.carry.hub_acts().not_logged({0, 0}), 0U);
             });
}

// A service changes the twin whether or not an agent can read it; policy raw has none.
TEST(HubActs, a_twin_update_is_logged_for_the_agents_module) {
  with_carry(1, 1, with_acts("{kind: twin_update, desired_g2: {Process_Disabled: true}}"), [](CarryFixture& f) {
    f.run_to(Duration::minutes(10));
    EXPECT_THAT(evidence_of(f), ElementsAre(Seen{0, OperationName::kC2dTwinUpdate}));
  });
}

// The log's record is there after a minute; the event of a change would be there at once.
TEST(HubActs, a_twin_update_has_an_event_only_where_it_changes_a_twin) {
  const auto sets = with_acts("{kind: twin_update, desired_g2: {Process_Disabled: true}}",
                              {"hubs[0].configuration={twin_change_events: true}"});
  with_carry(1, 1, sets, [](CarryFixture& f) {
    f.run_to(Duration::minutes(10));
    EXPECT_THAT(evidence_of(f), ElementsAre(Seen{0, OperationName::kC2dTwinUpdate})) << "agents of raw have no twin";
    const HubAct& act = *f.world.attacks().hub_acts()[0].act;
    Policy policy;
    policy.generation = Generation::kG2Linux;
    EXPECT_TRUE(TwinRollout::is_changed_by(act, policy));
    policy.generation = Generation::kG1C;
    EXPECT_FALSE(TwinRollout::is_changed_by(act, policy)) << "it has no document for them";
  });
}

// The windows in which the stage is run are nobody's business.
TEST(HubActs, windows_of_any_length_give_the_same_records) {
  const TemporaryFolder folder;
  const auto sets = with_acts("{kind: connect, remote: clone, count: 0, spacing: {dist: uniform, min: 100 ms, max: 9 s}}, "
                              "{kind: messages, parallel: true, count: 0, rate_per_second: 7, remote: clone}");
  std::vector<std::string> told;
  for (const std::int64_t step : {600, 13, 1}) {
    const std::string file = folder.file("of_" + std::to_string(step));
    with_carry(1, 1, sets, [step, &file](CarryFixture& f) {
      for (std::int64_t s = step; s < 600; s += step) f.run_to(Duration::seconds(s));
      f.run_to(Duration::minutes(10));
      std::ofstream out(file);
      for (const Seen& seen : evidence_of(f)) {
        PrintTo(seen, &out);
        out << '\n';
      }
      out << f.carry.hubs()[0].counts().messages_accepted << ' ' << f.carry.counts().operations_submitted << '\n';
    });
    told.push_back(content_of(file));
  }
  EXPECT_GT(std::ranges::count(told[0], '\n'), 20);
  EXPECT_EQ(told[1], told[0]);
  EXPECT_EQ(told[2], told[0]);
}

}  // namespace
}  // namespace picket::sim
