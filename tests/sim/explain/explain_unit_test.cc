#include "sim/explain/explain_unit.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "sim/explain/source_standing.h"
#include "tests/sim/explain/why_study.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using ExplainUnit = test::WhyStudy;

TEST_F(ExplainUnit, that_silence_told) {
  unit("picket", "kill", [](std::uint32_t number, const Rerun& rerun) {
    const UnitExplanation u = explain_unit(rerun, number);
    EXPECT_TRUE(u.detected);
    ASSERT_TRUE(u.first_alert.has_value());
    EXPECT_TRUE(std::find(u.alerts.begin(), u.alerts.end(), *u.first_alert) != u.alerts.end());
    ASSERT_FALSE(u.expected.empty());
    EXPECT_EQ(u.expected.front().outcome, "raised");
    const auto silent = std::find_if(u.expected.begin(), u.expected.end(),
                                     [](const StandingText& s) { return s.alert == "sim.device_silent"; });
    ASSERT_NE(silent, u.expected.end());
    EXPECT_EQ(silent->outcome, "raised");
  });
}

TEST_F(ExplainUnit, whose_command_line_was_folded_away) {
  unit("folded", "shell", [](std::uint32_t number, const Rerun& rerun) {
    const UnitExplanation u = explain_unit(rerun, number);
    EXPECT_FALSE(u.detected);
    EXPECT_FALSE(u.first_alert.has_value());
    EXPECT_EQ(u.attack_title, "X01 Reverse shell behind an id");
    EXPECT_EQ(u.expects, std::vector<std::string>{"Reverse shells"});
    ASSERT_EQ(u.steps.size(), 2U);
    EXPECT_EQ(u.steps[1].id, "shell");
    ASSERT_FALSE(u.expected.empty());
    const StandingText& nearest = u.expected.front();
    EXPECT_EQ(nearest.source.title, "Shell bound to a network device of bash");
    EXPECT_EQ(nearest.alert, "Reverse shells");
    EXPECT_EQ(nearest.outcome, "changed");
    EXPECT_EQ(nearest.failed, 1U);
    EXPECT_EQ(nearest.failed_as_happened, 0U);
    ASSERT_EQ(nearest.lacked.size(), 1U);
    EXPECT_EQ(nearest.lacked.front().field, "CommandLine");
    EXPECT_EQ(nearest.lacked.front().wanted, "like '*/dev/tcp/*'");
    EXPECT_THAT(nearest.lacked.front().found, Not(HasSubstr("/dev/tcp/")));
    EXPECT_THAT(u.summary, HasSubstr("Nearest is rule 'Shell bound to a network device of bash'"));
    for (std::size_t i = 1; i < u.expected.size(); ++i) EXPECT_FALSE(is_nearer(u.expected[i], u.expected[i - 1]));
  });
}

// Rules that the attack does not expect are told once each, and none of those that it does.
TEST_F(ExplainUnit, lists_other_rules_apart) {
  unit("folded", "shell", [](std::uint32_t number, const Rerun& rerun) {
    const UnitExplanation u = explain_unit(rerun, number);
    EXPECT_FALSE(u.others.empty());
    std::set<std::string> titles;
    for (const StandingText& s : u.expected) EXPECT_TRUE(titles.insert(s.source.title).second) << s.source.title;
    for (const StandingText& s : u.others) {
      EXPECT_TRUE(titles.insert(s.source.title).second) << s.source.title;
      EXPECT_NE(s.alert, "Reverse shells");
    }
  });
}

// The silent agent is told as an alert about the unit; how the attacker came in is near to a rule or to none, never to that.
TEST_F(ExplainUnit, of_a_step_names_what_is_near_to_its_own_evidence) {
  unit("picket", "kill", [](std::uint32_t number, const Rerun& rerun) {
    const auto nearest = nearest_to_step(rerun, number, 0);
    EXPECT_TRUE(!nearest || nearest->source.title != "device silent");
  });
  unit("folded", "shell", [](std::uint32_t number, const Rerun& rerun) {
    const auto nearest = nearest_to_step(rerun, number, 1);
    ASSERT_TRUE(nearest.has_value());
    EXPECT_EQ(nearest->source.title, "Shell bound to a network device of bash");
    EXPECT_EQ(nearest->step, "shell");
  });
}

}  // namespace
}  // namespace picket::sim
