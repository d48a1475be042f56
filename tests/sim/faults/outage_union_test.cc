#include "sim/faults/outage_union.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

Outage outage_of(std::int64_t from, std::int64_t until) { return {Time::from_unix_seconds(from), Time::from_unix_seconds(until)}; }

TEST(OutageUnion, joins_what_overlaps_or_touches_and_leaves_the_rest_apart) {
  const std::vector<Outage> joined = united({outage_of(50, 60), outage_of(0, 10), outage_of(5, 20), outage_of(20, 30), outage_of(7, 8)});
  EXPECT_EQ(joined, (std::vector<Outage>{outage_of(0, 30), outage_of(50, 60)}));
}

TEST(OutageUnion, leaves_out_what_holds_at_no_time) {
  EXPECT_TRUE(united({outage_of(5, 5), outage_of(9, 3)}).empty());
  EXPECT_TRUE(united({}).empty());
}

// Against the truth: second by second, the union is down where any of them is.
TEST(OutageUnion, holds_where_any_of_them_holds) {
  const std::vector<Outage> some{outage_of(3, 9), outage_of(1, 4), outage_of(15, 16), outage_of(16, 18), outage_of(30, 31)};
  const std::vector<Outage> joined = united(some);
  for (std::int64_t s = 0; s < 40; ++s) {
    const Time t = Time::from_unix_seconds(s);
    const auto holds = [t](const std::vector<Outage>& in) {
      for (const Outage& o : in) {
        if (o.start <= t && t < o.end) return true;
      }
      return false;
    };
    EXPECT_EQ(holds(joined), holds(some)) << s;
  }
  for (std::size_t i = 1; i < joined.size(); ++i) EXPECT_LT(joined[i - 1].end, joined[i].start);
}

}  // namespace
}  // namespace picket::sim
