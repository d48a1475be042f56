// The page reads what the plan writes: the writer of plan.json and the reader of the reports agree on every field.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "reports/plan_page.h"
#include "reports/plan_reader.h"
#include "sim/plan/plan_json.h"
#include "tests/sim/plan/planned_fleet.h"

namespace picket::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(PlanPageOfResult, holds_the_numbers_of_the_result) {
  const PlanResult result = test::made_result();
  const auto read = read_plan(plan_json(result));
  ASSERT_TRUE(read.ok()) << read.error().says;
  const PlanStudy& plan = read.value();
  ASSERT_EQ(plan.policies.size(), result.policies.size());
  for (std::size_t i = 0; i < plan.policies.size(); ++i) {
    const PolicyPlan& written = result.policies[i];
    EXPECT_EQ(plan.policies[i].policy, written.policy);
    EXPECT_EQ(plan.policies[i].is_impossible(), written.is_impossible());
    EXPECT_DOUBLE_EQ(plan.policies[i].bill.value().usd.value, written.bill.usd.value);
    EXPECT_EQ(plan.policies[i].steps.size(), written.steps.size());
    EXPECT_EQ(plan.policies[i].sizes.size(), written.sizes.size());
    EXPECT_EQ(plan.policies[i].assumptions.size(), written.assumptions.size());
    EXPECT_EQ(plan.policies[i].cheaper_choices.size(), written.cheaper.size());
    if (written.choice) {
      EXPECT_EQ(plan.policies[i].choice.value().tightest()->limit, to_string(written.choice->tightest().kind));
    }
  }
}

TEST(PlanPageOfResult, says_hubs_bill_and_why_cheaper_ones_fail) {
  const auto page = render_plan_page(plan_json(test::made_result()));
  ASSERT_TRUE(page.ok()) << page.error().says;
  EXPECT_THAT(page.value(), AllOf(HasSubstr("raw: S2 x 1 unit, $2\u202f583 [$2\u202f560, $2\u202f606] a month"), HasSubstr("agentless: no hub, $0.00"),
                                  HasSubstr("<td>S1 x 9 units</td><td class=\"number\">$225.00</td><td class=\"worse\"><b>fails</b></td><td>daily quota: 4\u202f127\u202f373 of "
                                            "3\u202f600\u202f000 blocks/day, 115 %</td>"),
                                  HasSubstr("g2_linux is cheaper at every size up to 503\u202f000")));
}

/// What people read of a page: each text between tags on a line, without styles, scripts and plots.
std::string texts_of_page(std::string page) {
  for (const char* element : {"style", "script", "svg"}) {
    const std::string end = std::string("</") + element + ">";
    for (std::size_t at = page.find(std::string("<") + element); at != std::string::npos; at = page.find(std::string("<") + element, at)) {
      const std::size_t until = page.find(end, at);
      if (until == std::string::npos) break;
      page.erase(at, until + end.size() - at);
    }
  }
  std::string out;
  std::string line;
  bool in_tag = false;
  for (const char c : page) {
    if (c == '<') {
      in_tag = true;
      const std::size_t first = line.find_first_not_of(" \n");
      if (first != std::string::npos) out += line.substr(first, line.find_last_not_of(" \n") - first + 1) + "\n";
      line.clear();
    } else if (c == '>') {
      in_tag = false;
    } else if (!in_tag) {
      line += c;
    }
  }
  return out;
}

// Its words, in tests/golden/plan/plan_page.txt; UPDATE_GOLDEN=1 writes it.
TEST(PlanPageOfResult, says_all_of_the_result_in_its_order) {
  const auto page = render_plan_page(plan_json(test::made_result()));
  ASSERT_TRUE(page.ok()) << page.error().says;
  const std::string actual = texts_of_page(page.value());
  const std::string path = std::string(PICKET_SOURCE_DIR) + "/tests/golden/plan/plan_page.txt";
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), actual) << path << "; UPDATE_GOLDEN=1 accepts the new text";
}

TEST(PlanPageOfResult, is_there_where_no_hubs_hold_the_fleet) {
  PlanResult result = test::made_result();
  result.policies = {test::made_plan("raw", 10, 0, 1, {}, 60e6)};
  result.break_evens.clear();
  const auto page = render_plan_page(plan_json(result));
  ASSERT_TRUE(page.ok()) << page.error().says;
  EXPECT_THAT(page.value(), HasSubstr("raw: no choice of hubs holds this fleet; "));
}

}  // namespace
}  // namespace picket::sim
