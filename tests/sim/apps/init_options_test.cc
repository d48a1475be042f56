#include "sim/apps/init_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <string>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

/// Reads words of `init` into `options`. Why they are refused; empty if they are not.
std::string init_refusal(const std::string& words, InitOptions& options) {
  CLI::App app;
  CommonOptions common;
  add_init(app, options, common);
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return {};
}

TEST(InitOptions, begin_with_a_template) {
  InitOptions options;
  ASSERT_EQ(init_refusal("init", options), "");
  EXPECT_EQ(options.name, "compare");
  EXPECT_TRUE(options.from_hub.empty());
  EXPECT_EQ(options.scenario_name, "hub_fleet");
}

TEST(InitOptions, take_a_hub_with_its_classes_tier_and_units) {
  InitOptions options;
  ASSERT_EQ(init_refusal("init --from-hub devices.txt --metrics a.csv --metrics b.csv --group-by tags.model --class a=kiosk --class *=medical --tier S1 --units 2", options), "");
  EXPECT_EQ(options.metrics, (std::vector<std::string>{"a.csv", "b.csv"}));
  EXPECT_EQ(options.classes, (std::vector<std::string>{"a=kiosk", "*=medical"}));
  EXPECT_EQ(options.tier, "S1");
  EXPECT_EQ(options.units.value(), 2U);
}

TEST(InitOptions, refuse_what_says_something_of_a_hub_without_one) {
  for (const char* words : {"--metrics a.csv", "--group-by tags.model", "--class a=kiosk", "--tier S1", "--name fleet"}) {
    InitOptions options;
    EXPECT_THAT(init_refusal(std::string("init ") + words, options), HasSubstr("--from-hub")) << words;
  }
}

TEST(InitOptions, refuse_a_template_beside_a_hub_and_units_without_a_tier) {
  InitOptions options;
  EXPECT_THAT(init_refusal("init minimal --from-hub devices.txt", options), HasSubstr("excludes"));
  EXPECT_THAT(init_refusal("init --from-hub devices.txt --units 2", options), HasSubstr("--tier"));
  EXPECT_THAT(init_refusal("init --from-hub devices.txt --tier S9", options), HasSubstr("S9"));
  EXPECT_THAT(init_refusal("init --from-hub devices.txt --name 'a b/c'", options), HasSubstr("is no name"));
}

}  // namespace
}  // namespace picket::sim
