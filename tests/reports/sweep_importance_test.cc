// Shares of variance of a 2 x 2 table whose sums of squares are known.
//
//   means: a0b0 = 1, a0b1 = 3, a1b0 = 5, a1b1 = 7; grand mean 4; total 9 + 1 + 1 + 9 = 20.
//   a: level means 2 and 6: 4 x 2^2 = 16, share 0.8. b: level means 3 and 5: 4 x 1^2 = 4, share 0.2. By chance: 1 / 3.

#include "reports/sweep_importance.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

SweepStudy study_of(const std::vector<std::vector<double>>& at, const std::vector<double>& means) {
  SweepStudy study;
  study.kind = "sweep";
  study.policies = {"p"};
  for (std::size_t i = 0; i < at.front().size(); ++i) study.parameters.push_back({"x" + std::to_string(i), "", false, true, {}});
  study.measures.push_back({"m", "", "", "less"});
  for (std::size_t i = 0; i < at.size(); ++i) {
    PointMeasure measure;
    measure.name = "m";
    measure.estimate.value = means[i];
    measure.per_replication = {means[i] - 1, means[i] + 1};  // variance 2, of the mean 1
    SweepPointRow point;
    point.id = "p" + std::to_string(i);
    point.numbers = at[i];
    for (const double x : at[i]) point.values.push_back(std::to_string(static_cast<int>(x)));
    point.results.push_back({"p", {measure}});
    study.points.push_back(point);
  }
  return study;
}

TEST(SweepImportance, shares_are_those_of_the_analysis_of_variance) {
  const SweepStudy study = study_of({{0, 0}, {0, 1}, {1, 0}, {1, 1}}, {1, 3, 5, 7});
  const auto found = importance_of(study, alternatives_of(study), 0, "m");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->parameters.size(), 2U);
  EXPECT_NEAR(found->parameters[0].share, 0.8, 1e-12);
  EXPECT_NEAR(found->parameters[1].share, 0.2, 1e-12);
  EXPECT_NEAR(found->parameters[0].by_chance, 1.0 / 3, 1e-12);
  // Variance of the means 20 / 3, of each mean 1.
  EXPECT_NEAR(found->noise.value(), 0.15, 1e-12);
}

TEST(SweepImportance, says_nothing_where_nothing_differs_or_too_few_points_are_there) {
  const SweepStudy same = study_of({{0}, {0}, {1}, {1}}, {2, 2, 2, 2});
  EXPECT_FALSE(importance_of(same, alternatives_of(same), 0, "m"));
  const SweepStudy few = study_of({{0}, {1}, {2}}, {1, 2, 3});
  EXPECT_FALSE(importance_of(few, alternatives_of(few), 0, "m"));
}

TEST(SweepImportance, levels_are_kept_and_levels_of_one_point_are_grouped) {
  const SweepStudy levels = study_of({{3}, {1}, {3}, {1}}, {5, 2, 7, 4});
  const std::vector<LevelGroup> kept = level_groups(levels, alternatives_of(levels), 0, 0, "m");
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].says, "1");
  EXPECT_EQ(kept[0].mean, 3);
  EXPECT_EQ(kept[1].least, 5);
  EXPECT_EQ(kept[1].most, 7);
  std::vector<std::vector<double>> at;
  std::vector<double> means;
  for (int i = 0; i < 20; ++i) {
    at.push_back({static_cast<double>(i)});
    means.push_back(i);
  }
  const SweepStudy spread = study_of(at, means);
  const std::vector<LevelGroup> grouped = level_groups(spread, alternatives_of(spread), 0, 0, "m");
  ASSERT_EQ(grouped.size(), kLevelGroups);
  EXPECT_EQ(grouped[0].says, "0 to 3");
  EXPECT_EQ(grouped[4].points, 4U);
  EXPECT_EQ(grouped[4].mean, 17.5);
}

}  // namespace
}  // namespace picket
