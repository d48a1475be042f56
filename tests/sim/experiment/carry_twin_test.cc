// What is asked of a hub for twins: reads at connects, reports, changes by the back end and notices of them. Kiosks on a line whose
// ways are 50 ms, whose clients renew their tokens where a test says so.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "sim/scenario/agent_twin.h"
#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_agents;

/// A renewal, and so a new connection, every quarter of an hour.
const std::vector<std::string> kRenewing{"client.token_life=20 min", "client.token_renewal_margin=5 min"};
/// Lines that are down for ten minutes every twenty, the first time at 20 min.
const std::vector<std::string> kBroken{"networks.line.outage_gap=20 min", "networks.line.outage_duration=10 min"};
/// A throttle lets through one, and has no place to wait.
const std::vector<std::string> kNarrow{"hubs[0].throttle_burst_seconds=0", "hubs[0].throttle_queue_seconds=0",
                                       "hubs[0].throttle_wait_seconds=0"};

std::vector<std::string> joined_sets(std::vector<std::string> sets, std::vector<std::string> more) {
  sets.insert(sets.end(), more.begin(), more.end());
  return sets;
}

const OperationCounts& done_at(const CarryFixture& f, HubOperation operation) { return f.carry.hubs()[0].counts().of(operation); }
const OperationTally& asked_of(const CarryFixture& f, HubOperation operation) { return f.carry.twin_operations().of(operation); }

/// The law of operations: callers and hub count on their own.
void expect_balance(const CarryFixture& f) {
  for (const HubOperation operation : kTwinOperations) {
    const OperationCounts& of = done_at(f, operation);
    const OperationTally& tally = asked_of(f, operation);
    EXPECT_EQ(static_cast<std::int64_t>(tally.asked - tally.lost - f.carry.twin_operations_held(operation)), of.accepted + of.refused())
        << rule_of(operation).name;
  }
}

void hand_report(CarryFixture& f, std::uint32_t device, Duration at, std::uint32_t bytes) {
  if (!f.output.batch) f.output.clear();
  f.output.twin_reports.push_back({f.world.start() + at, DeviceId(device), bytes});
}

// Three renewals of four devices, each followed by a read whose answer has the whole document, and by the report of the C agent.
// Nothing else is metered, so the hub's blocks are theirs.
TEST(CarryTwin, the_c_agent_reads_its_twin_at_every_connect_and_reports_it) {
  with_agents("g1_c", 4, 1, kRenewing, [](CarryFixture& f) {
    f.run_to(Duration::minutes(60));
    const TwinRead read = twin_read_of(f.policy);
    const OperationCounts& reads = done_at(f, HubOperation::kDeviceTwinRead);
    EXPECT_GE(reads.accepted, 12);
    EXPECT_EQ(reads.accepted, f.carry.hubs()[0].counts().connects_accepted);
    EXPECT_EQ(done_at(f, HubOperation::kReportedUpdate).accepted, reads.accepted);
    EXPECT_EQ(f.carry.hubs()[0].counts().blocks, reads.accepted * (blocks_of(Bytes(read.document_bytes), kPaidBlockBytes) +
                                                                   blocks_of(Bytes(read.reported_bytes), kPaidBlockBytes)));
    const WireCost get = f.wire().twin_get(Bytes(read.document_bytes));
    EXPECT_EQ(asked_of(f, HubOperation::kDeviceTwinRead).uplink_bytes, reads.accepted * get.up.total().count());
    EXPECT_EQ(asked_of(f, HubOperation::kDeviceTwinRead).downlink_bytes, reads.accepted * get.down.total().count());
    EXPECT_EQ(f.carry.counts().uplink_payload_bytes, 0);
    expect_balance(f);
  });
}

// The micro agent reads as its SDK does, and has nothing to report of a twin that says what it did.
TEST(CarryTwin, the_micro_agent_reads_at_every_connect_too) {
  with_agents("g2_linux", 2, 1, kRenewing, [](CarryFixture& f) {
    f.run_to(Duration::minutes(60));
    EXPECT_EQ(done_at(f, HubOperation::kDeviceTwinRead).accepted, f.carry.hubs()[0].counts().connects_accepted);
    EXPECT_GE(done_at(f, HubOperation::kDeviceTwinRead).accepted, 6);
    EXPECT_EQ(asked_of(f, HubOperation::kReportedUpdate).asked, 0U);
  });
}

TEST(CarryTwin, the_c_sharp_agent_reads_when_it_starts_and_not_when_it_renews) {
  with_agents("g1_csharp", 2, 1, kRenewing, [](CarryFixture& f) {
    f.run_to(Duration::minutes(60));
    EXPECT_GE(f.carry.counts().renewals, 6U);
    EXPECT_EQ(asked_of(f, HubOperation::kDeviceTwinRead).asked, 0U);
  });
  // Reboots, one an hour in the mean: at most one read a start, and none without.
  with_agents("g1_csharp", 20, 1, joined_sets(kRenewing, {"device_classes.kiosk.reboots_per_30_days=720", "device_classes.kiosk.reboot_at_night=false"}), [](CarryFixture& f) {
    f.run_to(Duration::minutes(60));
    std::uint64_t starts = 0;
    for (std::uint32_t d = 0; d < 20; ++d) {
      const auto events = f.world.events_of(DeviceId(d));
      starts += static_cast<std::uint64_t>(std::count_if(events.begin(), events.end(), [&](const WorldEvent& event) {
        return event.time >= f.world.start() && event.time < f.world.end();
      }));
    }
    EXPECT_GT(starts, 0U);
    EXPECT_GT(asked_of(f, HubOperation::kDeviceTwinRead).asked, 0U);
    EXPECT_LE(asked_of(f, HubOperation::kDeviceTwinRead).asked, starts);
    expect_balance(f);
  });
}

TEST(CarryTwin, agents_without_a_twin_ask_for_none) {
  for (const char* use : {"raw", "picket", "agentless"}) {
    with_agents(use, 2, 1, kRenewing, [](CarryFixture& f) {
      f.run_to(Duration::minutes(60));
      for (const HubOperation operation : kTwinOperations) EXPECT_EQ(asked_of(f, operation).asked, 0U);
      EXPECT_EQ(f.carry.hubs()[0].counts().blocks, 0);
    });
  }
}

// Each device that a change reaches is one update by the back end, logged, and one notice; what the agents answer comes when they
// have made it.
TEST(CarryTwin, a_change_is_an_update_a_notice_and_a_report) {
  with_agents("g2_linux", 3, 1, {"policies[0].twin_changes=[{at: 20 min, document: patch, desired: {Login_Disabled: true}}]"},
              [](CarryFixture& f) {
                for (std::uint32_t d = 0; d < 3; ++d) hand_report(f, d, Duration::minutes(21), 5'000);
                f.run_to(Duration::minutes(19));
                EXPECT_EQ(asked_of(f, HubOperation::kTwinUpdate).asked, 0U);
                f.run_to(Duration::minutes(60));
                EXPECT_EQ(done_at(f, HubOperation::kTwinUpdate).accepted, 3);
                EXPECT_EQ(done_at(f, HubOperation::kDesiredNotification).accepted, 3);
                EXPECT_EQ(done_at(f, HubOperation::kReportedUpdate).accepted, 3);
                EXPECT_EQ(done_at(f, HubOperation::kReportedUpdate).blocks, 6);
                EXPECT_EQ(f.carry.hubs()[0].counts().blocks, 3 + 3 + 6);
                EXPECT_EQ(f.carry.counts().operation_records, 3U);
                const Bytes patch(f.rollout->effect(0, 0).update_bytes);
                EXPECT_EQ(asked_of(f, HubOperation::kDesiredNotification).downlink_bytes, 3 * f.wire().twin_change(patch).down.total().count());
                EXPECT_EQ(asked_of(f, HubOperation::kReportedUpdate).uplink_bytes, 3 * f.wire().twin_patch(Bytes(5'000)).up.total().count());
                // The line carried the reports, one after the other.
                f.carry.account_keep_alive(f.world.end());
                EXPECT_GE(f.carry.site_throughput().at(0).total().count(), asked_of(f, HubOperation::kReportedUpdate).uplink_bytes);
                expect_balance(f);
              });
}

// At 27 min the lines have been down for seven, and the hub has missed the devices for one. They read the change when they are back.
TEST(CarryTwin, a_device_that_is_away_gets_no_notice_and_reads_the_change_later) {
  with_agents("g2_linux", 3, 1, joined_sets(kBroken, {"policies[0].twin_changes=[{at: 27 min, desired: {Login_Disabled: true}}]"}),
              [](CarryFixture& f) {
                const Duration begin = f.world.outages()[0].outage.start - f.world.start();
                ASSERT_GT(Duration::minutes(27) - begin, Duration::seconds(361));
                ASSERT_LT(Duration::minutes(29) - begin, Duration::minutes(10));
                f.run_to(Duration::minutes(29));
                EXPECT_EQ(done_at(f, HubOperation::kTwinUpdate).accepted, 3);
                EXPECT_EQ(asked_of(f, HubOperation::kDesiredNotification).asked, 0U);
                EXPECT_EQ(done_at(f, HubOperation::kDeviceTwinRead).accepted, 0);
                f.run_to(Duration::minutes(39));
                EXPECT_GE(done_at(f, HubOperation::kDeviceTwinRead).accepted, 3);
                expect_balance(f);
              });
}

// Ten at one moment, of which one gets through. The other nine wait a minute to a minute and a half, as a client that takes itself for
// throttled does, and come one by one. Each try is an operation and has a record.
TEST(CarryTwin, the_back_end_tries_again_what_the_throttle_refuses) {
  with_agents("g2_linux", 10, 1, joined_sets(kNarrow, {"policies[0].twin_changes=[{at: 20 min, desired: {Login_Disabled: true}}]"}),
              [](CarryFixture& f) {
                f.run_to(Duration::minutes(20) + Duration::seconds(1));
                const OperationCounts& of = done_at(f, HubOperation::kTwinUpdate);
                EXPECT_EQ(of.accepted, 1);
                EXPECT_EQ(of.throttled_429002, 9);
                f.run_to(Duration::minutes(60));
                EXPECT_EQ(of.accepted, 10);
                EXPECT_EQ(of.requests, of.accepted + of.refused());
                EXPECT_EQ(asked_of(f, HubOperation::kTwinUpdate).asked, static_cast<std::uint64_t>(of.requests));
                EXPECT_EQ(f.carry.counts().operation_records, static_cast<std::uint64_t>(of.requests));
                EXPECT_EQ(of.blocks, 10);
                expect_balance(f);
              });
}

// Five devices at sites of their own report at one moment; each refusal is an answer over the open connection.
TEST(CarryTwin, a_client_tries_again_what_the_throttle_refuses) {
  with_agents("g2_linux", 5, 5, kNarrow, [](CarryFixture& f) {
    for (std::uint32_t d = 0; d < 5; ++d) hand_report(f, d, Duration::minutes(5), 700);
    f.run_to(Duration::minutes(5) + Duration::seconds(10));
    const OperationCounts& of = done_at(f, HubOperation::kReportedUpdate);
    EXPECT_EQ(of.accepted, 1);
    EXPECT_EQ(of.throttled_429002, 4);
    f.run_to(Duration::minutes(60));
    EXPECT_EQ(of.accepted, 5);
    EXPECT_EQ(f.carry.counts().connects, 0U);
    EXPECT_EQ(f.carry.hubs()[0].open_connections(), 5);
    expect_balance(f);
  });
}

// A report of a second on the line is half a second old when the line fails. It is asked again after the read at the next connect.
TEST(CarryTwin, a_report_that_is_lost_is_sent_over_the_next_connection) {
  with_agents("g2_linux", 1, 1, kBroken, [](CarryFixture& f) {
    const Duration begin = f.world.outages()[0].outage.start - f.world.start();
    hand_report(f, 0, begin - Duration::milliseconds(500), 700);
    f.run_to(begin + Duration::minutes(19));
    EXPECT_EQ(asked_of(f, HubOperation::kReportedUpdate).asked, 2U);
    EXPECT_EQ(asked_of(f, HubOperation::kReportedUpdate).lost, 1U);
    EXPECT_EQ(done_at(f, HubOperation::kReportedUpdate).accepted, 1);
    EXPECT_GE(done_at(f, HubOperation::kDeviceTwinRead).accepted, 1);
    expect_balance(f);
  });
}

/// Blocks of all operations that were done, by the sizes of what went over.
std::int64_t blocks_by_formula(const CarryFixture& f, std::int64_t block_bytes) {
  const auto blocks = [&](std::uint32_t bytes) { return blocks_of(Bytes(bytes), block_bytes); };
  const TwinRead read = twin_read_of(f.policy);
  const std::int64_t reads = done_at(f, HubOperation::kDeviceTwinRead).accepted;
  const std::int64_t reports = done_at(f, HubOperation::kReportedUpdate).accepted;
  return reads * blocks(read.document_bytes) + (reports == 0 ? 0 : reports * blocks(read.reported_bytes));
}

// Any agent, any life of its token, any hub, some lines broken: what a day's quota is charged is the closed formula over what
// was done, and what was asked is all accounted for.
TEST(CarryTwin, blocks_are_those_of_the_formula_whatever_happens) {
  for (std::uint32_t seed = 0; seed < 8; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, 0, 7, Purpose::kTest);
    const auto below = [&random](std::uint64_t n) { return random.below(n); };
    const char* const use = std::array{"g1_c", "g1_csharp", "g2_linux"}[below(3)];
    std::vector<std::string> sets{"client.token_life=" + std::to_string(10 + below(20)) + " min", "client.token_renewal_margin=5 min",
                                  "device_classes.kiosk.reboots_per_30_days=" + std::to_string(below(2) * 1'000), "device_classes.kiosk.reboot_at_night=false",
                                  std::string("hubs[0].sku=") + (below(2) == 0 ? "S1" : "F1")};
    if (below(2) == 0) sets = joined_sets(sets, kBroken);
    if (below(2) == 0) sets = joined_sets(sets, kNarrow);
    const auto devices = static_cast<std::uint32_t>(1 + below(8));
    with_agents(use, devices, 1, sets, [](CarryFixture& f) {
      f.run_to(Duration::minutes(60));
      const HubCounts& hub = f.carry.hubs()[0].counts();
      EXPECT_EQ(hub.blocks, blocks_by_formula(f, f.carry.hubs()[0].limits().block_bytes));
      std::int64_t by_operation = 0;
      for (const OperationCounts& of : hub.operations) by_operation += of.blocks;
      EXPECT_EQ(hub.blocks, by_operation);
      expect_balance(f);
    });
  }
}

}  // namespace
}  // namespace picket::sim
