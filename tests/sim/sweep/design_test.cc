// Points of the three designs, against what each promises.

#include "sim/sweep/design.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;

SweepVariable variable(const std::string& path, const char* range, const std::string& lock_step = "") {
  SweepVariable out;
  out.written = out.path = path;
  out.range = read_parameter_range(range).value();
  out.lock_step = lock_step;
  return out;
}

std::vector<std::string> words(const DesignPoints& design) {
  std::vector<std::string> out;
  for (const DesignPoint& point : design.points) {
    out.emplace_back();
    for (const Level& level : point) out.back() += (out.back().empty() ? "" : " ") + level.text;
  }
  return out;
}

bool everything(const DesignPoint&) { return true; }

TEST(Design, full_factorial_has_every_combination_the_last_parameter_fastest) {
  const std::vector<SweepVariable> variables{variable("a", "1..2:1"), variable("b", "[x, y, z]")};
  EXPECT_THAT(words(design_points(variables, {}, everything)), ElementsAre("1 x", "1 y", "1 z", "2 x", "2 y", "2 z"));
  EXPECT_EQ(design_text(variables, {}), "full factorial, 2 x 3 levels");
}

TEST(Design, parameters_in_lock_step_are_one_dimension) {
  const std::vector<SweepVariable> variables{variable("a", "1..3:1", "w"), variable("b", "[x, y]"), variable("c", "10..30:10", "w")};
  EXPECT_THAT(words(design_points(variables, {}, everything)), ElementsAre("1 x 10", "1 y 10", "2 x 20", "2 y 20", "3 x 30", "3 y 30"));
  EXPECT_THAT(lock_step_groups(variables), ElementsAre(ElementsAre(0, 2), ElementsAre(1)));
  EXPECT_EQ(design_text(variables, {}), "full factorial, 3 x 2 levels");
}

TEST(Design, leaves_out_what_is_not_allowed_and_counts_it) {
  const std::vector<SweepVariable> variables{variable("a", "1..3:1"), variable("b", "1..3:1")};
  const DesignPoints design = design_points(variables, {}, [](const DesignPoint& p) { return p[0].number <= p[1].number; });
  EXPECT_EQ(design.points.size(), 6U);
  EXPECT_EQ(design.left_out, 3U);
}

TEST(Design, refuses_a_factorial_beyond_the_bound) {
  const std::vector<SweepVariable> variables{variable("a", "1..100:1"), variable("b", "1..100:1")};
  const DesignPoints design = design_points(variables, {}, everything);
  EXPECT_TRUE(design.too_many);
  EXPECT_TRUE(design.points.empty());
}

// A Latin hypercube has one point in every strip of each dimension.
TEST(Design, latin_hypercube_fills_every_strip_of_each_parameter) {
  const std::vector<SweepVariable> variables{variable("a", "0.0..10"), variable("b", "log(1.0..1024)")};
  const DesignPlan plan{DesignKind::kLatinHypercube, 10, 3};
  const DesignPoints design = design_points(variables, plan, everything);
  ASSERT_EQ(design.points.size(), 10U);
  std::set<int> strips_a;
  std::set<int> strips_b;
  for (const DesignPoint& point : design.points) {
    strips_a.insert(static_cast<int>(point[0].number));
    strips_b.insert(static_cast<int>(std::log2(point[1].number)));
  }
  EXPECT_EQ(strips_a.size(), 10U);
  EXPECT_EQ(strips_b.size(), 10U);
  EXPECT_EQ(words(design), words(design_points(variables, plan, everything)));
  EXPECT_NE(words(design), words(design_points(variables, {DesignKind::kLatinHypercube, 10, 4}, everything)));
}

TEST(Design, sobol_grows_with_the_old_points_in_it_and_fills_up_what_is_left_out) {
  const std::vector<SweepVariable> variables{variable("a", "0.0..1"), variable("b", "0.0..1")};
  const auto eight = words(design_points(variables, {DesignKind::kSobol, 8, 1}, everything));
  const auto sixteen = words(design_points(variables, {DesignKind::kSobol, 16, 1}, everything));
  ASSERT_EQ(sixteen.size(), 16U);
  EXPECT_TRUE(std::equal(eight.begin(), eight.end(), sixteen.begin()));
  const DesignPoints half = design_points(variables, {DesignKind::kSobol, 8, 1}, [](const DesignPoint& p) { return p[0].number < p[1].number; });
  EXPECT_EQ(half.points.size(), 8U);
  EXPECT_GT(half.left_out, 0U);
  EXPECT_TRUE(design_points(variables, {DesignKind::kSobol, 8, 1}, [](const DesignPoint&) { return false; }).points.empty());
}

// One draw in 2,000 is allowed, so that 1,000 points cannot be had: 64,000 draws, each asked about once, in a moment. Growing the sequence by
// what is still wanted, and each time from its beginning, would draw thirty million.
TEST(Design, sobol_under_a_tight_constraint_ends_and_asks_about_each_draw_once) {
  const std::vector<SweepVariable> variables{variable("a", "0.0..1.0"), variable("b", "0.0..1.0")};
  std::size_t asked = 0;
  const DesignPoints design = design_points(variables, {DesignKind::kSobol, 1'000, 1}, [&](const DesignPoint& point) {
    ++asked;
    return point[0].number < 0.0005;
  });
  EXPECT_EQ(asked, kMostDraws * 1'000);
  EXPECT_EQ(design.points.size() + design.left_out, asked);
  EXPECT_NEAR(static_cast<double>(design.points.size()), 32, 8);
}

// What is allowed comes in the sequence's own order, whatever is left out between.
TEST(Design, sobol_takes_the_first_allowed_points_of_its_sequence) {
  const std::vector<SweepVariable> variables{variable("a", "0.0..1.0"), variable("b", "0.0..1.0")};
  const auto half = [](const DesignPoint& point) { return point[0].number < 0.5; };
  const DesignPoints all = design_points(variables, {DesignKind::kSobol, 64, 1}, everything);
  const DesignPoints some = design_points(variables, {DesignKind::kSobol, 20, 1}, half);
  ASSERT_EQ(some.points.size(), 20U);
  std::vector<std::string> expected;
  for (const DesignPoint& point : all.points) {
    if (half(point) && expected.size() < 20) expected.push_back(point[0].text + " " + point[1].text);
  }
  EXPECT_EQ(words(some), expected);
}

}  // namespace
}  // namespace picket::sim
