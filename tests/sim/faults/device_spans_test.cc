#include "sim/faults/device_spans.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

Time at(std::int64_t seconds) { return Time::from_unix_seconds(seconds); }

TEST(DeviceSpans, give_what_holds_for_a_device_at_a_time) {
  DeviceSpans<int> spans;
  EXPECT_TRUE(spans.empty());
  spans.add(DeviceId(3), {at(10), at(20)}, 7);
  EXPECT_FALSE(spans.empty());
  EXPECT_TRUE(spans.has(DeviceId(3)));
  EXPECT_FALSE(spans.has(DeviceId(4)));
  EXPECT_EQ(spans.at(DeviceId(3), at(9)), nullptr);
  ASSERT_NE(spans.at(DeviceId(3), at(10)), nullptr);
  EXPECT_EQ(*spans.at(DeviceId(3), at(10)), 7);
  EXPECT_EQ(spans.at(DeviceId(3), at(20)), nullptr);
  EXPECT_EQ(spans.at(DeviceId(4), at(15)), nullptr);
}

TEST(DeviceSpans, give_the_last_of_several_that_hold) {
  DeviceSpans<int> spans;
  spans.add(DeviceId(3), {at(10), at(30)}, 1);
  spans.add(DeviceId(3), {at(15), at(20)}, 2);
  EXPECT_EQ(*spans.at(DeviceId(3), at(12)), 1);
  EXPECT_EQ(*spans.at(DeviceId(3), at(17)), 2);
  EXPECT_EQ(*spans.at(DeviceId(3), at(25)), 1);
  EXPECT_EQ(spans.all_of(DeviceId(3)), (std::vector<int>{1, 2}));
}

TEST(DeviceSpans, know_when_what_holds_changes_next) {
  DeviceSpans<int> spans;
  EXPECT_EQ(spans.changes_after(DeviceId(3), at(0)), Time::max());
  spans.add(DeviceId(3), {at(10), at(30)}, 1);
  spans.add(DeviceId(3), {at(15), at(20)}, 2);
  EXPECT_EQ(spans.changes_after(DeviceId(3), at(0)), at(10));
  EXPECT_EQ(spans.changes_after(DeviceId(3), at(10)), at(15));
  EXPECT_EQ(spans.changes_after(DeviceId(3), at(17)), at(20));
  EXPECT_EQ(spans.changes_after(DeviceId(3), at(30)), Time::max());
  EXPECT_EQ(spans.changes_after(DeviceId(4), at(0)), Time::max());
}

}  // namespace
}  // namespace picket::sim
