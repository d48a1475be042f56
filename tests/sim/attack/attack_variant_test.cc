// Variants of attacks: what they draw, from where, and what the draws depend on.

#include "sim/attack/attack_variant.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/attack/attack_plan.h"
#include "tests/sim/fleet/example_world.h"

namespace picket::sim {
namespace {

AttackParameter parameter(std::vector<double> range, std::vector<double> held_out = {}) {
  AttackParameter p;
  p.value = 1;
  p.range = std::move(range);
  p.held_out = std::move(held_out);
  return p;
}

AttackTemplate attack_with(const AttackParameter& p) {
  AttackTemplate attack;
  attack.parameters["rate"] = p;
  return attack;
}

/// The numbers that 2,000 variants draw, in their order.
std::vector<double> draws(const AttackParameter& p, bool held_out = false) {
  const AttackTemplate attack = attack_with(p);
  std::vector<double> out;
  for (std::uint32_t variant = 1; variant <= 2'000; ++variant) {
    out.push_back(variant_parameters("attack", attack, variant, held_out).at("rate"));
  }
  return out;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Of 2,000 draws with probability p the count has the standard deviation sqrt(2000 p (1 - p)); four of them are allowed.
void expect_share(const std::vector<double>& values, double value, double p) {
  const auto n = static_cast<double>(std::count(values.begin(), values.end(), value));
  EXPECT_NEAR(n, 2'000 * p, 4 * std::sqrt(2'000 * p * (1 - p))) << value;
}

TEST(AttackVariant, without_a_number_draws_nothing) {
  EXPECT_TRUE(variant_parameters("attack", attack_with(parameter({2, 4})), 0, false).empty());
  EXPECT_TRUE(variant_parameters("attack", attack_with(parameter({2, 4}, {6, 8})), 0, true).empty());
}

TEST(AttackVariant, leaves_out_what_has_no_range) {
  AttackTemplate attack = attack_with(parameter({2, 4}));
  attack.parameters["fixed"].value = 7;
  const auto drawn = variant_parameters("attack", attack, 1, false);
  EXPECT_EQ(drawn.size(), 1U);
  EXPECT_TRUE(drawn.contains("rate"));
}

// Even in [2, 10]: median 6, a quarter below 4. The median of 2,000 has the standard deviation 8 / (2 sqrt(2000)) = 0.09.
TEST(AttackVariant, draws_a_linear_range_evenly) {
  const std::vector<double> values = draws(parameter({2, 10}));
  EXPECT_GE(*std::min_element(values.begin(), values.end()), 2);
  EXPECT_LE(*std::max_element(values.begin(), values.end()), 10);
  EXPECT_NEAR(median(values), 6, 0.36);
  EXPECT_NEAR(static_cast<double>(std::count_if(values.begin(), values.end(), [](double v) { return v < 4; })), 500, 4 * 19.4);
  EXPECT_GT(std::set<double>(values.begin(), values.end()).size(), 1'990U);
}

// Even in the logarithm of [1, 10000]: half lie below 100, a quarter below 10.
TEST(AttackVariant, draws_a_log_range_evenly_in_the_logarithm) {
  AttackParameter p = parameter({1, 10'000});
  p.scale = RangeScale::kLog;
  const std::vector<double> values = draws(p);
  for (const auto& [bound, share] : {std::pair{10.0, 0.25}, {100.0, 0.5}, {1'000.0, 0.75}}) {
    const auto below = static_cast<double>(std::count_if(values.begin(), values.end(), [b = bound](double v) { return v < b; }));
    EXPECT_NEAR(below, 2'000 * share, 4 * std::sqrt(2'000 * share * (1 - share))) << bound;
  }
}

TEST(AttackVariant, draws_whole_numbers_with_both_ends) {
  AttackParameter p = parameter({1, 4});
  p.whole = true;
  const std::vector<double> even = draws(p);
  for (const double each : {1, 2, 3, 4}) expect_share(even, each, 0.25);
  // In the logarithm a number k stands for what lies between k and k + 1: log((k + 1) / k) of log 5.
  p.scale = RangeScale::kLog;
  const std::vector<double> logarithmic = draws(p);
  for (const double each : {1, 2, 3, 4}) expect_share(logarithmic, each, std::log((each + 1) / each) / std::log(5));
}

TEST(AttackVariant, chooses_a_number_as_often_as_it_is_given) {
  AttackParameter p;
  p.choices = {30, 60, 60, 45};
  const std::vector<double> values = draws(p);
  expect_share(values, 30, 0.25);
  expect_share(values, 45, 0.25);
  expect_share(values, 60, 0.5);
}

TEST(AttackVariant, held_out_draws_lie_apart_and_parameters_without_such_a_range_draw_as_usual) {
  for (const double value : draws(parameter({2, 4}, {6, 8}), true)) {
    EXPECT_GE(value, 6);
    EXPECT_LE(value, 8);
  }
  AttackParameter choices;
  choices.choices = {1, 2};
  choices.held_out = {5, 6};
  for (const double value : draws(choices, true)) EXPECT_GE(value, 5);
  const std::vector<double> usual = draws(parameter({2, 4}), true);
  for (const double value : usual) EXPECT_LE(value, 4);
  EXPECT_NE(usual, draws(parameter({2, 4}))) << "a held-out variant is another one";
}

TEST(AttackVariant, depends_on_template_number_parameter_and_nothing_else) {
  AttackTemplate attack = attack_with(parameter({0, 1}));
  const double first = variant_parameters("attack", attack, 1, false).at("rate");
  EXPECT_EQ(variant_parameters("attack", attack, 1, false).at("rate"), first);
  EXPECT_NE(variant_parameters("other", attack, 1, false).at("rate"), first);
  EXPECT_NE(variant_parameters("attack", attack, 2, false).at("rate"), first);
  attack.parameters["before"] = parameter({0, 1});
  attack.parameters["zuletzt"] = parameter({0, 1}, {2, 3});
  const auto more = variant_parameters("attack", attack, 1, false);
  EXPECT_EQ(more.at("rate"), first) << "other parameters change nothing";
  EXPECT_NE(more.at("before"), first);
  attack.title = "renamed";
  attack.parameters["rate"].value = 0.5;
  EXPECT_EQ(variant_parameters("attack", attack, 1, false).at("rate"), first);
}

// What is printed with six digits is what was drawn, so that a variant can be written down as parameters.
TEST(AttackVariant, numbers_of_an_interval_have_six_digits_and_stay_within) {
  for (const double value : draws(parameter({1.0 / 3, 2.0 / 3}))) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    EXPECT_EQ(std::strtod(text, nullptr), value);
  }
  // Narrower than six digits can tell: rounding must not leave it.
  for (const double value : draws(parameter({1.00000001, 1.00000002}))) {
    EXPECT_GE(value, 1.00000001);
    EXPECT_LE(value, 1.00000002);
  }
}

/// Failed log-ins that the plan of one attack by ssh has within its first hours, whatever the seed.
std::size_t guesses_of(std::uint64_t seed, std::uint32_t variant, bool held_out, std::map<std::string, double> parameters = {}) {
  Scenario scenario = world_of("iot_gateway", 8);
  scenario.seed = seed;
  scenario.device_classes["iot_gateway"].reboots_per_30_days = 0;
  scenario.device_classes["iot_gateway"].power_losses_per_year = 0;
  AttackTemplate attack;
  attack.parameters["guesses"] = {.says = "x", .value = 10, .range = {5, 20}, .held_out = {40, 60}, .whole = true};
  AttackPhase phase;
  phase.id = "guess";
  AttackEmission emission;
  emission.kind = StepKind::kLogin;
  emission.operation = StepOperation::kLoginFailed;
  emission.users = {"root"};
  emission.count_parameter = "guesses";
  phase.emit.push_back(emission);
  attack.phases.push_back(phase);
  scenario.attack_templates["guesses"] = attack;
  AttackInstance instance;
  instance.name = "guesses";
  instance.use = "guesses";
  instance.start = Duration::hours(2);
  instance.targets.count = 1;
  instance.variant = variant;
  instance.held_out = held_out;
  instance.parameters = std::move(parameters);
  scenario.attacks.push_back(instance);
  TextTable texts;
  const Fleet fleet(scenario, 0, texts);
  const AttackPlan plan(scenario, fleet, 0, texts);
  EXPECT_EQ(plan.units().size(), 1U);
  std::vector<LabelledRun> runs;
  plan.events(plan.units().at(0).device, scenario.start_utc, scenario.start_utc + scenario.duration, runs);
  std::size_t events = 0;
  for (const LabelledRun& r : runs) events += r.run.count;
  return events;
}

TEST(AttackVariant, is_the_same_attack_under_every_seed_and_what_the_scenario_sets_wins) {
  EXPECT_EQ(guesses_of(1, 0, false), 10U) << "the template's value";
  std::set<std::size_t> seen;
  for (const std::uint32_t variant : {1U, 2U, 3U, 4U}) {
    const std::size_t guesses = guesses_of(1, variant, false);
    EXPECT_GE(guesses, 5U);
    EXPECT_LE(guesses, 20U);
    EXPECT_EQ(guesses_of(2, variant, false), guesses);
    seen.insert(guesses);
    const std::size_t held_out = guesses_of(1, variant, true);
    EXPECT_GE(held_out, 40U);
    EXPECT_LE(held_out, 60U);
  }
  EXPECT_GT(seen.size(), 1U);
  EXPECT_EQ(guesses_of(1, 1, false, {{"guesses", 30}}), 30U);
  EXPECT_EQ(guesses_of(1, 1, true, {{"guesses", 29}}), 29U);
}

}  // namespace
}  // namespace picket::sim
