#include "sim/live/compare/live_comparison.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/sim/live/compare/small_fleet_study.h"

// A small study is run once; what a live fleet would have measured of it is made from the devices themselves (FleetSource), and then one
// thing after another is changed.

namespace picket::sim {
namespace {

class LiveComparisonOfStudy : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<TemporaryFolder>();
    simulated_ = std::make_unique<SimulatedMeasures>(read_simulated_measures(test::run_small_fleet(folder_->path()), "g1_c"));
    live_ = std::make_unique<FleetMeasures>(test::live_of_small_fleet(*simulated_));
  }
  static void TearDownTestSuite() {
    folder_.reset();
    simulated_.reset();
    live_.reset();
  }

  LiveComparison compared(const FleetMeasures& live, const ComparedAlerts& alerts = {}, const Scenario& scenario = test::small_scenario({}, test::kSmallFleet)) const {
    return compare_live(live, *simulated_, scenario, comparability_of(live, simulated_->resolved_scenario, *simulated_, "g1_c"), alerts, {});
  }
  static const LiveRow& row(const LiveComparison& comparison, const std::string& measure) {
    const auto found = std::find_if(comparison.rows.begin(), comparison.rows.end(), [&measure](const LiveRow& one) { return one.measure == measure; });
    if (found == comparison.rows.end()) throw std::runtime_error("no row " + measure);
    return *found;
  }

  inline static std::unique_ptr<TemporaryFolder> folder_;
  inline static std::unique_ptr<SimulatedMeasures> simulated_;
  inline static std::unique_ptr<FleetMeasures> live_;
};

TEST_F(LiveComparisonOfStudy, what_its_own_devices_send_is_what_was_simulated) {
  const LiveComparison comparison = compared(*live_);
  const LiveRow& generated = row(comparison, "messages_generated");
  EXPECT_GT(generated.live.value(), 0);
  EXPECT_EQ(generated.live, generated.simulated) << "made by two programs' parts of the same seed";
  EXPECT_EQ(generated.basis, "equal");
  EXPECT_EQ(row(comparison, "units").live, row(comparison, "units").simulated);
  for (const LiveRow& one : comparison.rows) {
    EXPECT_NE(one.verdict, LiveVerdict::kFlagged) << one.measure << ": " << one.why;
    // The line from here to a hub is not the scenario's, and nothing else differs.
    if (!one.measure.starts_with("publish_delay")) {
      EXPECT_NE(one.verdict, LiveVerdict::kExplained) << one.measure << ": " << one.why;
    }
  }
  EXPECT_EQ(comparison.replications, 5U);
}

TEST_F(LiveComparisonOfStudy, a_message_more_than_the_devices_make_is_flagged) {
  FleetMeasures live = *live_;
  ++live.all.generated;
  ++live.all.delivered;
  const LiveComparison comparison = compared(live);
  const LiveRow& generated = row(comparison, "messages_generated");
  EXPECT_EQ(generated.verdict, LiveVerdict::kFlagged);
  EXPECT_DOUBLE_EQ(generated.difference().value(), 1);
  EXPECT_NE(generated.why.find("have to be equal"), std::string::npos) << generated.why;
  live.commit = "another";
  EXPECT_NE(row(compared(live), "messages_generated").basis, "equal") << "another program may make others";
}

TEST_F(LiveComparisonOfStudy, messages_that_were_not_due_or_held_are_explained_and_lost_ones_flagged) {
  FleetMeasures live = *live_;
  const std::uint64_t most = live.all.generated - 5;
  live.all.unsent = most - 2;
  live.all.held = 2;
  live.all.delivered = 5;
  live.all.sent = 5;
  live.end = "the message budget is spent";
  live.played_seconds = 3'600;
  LiveComparison comparison = compared(live);
  EXPECT_EQ(row(comparison, "messages_delivered").verdict, LiveVerdict::kExplained);
  EXPECT_NE(row(comparison, "messages_delivered").why.find("2 held when it ended (the message budget is spent)"), std::string::npos);
  EXPECT_EQ(row(comparison, "messages_lost").verdict, LiveVerdict::kAgrees);
  live.all.held = 0;
  live.all.losses[QueueLoss::kExpired] = 2;
  comparison = compared(live);
  EXPECT_EQ(row(comparison, "messages_lost").verdict, LiveVerdict::kFlagged);
  EXPECT_EQ(row(comparison, "messages_lost").why, "2 expired");
}

TEST_F(LiveComparisonOfStudy, identifiers_that_take_units_explain_them_and_other_units_are_flagged) {
  FleetMeasures live = *live_;
  live.all.delivered_blocks += 2;
  const LiveRow with_identifiers = row(compared(live), "units");
  EXPECT_EQ(with_identifiers.verdict, LiveVerdict::kExplained);
  EXPECT_NE(with_identifiers.why.find("takes 2 units more"), std::string::npos);
  live.all.generated_blocks += 2;
  EXPECT_EQ(row(compared(live), "units").verdict, LiveVerdict::kFlagged) << "the messages themselves are larger";
}

TEST_F(LiveComparisonOfStudy, bytes_on_the_line_are_explained_by_what_the_wire_model_makes_of_the_connects) {
  FleetMeasures live = *live_;
  live.all.line_is_counted = true;
  live.all.line.connections = live.all.connects;
  live.all.line.bytes_up = 3 * live.all.modelled_up_bytes;
  live.all.line.bytes_down = live.all.modelled_down_bytes;
  live.all.modelled_up_bytes *= 3;
  EXPECT_EQ(row(compared(live), "uplink_bytes_per_message").verdict, LiveVerdict::kExplained);
  live.all.modelled_up_bytes /= 3;
  const LiveRow unexplained = row(compared(live), "uplink_bytes_per_message");
  EXPECT_EQ(unexplained.verdict, LiveVerdict::kFlagged);
  EXPECT_NEAR(unexplained.ratio().value(), 3, 0.1);
  EXPECT_FALSE(unexplained.estimated);
  EXPECT_TRUE(row(compared(*live_), "uplink_bytes_per_message").estimated) << "the kernel counted nothing";
}

TEST_F(LiveComparisonOfStudy, connects_are_explained_by_ends_and_flagged_where_nothing_ended) {
  FleetMeasures live = *live_;
  live.all.connects += 40;
  live.all.reconnects += 40;
  EXPECT_EQ(row(compared(live), "connections").verdict, LiveVerdict::kFlagged);
  live.all.ends[LinkEnd::kClosedWhileIdle] = 40;
  EXPECT_EQ(row(compared(live), "connections").verdict, LiveVerdict::kExplained);
}

TEST_F(LiveComparisonOfStudy, another_line_explains_delays_until_it_has_been_fitted) {
  EXPECT_EQ(row(compared(*live_), "publish_delay_seconds_p50").verdict, LiveVerdict::kExplained);
  // A scenario whose only line is called as fitted ones are, and is twice as slow.
  const std::vector<std::string> sets{"fleet[0].access={live_line: 1}", "fleet[1].access={live_line: 1}", "networks.live_line={round_trip_time: 90 ms, loss_ratio: 0}"};
  const LiveComparison slower = compared(*live_, {}, test::small_scenario(sets, test::kSmallFleet));
  EXPECT_EQ(row(slower, "publish_delay_seconds_p50").verdict, LiveVerdict::kFlagged);
  const FittedLine fitted = compared(*live_).line.value();
  const std::string round_trip = "{dist: lognormal, median: " + std::to_string(fitted.median_seconds * 1'000) + " ms, sigma: " + std::to_string(fitted.sigma) + "}";
  const LiveComparison same = compared(*live_, {}, test::small_scenario({sets[0], sets[1], "networks.live_line={uplink_bandwidth: 10 Gbit/s, round_trip_time: " + round_trip + ", loss_ratio: 0}"},
                                                                        test::kSmallFleet));
  EXPECT_EQ(row(same, "publish_delay_seconds_p50").verdict, LiveVerdict::kAgrees);
}

TEST_F(LiveComparisonOfStudy, alerts_are_compared_by_type) {
  const ComparedAlerts alerts{AlertsByType{{"sim.scan_out", 3}, {"sim.rare_peer", 1}, {"sim.dga", 1}}, AlertsByType{{"sim.scan_out", 3}, {"sim.rare_peer", 4}}};
  LiveComparison comparison = compared(*live_, alerts);
  EXPECT_EQ(row(comparison, "alerts.sim.scan_out").verdict, LiveVerdict::kAgrees);
  EXPECT_EQ(row(comparison, "alerts.sim.rare_peer").verdict, LiveVerdict::kExplained) << "its detector learnt in the warm-up";
  EXPECT_EQ(row(comparison, "alerts.sim.dga").verdict, LiveVerdict::kFlagged);
  FleetMeasures live = *live_;
  live.speed = 60;
  comparison = compared(live, alerts);
  EXPECT_EQ(row(comparison, "alerts.sim.dga").verdict, LiveVerdict::kExplained);
  EXPECT_NE(row(comparison, "alerts.sim.dga").why.find("60 times as fast"), std::string::npos);
}

TEST_F(LiveComparisonOfStudy, a_value_agrees_within_the_spread_of_the_replications) {
  // By hand: mean m and standard deviation s of five, t(4) = 2.776 for 95 %, so m -+ 2.776 s sqrt(1.2).
  SimulatedMeasures five = *simulated_;
  const std::int64_t days_blocks[] = {100, 102, 98, 104, 96};  // m = 100, s^2 = 10
  for (std::size_t i = 0; i < 5; ++i) five.runs[i].uplink_payload_bytes = days_blocks[i] * five.runs[i].messages_accepted;
  const LiveComparison comparison = compare_live(*live_, five, test::small_scenario({}, test::kSmallFleet), {}, {}, {});
  const LiveRow& body = row(comparison, "payload_bytes_per_message");
  ASSERT_TRUE(body.range);
  EXPECT_NEAR(body.range->low, 100 - 2.7764451 * std::sqrt(10 * 1.2), 1e-5);
  EXPECT_NEAR(body.range->high, 100 + 2.7764451 * std::sqrt(10 * 1.2), 1e-5);
  EXPECT_EQ(body.basis, "spread of 5 replications");
  five.runs.resize(4);
  const LiveComparison few = compare_live(*live_, five, test::small_scenario({}, test::kSmallFleet), {}, {}, {});
  EXPECT_EQ(row(few, "payload_bytes_per_message").basis, "5 %");
  EXPECT_NEAR(row(few, "payload_bytes_per_message").range->low, 95, 1e-9);
}

}  // namespace
}  // namespace picket::sim
