#include "pipeline_core/hub_watch/recommendations.h"

#include <gmock/gmock.h>

#include "pipeline_core/hub_watch/identity_record.h"
#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;
using testing_support::hour;

constexpr std::uint64_t kShared = bit_of(RecommendationType::kSharedCredentials);
constexpr std::uint64_t kInstall = bit_of(RecommendationType::kInstallAgent);

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
