#include "sim/search/search_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <set>

#include "sim/search/search_draws.h"

namespace picket::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const std::vector<SearchVariable> kSmall{{"a", SearchVariable::kInteger, 3}, {"b", SearchVariable::kCategorical, 2}};

Evaluation at(std::vector<double> point, std::vector<double> objectives) {
  Evaluation evaluation;
  evaluation.at = std::move(point);
  evaluation.objectives = std::move(objectives);
  return evaluation;
}

TEST(SearchHistory, a_point_is_pending_until_its_evaluation_is_told) {
  SearchHistory history(kSmall, {}, 1);
  history.add_pending({0.1, 0.1});
  EXPECT_TRUE(history.seen({0.5 / 3, 0.25}));
  EXPECT_EQ(history.points(), 1U);
  // Told anywhere in the cell: it is the same point.
  history.add(at({0.3, 0.4}, {1, 2}));
  EXPECT_THAT(history.pending(), IsEmpty());
  EXPECT_EQ(history.points(), 1U);
  EXPECT_THAT(history.evaluations()[0].at, ElementsAre(0.5 / 3, 0.25));
}

TEST(SearchHistory, counts_and_lists_the_points_of_discrete_variables) {
  const SearchHistory history(kSmall, {}, 1);
  ASSERT_EQ(history.cells().value(), 6U);
  std::set<std::vector<double>> all;
  for (std::uint64_t i = 0; i < 6; ++i) all.insert(history.cell(i));
  EXPECT_EQ(all.size(), 6U);
  EXPECT_FALSE(SearchHistory({{"x", SearchVariable::kContinuous, 0}}, {}, 1).cells());
}

TEST(SearchHistory, unseen_points_are_found_to_the_last_and_no_further) {
  const std::vector<SearchVariable> wide{{"a", SearchVariable::kInteger, 200}, {"b", SearchVariable::kInteger, 5}};
  SearchHistory history(wide, {}, 1);
  for (std::size_t i = 0; i < 1000; ++i) {
    const auto point = history.unseen_point(search_draws(1, SearchDraw::kUniformPoint, i));
    ASSERT_TRUE(point);
    ASSERT_FALSE(history.seen(point.value()));
    history.add_pending(point.value());
  }
  EXPECT_FALSE(history.unseen_point(search_draws(1, SearchDraw::kUniformPoint, 1000)));
}

// A thousandth of the square is allowed: 64 draws would miss it nearly always.
TEST(SearchHistory, points_are_drawn_from_what_is_allowed) {
  const std::vector<SearchVariable> square{{"x", SearchVariable::kContinuous, 0}, {"y", SearchVariable::kContinuous, 0}};
  const SearchHistory tight(square, {}, 1, [](const std::vector<double>& p) { return p[0] + p[1] < 0.0447; });
  const auto point = tight.unseen_point(search_draws(1, SearchDraw::kUniformPoint, 0));
  ASSERT_TRUE(point);
  EXPECT_TRUE(tight.is_open(*point));
  EXPECT_LT((*point)[0] + (*point)[1], 0.0447);
  EXPECT_FALSE(tight.is_open({0.5, 0.5}));
  EXPECT_FALSE(tight.seen({0.5, 0.5}));
  const SearchHistory none(square, {}, 1, [](const std::vector<double>&) { return false; });
  EXPECT_FALSE(none.unseen_point(search_draws(1, SearchDraw::kUniformPoint, 0)));
}

TEST(SearchHistory, the_last_allowed_cell_is_found) {
  SearchHistory history(kSmall, {}, 1, [](const std::vector<double>& p) { return p[0] > 0.8 && p[1] < 0.5; });
  EXPECT_THAT(history.unseen_point(search_draws(1, SearchDraw::kUniformPoint, 0)).value(), ElementsAre(2.5 / 3, 0.25));
  history.add_pending({0.9, 0.1});
  EXPECT_FALSE(history.unseen_point(search_draws(1, SearchDraw::kUniformPoint, 1)));
}

TEST(SearchHistory, a_reference_is_as_given_or_a_tenth_of_the_range_beyond_the_front) {
  SearchHistory given(kSmall, {5, 6}, 1);
  given.add(at({0, 0}, {1, 2}));
  EXPECT_THAT(given.reference_beyond({}), ElementsAre(5, 6));

  SearchHistory free(kSmall, {}, 1);
  free.add(at({0, 0}, {0, 40}));
  free.add(at({1, 1}, {10, 20}));
  free.add(at({0, 1}, {20, 40}));
  EXPECT_THAT(free.reference_beyond({{0, 40}, {10, 20}}), ElementsAre(12, 42));
  EXPECT_THAT(free.reference_beyond({}), ElementsAre(22, 42));
}

TEST(SearchHistoryDeathTest, what_cannot_be_compared_stops_the_program) {
  SearchHistory history(kSmall, {}, 1);
  history.add(at({0, 0}, {1, 2}));
  EXPECT_DEATH(history.add(at({1, 1}, {1})), "objectives");
  EXPECT_DEATH(history.add(at({1, 1}, {1, std::numeric_limits<double>::infinity()})), "objective inf");
  EXPECT_DEATH(history.add(at({1}, {1, 2})), "variables");
}

}  // namespace
}  // namespace picket::sim
