#include "pipeline_core/hub_watch/recommendations.h"

#include <gmock/gmock.h>

#include "agent_core/base/random.h"
#include "pipeline_core/hub_watch/identity_record.h"

namespace picket {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr std::uint64_t kShared = bit_of(RecommendationType::kSharedCredentials);
constexpr std::uint64_t kInstall = bit_of(RecommendationType::kInstallAgent);
Time hour(std::int64_t h) {
  return Time::from_unix_seconds(1'800'000'000 + h * 3600);
}

TEST(Recommendations, tells_each_change_once) {
  Recommendations r(0);
  std::vector<Recommendations::Change> out;
  r.judge(DeviceId(7), kShared | kInstall, kShared, hour(1));
  r.judge(DeviceId(7), kShared | kInstall, kShared, hour(2));
  r.tell(out);
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].subject, DeviceId(7));
  EXPECT_EQ(out[0].recommendation, RecommendationType::kSharedCredentials);
  EXPECT_FALSE(out[0].resolved);
  EXPECT_EQ(out[0].since, hour(1));
  out.clear();
  r.tell(out);
  EXPECT_THAT(out, IsEmpty());
  r.judge(DeviceId(7), kInstall, 0, hour(3));  // does not judge the shared credentials
  EXPECT_FALSE(r.has_changes());
  r.judge(DeviceId(7), kShared, 0, hour(4));
  r.tell(out);
  ASSERT_EQ(out.size(), 1u);
  EXPECT_TRUE(out[0].resolved);
  EXPECT_EQ(out[0].since, hour(4));
}

TEST(Recommendations, what_came_and_went_in_between_is_not_told) {
  Recommendations r(0);
  r.judge(DeviceId(7), kShared, kShared, hour(1));
  r.judge(DeviceId(7), kShared, 0, hour(2));
  EXPECT_FALSE(r.has_changes());
}

TEST(Recommendations, a_disabled_type_is_not_generated) {
  Recommendations r(kShared);
  r.judge(DeviceId(7), kShared | kInstall, kShared | kInstall, hour(1));
  std::vector<Recommendations::Change> out;
  r.tell(out);
  ASSERT_EQ(out.size(), 1u);
  EXPECT_EQ(out[0].recommendation, RecommendationType::kInstallAgent);
}

TEST(SharedCredentials, both_devices_share_from_the_second_on) {
  SharedCredentials c;
  std::vector<DeviceId> affected;
  c.set(DeviceId(1), 10, 11, affected);
  EXPECT_THAT(affected, ElementsAre(DeviceId(1)));
  EXPECT_FALSE(c.shares(DeviceId(1)));
  affected.clear();
  c.set(DeviceId(2), 20, 10, affected);  // its secondary key is the other's primary one
  EXPECT_THAT(affected, UnorderedElementsAre(DeviceId(1), DeviceId(2)));
  EXPECT_TRUE(c.shares(DeviceId(1)));
  EXPECT_TRUE(c.shares(DeviceId(2)));
}

TEST(SharedCredentials, one_device_may_use_one_key_twice_and_none_is_not_a_key) {
  SharedCredentials c;
  std::vector<DeviceId> affected;
  c.set(DeviceId(1), 10, 10, affected);
  c.set(DeviceId(2), 0, 0, affected);
  c.set(DeviceId(3), 0, 0, affected);
  for (std::uint32_t d = 1; d <= 3; ++d) EXPECT_FALSE(c.shares(DeviceId(d)));
}

TEST(SharedCredentials, agrees_with_a_naive_recount) {
  RandomStream random(3, 0, 0, Purpose::kTest);
  SharedCredentials c;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> truth(30);
  std::vector<bool> told(30);
  const auto shares = [&](std::size_t d) {
    for (std::size_t other = 0; other < truth.size(); ++other) {
      if (other == d) continue;
      for (const std::uint64_t a : {truth[d].first, truth[d].second}) {
        if (a != 0 && (a == truth[other].first || a == truth[other].second)) return true;
      }
    }
    return false;
  };
  for (int step = 0; step < 3000; ++step) {
    const auto d = static_cast<std::uint32_t>(random.below(truth.size()));
    truth[d] = {random.below(40), random.below(40)};
    std::vector<DeviceId> affected;
    c.set(DeviceId(d), truth[d].first, truth[d].second, affected);
    for (const DeviceId a : affected) told[a.value()] = c.shares(a);
    for (std::uint32_t i = 0; i < truth.size(); ++i) {
      ASSERT_EQ(c.shares(DeviceId(i)), shares(i)) << step << " " << i;
      ASSERT_EQ(told[i], shares(i)) << step << " " << i;  // `affected` named everybody for whom it changed
    }
  }
}

TEST(ModuleSettings, the_minority_of_a_group_deviates) {
  ModuleSettings m;
  for (std::uint32_t d = 0; d < 4; ++d) {
    m.set_group(DeviceId(d), 0);
    m.set_settings(DeviceId(d), d == 3 ? 99 : 1);
  }
  m.set_settings(DeviceId(9), 5);  // of no group
  std::vector<std::pair<DeviceId, bool>> out;
  m.judge_changed(out);
  EXPECT_THAT(out, UnorderedElementsAre(Pair(DeviceId(0), false), Pair(DeviceId(1), false), Pair(DeviceId(2), false),
                                        Pair(DeviceId(3), true)));
  out.clear();
  m.judge_changed(out);
  EXPECT_THAT(out, IsEmpty());
}

TEST(ModuleSettings, without_a_majority_nobody_deviates) {
  ModuleSettings m;
  for (std::uint32_t d = 0; d < 4; ++d) {
    m.set_group(DeviceId(d), 0);
    m.set_settings(DeviceId(d), d % 2);
  }
  std::vector<std::pair<DeviceId, bool>> out;
  m.judge_changed(out);
  for (const auto& [device, deviates] : out) EXPECT_FALSE(deviates) << device.value();
}

TEST(ModuleSettings, who_leaves_a_group_no_longer_deviates_from_it) {
  ModuleSettings m;
  for (std::uint32_t d = 0; d < 3; ++d) {
    m.set_group(DeviceId(d), 0);
    m.set_settings(DeviceId(d), d == 2 ? 99 : 1);
  }
  std::vector<std::pair<DeviceId, bool>> out;
  m.judge_changed(out);
  out.clear();
  m.set_group(DeviceId(2), kNoGroup);
  m.judge_changed(out);
  EXPECT_THAT(out, UnorderedElementsAre(Pair(DeviceId(2), false), Pair(DeviceId(0), false), Pair(DeviceId(1), false)));
}

}  // namespace
}  // namespace picket
