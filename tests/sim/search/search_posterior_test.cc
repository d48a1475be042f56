#include "sim/search/search_posterior.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

/// Objectives x and 1 - x; feasible where x <= 0.5; y does nothing.
SearchHistory line(std::size_t n, double noise, bool known) {
  SearchHistory history(std::vector<SearchVariable>(2), {}, 1);
  RandomStream random(3, 0, 0, Purpose::kTest);
  for (std::size_t i = 0; i < n; ++i) {
    const double x = random.uniform();
    Evaluation evaluation;
    evaluation.at = {x, random.uniform()};
    evaluation.objectives = {x + noise * random.normal(), 1 - x + noise * random.normal()};
    evaluation.constraints = {x - 0.5 + noise * random.normal()};
    if (known) {
      evaluation.variances = {noise * noise, noise * noise};
      evaluation.constraint_variances = {noise * noise};
    }
    history.add(evaluation);
  }
  return history;
}

TEST(SearchPosterior, all_evaluations_are_fitted_up_to_sixty_then_every_tenth) {
  EXPECT_EQ(evaluations_to_fit(1), 1U);
  EXPECT_EQ(evaluations_to_fit(60), 60U);
  EXPECT_EQ(evaluations_to_fit(69), 60U);
  EXPECT_EQ(evaluations_to_fit(70), 70U);
  EXPECT_EQ(evaluations_to_fit(199), 190U);
}

TEST(SearchPosterior, predicts_objectives_and_feasibility) {
  for (const bool known : {false, true}) {
    const SearchHistory history = line(40, 0.05, known);
    SearchPosterior posterior;
    posterior.update(history, false);
    const std::vector<std::vector<double>> places{{0.1, 0.5}, {0.5, 0.5}, {0.9, 0.5}};
    const auto objectives = posterior.objectives(places);
    for (std::size_t i = 0; i < places.size(); ++i) {
      EXPECT_NEAR(objectives[0][i].mean, places[i][0], 0.06);
      EXPECT_NEAR(objectives[1][i].mean, 1 - places[i][0], 0.06);
    }
    const auto feasible = posterior.feasible(places);
    EXPECT_GT(feasible[0], 0.95);
    EXPECT_LT(feasible[2], 0.05);
    EXPECT_EQ(posterior.feasible_by_mean({{0.1, 0.5}, {0.9, 0.5}}), (std::vector<bool>{true, false}));
  }
}

TEST(SearchPosterior, pending_points_are_believed_only_if_asked_for) {
  SearchHistory history = line(12, 0.05, false);
  SearchPosterior posterior;
  history.add_pending({0.99, 0.01});
  posterior.update(history, false);
  const double doubt = posterior.objectives({{0.99, 0.01}})[0][0].sd;
  posterior.update(history, true);
  EXPECT_LT(posterior.objectives({{0.99, 0.01}})[0][0].sd, 0.2 * doubt);
  posterior.update(history, false);
  EXPECT_EQ(posterior.objectives({{0.99, 0.01}})[0][0].sd, doubt);
}

TEST(SearchPosterior, does_not_depend_on_how_often_it_was_updated_before) {
  const SearchHistory all = line(66, 0.05, false);
  SearchHistory growing(std::vector<SearchVariable>(2), {}, 1);
  SearchPosterior step_by_step;
  for (std::size_t i = 0; i < all.evaluations().size(); ++i) {
    growing.add(all.evaluations()[i]);
    if (i % 7 == 0 || i + 1 == all.evaluations().size()) step_by_step.update(growing, false);
  }
  SearchPosterior at_once;
  at_once.update(all, false);
  const std::vector<std::vector<double>> place{{0.3, 0.3}};
  EXPECT_EQ(step_by_step.objectives(place)[0][0].mean, at_once.objectives(place)[0][0].mean);
  EXPECT_EQ(step_by_step.objectives(place)[1][0].sd, at_once.objectives(place)[1][0].sd);
}

TEST(SearchPosterior, fitting_to_a_part_of_many_points_finds_about_what_all_would) {
  RandomStream random(3, 0, 0, Purpose::kTest);
  GaussianProcessData data;
  for (int i = 0; i < 260; ++i) {
    data.inputs.push_back({random.uniform()});
    data.outputs.push_back(std::sin(6 * data.inputs.back()[0]) + 0.1 * random.normal());
  }
  GaussianProcess part({false});
  fit_to_part(part, data);
  GaussianProcess whole({false});
  whole.set_data(data);
  whole.fit();
  for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(part.log_parameters()[k], whole.log_parameters()[k], 0.3);
}

}  // namespace
}  // namespace picket::sim
