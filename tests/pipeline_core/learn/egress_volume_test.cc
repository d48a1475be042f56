#include "pipeline_core/learn/egress_volume.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

Time unix_hour(std::int64_t h, std::int64_t s = 0) {
  return Time::from_unix_seconds(h * 3600 + s);
}

struct EgressModel {
  EgressVolume volume;
  EgressSettings settings;
  EgressVolume::Added add(Time t, std::uint64_t bytes, bool learning = false, bool frozen = false) {
    return volume.add(t, bytes, 0, 0, learning, frozen, settings);
  }
  void learn(std::int64_t hours, std::uint64_t bytes) {
    for (std::int64_t h = 0; h < hours; ++h) add(unix_hour(h), bytes, true);
  }
};

TEST(EgressVolume, alerts_once_an_hour_above_factor_and_floor) {
  // Largest hour 10 MB, factor 4: above 40 MB.
  EgressModel m;
  m.learn(30, 10'000'000);
  EXPECT_EQ(m.add(unix_hour(40), 40'000'000), EgressVolume::Added::kNormal);
  EXPECT_EQ(m.add(unix_hour(40, 5), 1), EgressVolume::Added::kAlert);
  EXPECT_EQ(m.add(unix_hour(40, 6), 90'000'000), EgressVolume::Added::kNormal);
  EXPECT_EQ(m.add(unix_hour(41), 90'000'000), EgressVolume::Added::kAlert);
}

TEST(EgressVolume, leaves_small_devices_and_unknown_devices_alone) {
  EgressModel small;
  small.learn(30, 1'000);
  EXPECT_EQ(small.add(unix_hour(40), 19'000'000), EgressVolume::Added::kNormal);
  EgressModel young;
  young.learn(5, 1'000);
  EXPECT_EQ(young.add(unix_hour(40), 900'000'000), EgressVolume::Added::kNormal);
}

TEST(EgressVolume, does_not_let_one_hour_make_the_next_normal) {
  EgressModel m;
  m.learn(30, 10'000'000);
  for (std::int64_t h = 40; h < 44; ++h) EXPECT_EQ(m.add(unix_hour(h), 500'000'000), EgressVolume::Added::kAlert) << h;
  EXPECT_LE(m.volume.largest_hour, 15'625'000u);  // two closed hours: 10 MB * 1.25 * 1.25
}

TEST(EgressVolume, learns_nothing_while_frozen) {
  EgressModel m;
  m.learn(30, 10'000'000);
  for (std::int64_t h = 40; h < 80; ++h)
    EXPECT_EQ(m.add(unix_hour(h), 39'000'000, false, true), EgressVolume::Added::kNormal);
  EXPECT_EQ(m.volume.largest_hour, 10'000'000u);
}

TEST(EgressVolume, keeps_the_three_largest_parts_of_an_hour) {
  EgressVolume volume;
  const EgressSettings settings;
  const std::uint64_t bytes[] = {5, 6'000'000'000, 7, 1ULL << 60, 6};
  for (std::uint16_t i = 0; i < 5; ++i) volume.add(unix_hour(1), bytes[i], 100U + i, i, true, false, settings);
  std::uint64_t sum = 0;
  for (const EgressVolume::Part& part : volume.open[volume.last].largest) {
    EXPECT_EQ(part.sequence, 100U + part.observation);
    EXPECT_EQ(part.bytes(), std::min(bytes[part.observation], (std::uint64_t{1} << 48) - 1));
    sum += part.observation;
  }
  EXPECT_EQ(sum, 1U + 2 + 3);
}

TEST(EgressVolume, adds_late_bytes_to_their_hour_and_refuses_older_ones) {
  EgressModel m;
  m.learn(30, 10'000'000);
  m.add(unix_hour(50), 1);
  m.add(unix_hour(51), 1);
  EXPECT_EQ(m.add(unix_hour(50, 9), 41'000'000), EgressVolume::Added::kAlert);
  m.add(unix_hour(52), 1);
  EXPECT_EQ(m.add(unix_hour(49), 1), EgressVolume::Added::kTooOld);
}

}  // namespace
}  // namespace picket
