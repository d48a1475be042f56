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

/// First objective: a product of powers, spanning more than a hundredfold. Second: a plane.
Evaluation product_and_plane(RandomStream& random) {
  Evaluation evaluation;
  evaluation.at = {random.uniform(), random.uniform()};
  const double x = evaluation.at[0];
  const double y = evaluation.at[1];
  evaluation.objectives = {std::exp(4 * x - 3 * y), 0.05 + x + y};
  return evaluation;
}

TEST(SearchPosterior, an_objective_of_products_is_modelled_by_its_logarithm_and_a_plane_is_not) {
  SearchHistory history(std::vector<SearchVariable>(2), {}, 1);
  RandomStream random(9, 0, 0, Purpose::kTest);
  for (int i = 0; i < 20; ++i) history.add(product_and_plane(random));
  SearchPosterior posterior;
  posterior.update(history, false);
  const auto predicted = posterior.objectives({{0.9, 0.2}});
  EXPECT_TRUE(predicted[0][0].of_logarithm);
  EXPECT_FALSE(predicted[1][0].of_logarithm);
  EXPECT_NEAR(predicted[0][0].median() / std::exp(4 * 0.9 - 3 * 0.2), 1, 0.05);
  EXPECT_NEAR(predicted[1][0].median(), 1.15, 0.02);
  const EvaluatedBeliefs beliefs = posterior.evaluated(history);
  for (std::size_t i = 0; i < beliefs.means.size(); ++i) {
    EXPECT_NEAR(beliefs.means[i][0] / history.evaluations()[i].objectives[0], 1, 0.05);
  }
}

/// A value that has no logarithm, told between two fits: the values are modelled at once, and by a resumed search the same.
TEST(SearchPosterior, a_value_without_a_logarithm_ends_the_logarithms) {
  SearchHistory history(std::vector<SearchVariable>(2), {}, 1);
  RandomStream random(9, 0, 0, Purpose::kTest);
  for (int i = 0; i < 63; ++i) history.add(product_and_plane(random));
  SearchPosterior uninterrupted;
  uninterrupted.update(history, false);
  ASSERT_TRUE(uninterrupted.objectives({{0.9, 0.2}})[0][0].of_logarithm);
  Evaluation below = product_and_plane(random);
  below.objectives[0] = -0.01;
  history.add(below);
  uninterrupted.update(history, false);
  SearchPosterior resumed;
  resumed.update(history, false);
  const Normal one = uninterrupted.objectives({{0.9, 0.2}})[0][0];
  const Normal other = resumed.objectives({{0.9, 0.2}})[0][0];
  EXPECT_FALSE(one.of_logarithm);
  EXPECT_EQ(one.mean, other.mean);
  EXPECT_EQ(one.sd, other.sd);
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
