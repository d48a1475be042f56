#include "pipeline_core/learn/peer_shift.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

using Verdict = PeerShift::Verdict;

struct PeerClass {
  explicit PeerClass(int devices) {
    for (int i = 0; i < devices; ++i) shift.add_device();
  }
  Verdict note(std::uint32_t device, std::int64_t day, std::size_t kind = 0) {
    return shift.note(kind, DeviceId(device), day, settings);
  }
  PeerShift shift;
  PeerShiftSettings settings;
};

TEST(PeerShift, a_fifth_of_a_class_on_one_day_is_a_change_of_the_class) {
  PeerClass c(50);  // a fifth: 10
  for (std::uint32_t d = 0; d < 10; ++d) EXPECT_EQ(c.note(d, 100), Verdict::kAlone) << d;
  EXPECT_EQ(c.note(3, 100), Verdict::kAlone);  // the same device again
  EXPECT_EQ(c.note(10, 100), Verdict::kBecomesClass);
  for (std::uint32_t d = 11; d < 50; ++d) EXPECT_EQ(c.note(d, 100), Verdict::kClass);
  EXPECT_EQ(c.note(0, 108), Verdict::kClass);
  EXPECT_EQ(c.note(0, 109), Verdict::kAlone);
}

TEST(PeerShift, limits_hold_for_small_and_large_classes) {
  PeerClass small(2);
  EXPECT_EQ(small.note(0, 1), Verdict::kAlone);
  EXPECT_EQ(small.note(1, 1), Verdict::kAlone);
  PeerClass large(1'000'000);
  for (std::uint32_t d = 0; d < 20; ++d) EXPECT_EQ(large.note(d, 1), Verdict::kAlone);
  EXPECT_EQ(large.note(20, 1), Verdict::kBecomesClass);
}

TEST(PeerShift, days_and_kinds_are_apart) {
  PeerClass c(10);  // limit 3
  for (std::uint32_t d = 0; d < 9; ++d) EXPECT_EQ(c.note(d, d / 3), Verdict::kAlone);
  for (std::size_t kind = 0; kind < 8; ++kind) EXPECT_EQ(c.note(9, 3, kind), Verdict::kAlone);
}

}  // namespace
}  // namespace picket
