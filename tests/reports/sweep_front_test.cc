// The marks of the front, on boxes placed by hand.
//
//   a (1, 5) and b (3, 1) are on the front. c (1.05, 5.2) is worse than a by its means, but within the intervals of 0.1 and 0.5.
//   d (4, 6) is worse than b beyond them.

#include "reports/sweep_front.h"

#include <gtest/gtest.h>

#include <cmath>

#include "reports/sweep_reader.h"
#include "tests/reports/sample_sweep.h"

namespace picket {
namespace {

PointMeasure measure(const char* name, double value, double half) {
  PointMeasure out;
  out.name = name;
  out.estimate.value = value;
  if (half >= 0) {
    out.estimate.ci_low = value - half;
    out.estimate.ci_high = value + half;
  }
  return out;
}

PointResult at(double x, double y, double half_x = 0.1, double half_y = 0.5) { return {"p", {measure("x", x, half_x), measure("y", y, half_y)}}; }

std::vector<FrontMark> marks_of(const std::vector<PointResult>& results, const char* better_y = "less") {
  std::vector<Alternative> alternatives;
  for (const PointResult& result : results) alternatives.push_back({0, 0, &result, false});
  return front_marks(alternatives, {"x", "", "", "less"}, {"y", "", "", better_y});
}

TEST(SweepFront, tells_the_front_from_what_may_be_on_it_and_what_is_dominated) {
  const std::vector<FrontMark> marks = marks_of({at(1, 5), at(3, 1), at(1.05, 5.2), at(4, 6)});
  EXPECT_EQ(marks, (std::vector{FrontMark::kFront, FrontMark::kFront, FrontMark::kMaybe, FrontMark::kDominated}));
}

TEST(SweepFront, without_intervals_nothing_is_dominated_beyond_doubt) {
  const std::vector<FrontMark> marks = marks_of({at(1, 1, -1, -1), at(9, 9, -1, -1)});
  EXPECT_EQ(marks, (std::vector{FrontMark::kFront, FrontMark::kMaybe}));
}

TEST(SweepFront, more_can_be_better) {
  EXPECT_EQ(marks_of({at(1, 9), at(3, 1)}, "more"), (std::vector{FrontMark::kFront, FrontMark::kDominated}));
}

TEST(SweepFront, equal_points_are_both_on_the_front_and_no_value_is_no_place) {
  EXPECT_EQ(marks_of({at(1, 1, 0, 0), at(1, 1, 0, 0), at(std::nan(""), 1)}), (std::vector{FrontMark::kFront, FrontMark::kFront, FrontMark::kNoValue}));
}

TEST(SweepFront, pairs_lead_with_cost_against_detection_and_never_say_the_same_twice) {
  const SweepStudy study = read_sweep(sample_sweep().dump()).value();
  const std::vector<FrontPair> pairs = front_pairs(study);
  ASSERT_FALSE(pairs.empty());
  EXPECT_EQ(pairs[0].x->name, "cost_usd_per_month");
  EXPECT_EQ(pairs[0].y->name, "p_miss");
  for (const FrontPair& pair : pairs) {
    EXPECT_NE(pair.x, pair.y);
    EXPECT_FALSE(pair.x->name == "p_miss" && pair.y->name == "detected_by_deadline");
  }
}

}  // namespace
}  // namespace picket
