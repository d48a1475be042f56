#include "sim/tune/tune_measure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "sim/cost/size_hub.h"
#include "sim/experiment/merge.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TuneMeasure named(const std::string& name, const std::string& attack = "", double within_seconds = 0) {
  TuneMeasure out = find_tune_measure(name).value();
  out.attack = attack;
  out.within = Duration::from_seconds(within_seconds);
  return out;
}

/// Half an hour of two kiosks with two attacks: "shell" from 5 min on, deadline as its template has it, and "late" from 20 min on.
class TuneMeasureTest : public ::testing::Test {
 protected:
  TuneMeasureTest() : scenario_(test::small_scenario({}, kText)) {}

  static constexpr const char* kText = R"(name: tiny
seed: 3
replications: 2
warm_up: 0 s
duration: 30 min
reference_policy: g2_linux
policies: [{use: g2_linux}, {use: raw}]
fleet:
  - {device_class: kiosk, count: 4, sites: 1, access: {ethernet: 1}}
hubs: [{name: hub}]
attacks:
  - {name: shell, use: a15_reverse_shell, start: 5 min, targets: {device_class: kiosk, count: 2}}
  - {name: late, use: a15_reverse_shell, start: 20 min, targets: {device_class: kiosk, count: 1}}
client: c_sdk
prices: us_2026_11
)";

  /// One attacked device; detected after so many seconds, or not.
  static UnitOutcome unit(std::uint32_t attack, double start_seconds, std::optional<double> detected_seconds, std::uint64_t events = 5) {
    UnitOutcome out;
    out.attack = attack;
    out.start_us = static_cast<std::int64_t>(start_seconds * 1e6);
    out.detected = detected_seconds.has_value();
    out.detected_us = static_cast<std::int64_t>(detected_seconds.value_or(0) * 1e6);
    out.events = events;
    return out;
  }
  static LaneResult lane(const std::string& policy, std::uint32_t replication, std::vector<UnitOutcome> units) {
    LaneResult out;
    out.policy = policy;
    out.replication = replication;
    out.devices = 4;
    out.days = 0.5;
    out.units = std::move(units);
    return out;
  }
  MeasureSample of(const TuneMeasure& measure, const std::vector<LaneResult>& lanes) const { return sample_of(measure, scenario_, "raw", lanes); }

  Scenario scenario_;
};

TEST_F(TuneMeasureTest, is_called_by_name_time_and_attack) {
  EXPECT_EQ(named("p_miss", "shell", 90).column(), "p_miss_within_90_seconds.shell");
  EXPECT_EQ(named("p_miss").column(), "p_miss");
  EXPECT_FALSE(find_tune_measure("p_mis").has_value());
  std::set<std::string_view> names;
  for (const std::string_view name : tune_measure_names()) {
    EXPECT_TRUE(names.insert(name).second) << name;
    EXPECT_EQ(find_tune_measure(name).value().is_share(), find_tune_measure(name).value().scale == MeasureScale::kLogit);
  }
  EXPECT_TRUE(is_attack_measure("time_to_detect_restricted_mean_seconds"));
  EXPECT_FALSE(takes_within("time_to_detect_restricted_mean_seconds"));
  EXPECT_FALSE(is_attack_measure("messages_per_day"));
}

// In the first replication one of two devices is detected within 60 s, the other after 100 s; in the second none of one. The lanes of another
// policy do not count, and come in any order.
TEST_F(TuneMeasureTest, detection_in_time_is_a_share_of_attacked_devices) {
  const std::vector<LaneResult> lanes{lane("raw", 1, {unit(0, 300, std::nullopt)}), lane("g2_linux", 0, {unit(0, 300, 1)}),
                                      lane("raw", 0, {unit(0, 300, 40), unit(0, 310, 100)})};
  const MeasureSample detected = of(named("detected_by_deadline", "", 60), lanes);
  EXPECT_THAT(detected.values, ElementsAre(0.5, 0));
  EXPECT_THAT(detected.weights, ElementsAre(2, 1));
  EXPECT_THAT(of(named("p_miss", "", 60), lanes).values, ElementsAre(0.5, 1));
  EXPECT_THAT(of(named("p_miss", "", 100), lanes).values, ElementsAre(0, 1));
}

// A device on which nothing malicious happened is no unit; a replication without one says nothing.
TEST_F(TuneMeasureTest, a_replication_without_an_attacked_device_has_no_weight) {
  const std::vector<LaneResult> lanes{lane("raw", 0, {unit(0, 300, std::nullopt, 0)}), lane("raw", 1, {unit(0, 300, 10), unit(1, 1200, 10, 0)})};
  const MeasureSample sample = of(named("detected_by_deadline", "", 60), lanes);
  EXPECT_THAT(sample.weights, ElementsAre(0, 1));
  EXPECT_THAT(usable_values(sample), ElementsAre(1));
}

TEST_F(TuneMeasureTest, one_attack_is_looked_at_alone) {
  const std::vector<LaneResult> lanes{lane("raw", 0, {unit(0, 300, 10), unit(0, 300, std::nullopt), unit(1, 1200, 10)})};
  EXPECT_THAT(of(named("detected_by_deadline", "shell", 60), lanes).values, ElementsAre(0.5));
  EXPECT_THAT(of(named("detected_by_deadline", "late", 60), lanes).values, ElementsAre(1));
}

// Without a time it is each attack's deadline, and an attack whose deadline lies beyond the end is left out.
TEST_F(TuneMeasureTest, a_deadline_beyond_the_end_is_not_measured) {
  scenario_.attack_templates.at("a15_reverse_shell").deadline = Duration::from_seconds(900);
  ASSERT_TRUE(is_measurable(scenario_, 0));
  ASSERT_FALSE(is_measurable(scenario_, 1));
  const std::vector<LaneResult> lanes{lane("raw", 0, {unit(0, 300, 900), unit(0, 300, 901), unit(1, 1200, 10)})};
  const MeasureSample sample = of(named("detected_by_deadline"), lanes);
  EXPECT_THAT(sample.values, ElementsAre(0.5));
  EXPECT_THAT(sample.weights, ElementsAre(2));
}

// Of an attack that can be judged: the deadline of 900 s, or a time of 600 s, of what is reached after 900 or 1,200 s ends at the horizon of
// 1,800 s. A second later it says nothing, detected or not; nor does a device on which nothing malicious happened.
TEST_F(TuneMeasureTest, devices_that_are_reached_too_late_or_without_events_say_nothing) {
  scenario_.attack_templates.at("a15_reverse_shell").deadline = Duration::from_seconds(900);
  std::vector<UnitOutcome> units{unit(0, 300, std::nullopt), unit(0, 900, 10), unit(0, 901, 10), unit(0, 901, std::nullopt),
                                 unit(0, 300, std::nullopt, 0)};
  const MeasureSample by_deadline = of(named("detected_by_deadline"), {lane("raw", 0, units)});
  EXPECT_THAT(by_deadline.values, ElementsAre(0.5));
  EXPECT_THAT(by_deadline.weights, ElementsAre(2));
  for (UnitOutcome& one : units) one.start_us += 300'000'000;
  const MeasureSample within = of(named("p_miss", "", 600), {lane("raw", 0, units)});
  EXPECT_THAT(within.values, ElementsAre(0.5));
  EXPECT_THAT(within.weights, ElementsAre(2));
  EXPECT_THAT(of(named("detected_by_deadline"), {lane("raw", 0, units)}).weights, ElementsAre(1));
}

// Two devices of "shell" from 300 s on, horizon 1,500 s: detected after 100 s and never (1,500 s): (100 + 1,500) / 2 = 800. "late"
// after 20 s: 20. Mean of both attacks: 410.
TEST_F(TuneMeasureTest, the_restricted_mean_counts_the_undetected_up_to_the_horizon) {
  const std::vector<LaneResult> lanes{lane("raw", 0, {unit(0, 300, 100), unit(0, 300, std::nullopt), unit(1, 1200, 20)})};
  const MeasureSample all = of(named("time_to_detect_restricted_mean_seconds"), lanes);
  ASSERT_EQ(all.values.size(), 1U);
  EXPECT_NEAR(all.values[0], 410, 1e-6);
  EXPECT_THAT(all.weights, ElementsAre(3));
  EXPECT_NEAR(of(named("time_to_detect_restricted_mean_seconds", "shell"), lanes).values[0], 800, 1e-6);
}

// 4 devices for half a day are 2 device-days.
TEST_F(TuneMeasureTest, rates_weigh_as_device_days_and_amounts_by_replication) {
  std::vector<LaneResult> lanes{lane("raw", 0, {}), lane("raw", 1, {})};
  for (LaneResult& one : lanes) {
    one.usage.devices = one.usage.agents = 4;
    one.hubs = {size_hub(one.usage, scenario_.prices)};
  }
  EXPECT_THAT(of(named("false_alerts_per_device_day"), lanes).weights, ElementsAre(2, 2));
  EXPECT_THAT(of(named("cost_usd_per_month"), lanes).weights, IsEmpty());
  const MeasureSample fleet = of(named("cost_usd_per_month"), lanes);
  const MeasureSample device = of(named("usd_per_device_month"), lanes);
  ASSERT_EQ(device.values.size(), 2U);
  EXPECT_GT(fleet.values[0], 0);  // the hub's unit
  EXPECT_NEAR(device.values[0], fleet.values[0] / 4, 1e-12);
}

}  // namespace
}  // namespace picket::sim
