// What becomes of messages between a hub's built-in endpoint and the analytics, on messages made by hand.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/experiment/delay_parts.h"
#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

using test::CarryFixture;
using test::with_carry;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

std::vector<std::string> reader_sets(const std::string& reader, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"networks.line.uplink_bandwidth=1 Mbit/s", "hubs[0].reader={" + reader + "}"});
  return more;
}

// Away from minute 5 to 15: the message of minute 6 is read at 15, and its wait is the hub's part of the delay.
TEST(CarryEndpoint, keeps_messages_while_nobody_reads) {
  with_carry(1, 1, reader_sets("outages: [{start: 5 min, duration: 10 min}]"), [](CarryFixture& f) {
    for (const int minute : {4, 6, 20}) f.add(0, static_cast<std::uint32_t>(minute), Duration::minutes(minute), 500, 2);
    f.run_to(Duration::minutes(10));
    EXPECT_EQ(f.carry.counts().messages_accepted, 2U);
    EXPECT_EQ(f.carry.counts().messages_submitted, 1U);
    EXPECT_EQ(f.carry.enqueued_later(), 1U);
    EXPECT_EQ(f.carry.hits_enqueued_later(), 2U);
    EXPECT_EQ(f.carry.messages_held(), 1U) << "at the endpoint";
    f.run_to(Duration::minutes(30));
    const CarryCounts& counts = f.carry.counts();
    EXPECT_EQ(counts.messages_submitted, 3U);
    EXPECT_EQ(counts.hits_submitted, 6U);
    EXPECT_EQ(counts.messages_late, 1U);
    EXPECT_EQ(counts.messages_past_retention, 0U);
    const AcceptedLabels& waited = f.carry.accepted_labels().at({0, 6});
    EXPECT_EQ(waited.enqueued, f.world.start() + Duration::minutes(15));
    const DelayParts parts = delay_parts(waited.created, waited.created, waited, waited.enqueued);
    EXPECT_EQ(parts.hub, (waited.enqueued - waited.arrived).count_microseconds());
    EXPECT_GT(parts.hub, Duration::minutes(8).count_microseconds());
    EXPECT_EQ(f.carry.endpoints()[0].counts().messages_read, 3U);
  });
}

// One in ten seconds: three that come within a second are read ten seconds apart.
TEST(CarryEndpoint, reads_no_faster_than_the_reader_can) {
  with_carry(1, 1, reader_sets("messages_per_second: 0.1"), [](CarryFixture& f) {
    for (std::uint32_t i = 0; i < 3; ++i) f.add(0, i, Duration::minutes(1), 500);
    f.run_to(Duration::minutes(5));
    const auto& labels = f.carry.accepted_labels();
    EXPECT_LT(labels.at({0, 2}).arrived - labels.at({0, 0}).arrived, Duration::seconds(1));
    EXPECT_EQ(labels.at({0, 0}).enqueued, labels.at({0, 0}).arrived);
    EXPECT_EQ(labels.at({0, 1}).enqueued - labels.at({0, 0}).enqueued, Duration::seconds(10));
    EXPECT_EQ(labels.at({0, 2}).enqueued - labels.at({0, 1}).enqueued, Duration::seconds(10));
    EXPECT_EQ(f.carry.counts().messages_submitted, 3U);
  });
}

// Away for 30 hours from minute 5 on: the message of minute 6 is 29 h 59 min old when its turn comes.
TEST(CarryEndpoint, counts_what_is_older_than_the_retention_as_lost) {
  with_carry(2, 1, reader_sets("outages: [{start: 5 min, duration: 30 h}]"), [](CarryFixture& f) {
    f.add(0, 0, Duration::minutes(4), 500, 2);
    f.add(0, 1, Duration::minutes(6), 500, 3);
    f.add(1, 0, Duration::minutes(7), 500, 4);
    f.run_to(Duration::minutes(30));
    const CarryCounts& counts = f.carry.counts();
    EXPECT_EQ(counts.messages_accepted, 3U);
    EXPECT_EQ(counts.messages_submitted, 1U);
    EXPECT_EQ(counts.messages_past_retention, 2U);
    EXPECT_EQ(counts.hits_past_retention, 7U);
    EXPECT_EQ(counts.hits_submitted, 2U);
    EXPECT_EQ(f.carry.enqueued_later(), 0U);
    EXPECT_EQ(f.carry.messages_held(), 0U);
    EXPECT_THAT(f.carry.labels_past_retention(), ElementsAre(Pair(StepRef{0, 0}, 3U), Pair(StepRef{1, 0}, 4U)));
    EXPECT_THAT(f.carry.labels_held(), IsEmpty());
    EXPECT_THAT(f.carry.labels_throttled(), IsEmpty());
    EXPECT_EQ(f.carry.accepted_labels().size(), 1U);
    EXPECT_EQ(f.carry.endpoints()[0].counts().messages_lost, 2U);
  });
}

TEST(CarryEndpoint, loses_nothing_that_is_kept_for_long_enough) {
  with_carry(1, 1, reader_sets("outages: [{start: 5 min, duration: 30 h}]", {"hubs[0].retention=2 d"}), [](CarryFixture& f) {
    f.add(0, 0, Duration::minutes(6), 500, 3);
    f.run_to(Duration::minutes(30));
    EXPECT_EQ(f.carry.counts().messages_past_retention, 0U);
    EXPECT_EQ(f.carry.enqueued_later(), 1U);
    EXPECT_THAT(f.carry.labels_enqueued_later(), ElementsAre(Pair(StepRef{0, 0}, 3U)));
  });
}

// The reader comes back after 24 h and 14.5 min. Copies of minute 14 are older than a day by then; answers to them are lost (of four,
// to nine in ten), and the second copies, a minute later, are not too old.
TEST(CarryEndpoint, counts_the_first_copy_of_a_message_that_is_read) {
  with_carry(4, 4,
             reader_sets("outages: [{start: 13 min, duration: 86490 s}]",
                         {"faults=[{name: region, kind: hub_outage, start: 10 min, duration: 1 min}, {name: unheard, kind: redelivery, start: 1 s, "
                          "duration: 869 s, after_reconnect: 1 h, lost_answer_share: 0.9, copied_share: 0, late_share: 0}]"}),
             [](CarryFixture& f) {
               for (std::uint32_t d = 0; d < 4; ++d) f.add(d, 0, Duration::minutes(14), 500, 3);
               f.run_to(Duration::minutes(30));
               const CarryCounts& counts = f.carry.counts();
               const std::uint64_t again = counts.duplicates_accepted;
               EXPECT_EQ(counts.messages_accepted, 4U);
               ASSERT_GE(again, 1U);
               EXPECT_EQ(counts.messages_past_retention, 4U);
               EXPECT_EQ(counts.hits_past_retention, 3 * (4 - again));
               EXPECT_EQ(f.carry.enqueued_later(), again);
               EXPECT_EQ(f.carry.hits_enqueued_later(), 3 * again);
               EXPECT_EQ(f.carry.labels_past_retention().size(), 4 - again);
               ASSERT_EQ(f.carry.accepted_labels().size(), again);
               for (const auto& [key, read] : f.carry.accepted_labels()) {
                 EXPECT_EQ(read.enqueued, f.world.start() + Duration::seconds(13 * 60 + 86'490));
                 EXPECT_GT(read.arrived, f.world.start() + Duration::seconds(14 * 60 + 30));
               }
             });
}

// What a fault makes late goes the same way: a lag that is longer than the retention loses.
TEST(CarryEndpoint, is_where_a_backend_lags_too) {
  const std::string fault = "faults=[{name: analytics, kind: backend_lag, start: 1 min, duration: 10 min, lag: 20 min}]";
  with_carry(1, 1, {"networks.line.uplink_bandwidth=1 Mbit/s", fault}, [](CarryFixture& f) {
    f.add(0, 0, Duration::minutes(5), 500);
    f.run_to(Duration::minutes(40));
    EXPECT_EQ(f.carry.counts().messages_submitted, 1U);
    EXPECT_DOUBLE_EQ(f.carry.endpoints()[0].counts().lag_seconds_max, 1'200);
  });
}

}  // namespace
}  // namespace picket::sim
