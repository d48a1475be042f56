#include "sim/apps/plan_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <string>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

/// Reads words of `plan` into `options`. Why they are refused; empty if they are not.
std::string plan_refusal(const std::string& words, PlanOptions& options) {
  CLI::App app;
  add_plan(app, options);
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return {};
}

TEST(PlanOptions, have_defaults_that_plan) {
  PlanOptions options;
  ASSERT_EQ(plan_refusal("plan a.yaml", options), "");
  EXPECT_EQ(options.scenario, "a.yaml");
  EXPECT_FALSE(options.devices.has_value());
  EXPECT_FALSE(options.sample.has_value());
  EXPECT_FALSE(options.simulated_days.has_value());
  EXPECT_EQ(options.max_refused, "0.1 %");
  EXPECT_EQ(options.headroom, "20 %");
  EXPECT_TRUE(options.backtest.empty());
  EXPECT_FALSE(options.dry_run);
}

// Every comparison with it fails, so a range of numbers lets it through.
TEST(PlanOptions, take_no_nan_for_a_number) {
  for (const char* option : {"--delay-percentile nan", "--delay-percentile NaN", "--simulated-days nan", "--simulated-days -nan"}) {
    PlanOptions options;
    EXPECT_THAT(plan_refusal(std::string("plan a.yaml ") + option, options), ::testing::HasSubstr("is no number")) << option;
  }
}

TEST(PlanOptions, takes_parts_of_an_invoice_one_by_one) {
  PlanOptions options;
  ASSERT_EQ(plan_refusal("plan --backtest october.csv --backtest november.csv a.yaml", options), "");
  EXPECT_EQ(options.backtest, (std::vector<std::string>{"october.csv", "november.csv"}));
  EXPECT_EQ(options.scenario, "a.yaml");
}

TEST(PlanOptions, refuses_what_is_out_of_range) {
  PlanOptions options;
  for (const char* words : {"--devices 0", "--devices -1", "--sample 0", "--simulated-days 0", "--simulated-days 367", "--delay-percentile 100", "--headroom ''"}) {
    EXPECT_THAT(plan_refusal(std::string("plan a.yaml ") + words, options), HasSubstr(std::string(words).substr(0, std::string(words).find(' ')))) << words;
  }
  EXPECT_THAT(plan_refusal("plan", options), HasSubstr("scenario"));
}

}  // namespace
}  // namespace picket::sim
