#include "sim/explain/source_standing.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/sim/explain/why_study.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

StandingText standing(const std::string& outcome, std::optional<std::uint32_t> failed = {},
                      std::optional<std::uint32_t> failed_as_happened = {}) {
  StandingText out;
  out.outcome = outcome;
  out.failed = failed;
  out.failed_as_happened = failed_as_happened;
  return out;
}

// The order that the header states, from the nearest on.
TEST(SourceStandingOrder, is_by_what_is_missing) {
  const std::vector<StandingText> order{
      standing("raised"),       standing("matched", 0),  standing("changed", 1, 0), standing("changed", 2, 0), standing("lost", {}, 0),
      standing("near", 1, 1),   standing("near", 1, 2),  standing("below"),         standing("near", 2, 0),    standing("near", {}, 1),
      standing("near", {}, 2),  standing("no evidence"),
  };
  for (std::size_t a = 0; a < order.size(); ++a) {
    for (std::size_t b = 0; b < order.size(); ++b) EXPECT_EQ(is_nearer(order[a], order[b]), a < b) << a << ' ' << b;
  }
}

class SourceStandingTest : public test::WhyStudy {
 protected:
  static std::uint32_t rule_called(const Rerun& rerun, const std::string& title) {
    const auto& rules = rerun.content().rules().rules();
    const auto found = std::find_if(rules.begin(), rules.end(), [&](const Rule& r) { return r.title == title; });
    EXPECT_NE(found, rules.end()) << title;
    return static_cast<std::uint32_t>(found - rules.begin());
  }
};

constexpr const char* kShell = "Shell bound to a network device of bash";
constexpr const char* kGuessing = "Password guessing";

TEST_F(SourceStandingTest, of_a_rule_tells_what_the_way_took_from_it) {
  unit("folded", "shell", [](std::uint32_t number, const Rerun& rerun) {
    const UnitEvidence evidence(rerun, number);
    SourceStanding standing(rerun, evidence);
    const StandingText s = standing.of(rule_called(rerun, kShell));
    EXPECT_EQ(s.outcome, "changed");
    EXPECT_EQ(s.step, "shell");
    ASSERT_TRUE(s.place.has_value());
    EXPECT_EQ(s.because, "it fits the event as it happened, not the observation that arrived");
  });
  unit("picket", "shell", [](std::uint32_t number, const Rerun& rerun) {
    const UnitEvidence evidence(rerun, number);
    SourceStanding standing(rerun, evidence);
    const StandingText s = standing.of(rule_called(rerun, kShell));
    EXPECT_EQ(s.outcome, "raised");
    EXPECT_THAT(s.because, HasSubstr("alert "));
  });
}

// Nobody logs in during `shell`: the correlation has nothing to count and names the nearest of its rules.
TEST_F(SourceStandingTest, of_a_correlation_without_a_match_names_the_nearest_rule) {
  unit("picket", "shell", [](std::uint32_t number, const Rerun& rerun) {
    const UnitEvidence evidence(rerun, number);
    const StandingText s = SourceStanding(rerun, evidence).of(rule_called(rerun, kGuessing));
    EXPECT_EQ(s.source.kind, "correlation");
    EXPECT_EQ(s.outcome, "no evidence");
    EXPECT_THAT(s.because, HasSubstr("no match of the rules that it counts (event_count >= 30 within 0:10:00)"));
  });
}

TEST_F(SourceStandingTest, knows_every_source_of_an_alert) {
  unit("picket", "shell", [](std::uint32_t number, const Rerun& rerun) {
    const UnitEvidence evidence(rerun, number);
    const SourceStanding standing(rerun, evidence);
    const PipelineContent& content = rerun.content();
    const auto shells = standing.sources_of(*content.find_alert("Reverse shells"));
    EXPECT_TRUE(std::find(shells.begin(), shells.end(), rule_called(rerun, kShell)) != shells.end());
    EXPECT_TRUE(std::is_sorted(shells.begin(), shells.end()));
    EXPECT_EQ(standing.sources_of(content.alert_of(Model::kDeviceSilent)), std::vector{content.rule_index(Model::kDeviceSilent)});
    EXPECT_EQ(standing.sources_of(content.alert_of(Detector::kPeerLogin)), std::vector{content.rule_index(Detector::kPeerLogin)});
  });
}

}  // namespace
}  // namespace picket::sim
