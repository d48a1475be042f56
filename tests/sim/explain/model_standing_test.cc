// SourceStanding of models: sim/explain/model_standing.cc.

#include <gmock/gmock.h>

#include "sim/explain/source_standing.h"
#include "tests/sim/explain/why_study.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

class ModelStanding : public test::WhyStudy {
 protected:
  template <class Source>
  void of(const std::string& policy, const std::string& attack, Source source, const std::function<void(const StandingText&)>& look) const {
    unit(policy, attack, [&](std::uint32_t number, const Rerun& rerun) {
      const UnitEvidence evidence(rerun, number);
      look(SourceStanding(rerun, evidence).of(rerun.content().rule_index(source)));
    });
  }
};

TEST_F(ModelStanding, of_silence_has_the_longest_one_in_seconds_and_what_was_allowed) {
  of("picket", "shell", Model::kDeviceSilent, [](const StandingText& s) {
    EXPECT_EQ(s.outcome, "below");
    EXPECT_EQ(s.unit, "s");
    ASSERT_TRUE(s.value && s.limit);
    EXPECT_LT(*s.value, *s.limit);
    EXPECT_THAT(s.because, HasSubstr("the longest silence after the attack began was "));
  });
  of("picket", "kill", Model::kDeviceSilent, [](const StandingText& s) { EXPECT_EQ(s.outcome, "raised"); });
}

// `shell` opens no connection that a sensor sees; `remote` calls a listed address.
TEST_F(ModelStanding, of_listed_values_says_whether_any_arrived) {
  of("picket", "shell", Model::kListedDomain, [](const StandingText& s) {
    EXPECT_EQ(s.outcome, "no evidence");
    EXPECT_EQ(s.because, "nothing that arrived names such a value");
  });
  of("picket", "remote", Model::kListedAddress, [](const StandingText& s) { EXPECT_EQ(s.outcome, "raised"); });
}

TEST_F(ModelStanding, of_a_model_that_is_off_and_of_a_detector_says_so) {
  of("picket", "shell", Model::kActivityLevel, [](const StandingText& s) {
    EXPECT_EQ(s.outcome, "no evidence");
    EXPECT_EQ(s.because, "the model is switched off");
  });
  of("picket", "shell", Detector::kPeerLogin, [](const StandingText& s) {
    EXPECT_EQ(s.outcome, "no evidence");
    EXPECT_THAT(s.because, HasSubstr("tells its values only when it raises"));
  });
}

// Five points make an alert of new processes; what `folded` leaves of the two command lines of `shell` brings one.
TEST_F(ModelStanding, of_a_value_below_its_limit_names_the_unit) {
  of("folded", "shell", Model::kNovelProcess, [](const StandingText& s) {
    ASSERT_EQ(s.outcome, "below") << s.because;
    EXPECT_EQ(s.unit, "points");
    ASSERT_TRUE(s.value && s.limit);
    EXPECT_LT(*s.value, *s.limit);
    EXPECT_THAT(s.because, HasSubstr(" points, limit "));
    EXPECT_TRUE(s.place.has_value());
  });
}

class ListedLater : public test::WhyStudy {
 protected:
  ListedLater() : WhyStudy({"intel.listing_lag=10 h"}) {}
};

// The address is listed ten hours after its first use, the run ends before.
TEST_F(ListedLater, says_how_much_too_late_the_indicator_came) {
  unit("picket", "remote", [](std::uint32_t number, const Rerun& rerun) {
    const UnitEvidence evidence(rerun, number);
    const StandingText s = SourceStanding(rerun, evidence).of(rerun.content().rule_index(Model::kListedAddress));
    EXPECT_EQ(s.outcome, "below") << s.because;
    EXPECT_THAT(s.because, HasSubstr(" is listed by 'sim.feed' from "));
    EXPECT_THAT(s.because, HasSubstr(" after it was seen"));
  });
}

}  // namespace
}  // namespace picket::sim
