// What is written of a plan: for people as a golden, for programs by reading it back.

#include "sim/plan/plan_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/plan/plan_csv.h"
#include "sim/plan/plan_json.h"
#include "tests/sim/plan/planned_fleet.h"

namespace picket::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// Compares with tests/golden/plan; UPDATE_GOLDEN=1 writes it.
void expect_plan_golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(PICKET_SOURCE_DIR) + "/tests/golden/plan/" + name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), actual) << path << "; UPDATE_GOLDEN=1 accepts the new text";
}

TEST(PlanText, says_what_to_buy_why_and_where_it_breaks) { expect_plan_golden("plan.txt", plan_text(test::made_result(), "out/made", {})); }

TEST(PlanText, says_why_nothing_fits) {
  PlanResult result = test::made_result();
  result.policies = {test::made_plan("raw", 10, 0, 1, {}, 60e6)};
  result.break_evens.clear();
  EXPECT_THAT(plan_text(result, "", {}), AllOf(HasSubstr("none fits"), HasSubstr("no choice of up to 50 hubs holds this fleet"), HasSubstr("identities of a hub")));
  EXPECT_TRUE(nlohmann::json::parse(plan_json(result)).at("policies").at(0).at("bill").is_null());
  EXPECT_THAT(plan_csv(result), ::testing::Not(HasSubstr(",bill,")));
}

TEST(PlanText, says_that_nothing_fits_at_the_upper_end_of_usage) {
  PlanResult result = test::made_result();
  EXPECT_FALSE(nlohmann::json::parse(plan_json(result)).at("policies").at(0).at("impossible_at_upper_end").get<bool>());
  result.policies[0].impossible_at_upper_end = true;
  EXPECT_THAT(plan_text(result, "", {}), HasSubstr("with usage at the upper end of its intervals no choice of up to 50 hubs holds this fleet"));
  EXPECT_TRUE(nlohmann::json::parse(plan_json(result)).at("policies").at(0).at("impossible_at_upper_end").get<bool>());
}

TEST(PlanText, claims_a_break_even_no_further_than_was_compared) {
  PlanResult result = test::made_result();
  result.break_evens = {{"a", "b", {{}, 70'000, true, false}, "a"}, {"a", "c", {{}, 503'000, std::nullopt, true}, ""}, {"b", "c", {{}, 503'000, false, true}, ""},
                        {"b", "d", {{{120, true}}, 503'000, true, false}, "b"}};
  EXPECT_THAT(plan_text(result, "", {}), AllOf(HasSubstr("a and b: a is cheaper at every size up to 70 000; beyond 70 000 devices no hubs hold one of them\n"),
                                               HasSubstr("a and c: the same bill at every size up to 503 000\n"),
                                               HasSubstr("b and c: c is cheaper or costs the same at every size up to 503 000\n"),
                                               HasSubstr("b and d: from 120 devices on b is cheaper\n")));
  EXPECT_EQ(nlohmann::json::parse(plan_json(result)).at("break_even").at(0).at("compared_up_to_devices"), 70'000);
}

TEST(PlanText, marks_the_throttles_depths_as_estimates) {
  PlanResult result = test::made_result();
  result.goals.shaping = {80, 50, 40};
  EXPECT_THAT(plan_text(result, "", {}), HasSubstr("Not published, and our estimate: the throttle lets pass 80 s of its rate at once, holds 50 s of it in its queue, and nothing "
                                                   "longer than 40 s"));
  const auto json = nlohmann::json::parse(plan_json(result));
  EXPECT_FALSE(json.at("goals").contains("throttle_wait_seconds"));
  EXPECT_EQ(json.at("estimates").at("throttle_wait_seconds"), 40);
}

}  // namespace
}  // namespace picket::sim
