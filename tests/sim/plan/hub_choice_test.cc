// Tiers: S1 400,000 blocks a day, 100/s (12/s a unit from nine units on), 25 USD; S2 6,000,000, 120/s a unit, 250 USD; S3 300,000,000,
// 6,000/s a unit, 2,500 USD. 1,000,000 identities a hub.
#include "sim/plan/hub_choice.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

const UnitPrices kPrices = unit_prices(PriceBook{});
constexpr HubGoals kNoHeadroom{0, 1'800};

HubNeed need_of(double blocks, double sends = 1, double connections = 10, double identities = 20) {
  return {connections, identities, blocks, sends, 0, connections};
}

void expect_choice(const std::optional<HubChoice>& got, Sku sku, std::uint32_t units, std::uint32_t hubs) {
  ASSERT_TRUE(got.has_value());
  EXPECT_EQ(to_string(got.value().sku), to_string(sku));
  EXPECT_EQ(got.value().units, units);
  EXPECT_EQ(got.value().hubs, hubs);
}

TEST(CheapestChoice, follows_the_daily_quota) {
  expect_choice(cheapest_choice(need_of(400'000), kPrices, kNoHeadroom), Sku::kS1, 1, 1);
  expect_choice(cheapest_choice(need_of(400'001), kPrices, kNoHeadroom), Sku::kS1, 2, 1);
  expect_choice(cheapest_choice(need_of(3'600'001), kPrices, kNoHeadroom), Sku::kS2, 1, 1);  // ten S1 cost the same and hold less
}

TEST(CheapestChoice, leaves_the_headroom_free) {
  expect_choice(cheapest_choice(need_of(320'000), kPrices, {0.2, 1'800}), Sku::kS1, 1, 1);
  expect_choice(cheapest_choice(need_of(320'001), kPrices, {0.2, 1'800}), Sku::kS1, 2, 1);
}

// Two hubs of one unit have 100/s each; two units of one hub have 100/s together.
TEST(CheapestChoice, spreads_over_hubs_where_the_throttle_is_what_is_short) {
  expect_choice(cheapest_choice(need_of(1'000, 150), kPrices, kNoHeadroom), Sku::kS1, 1, 2);
}

// 100,000 devices on one S1 take 1,000 s.
TEST(CheapestChoice, brings_a_hub_back_in_time_after_a_reconnect) {
  const HubNeed need = need_of(1'000, 1, 100'000, 200'000);
  expect_choice(cheapest_choice(need, kPrices, {0, 1'000}), Sku::kS1, 1, 1);
  expect_choice(cheapest_choice(need, kPrices, {0, 999}), Sku::kS1, 1, 2);
  const HubChoice one = judge_choice(need, Sku::kS1, 1, 1, kPrices, {0, 1'800});
  EXPECT_DOUBLE_EQ(one.uses[static_cast<std::size_t>(HubLimitKind::kReconnect)].used, 1'000);
}

// The time is a goal, of which nothing is to stay free: 1,000 s of 1,000 s are in time with any headroom.
TEST(CheapestChoice, measures_a_reconnect_by_the_goal_itself) {
  const HubNeed need = need_of(1'000, 1, 100'000, 200'000);
  expect_choice(cheapest_choice(need, kPrices, {0.2, 1'000}), Sku::kS1, 1, 1);
  expect_choice(cheapest_choice(need, kPrices, {0.2, 999}), Sku::kS1, 1, 2);
}

TEST(CheapestChoice, names_as_tightest_what_breaks_first) {
  // 70 % of the quota with four fifths of it for use, and 75 % of the time to reconnect.
  const HubChoice choice = judge_choice(need_of(280'000, 1, 75'000), Sku::kS1, 1, 1, kPrices, {0.2, 1'000});
  EXPECT_TRUE(choice.fits());
  EXPECT_EQ(to_string(choice.tightest().kind), "daily quota");
  EXPECT_DOUBLE_EQ(choice.tightest().fullness(), 0.7 / 0.8);
}

TEST(CheapestChoice, keeps_to_a_million_identities_a_hub) {
  expect_choice(cheapest_choice(need_of(1'000, 1, 10, 1'000'001), kPrices, kNoHeadroom), Sku::kS1, 1, 2);
  EXPECT_FALSE(cheapest_choice(need_of(1'000, 1, 10, 50'000'001), kPrices, kNoHeadroom).has_value());
}

TEST(CheaperChoices, are_of_every_tier_the_most_that_is_cheaper_and_say_what_is_short) {
  const HubNeed need = need_of(1'000'000, 1);
  const std::optional<HubChoice> best = cheapest_choice(need, kPrices, kNoHeadroom);
  expect_choice(best, Sku::kS1, 3, 1);
  const std::vector<HubChoice> cheaper = cheaper_choices(need, best, kPrices, kNoHeadroom);
  ASSERT_EQ(cheaper.size(), 2U);  // one hub of two units, two hubs of one
  EXPECT_EQ(cheaper[0].units, 2U);
  EXPECT_EQ(to_string(cheaper[0].tightest().kind), to_string(HubLimitKind::kQuota));
  EXPECT_DOUBLE_EQ(cheaper[0].tightest().share(), 1.25);
  EXPECT_EQ(cheaper[1].hubs, 2U);
}

HubNeed drawn_need(RandomStream& random) {
  HubNeed need;
  need.devices = std::floor(random.lognormal(20'000, 2)) + 1;
  need.identities = 2 * need.devices;
  need.connections = need.devices;
  need.blocks_per_day = random.lognormal(2e6, 2);
  need.sends_per_second = random.lognormal(60, 1.5);
  need.connects_per_second = random.lognormal(10, 1.5);
  return need;
}

/// Every tier, number of hubs and unit count in turn.
std::optional<HubChoice> by_trying_all_choices(const HubNeed& need, const UnitPrices& prices, const HubGoals& goals) {
  std::optional<HubChoice> best;
  for (const Sku sku : {Sku::kS3, Sku::kS2, Sku::kS1}) {
    for (std::uint32_t hubs = 1; hubs <= kMostHubs; ++hubs) {
      for (std::uint32_t units = 1; units <= max_units(sku); ++units) {
        const HubChoice choice = judge_choice(need, sku, units, hubs, prices, goals);
        if (choice.fits() && (!best || choice.usd_per_month < best->usd_per_month)) best = choice;
      }
    }
  }
  return best;
}

TEST(CheapestChoice, equals_trying_every_tier_unit_and_hub) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  for (int i = 0; i < 60; ++i) {
    const HubNeed need = drawn_need(random);
    const HubGoals goals{0.5 * random.uniform(), 60 + 3'600 * random.uniform()};
    const std::optional<HubChoice> want = by_trying_all_choices(need, kPrices, goals);
    const std::optional<HubChoice> got = cheapest_choice(need, kPrices, goals);
    ASSERT_EQ(got.has_value(), want.has_value()) << "seed 1, case " << i;
    if (!want) continue;
    EXPECT_EQ(got->usd_per_month, want->usd_per_month) << "seed 1, case " << i;
    EXPECT_EQ(to_string(got->sku), to_string(want->sku)) << "seed 1, case " << i;
    EXPECT_EQ(got->hubs, want->hubs) << "seed 1, case " << i;
    EXPECT_EQ(got->units, want->units) << "seed 1, case " << i;
  }
}

TEST(CheaperChoices, leave_out_nothing_that_is_cheaper_and_none_of_them_fits) {
  RandomStream random(2, 0, 0, Purpose::kTest);
  for (int i = 0; i < 40; ++i) {
    const HubNeed need = drawn_need(random);
    const HubGoals goals{0.2, 1'800};
    const std::optional<HubChoice> best = cheapest_choice(need, kPrices, goals);
    std::vector<std::vector<std::uint32_t>> most(kSkuNames.size(), std::vector<std::uint32_t>(kMostHubs + 1, 0));
    for (const HubChoice& choice : cheaper_choices(need, best, kPrices, goals)) {
      EXPECT_FALSE(choice.fits());
      if (best) {
        EXPECT_LT(choice.usd_per_month, best->usd_per_month);
      }
      most[static_cast<std::size_t>(choice.sku)][choice.hubs] = choice.units;
    }
    for (const Sku sku : kPlannedTiers) {
      for (std::uint32_t hubs = 1; hubs <= kMostHubs; ++hubs) {
        for (std::uint32_t units = 1; units <= max_units(sku); ++units) {
          const double price = kPrices[static_cast<std::size_t>(sku)] * units * hubs;
          if (best && price >= best->usd_per_month) break;
          EXPECT_LE(units, most[static_cast<std::size_t>(sku)][hubs]) << "seed 2, case " << i;
        }
      }
    }
  }
}

TEST(CapacityOf, is_the_largest_fleet_that_fits) {
  RandomStream random(3, 0, 0, Purpose::kTest);
  for (int i = 0; i < 200; ++i) {
    const HubNeed need = drawn_need(random);
    const HubGoals goals{0.2, 1'800};
    const Sku sku = kPlannedTiers[random.below(3)];
    const HubChoice choice = judge_choice(need, sku, 1 + random.below(max_units(sku)), 1 + random.below(kMostHubs), kPrices, goals);
    const double most = capacity_of(choice, need);
    const auto fits = [&](double devices) {
      return judge_choice(need.times(devices / need.devices), choice.sku, choice.units, choice.hubs, kPrices, goals).fits();
    };
    if (most >= 1) {
      EXPECT_TRUE(fits(most)) << "seed 3, case " << i;
    }
    EXPECT_FALSE(fits(most + 1)) << "seed 3, case " << i;
  }
}

TEST(JudgeChoice, heeds_the_throttle_of_operations_that_is_the_fullest) {
  HubNeed need;
  need.devices = 100;
  need.connections = 1;
  for (std::size_t t = 0; t < kBusinessThrottles.size(); ++t) {
    if (kBusinessThrottles[t].throttle == HubThrottle::kQueries) need.operations_per_minute[t] = 30;
    if (kBusinessThrottles[t].throttle == HubThrottle::kFileUploads) need.operations_per_minute[t] = 10;
  }
  const auto use_of = [&need](std::uint32_t units) {
    const HubChoice choice = judge_choice(need, Sku::kS1, units, 1, UnitPrices{}, HubGoals{});
    for (const LimitUse& use : choice.uses) {
      if (use.kind == HubLimitKind::kOperations) return use;
    }
    return LimitUse{};
  };
  // 20 queries a minute and unit, of which three quarters count.
  EXPECT_DOUBLE_EQ(use_of(1).used, 30);
  EXPECT_DOUBLE_EQ(use_of(1).limit, 15);
  EXPECT_FALSE(use_of(2).fits()) << "30 of 30, and a fifth must stay free";
  EXPECT_TRUE(use_of(3).fits());
  EXPECT_DOUBLE_EQ(need.times(2).operations_per_minute[2], 60);
}

}  // namespace
}  // namespace picket::sim
