#include "sim/plan/outbreak_strata.h"

#include <gtest/gtest.h>

#include <numeric>

#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

/// Thirty devices of each of three classes, of which ten are sampled for six hours.
std::vector<FleetStratum> small_strata(const Scenario& scenario) {
  SampleSettings sample;
  sample.devices_per_group = 10;
  sample.simulated = Duration::hours(6);
  return fleet_strata(scenario, sample);
}

OutbreakSettings shell_outbreak(const Scenario& scenario) {
  OutbreakSettings out;
  out.attack.use = "a15_reverse_shell";
  out.attack_template = scenario.attack_templates.at("a15_reverse_shell");
  out.lasts = Duration::hours(2);
  return out;
}

TEST(OutbreakStrata, infects_a_part_of_the_same_sample_at_one_moment) {
  const Scenario scenario = test::small_scenario();
  const FleetStratum stratum = small_strata(scenario).at(1);
  const FleetStratum hit = with_outbreak(stratum, shell_outbreak(scenario)).value();
  EXPECT_EQ(hit.scenario.seed, stratum.scenario.seed);
  EXPECT_EQ(hit.sampled, stratum.sampled);
  EXPECT_EQ(hit.scenario.fleet.at(0).count, stratum.scenario.fleet.at(0).count);
  ASSERT_EQ(hit.scenario.attacks.size(), 1U);
  EXPECT_EQ(hit.scenario.attacks[0].targets.count, 2U);  // a fifth of ten
  EXPECT_EQ(hit.scenario.attacks[0].start, Duration::hours(4));
  EXPECT_EQ(hit.scenario.attacks[0].start_jitter, Duration());
  EXPECT_TRUE(stratum.scenario.attacks.empty());
  EXPECT_TRUE(hit.scenario.attack_templates.contains("a15_reverse_shell"));
}

TEST(OutbreakStrata, does_not_begin_before_the_simulated_time) {
  const Scenario scenario = test::small_scenario();
  OutbreakSettings outbreak = shell_outbreak(scenario);
  outbreak.lasts = Duration::days(30);
  EXPECT_EQ(with_outbreak(small_strata(scenario).at(0), outbreak).value().scenario.attacks.at(0).start, Duration());
  EXPECT_EQ(simulated_outbreak(outbreak, Duration::hours(6)), Duration::hours(6));
}

TEST(OutbreakStrata, leaves_strata_without_the_attacks_class_alone) {
  const Scenario scenario = test::small_scenario();
  const std::vector<FleetStratum> strata = small_strata(scenario);
  OutbreakSettings outbreak = shell_outbreak(scenario);
  outbreak.attack.targets.device_class = "kiosk";
  int hit = 0;
  for (const FleetStratum& stratum : strata) {
    const bool has_kiosks = stratum.scenario.fleet.at(0).device_class == "kiosk";
    EXPECT_EQ(attackable_share(stratum, outbreak), has_kiosks ? 1 : 0) << stratum.name;
    EXPECT_EQ(with_outbreak(stratum, outbreak).has_value(), has_kiosks) << stratum.name;
    hit += has_kiosks ? 1 : 0;
  }
  EXPECT_GE(hit, 1);
}

TEST(OutbreakStrata, infects_one_device_at_least) {
  const Scenario scenario = test::small_scenario();
  OutbreakSettings outbreak = shell_outbreak(scenario);
  outbreak.sampled_share = 0.01;
  EXPECT_EQ(with_outbreak(small_strata(scenario).at(0), outbreak).value().scenario.attacks.at(0).targets.count, 1U);
}

// One in a hundred at first, I / (1 - I) doubles in every 100 s: 2 to 99, 4 to 99, 8 to 99.
TEST(SpreadWeights, double_at_first_and_sum_to_one) {
  const std::vector<double> weights = spread_weights(30, 100, 100);
  ASSERT_EQ(weights.size(), 30U);
  EXPECT_NEAR(weights[0], 2.0 / 101, 1e-12);
  EXPECT_NEAR(weights[0] + weights[1], 4.0 / 103, 1e-12);
  EXPECT_NEAR(weights[0] + weights[1] + weights[2], 8.0 / 107, 1e-12);
  EXPECT_NEAR(std::accumulate(weights.begin(), weights.end(), 0.0), 1, 1e-12);
  for (const double weight : weights) EXPECT_GE(weight, 0);
}

TEST(SpreadWeights, put_who_is_beyond_the_end_into_the_last_step) {
  EXPECT_EQ(spread_weights(1, 60, 100), std::vector<double>{1});
  EXPECT_TRUE(spread_weights(0, 60, 100).empty());
  const std::vector<double> two = spread_weights(2, 100, 100);
  EXPECT_NEAR(two[1], 1 - 2.0 / 101, 1e-12);
}

}  // namespace
}  // namespace picket::sim
