#include "sim/results/conservation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

ConservationLedger sound_ledger() {
  ConservationLedger ledger("raw events");
  StageBalance& sensor = ledger.stage("sensor");
  sensor.produced = 1'000;
  sensor.delivered = 900;
  sensor.drop("not visible", 60);
  sensor.drop("backlog full", 40);
  StageBalance& queue = ledger.stage("queue");
  queue.produced = 900;
  queue.copies = 30;
  queue.delivered = 880;
  queue.held = 20;
  queue.drop("duplicate", 30);
  return ledger;
}

TEST(ConservationLedger, is_silent_about_a_sound_run) {
  EXPECT_TRUE(sound_ledger().check().empty());
}

TEST(ConservationLedger, spells_out_what_is_missing) {
  ConservationLedger ledger = sound_ledger();
  ledger.stage("queue").held = 13;
  const std::vector<Imbalance> found = ledger.check();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].stage, "queue");
  EXPECT_EQ(found[0].missing, 7);
  EXPECT_EQ(found[0].says,
            "queue: 900 produced + 30 copies, but 880 delivered + 13 held + 30 dropped; 7 raw events missing");
}

TEST(ConservationLedger, finds_what_got_lost_between_two_stages) {
  ConservationLedger ledger = sound_ledger();
  ledger.stage("queue").produced = 890;
  ledger.stage("queue").held = 10;
  const std::vector<Imbalance> found = ledger.check();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].missing, 10);
  EXPECT_EQ(found[0].says, "sensor delivered 900 raw events, but queue took in 890");
  ledger.stage("queue").continues = false;
  EXPECT_TRUE(ledger.check().empty());
}

TEST(ConservationLedger, does_not_let_a_negative_count_balance_another) {
  ConservationLedger ledger("messages");
  StageBalance& stage = ledger.stage("hub");
  stage.produced = 5;
  stage.delivered = 10;
  stage.drop("odd", -5);
  EXPECT_EQ(stage.missing(), 0);
  ASSERT_EQ(ledger.check().size(), 1U);
  EXPECT_EQ(ledger.check()[0].says, "hub: a count is negative");
}

TEST(ConservationLedger, adds_drops_of_one_reason) {
  StageBalance stage;
  stage.drop("full", 2);
  stage.drop("full", 3);
  stage.drop("expired", 0);
  EXPECT_EQ(stage.dropped_total(), 5);
  ASSERT_EQ(stage.dropped.size(), 2U);
}

TEST(ConservationLedger, gives_rows_by_device_and_day) {
  const std::vector<DropRow> rows = sound_ledger().drop_rows(20);
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[0].stage, "sensor");
  EXPECT_EQ(rows[0].reason, "not visible");
  EXPECT_DOUBLE_EQ(rows[0].raw_events_per_device_day, 3);
  EXPECT_DOUBLE_EQ(rows[2].raw_events_per_device_day, 1.5);
}

}  // namespace
}  // namespace picket::sim
