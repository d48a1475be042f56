#include "pipeline_core/learn/behaviour.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "agent_core/base/hash.h"
#include "agent_core/base/random.h"
#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::in_hour;

struct BehavingDevice {
  Behaviour behaviour;
  BehaviourSettings settings;
  std::vector<BehaviourShift> raised;
  bool learning = false;
  bool frozen = false;

  Behaviour::Added add(BehaviourSample sample) {
    return behaviour.add(sample, {sample.last, learning, frozen}, settings, raised);
  }
  /// An hour of life: flows to destinations, with bytes.
  void live(std::int64_t h, std::uint32_t flows, std::uint64_t bytes = 50'000, std::uint32_t failures = 0) {
    BehaviourSample sample{in_hour(h), in_hour(h), flows, 1 + static_cast<std::uint64_t>(h % 3), bytes, failures, 1, 0};
    add(sample);
    behaviour.look({in_hour(h), learning, frozen}, settings, raised);
  }
  std::size_t count(Feature feature, bool drift) const {
    return static_cast<std::size_t>(std::count_if(raised.begin(), raised.end(), [&](const BehaviourShift& s) {
      return s.feature == feature && s.drift == drift;
    }));
  }
};

/// Flows of a quiet device: Poisson with mean 20.
std::uint32_t quiet(RandomStream& random) {
  return static_cast<std::uint32_t>(random.poisson(20));
}

TEST(Behaviour, a_steady_device_raises_nothing_in_years) {
  // 20 devices, 100 days each.
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    BehavingDevice device;
    for (std::int64_t h = 0; h < 2400; ++h) device.live(h, quiet(random), random.poisson(50) * 1000);
    EXPECT_TRUE(device.raised.empty()) << "seed " << seed;
  }
}

TEST(Behaviour, a_daily_rhythm_is_learned_and_no_drift) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  BehavingDevice device;
  device.learning = true;
  for (std::int64_t h = 0; h < 2400; ++h) {
    if (h == 24 * 14) device.learning = false;
    const double factor = std::exp(1.2 * std::sin(static_cast<double>(h % 24) * 2 * 3.14159265 / 24));
    device.live(h, static_cast<std::uint32_t>(random.poisson(40 * factor)));
  }
  EXPECT_TRUE(device.raised.empty());
}

TEST(Behaviour, a_burst_is_told_in_the_second_window_that_exceeds_and_before_it_closes) {
  RandomStream random(2, 0, 0, Purpose::kTest);
  BehavingDevice device;
  for (std::int64_t h = 0; h < 300; ++h) device.live(h, quiet(random));
  device.live(300, 5000);
  EXPECT_EQ(device.count(Feature::kFlows, false), 0u);  // 2 of 3 windows
  device.live(301, 5000);
  ASSERT_EQ(device.count(Feature::kFlows, false), 1u);
  EXPECT_EQ(device.raised[0].start, in_hour(301, 0));
  EXPECT_EQ(device.raised[0].sequence, 1u);
}

TEST(Behaviour, failures_and_destinations_are_features_of_their_own) {
  RandomStream random(3, 0, 0, Purpose::kTest);
  BehavingDevice device;
  for (std::int64_t h = 0; h < 300; ++h) device.live(h, quiet(random));
  for (std::int64_t h = 300; h < 303; ++h) {
    device.live(h, 20, 50'000, 500);
    for (std::uint64_t i = 0; i < 200; ++i) device.add({in_hour(h, 40), in_hour(h, 40), 0, 1 + mix64(i), 0, 0, 2, 0});
    device.behaviour.look({in_hour(h, 41)}, device.settings, device.raised);
  }
  EXPECT_GT(device.count(Feature::kFailures, false), 0u);
  EXPECT_GT(device.count(Feature::kDestinations, false), 0u);
  EXPECT_EQ(device.count(Feature::kFlows, false), 0u);
}

TEST(Behaviour, destinations_are_counted_within_what_32_bits_can) {
  // Linear counting, m = 32: standard error of the estimate sqrt(m (e^t - t - 1)) / n, t = n / m; at n = 20: 11 %.
  double sum = 0;
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    BehavingDevice device;
    RandomStream random(seed, 0, 0, Purpose::kTest);
    for (int i = 0; i < 20; ++i) {
      const std::uint64_t destination = random.next() | 1;
      for (int again = 0; again < 3; ++again) device.add({in_hour(0), in_hour(0), 1, destination, 0, 0, 0, 0});
    }
    sum += std::expm1(device.behaviour.open_value(Feature::kDestinations, in_hour(0), device.settings));
  }
  EXPECT_NEAR(sum / 400, 20, 1);
}

TEST(Behaviour, an_aggregated_sample_is_spread_over_its_windows_without_loss) {
  // 121 hits between 00:30 and 02:30: a quarter, a half, a quarter, rounded so that nothing is lost.
  BehavingDevice device;
  device.add({in_hour(0, 30), in_hour(2, 30), 121, 5, 4'000, 0, 0, 0});
  const auto value = [&](Feature f, std::int64_t h) {
    return std::expm1(device.behaviour.open_value(f, in_hour(h), device.settings));
  };
  EXPECT_NEAR(value(Feature::kFlows, 0), 30, 1e-9);
  EXPECT_NEAR(value(Feature::kFlows, 0) + value(Feature::kFlows, 1) + value(Feature::kFlows, 2), 121, 1e-9);
  EXPECT_NEAR(value(Feature::kBytesOut, 1), 2, 1e-5);  // kB
  EXPECT_EQ(value(Feature::kFlows, 3), 0);
}

TEST(Behaviour, order_within_the_open_windows_does_not_matter) {
  RandomStream random(4, 0, 0, Purpose::kTest);
  std::vector<BehaviourSample> samples;
  for (int i = 0; i < 100; ++i) {
    const Time t = in_hour(static_cast<std::int64_t>(random.below(3)), random.uniform(0, 59));
    samples.push_back({t, t, static_cast<std::uint32_t>(random.below(5)), random.next() | 1, 1000, 1, 0, 0});
  }
  const auto fill = [](const std::vector<BehaviourSample>& all) {
    BehavingDevice device;
    device.add({in_hour(2), in_hour(2), 1, 1, 0, 0, 0, 0});
    for (const BehaviourSample& s : all) {
      EXPECT_EQ(device.behaviour.add(s, {in_hour(3)}, device.settings, device.raised), Behaviour::Added::kAdded);
    }
    return device;
  };
  const BehavingDevice a = fill(samples);
  std::reverse(samples.begin(), samples.end());
  const BehavingDevice b = fill(samples);
  for (std::int64_t h = 0; h < 3; ++h) {
    for (std::size_t f = 0; f < kFeatures; ++f) {
      const auto feature = static_cast<Feature>(f);
      EXPECT_EQ(a.behaviour.open_value(feature, in_hour(h), a.settings),
                b.behaviour.open_value(feature, in_hour(h), b.settings))
          << to_string(feature) << ' ' << h;
      EXPECT_GT(a.behaviour.open_value(feature, in_hour(h), a.settings), 0);
    }
  }
}

TEST(Behaviour, refuses_what_is_older_than_its_windows_or_from_the_future) {
  BehavingDevice device;
  device.live(10, 5);
  EXPECT_EQ(device.add({in_hour(7), in_hour(7), 1, 1, 0, 0, 0, 0}), Behaviour::Added::kUntimely);
  EXPECT_EQ(device.add({in_hour(8), in_hour(8), 1, 1, 0, 0, 0, 0}), Behaviour::Added::kAdded);
  EXPECT_EQ(
      device.behaviour.add({in_hour(13), in_hour(13), 1, 1, 0, 0, 0, 0}, {in_hour(11)}, device.settings, device.raised),
      Behaviour::Added::kUntimely);
  const Time ancient = Time::from_unix_seconds(-5);
  EXPECT_EQ(device.add({ancient, ancient, 1, 1, 0, 0, 0, 0}), Behaviour::Added::kUntimely);
}

TEST(Behaviour, an_outage_teaches_no_silence) {
  RandomStream random(6, 0, 0, Purpose::kTest);
  BehavingDevice device;
  for (std::int64_t h = 0; h < 200; ++h) device.live(h, quiet(random));
  const double before = device.behaviour.level(Feature::kFlows).mean();
  for (std::int64_t h = 1200; h < 1204; ++h) device.live(h, quiet(random));
  EXPECT_NEAR(device.behaviour.level(Feature::kFlows).mean(), before, 0.05);
  EXPECT_TRUE(device.raised.empty());
}

TEST(Behaviour, a_slow_ramp_is_found_before_it_has_become_normal) {
  // Bytes grow tenfold in 30 days, 0.3 % an hour: no hour is unusual by itself.
  std::size_t found = 0;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    BehavingDevice device;
    const auto bytes = [&](double factor) {
      return static_cast<std::uint64_t>(factor * random.lognormal(100'000, 0.3));
    };
    for (std::int64_t h = 0; h < 24 * 14; ++h) device.live(h, quiet(random), bytes(1));
    ASSERT_TRUE(device.raised.empty()) << "seed " << seed;
    for (std::int64_t h = 24 * 14; h < 24 * 44 && device.count(Feature::kBytesOut, true) == 0; ++h) {
      device.live(h, quiet(random), bytes(std::pow(10, static_cast<double>(h - 24 * 14) / (24 * 30))));
    }
    EXPECT_EQ(device.count(Feature::kBytesOut, false), 0u) << "seed " << seed;
    found += device.count(Feature::kBytesOut, true);
  }
  EXPECT_EQ(found, 20u);
}

TEST(Behaviour, values_that_alert_do_not_become_normal_for_a_week_and_never_while_frozen) {
  for (const bool frozen : {false, true}) {
    RandomStream random(8, 0, 0, Purpose::kTest);
    BehavingDevice device;
    for (std::int64_t h = 0; h < 300; ++h) device.live(h, quiet(random));
    device.frozen = frozen;
    const double before = device.behaviour.level(Feature::kFlows).mean();
    for (std::int64_t h = 300; h < 300 + 160; ++h) device.live(h, 2000 + quiet(random));
    EXPECT_NEAR(device.behaviour.level(Feature::kFlows).mean(), before, 0.1);
    EXPECT_EQ(device.count(Feature::kFlows, false), 1u);  // told once
    for (std::int64_t h = 460; h < 560; ++h) device.live(h, 2000 + quiet(random));
    // Adopted after 168 windows, unless an incident is open.
    EXPECT_NEAR(device.behaviour.level(Feature::kFlows).mean(), frozen ? before : std::log1p(2020), 0.1);
    EXPECT_EQ(device.count(Feature::kFlows, false), 1u);
  }
}

TEST(Behaviour, tells_a_feature_again_once_it_was_normal_for_the_hold) {
  RandomStream random(12, 0, 0, Purpose::kTest);
  BehavingDevice device;
  std::int64_t h = 0;
  for (; h < 300; ++h) device.live(h, quiet(random));
  for (int burst = 1; burst <= 3; ++burst) {
    for (const std::int64_t end = h + 4; h < end; ++h) device.live(h, 3000);
    EXPECT_EQ(device.count(Feature::kFlows, false), static_cast<std::size_t>(burst));
    for (const std::int64_t end = h + 30; h < end; ++h) device.live(h, quiet(random));
  }
}

TEST(Behaviour, while_frozen_a_baseline_stays_as_it_is) {
  RandomStream random(9, 0, 0, Purpose::kTest);
  BehavingDevice device;
  for (std::int64_t h = 0; h < 300; ++h) device.live(h, quiet(random));
  const double before = device.behaviour.level(Feature::kFlows).mean();
  device.frozen = true;
  for (std::int64_t h = 300; h < 1000; ++h) device.live(h, 24);
  EXPECT_NEAR(device.behaviour.level(Feature::kFlows).mean(), before, 0.02);
}

TEST(Behaviour, learning_judges_nothing) {
  BehavingDevice device;
  device.learning = true;
  RandomStream random(10, 0, 0, Purpose::kTest);
  for (std::int64_t h = 0; h < 300; ++h) device.live(h, h % 50 == 49 ? 9000 : quiet(random));
  EXPECT_TRUE(device.raised.empty());
}

TEST(Behaviour, falls_are_judged_where_asked_for) {
  for (const bool falls : {false, true}) {
    RandomStream random(11, 0, 0, Purpose::kTest);
    BehavingDevice device;
    device.settings.falls = falls;
    for (std::int64_t h = 0; h < 300; ++h) device.live(h, 1000 + quiet(random));
    for (std::int64_t h = 300; h < 320; ++h) device.live(h, 1);
    EXPECT_EQ(device.raised.empty(), !falls);
  }
}

}  // namespace
}  // namespace picket
