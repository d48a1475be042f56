// Why most steps were missed, from counts made by hand.

#include "sim/apps/miss_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

MissedSteps missed(const std::string& step, std::uint64_t count) {
  MissedSteps m;
  m.step = step;
  m.reason = "no_rule_matched";
  m.ended_at = "pipeline no_rule";
  m.count = count;
  m.steps = 40;
  m.example = "miner/kiosk-000003";
  return m;
}

DetectionResult detection(const std::string& policy, std::vector<MissedSteps> steps) {
  DetectionResult d;
  d.attack = "miner";
  d.policy = policy;
  d.missed_steps = std::move(steps);
  return d;
}

TEST(MissTable, has_the_commonest_first_whatever_policy_it_is_of) {
  const std::string text = miss_table({detection("raw", {missed("fetch", 2), missed("run", 7)}), detection("picket", {missed("hide", 5)})}, {});
  EXPECT_LT(text.find("run"), text.find("hide"));
  EXPECT_LT(text.find("hide"), text.find("fetch"));
  EXPECT_THAT(text, HasSubstr("no rule matched"));
  EXPECT_THAT(text, HasSubstr("pipeline no rule"));
  EXPECT_THAT(text, HasSubstr("7  of 40"));
  EXPECT_THAT(text, HasSubstr("miner/kiosk-000003"));
  EXPECT_THAT(text, Not(HasSubstr("more, see")));
}

TEST(MissTable, keeps_the_order_of_what_is_equally_common) {
  const std::string text = miss_table({detection("raw", {missed("first", 3)}), detection("picket", {missed("second", 3)})}, {});
  EXPECT_LT(text.find("first"), text.find("second"));
}

// Fourteen reasons with 14 to 1 missed steps: twelve are shown, and the rest has 2 + 1.
TEST(MissTable, tells_the_rest_as_a_number) {
  std::vector<MissedSteps> steps;
  for (std::uint64_t n = 1; n <= 14; ++n) steps.push_back(missed("step_" + std::to_string(n), n));
  const std::string text = miss_table({detection("raw", steps)}, {});
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2 + 12 + 1);
  EXPECT_THAT(text, HasSubstr("step_3 "));
  EXPECT_THAT(text, Not(HasSubstr("step_2 ")));
  EXPECT_THAT(text, HasSubstr("and 3 more, see misses.csv\n"));
}

TEST(MissTable, tells_the_nearest_rule_and_the_condition_that_failed_where_they_were_looked_for) {
  MissedSteps run = missed("run", 7);
  EXPECT_THAT(miss_table({detection("raw", {run})}, {}), Not(HasSubstr("nearest")));
  run.nearest_rule = "rule 'Miner by its name'";
  run.condition = "CommandLine: wanted one of xmrig, minerd, found /usr/bin/kdevtmpfsi --threads 4 --donate-level 1 --background";
  const std::string text = miss_table({detection("raw", {run, missed("hide", 5)})}, {});
  EXPECT_THAT(text, HasSubstr("nearest rule\n"));
  EXPECT_THAT(text, HasSubstr("miner/kiosk-000003  rule 'Miner by its name'\n"));
  EXPECT_THAT(text, HasSubstr("\n  run of miner under raw: nearest rule 'Miner by its name'; " + run.condition + "\n")) << "in full";
  EXPECT_THAT(text, Not(HasSubstr("hide of miner"))) << "it was not looked for";
}

TEST(MissTable, is_empty_where_nothing_was_missed) {
  EXPECT_EQ(miss_table({}, {}), "");
  EXPECT_EQ(miss_table({detection("raw", {})}, {}), "");
}

}  // namespace
}  // namespace picket::sim
