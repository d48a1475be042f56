// An outbreak in words, for people as a golden.
#include "sim/plan/outbreak_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "sim/plan/plan_csv.h"
#include "sim/plan/plan_text.h"
#include "tests/sim/plan/made_outbreak.h"

namespace picket::sim {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(OutbreakText, says_what_it_adds_and_whether_the_hubs_hold) {
  const std::string path = std::string(PICKET_SOURCE_DIR) + "/tests/golden/plan/outbreak.txt";
  const std::string actual = outbreak_text(test::made_outbreak_result(), {});
  if (std::getenv("UPDATE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << actual;
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(text.str(), actual) << path << "; UPDATE_GOLDEN=1 accepts the new text";
}

TEST(OutbreakText, names_the_limit_that_breaks_and_what_would_hold) {
  const PlanResult result = test::made_outbreak_result();
  EXPECT_THAT(outbreak_text(result, {}), AllOf(HasSubstr("10 % of the devices of class camera are infected by a02_exploit_worm (A worm), for 2 d each"),
                                               HasSubstr("g2_linux: S1 x 1 unit does not keep to the goals: daily quota"), HasSubstr("of the busiest day are refused by the quota"),
                                               HasSubstr("; S1 x 3 units would, for $50.00 a month more")));
  EXPECT_THAT(outbreak_verdict(test::made_outbreak_result({1, 0}).policies[0].outbreak.value()), HasSubstr("S1 x 1 unit holds: "));
}

TEST(OutbreakText, says_that_it_adds_nothing_and_is_silent_where_nobody_asked) {
  EXPECT_THAT(outbreak_text(test::made_outbreak_result({1'400, 2}, 0), {}), HasSubstr("it adds nothing"));
  EXPECT_EQ(outbreak_text(test::made_result(), {}), "");
  EXPECT_THAT(plan_text(test::made_result(), "", {}), Not(HasSubstr("outbreak")));
}

TEST(OutbreakText, tells_what_was_simulated_and_what_was_estimated) {
  EXPECT_THAT(plan_text(test::made_outbreak_result(), "", {}),
              AllOf(HasSubstr("Outbreak, simulated: the same devices, lives and lines once more with 20 % of the sampled ones"), HasSubstr("Outbreak, extrapolated: "),
                    HasSubstr("Outbreak, our own estimates: the share infected"), HasSubstr("Outbreak: kiosk has no device that the attack hits."),
                    HasSubstr("faults, and attacks other than the outbreak")));
}

TEST(OutbreakCsv, has_one_number_a_row) {
  EXPECT_THAT(plan_csv(test::made_outbreak_result()),
              AllOf(HasSubstr("\ng2_linux,outbreak,usd,10010,"), HasSubstr("\ng2_linux,outbreak,messages,10010,"), HasSubstr("\ng2_linux,outbreak_bill,analyst_time,10010,"),
                    HasSubstr("\ng2_linux,outbreak_hubs,daily quota,10010,"), HasSubstr("\ng2_linux,outbreak_hubs,S1 x 3 units,10010,75,")));
  EXPECT_THAT(plan_csv(test::made_result()), Not(HasSubstr("outbreak")));
}

}  // namespace
}  // namespace picket::sim
