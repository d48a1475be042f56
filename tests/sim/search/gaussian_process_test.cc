#include "sim/search/gaussian_process.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

double wave(const std::vector<double>& x) {
  return 10 + 3 * std::sin(5 * x[0]) + x[1] * x[1];
}

GaussianProcessData sampled(std::size_t n, double noise, bool known, std::uint64_t seed = 1) {
  RandomStream random(seed, 0, 0, Purpose::kTest);
  GaussianProcessData data;
  for (std::size_t i = 0; i < n; ++i) {
    data.inputs.push_back({random.uniform(), random.uniform()});
    data.outputs.push_back(wave(data.inputs.back()) + noise * random.normal());
    if (known) data.variances.push_back(noise * noise);
  }
  return data;
}

GaussianProcess fitted(const GaussianProcessData& data, std::vector<bool> categorical = {false, false}) {
  GaussianProcess process(std::move(categorical));
  process.set_data(data);
  process.fit();
  process.condition();
  return process;
}

/// Two points, by hand: with standardised outputs +1 and -1, covariance s2 (1, k; k, 1) and jitter 1e-6, the weights
/// are
/// +-1 / (s2 (1 - k) + jitter).
TEST(GaussianProcess, of_two_points_is_what_the_formula_says) {
  GaussianProcess process({false});
  process.set_data({{{0.0}, {1.0}}, {7, 3}, {0, 0}});
  process.set_log_parameters({std::log(0.5), std::log(2.0)});
  process.condition();
  const auto kernel = [](double distance) {
    const double r = std::sqrt(5.0) * distance / 0.5;
    return 2 * (1 + r + r * r / 3) * std::exp(-r);
  };
  const double weight = 1 / (2 - kernel(1) + 1e-6);
  const auto at = process.predict({{0.2}});
  EXPECT_NEAR(at[0].mean, 5 + 2 * weight * (kernel(0.2) - kernel(0.8)), 1e-9);
  const double determinant = (2 + 1e-6) * (2 + 1e-6) - kernel(1) * kernel(1);
  const double a = kernel(0.2);
  const double b = kernel(0.8);
  const double explained = ((2 + 1e-6) * (a * a + b * b) - 2 * a * b * kernel(1)) / determinant;
  EXPECT_NEAR(at[0].sd, 2 * std::sqrt(2 - explained), 1e-9);
}

TEST(GaussianProcess, the_gradient_of_the_posterior_is_its_slope) {
  for (const bool known : {false, true}) {
    GaussianProcessData data = sampled(15, 0.2, known);
    for (std::size_t i = 0; i < data.inputs.size(); ++i) data.inputs[i].push_back(static_cast<double>(i % 3));
    GaussianProcess process({false, false, true});
    process.set_data(data);
    std::vector<double> at{-0.7, 0.3, 0.1, 0.5, -0.4, 0.6};
    if (!known) at.push_back(-3);
    std::vector<double> gradient;
    std::vector<double> ignored;
    process.log_posterior(at, gradient);
    ASSERT_EQ(gradient.size(), at.size());
    for (std::size_t k = 0; k < at.size(); ++k) {
      constexpr double kStep = 1e-5;
      std::vector<double> more = at;
      std::vector<double> less = at;
      more[k] += kStep;
      less[k] -= kStep;
      const double slope = (process.log_posterior(more, ignored) - process.log_posterior(less, ignored)) / (2 * kStep);
      EXPECT_NEAR(gradient[k], slope, 1e-4 * (1 + std::abs(slope))) << "parameter " << k << " known " << known;
    }
  }
}

TEST(GaussianProcess, fitting_finds_a_higher_posterior_than_where_it_starts) {
  GaussianProcess process({false, false});
  process.set_data(sampled(30, 0.1, false));
  std::vector<double> gradient;
  const double before = process.log_posterior({std::log(0.7), std::log(0.7), -0.7, -0.7, 0.5 * std::log(2.0), std::log(1e-3)}, gradient);
  process.fit();
  EXPECT_GT(process.log_posterior(process.log_parameters(), gradient), before);
  for (const double slope : gradient) EXPECT_NEAR(slope, 0, 0.5);
}

TEST(GaussianProcess, without_noise_it_passes_through_the_points_and_predicts_between) {
  GaussianProcessData data = sampled(40, 0, true);
  const GaussianProcess process = fitted(data);
  const auto at_points = process.predict(data.inputs);
  for (std::size_t i = 0; i < data.outputs.size(); ++i) EXPECT_NEAR(at_points[i].mean, data.outputs[i], 0.02);
  for (const auto& between : sampled(50, 0, true, 2).inputs) {
    EXPECT_NEAR(process.predict({between})[0].mean, wave(between), 0.3);
  }
}

/// The truth lies in the 95 % interval about as often as it should, over new noise and new places.
TEST(GaussianProcess, intervals_cover_the_truth_with_known_and_with_estimated_noise) {
  for (const bool known : {false, true}) {
    int inside = 0;
    int all = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
      const GaussianProcess process = fitted(sampled(30, 0.3, known, seed));
      const auto places = sampled(50, 0, true, 100 + seed).inputs;
      const auto predictions = process.predict(places);
      for (std::size_t i = 0; i < places.size(); ++i) {
        inside += std::abs(predictions[i].mean - wave(places[i])) <= 1.96 * predictions[i].sd ? 1 : 0;
        ++all;
      }
    }
    EXPECT_GE(inside, 0.88 * all) << known;
  }
}

TEST(GaussianProcess, estimates_the_noise) {
  const auto data = sampled(80, 0.5, false);
  const GaussianProcess process = fitted(data);
  double mean = 0;
  for (const double y : data.outputs) mean += y / 80;
  double variance = 0;
  for (const double y : data.outputs) variance += (y - mean) * (y - mean) / 80;
  EXPECT_NEAR(std::sqrt(std::exp(process.log_parameters().back()) * variance), 0.5, 0.15);
}

TEST(GaussianProcess, a_noisier_point_is_believed_less) {
  GaussianProcessData data{{{0.0}, {0.5}, {1.0}}, {0, 3, 0}, {0.01, 0.01, 0.01}};
  GaussianProcess process({false});
  process.set_data(data);
  process.set_log_parameters({std::log(0.5), 0});
  process.condition();
  const double trusted = process.predict({{0.5}})[0].mean;
  data.variances[1] = 4;
  process.set_data(data);
  process.condition();
  const double doubted = process.predict({{0.5}})[0].mean;
  EXPECT_GT(trusted, 2.5);
  EXPECT_LT(doubted, trusted - 0.5);
}

TEST(GaussianProcess, learns_which_dimension_matters) {
  GaussianProcessData data = sampled(40, 0, false);
  for (std::size_t i = 0; i < data.inputs.size(); ++i) data.outputs[i] = std::sin(6 * data.inputs[i][0]);
  const GaussianProcess process = fitted(data);
  EXPECT_LT(process.log_parameters()[0] + 0.7, process.log_parameters()[1]);
}

/// A wave along the first of eight dimensions and slopes along the others, from forty points: no two are near each other in
/// all dimensions, and yet it is known between them, as each dimension acts for itself.
TEST(GaussianProcess, a_sum_over_dimensions_is_known_from_few_points) {
  constexpr std::size_t kDimensions = 8;
  const auto sum = [](const std::vector<double>& x) {
    double value = std::sin(15 * x[0]);
    for (std::size_t k = 1; k < x.size(); ++k) value += 0.5 * x[k];
    return value;
  };
  RandomStream random(6, 0, 0, Purpose::kTest);
  const auto point = [&] {
    std::vector<double> x(kDimensions);
    for (double& coordinate : x) coordinate = random.uniform();
    return x;
  };
  GaussianProcessData data;
  for (int i = 0; i < 40; ++i) {
    data.inputs.push_back(point());
    data.outputs.push_back(sum(data.inputs.back()));
  }
  const GaussianProcess process = fitted(data, std::vector<bool>(kDimensions, false));
  double squares = 0;
  double total = 0;
  for (int i = 0; i < 200; ++i) {
    const auto x = point();
    const double off = process.predict({x})[0].mean - sum(x);
    squares += off * off;
    const double from_centre = sum(x) - 1.75;
    total += from_centre * from_centre;
  }
  EXPECT_LT(squares, 0.05 * total);
}

/// The same points in other units are as dense as the units say: in thousandths, each value a thousand times less.
TEST(GaussianProcess, densities_are_of_the_outputs_own_units) {
  GaussianProcessData data = sampled(20, 0.1, false);
  const GaussianProcess process = fitted(data);
  for (double& output : data.outputs) output *= 1000;
  EXPECT_NEAR(fitted(data).log_density(), process.log_density() - 20 * std::log(1000), 1e-3);
}

TEST(GaussianProcess, levels_of_a_category_are_told_apart_and_have_no_order) {
  GaussianProcessData data;
  RandomStream random(5, 0, 0, Purpose::kTest);
  const double offsets[] = {0, 9, 1};
  for (int i = 0; i < 30; ++i) {
    const double x = random.uniform();
    data.inputs.push_back({x, static_cast<double>(i % 3)});
    data.outputs.push_back(offsets[i % 3] + x);
  }
  const GaussianProcess process = fitted(data, {false, true});
  for (int level = 0; level < 3; ++level) {
    EXPECT_NEAR(process.predict({{0.5, static_cast<double>(level)}})[0].mean, offsets[level] + 0.5, 0.2);
  }
}

TEST(GaussianProcess, a_believed_point_pins_the_mean_and_takes_the_doubt_away) {
  GaussianProcess process = fitted(sampled(20, 0.3, false));
  const std::vector<double> at{0.95, 0.05};
  const Normal before = process.predict({at})[0];
  process.believe(at, before.mean);
  const Normal after = process.predict({at})[0];
  EXPECT_NEAR(after.mean, before.mean, 0.01);
  EXPECT_LT(after.sd, 0.1 * before.sd);
}

TEST(GaussianProcess, equal_values_and_equal_places_are_no_trouble) {
  const GaussianProcess flat = fitted({{{0.1, 0.1}, {0.1, 0.1}, {0.9, 0.2}}, {4, 4, 4}, {}});
  EXPECT_NEAR(flat.predict({{0.5, 0.5}})[0].mean, 4, 1e-9);
  const GaussianProcess twice = fitted({{{0.1, 0.1}, {0.1, 0.1}, {0.9, 0.2}}, {4, 6, 5}, {0, 0, 0}});
  EXPECT_NEAR(twice.predict({{0.1, 0.1}})[0].mean, 5, 0.01);
  const GaussianProcess single = fitted({{{0.1, 0.1}}, {4}, {}});
  EXPECT_NEAR(single.predict({{0.5, 0.5}})[0].mean, 4, 1e-9);
}

TEST(GaussianProcess, depends_on_the_data_and_not_on_what_it_knew_before) {
  GaussianProcess process = fitted(sampled(25, 0.2, false, 8));
  process.set_data(sampled(25, 0.2, false, 9));
  process.fit();
  process.condition();
  EXPECT_EQ(process.log_parameters(), fitted(sampled(25, 0.2, false, 9)).log_parameters());
}

}  // namespace
}  // namespace picket::sim
