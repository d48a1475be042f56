#include "sim/network/outage.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

constexpr Time kFrom = Time::from_unix_seconds(1'772'496'000);

AccessNetwork failing(double gap_hours, Distribution duration) {
  AccessNetwork network;
  network.outage_gap = {Distribution::Kind::kExponential, gap_hours * 3'600, 0};
  network.outage_duration = duration;
  return network;
}

TEST(Outage, a_line_without_a_gap_never_fails) {
  EXPECT_TRUE(draw_outages(AccessNetwork{}, 1, 0, SiteId(0), kFrom, kFrom + Duration::days(3'650)).empty());
}

// Up for an hour, down for a minute: at 1:00, 2:01 and 3:02 of four hours.
TEST(Outage, gaps_and_durations_follow_each_other) {
  AccessNetwork network;
  network.outage_gap = Distribution::constant(3'600);
  network.outage_duration = Distribution::constant(60);
  const auto outages = draw_outages(network, 1, 0, SiteId(0), kFrom, kFrom + Duration::hours(4));
  ASSERT_EQ(outages.size(), 3U);
  for (std::int64_t i = 0; i < 3; ++i) {
    const Time start = kFrom + Duration::hours(i + 1) + Duration::minutes(i);
    EXPECT_EQ(outages[static_cast<std::size_t>(i)], (Outage{start, start + Duration::minutes(1)}));
  }
}

TEST(Outage, outages_begin_within_the_period_and_do_not_overlap) {
  const AccessNetwork network = failing(2, {Distribution::Kind::kLognormal, 1'800, 1.8, 3 * 86'400.0});
  const Time until = kFrom + Duration::days(30);
  for (std::uint32_t site = 0; site < 200; ++site) {
    Time last_end = kFrom;
    for (const Outage& outage : draw_outages(network, 7, 0, SiteId(site), kFrom, until)) {
      ASSERT_GT(outage.start, last_end);
      ASSERT_LT(outage.start, until);
      ASSERT_GT(outage.end, outage.start);
      last_end = outage.end;
    }
  }
}

// Cycles of 8 h + 60 s: 30 days hold 89.8 on average, Poisson-like; five standard errors over
// 400 sites.
TEST(Outage, come_at_the_published_rate) {
  const AccessNetwork network = failing(8, Distribution::constant(60));
  double count = 0;
  for (std::uint32_t site = 0; site < 400; ++site) {
    count += static_cast<double>(draw_outages(network, 3, 0, SiteId(site), kFrom, kFrom + Duration::days(30)).size());
  }
  EXPECT_NEAR(count / 400, 30 * 86'400 / (8 * 3'600 + 60.0), 5 * 9.5 / 20);
}

TEST(Outage, depend_on_their_key_only_and_a_longer_period_continues_them) {
  const AccessNetwork network = failing(5, {Distribution::Kind::kLognormal, 20, 1.0});
  const auto week = draw_outages(network, 1, 2, SiteId(3), kFrom, kFrom + Duration::days(7));
  const auto month = draw_outages(network, 1, 2, SiteId(3), kFrom, kFrom + Duration::days(30));
  ASSERT_GT(week.size(), 10U);
  ASSERT_GT(month.size(), week.size());
  for (std::size_t i = 0; i < week.size(); ++i) EXPECT_EQ(week[i], month[i]);
  EXPECT_NE(week, draw_outages(network, 1, 2, SiteId(4), kFrom, kFrom + Duration::days(7)));
  EXPECT_NE(week, draw_outages(network, 1, 3, SiteId(3), kFrom, kFrom + Duration::days(7)));
  EXPECT_NE(week, draw_outages(network, 2, 2, SiteId(3), kFrom, kFrom + Duration::days(7)));
}

// The same laws hold for cells, whose draws are their own: the n-th cell fails at other moments than the n-th site.
TEST(Outage, cells_fail_by_their_own_draws) {
  Cell cell;
  EXPECT_TRUE(draw_outages(cell, 1, 0, 0, kFrom, kFrom + Duration::days(3'650)).empty());
  const AccessNetwork line = failing(8, Distribution::constant(60));
  cell.outage_gap = line.outage_gap;
  cell.outage_duration = line.outage_duration;
  double count = 0;
  for (std::uint32_t n = 0; n < 400; ++n) {
    const auto outages = draw_outages(cell, 3, 0, n, kFrom, kFrom + Duration::days(30));
    count += static_cast<double>(outages.size());
    EXPECT_EQ(draw_outages(cell, 3, 0, n, kFrom, kFrom + Duration::days(30)), outages);
    EXPECT_NE(draw_outages(line, 3, 0, SiteId(n), kFrom, kFrom + Duration::days(30)), outages);
  }
  EXPECT_NEAR(count / 400, 30 * 86'400 / (8 * 3'600 + 60.0), 5 * 9.5 / 20);
}

}  // namespace
}  // namespace picket::sim
