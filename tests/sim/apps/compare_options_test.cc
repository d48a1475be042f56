#include "sim/apps/compare_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <string>

namespace picket::sim {
namespace {

/// Why the words are refused; empty if they are not.
std::string refusal(const std::string& words) {
  CLI::App app;
  CompareOptions compare;
  ReproduceOptions reproduce;
  CommonOptions common;
  add_compare(app, compare, common);
  add_reproduce(app, reproduce, common);
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return {};
}

TEST(CompareOptions, a_count_below_none_is_not_read_as_a_very_large_one) {
  EXPECT_THAT(refusal("compare a --seed -1"), ::testing::HasSubstr("-1 is less than 0"));
  EXPECT_THAT(refusal("reproduce a --replication -1"), ::testing::HasSubstr("-1 is less than 0"));
  EXPECT_EQ(refusal("compare a --seed 0"), "");
  EXPECT_EQ(refusal("reproduce a --replication 0"), "");
}

TEST(CompareOptions, a_threshold_is_a_share_or_per_cent) {
  EXPECT_DOUBLE_EQ(threshold_of("1 %").value(), 0.01);
  EXPECT_DOUBLE_EQ(threshold_of("2.5%").value(), 0.025);
  EXPECT_DOUBLE_EQ(threshold_of("0.03").value(), 0.03);
  EXPECT_DOUBLE_EQ(threshold_of("0").value(), 0);
}

TEST(CompareOptions, what_is_no_share_is_refused) {
  for (const char* words : {"", "much", "-1 %", "nan", "inf", "1 percent", "1 % of it", "2000 %"}) EXPECT_FALSE(threshold_of(words).has_value()) << words;
}

}  // namespace
}  // namespace picket::sim
