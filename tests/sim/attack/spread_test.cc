#include "sim/attack/spread.h"

#include <cmath>
#include <map>

#include "tests/sim/fleet/example_world.h"

namespace picket::sim {
namespace {

Scenario cameras(std::uint32_t count, double reboots) {
  Scenario scenario = world_of("ip_camera", count);
  auto& c = scenario.device_classes["ip_camera"];
  c.reboots_per_30_days = reboots;
  c.power_losses_per_year = 0;
  c.activities.clear();
  return scenario;
}

std::vector<DeviceId> everyone(const Fleet& fleet) {
  std::vector<DeviceId> ids;
  for (std::uint32_t i = 0; i < fleet.size(); ++i) ids.push_back(DeviceId(i));
  return ids;
}

std::size_t infected_at(const std::vector<Infection>& infections, Time t) {
  std::size_t n = 0;
  for (const Infection& i : infections) n += i.start <= t && t < i.end ? 1 : 0;
  return n;
}

TEST(Spread, follows_the_logistic_curve_without_removal) {
  // SI: I(t) = V / (1 + (V / I0 - 1) exp(-beta t)). V = 4,000, I0 = 40, beta = 0.6/h:
  // t = 4 h: 4000 / (1 + 99 exp(-2.4)) = 400; t = 8 h: 4000 / (1 + 99 exp(-4.8)) = 2,204.
  const Scenario scenario = cameras(4'000, 0);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const Time start = scenario.start_utc;
  const std::vector<Time> starts(40, start);
  double at4 = 0, at8 = 0, at30 = 0;
  const int trials = 8;
  for (int trial = 0; trial < trials; ++trial) {
    SpreadSettings settings{
        .beta_per_hour = 0.6, .seeds = 40, .key = mix64(1'000ULL + static_cast<std::uint64_t>(trial))};
    const auto infections = spread(fleet, everyone(fleet), starts, start + Duration::hours(31), settings);
    at4 += static_cast<double>(infected_at(infections, start + Duration::hours(4))) / trials;
    at8 += static_cast<double>(infected_at(infections, start + Duration::hours(8))) / trials;
    at30 += static_cast<double>(infected_at(infections, start + Duration::hours(30))) / trials;
  }
  // One trial's relative spread is about 1 / sqrt(I0) = 16 %; of the mean of 8, 6 %.
  EXPECT_NEAR(at4, 400, 80);
  EXPECT_NEAR(at8, 2'204, 200);
  EXPECT_NEAR(at30, 4'000, 5);
}

TEST(Spread, restarts_clear_infections_and_devices_fall_again) {
  const Scenario scenario = cameras(500, 60);  // two restarts a day
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const Time start = scenario.start_utc;
  SpreadSettings settings{.beta_per_hour = 1, .seeds = 10, .key = 5};
  const auto infections =
      spread(fleet, everyone(fleet), std::vector<Time>(10, start), start + Duration::hours(48), settings);
  std::map<std::uint32_t, std::vector<Infection>> by_device;
  for (const Infection& i : infections) by_device[i.device.value()].push_back(i);
  std::size_t again = 0;
  for (auto& [device, list] : by_device) {
    again += list.size() > 1 ? 1 : 0;
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i > 0) {
        EXPECT_LE(list[i - 1].end, list[i].start);
      }
      // No restart within an infection, and one at its end unless the run ended.
      const auto events = fleet.life_cycle_of(list[i].device, list[i].start, list[i].end);
      EXPECT_TRUE(events.empty());
      if (list[i].end < start + Duration::hours(48)) {
        EXPECT_FALSE(fleet.life_cycle_of(list[i].device, list[i].end, list[i].end + Duration::seconds(1)).empty());
      }
    }
  }
  EXPECT_GT(again, 200U);
}

TEST(Spread, cleaned_devices_are_immune_and_the_worm_dies_where_gamma_exceeds_beta) {
  const Scenario scenario = cameras(2'000, 0);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const Time start = scenario.start_utc;
  SpreadSettings settings{.beta_per_hour = 0.1, .gamma_per_day = 12, .seeds = 20, .key = 5};  // gamma = 0.5/h
  const auto infections =
      spread(fleet, everyone(fleet), std::vector<Time>(20, start), start + Duration::hours(48), settings);
  // Subcritical branching: each case has 0.2 descendants on average, so 20 / (1 - 0.2) = 25 cases.
  EXPECT_GE(infections.size(), 20U);
  EXPECT_LT(infections.size(), 45U);
  std::map<std::uint32_t, int> times;
  for (const Infection& i : infections) EXPECT_EQ(++times[i.device.value()], 1);
  EXPECT_LT(infected_at(infections, start + Duration::hours(40)), 3U);
}

TEST(Spread, does_not_start_on_an_empty_population) {
  const Scenario scenario = cameras(1, 0);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  EXPECT_TRUE(spread(fleet, {}, {scenario.start_utc}, scenario.start_utc + Duration::hours(1), {}).empty());
}

}  // namespace
}  // namespace picket::sim
