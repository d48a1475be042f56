// What people read, word for word, of results made by hand.

#include "sim/compare/comparison_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>

#include "tests/sim/compare/made_results.h"
#include "tests/sim/compare/made_sweeps.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void expect_golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(PICKET_SOURCE_DIR) + "/tests/golden/compare/" + name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  EXPECT_EQ(content_of(path), actual) << path << "; UPDATE_GOLDEN=1 accepts the new text";
}

Comparison of_suite() {
  StoredResults suite = test::made_results("out/s", test::made_study("a08_wiper#1", test::two_policies()));
  suite.kind = StoredKind::kSuite;
  suite.name = "held_out";
  std::vector<test::MadePolicy> alike = test::two_policies();
  for (test::MadePolicy& p : alike) p.detected_after_seconds.assign(8, 5);
  suite.studies.push_back(test::made_study("a08_wiper#2", alike));
  suite.studies.push_back(test::made_study("a09_miner", alike));
  return compare_policies(suite, {}, {});
}

TEST(ComparisonText, shows_policies_of_a_study) {
  expect_golden("study.txt", comparison_text(test::made_comparison(), {}));
}

TEST(ComparisonText, shows_a_suite_attack_by_attack) {
  expect_golden("suite.txt", comparison_text(of_suite(), {}));
  ComparisonTextOptions markdown;
  markdown.markdown = true;
  expect_golden("suite.md", comparison_text(of_suite(), markdown));
}

TEST(ComparisonText, attacks_detected_alike_are_shown_on_demand) {
  EXPECT_THAT(comparison_text(of_suite(), {}), Not(HasSubstr("a09_miner")));
  ComparisonTextOptions all;
  all.all = true;
  EXPECT_THAT(comparison_text(of_suite(), all), HasSubstr("a09_miner"));
}

TEST(ComparisonText, shows_two_sweeps_point_by_point) {
  std::vector<test::MadePoint> changed = test::two_points();
  for (double& bytes : changed[1].bytes) bytes *= 1.2;
  changed[1].bytes[0] += 1;
  changed.push_back({"90 min", 5400, {40, 41, 42, 43, 44, 45}, {1900, 1910, 1920, 1930, 1940, 1950}});
  expect_golden("sweep.txt", comparison_text(compare_results(test::made_sweep("out/a", test::two_points()), test::made_sweep("out/b", changed), {}, {}), {}));
}

TEST(ComparisonText, two_points_are_named_in_the_title_and_a_total_that_is_not_known_is_a_dash) {
  const std::string points = comparison_text(compare_policies(test::made_sweep("out/a", test::two_points()), {{}, "", {"p0001", "p0002"}}, {}), {});
  EXPECT_THAT(points, ::testing::StartsWith("curve: g2_linux, p0002 against p0001; 6 replications in pairs"));
  StoredResults suite = test::made_results("out/s", test::made_study("a08_wiper", test::two_policies()));
  suite.kind = StoredKind::kSuite;
  suite.studies[0].result.policies[1].measures[0].per_replication.assign(8, std::nan(""));
  const std::string text = comparison_text(compare_policies(suite, {}, {}), {});
  EXPECT_THAT(text, ::testing::ContainsRegex("uplink bytes per device day +- +- +- +0 +-\n"));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
}

TEST(ComparisonText, of_many_points_only_what_differs_is_shown_unless_all_is_wanted) {
  std::vector<test::MadePoint> points;
  for (int i = 0; i < 40; ++i) points.push_back({std::to_string(i) + " s", static_cast<double>(i), {100, 110, 120, 105, 95, 130}, {60, 66, 64, 61, 59, 70}});
  std::vector<test::MadePoint> changed = points;
  for (double& bytes : changed[7].bytes) bytes *= 2;
  changed[7].bytes[0] += 1;
  const Comparison c = compare_results(test::made_sweep("out/a", points), test::made_sweep("out/b", changed), {}, {});
  const std::string few = comparison_text(c, {});
  EXPECT_THAT(few, HasSubstr("79 lines without a difference are not shown"));
  EXPECT_THAT(few, HasSubstr("(7 s)"));
  EXPECT_THAT(few, Not(HasSubstr("(8 s)")));
  ComparisonTextOptions all;
  all.all = true;
  EXPECT_THAT(comparison_text(c, all), HasSubstr("(8 s)"));
}

TEST(ComparisonText, identical_results_have_no_table) {
  const StoredResults same = test::made_results("out/x", test::made_study("x", test::two_policies()));
  const std::string text = comparison_text(compare_results(same, same, {}, {}), {});
  EXPECT_EQ(text, "old: out/x\nnew: out/x\nWhat differs: nothing in version, commit and scenario.\n\n"
                  "x: old; identical: all 8 runs have the same digest\n\nx: new; identical: all 8 runs have the same digest\n");
}

TEST(ComparisonText, what_is_better_is_green_where_colours_are_wanted) {
  ComparisonTextOptions colour;
  colour.colour = true;
  EXPECT_THAT(comparison_text(test::made_comparison(), colour), HasSubstr("\033[32mbetter\033[0m\n"));
  EXPECT_THAT(comparison_text(test::made_comparison(), {}), Not(HasSubstr("\033[")));
}

TEST(ComparisonText, markup_in_names_is_escaped_in_markdown) {
  ComparisonTextOptions markdown;
  markdown.markdown = true;
  EXPECT_THAT(comparison_text(compare_policies(test::made_results("out/x", test::made_study("a|b", test::two_policies())), {}, {}), markdown), HasSubstr("a\\|b"));
}

}  // namespace
}  // namespace picket::sim
