#include "sim/explain/correlation_members.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/explain/why_study.h"

namespace picket::sim {
namespace {

using CorrelationMembersTest = test::WhyStudy;

// All guesses at one device are counted, each observation with the failed logins that it stands for; their sum is what
// the unit's own account says of failed logins that arrived.
TEST_F(CorrelationMembersTest, are_the_unit_s_failed_logins_in_the_group_of_its_device) {
  unit("picket", "guesses", [](std::uint32_t number, const Rerun& rerun) {
    const UnitEvidence evidence(rerun, number);
    std::uint64_t arrived = 0;
    for (const StepText& step : evidence.steps()) {
      for (const ActText& act : step.acts) {
        if (!act.what.starts_with("failed login")) continue;
        for (const ReachedText& reached : act.reached) arrived += reached.events;
      }
    }
    ASSERT_GT(arrived, 1'000U);
    const auto& rules = rerun.content().rules().rules();
    const auto guessing = std::find_if(rules.begin(), rules.end(), [](const Rule& r) { return r.title == "Password guessing"; });
    ASSERT_NE(guessing, rules.end());
    const auto groups = CorrelationMembers(rerun, evidence).of(static_cast<std::uint32_t>(guessing - rules.begin()));
    ASSERT_EQ(groups.size(), 1U);
    const std::vector<CountedMember>& members = groups.begin()->second;
    std::uint64_t of_unit = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
      if (members[i].of_unit) of_unit += members[i].member.weight;
      if (i != 0) {
        EXPECT_GE(members[i].arrival, members[i - 1].arrival);
      }
      EXPECT_EQ(members[i].member.device, rerun.world().attacks().units()[number].device);
    }
    EXPECT_EQ(of_unit, arrived);
  });
}

TEST_F(CorrelationMembersTest, are_none_where_nothing_matches) {
  unit("picket", "shell", [](std::uint32_t number, const Rerun& rerun) {
    const UnitEvidence evidence(rerun, number);
    const auto& rules = rerun.content().rules().rules();
    const auto guessing = std::find_if(rules.begin(), rules.end(), [](const Rule& r) { return r.title == "Password guessing"; });
    for (const auto& [parts, members] : CorrelationMembers(rerun, evidence).of(static_cast<std::uint32_t>(guessing - rules.begin()))) {
      EXPECT_TRUE(std::none_of(members.begin(), members.end(), [](const CountedMember& m) { return m.of_unit; }));
    }
  });
}

}  // namespace
}  // namespace picket::sim
