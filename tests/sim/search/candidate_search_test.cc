#include "sim/search/candidate_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

/// A hill whose top is at (0.31, 0.77, 1).
std::vector<double> hill(const std::vector<std::vector<double>>& inputs) {
  std::vector<double> values;
  for (const auto& x : inputs) {
    values.push_back(-(x[0] - 0.31) * (x[0] - 0.31) - (x[1] - 0.77) * (x[1] - 0.77) - (x[2] - 1) * (x[2] - 1));
  }
  return values;
}

TEST(CandidateSearch, climbs_to_the_top_of_a_hill_also_at_the_edge_of_the_cube) {
  const SearchHistory history(std::vector<SearchVariable>(3), {}, 1);
  const auto best = best_candidate(history, {}, hill);
  ASSERT_TRUE(best);
  EXPECT_NEAR(best->point[0], 0.31, 0.02);
  EXPECT_NEAR(best->point[1], 0.77, 0.02);
  EXPECT_NEAR(best->point[2], 1, 0.02);
  EXPECT_EQ(best->value, hill({best->point})[0]);
}

TEST(CandidateSearch, looks_around_the_centres) {
  const SearchHistory history(std::vector<SearchVariable>(3), {}, 1);
  // A needle that uniform points hardly hit: only the neighbourhood of the centre has any value.
  const std::vector<std::vector<double>> centres{{0.31, 0.77, 0.98}};
  const auto needle = [](const std::vector<std::vector<double>>& inputs) {
    std::vector<double> values = hill(inputs);
    for (double& value : values) value = value > -0.002 ? 1 + value : 0;
    return values;
  };
  const auto best = best_candidate(history, centres, needle);
  ASSERT_TRUE(best);
  EXPECT_GT(best->value, 0.999);
}

TEST(CandidateSearch, a_small_space_is_searched_whole_and_seen_points_are_left_out) {
  const std::vector<SearchVariable> variables{
      {"a", SearchVariable::kInteger, 11}, {"b", SearchVariable::kInteger, 11}, {"c", SearchVariable::kInteger, 2}};
  SearchHistory history(variables, {}, 1);
  const auto best = best_candidate(history, {}, hill);
  ASSERT_TRUE(best);
  EXPECT_EQ(level_at(best->point[0], 11), 3U);
  EXPECT_EQ(level_at(best->point[1], 11), 8U);
  history.add_pending(best->point);
  const auto second = best_candidate(history, {}, hill);
  ASSERT_TRUE(second);
  EXPECT_NE(second->point, best->point);
  EXPECT_LT(second->value, best->value);
  for (std::uint64_t i = 0; i < history.cells().value(); ++i) {
    if (!history.seen(history.cell(i))) history.add_pending(history.cell(i));
  }
  EXPECT_FALSE(best_candidate(history, {}, hill));
}

TEST(CandidateSearch, repeats_for_the_same_history_and_differs_for_another_seed) {
  const SearchHistory history(std::vector<SearchVariable>(3), {}, 1);
  const SearchHistory other(std::vector<SearchVariable>(3), {}, 2);
  EXPECT_EQ(best_candidate(history, {}, hill)->point, best_candidate(history, {}, hill)->point);
  EXPECT_NE(best_candidate(history, {}, hill)->point, best_candidate(other, {}, hill)->point);
}

}  // namespace
}  // namespace picket::sim
