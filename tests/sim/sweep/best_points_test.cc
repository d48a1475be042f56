// Which points are best, and which are not shown to be worse: on values made so that the answer is known.

#include "sim/sweep/best_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>


#include "tests/sim/sweep/made_sweep.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using test::made_point;
using test::made_sweep;

TEST(BestPoints, says_which_are_not_shown_to_be_worse) {
  // The second differs from the first by noise around 0, the third by about 10 in every replication.
  const SweepResult result = made_sweep({made_point("p0001", {100, 102, 98, 101, 99, 100}), made_point("p0002", {101, 101, 99, 100, 100, 100}),
                                         made_point("p0003", {110, 112.5, 108, 111, 109.5, 110})});
  const auto best = best_points(result, "g2_linux", "uplink_bytes_per_device_day");
  ASSERT_TRUE(best.has_value());
  EXPECT_EQ(best->best, 0U);
  EXPECT_TRUE(best->decided);
  EXPECT_THAT(best->tied, ElementsAre(1U));
  const std::vector<std::string> said = best_point_sentences(result);
  ASSERT_FALSE(said.empty());
  EXPECT_THAT(said.front(), HasSubstr("uplink_bytes_per_device_day is least at p0001"));
  EXPECT_THAT(said.front(), HasSubstr("not shown to be worse: p0002"));
}

TEST(BestPoints, of_shares_the_most_is_best) {
  SweepResult result = made_sweep({made_point("p0001", {0.5, 0.5, 0.5, 0.5, 0.5}), made_point("p0002", {0.9, 0.92, 0.9, 0.88, 0.9})});
  for (ResultPoint& point : result.points) point.results.front().measures.front().name = "detected_by_deadline";
  const auto best = best_points(result, "g2_linux", "detected_by_deadline");
  ASSERT_TRUE(best.has_value());
  EXPECT_EQ(best->best, 1U);
  EXPECT_THAT(best->tied, IsEmpty());
  EXPECT_THAT(best_point_sentences(result).front(), HasSubstr("is most at p0002"));
}

TEST(BestPoints, are_not_told_apart_by_fewer_than_five_replications) {
  const SweepResult result = made_sweep({made_point("p0001", {100, 101, 102, 100}), made_point("p0002", {900, 901, 902, 900})});
  const auto best = best_points(result, "g2_linux", "uplink_bytes_per_device_day");
  ASSERT_TRUE(best.has_value());
  EXPECT_FALSE(best->decided);
  EXPECT_THAT(best->tied, ElementsAre(1U));
  EXPECT_THAT(best_point_sentences(result).front(), HasSubstr("no point is shown to be worse"));
}

TEST(BestPoints, that_are_equal_in_every_replication_are_tied) {
  const SweepResult result = made_sweep({made_point("p0001", {5, 6, 7, 8, 9}), made_point("p0002", {5, 6, 7, 8, 9})});
  const auto best = best_points(result, "g2_linux", "uplink_bytes_per_device_day");
  ASSERT_TRUE(best.has_value());
  EXPECT_THAT(best->tied, ElementsAre(1U));
  EXPECT_THAT(best_point_sentences(result).front(), HasSubstr("no point is shown to differ"));
}

TEST(BestPoints, need_a_better_side_and_two_points) {
  EXPECT_FALSE(best_points(made_sweep({made_point("p0001", {1, 2, 3, 4, 5})}), "g2_linux", "uplink_bytes_per_device_day").has_value());
  SweepResult result = made_sweep({made_point("p0001", {1, 2, 3, 4, 5}), made_point("p0002", {1, 2, 3, 4, 5})});
  EXPECT_FALSE(best_points(result, "raw", "uplink_bytes_per_device_day").has_value());
  for (ResultPoint& point : result.points) point.results.front().measures.front().name = "raw_events_per_device_day";
  EXPECT_FALSE(best_points(result, "g2_linux", "raw_events_per_device_day").has_value());
}

}  // namespace
}  // namespace picket::sim
