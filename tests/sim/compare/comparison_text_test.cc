// What people read, word for word, of results made by hand.

#include "sim/compare/comparison_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "tests/sim/compare/made_results.h"
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

Comparison of_study() { return compare_policies(test::made_results("out/x", test::made_study("x", test::two_policies())), {}, {}); }

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

TEST(ComparisonText, shows_policies_of_a_study) { expect_golden("study.txt", comparison_text(of_study(), {})); }

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

TEST(ComparisonText, identical_results_have_no_table) {
  const StoredResults same = test::made_results("out/x", test::made_study("x", test::two_policies()));
  const std::string text = comparison_text(compare_results(same, same, {}, {}), {});
  EXPECT_EQ(text, "old: out/x\nnew: out/x\nWhat differs: nothing in version, commit and scenario.\n\n"
                  "x: old; identical: all 8 runs have the same digest\n\nx: new; identical: all 8 runs have the same digest\n");
}

TEST(ComparisonText, what_is_better_is_green_where_colours_are_wanted) {
  ComparisonTextOptions colour;
  colour.colour = true;
  EXPECT_THAT(comparison_text(of_study(), colour), HasSubstr("\033[32mbetter\033[0m\n"));
  EXPECT_THAT(comparison_text(of_study(), {}), Not(HasSubstr("\033[")));
}

TEST(ComparisonText, markup_in_names_is_escaped_in_markdown) {
  ComparisonTextOptions markdown;
  markdown.markdown = true;
  EXPECT_THAT(comparison_text(compare_policies(test::made_results("out/x", test::made_study("a|b", test::two_policies())), {}, {}), markdown), HasSubstr("a\\|b"));
}

}  // namespace
}  // namespace picket::sim
