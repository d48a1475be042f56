#include "sim/explain/unit_evidence.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "sim/explain/explanation_text.h"
#include "tests/sim/explain/why_study.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

using UnitEvidenceTest = test::WhyStudy;

// Events happened = lost by each reason + arrived, act by act, for every policy and attack; in all they are those that
// the run itself counted for the unit.
TEST_F(UnitEvidenceTest, accounts_for_every_event_of_a_unit) {
  for (const char* policy : {"picket", "folded"}) {
    for (const char* attack : {"guesses", "remote", "kill"}) {
      unit(policy, attack, [&](std::uint32_t number, const Rerun& rerun) {
        const UnitEvidence evidence(rerun, number);
        std::uint64_t happened = 0;
        std::uint64_t arrived = 0;
        for (const StepText& step : evidence.steps()) {
          for (const ActText& act : step.acts) {
            std::uint64_t ended = 0;
            for (const LossText& loss : act.lost) ended += loss.events;
            for (const ReachedText& reached : act.reached) {
              ended += reached.events;
              arrived += reached.events;
            }
            EXPECT_EQ(ended, act.events) << policy << ' ' << attack << ' ' << act.what;
            happened += act.events;
          }
        }
        EXPECT_EQ(happened, rerun.result().units[number].events);
        EXPECT_EQ(arrived, rerun.result().units[number].events_arrived);
      });
    }
  }
}

TEST_F(UnitEvidenceTest, says_with_what_a_folded_event_shares_its_observation) {
  unit("folded", "shell", [](std::uint32_t number, const Rerun& rerun) {
    const UnitEvidence evidence(rerun, number);
    const std::vector<StepText> steps = evidence.steps();
    ASSERT_EQ(steps.size(), 2U);
    ASSERT_EQ(steps[1].acts.size(), 2U);  // the fork and the exec
    const ActText& shell = steps[1].acts.back();
    EXPECT_THAT(shell.what, HasSubstr("/dev/tcp/"));
    EXPECT_EQ(shell.events, 1U);
    EXPECT_TRUE(shell.lost.empty());
    ASSERT_EQ(shell.reached.size(), 1U);
    EXPECT_EQ(shell.reached.front().events, 1U);
    EXPECT_GE(shell.reached.front().others, 1U);  // at least the `id` of the attack itself
    EXPECT_TRUE(shell.reached.front().attributed);
    EXPECT_FALSE(shell.reached.front().late);
  });
}

/// Two attacks that are at the hub only; the hub's log tells of connections, and of no message.
class UnitEvidenceAtHub : public test::WhyStudy {
 protected:
  UnitEvidenceAtHub()
      : WhyStudy({"attack_templates.refused={id: X90, title: Refused, expect: [Expired SAS Token], deadline: 1 h, infrastructure: {intruder: {}}, "
                  "phases: [{id: tries, hub: [{kind: refused, fault: token_expired, remote: intruder, count: 3, spacing: 60 s}]}]}",
                  "attack_templates.chatty={id: X91, title: Chatty, expect: [sim.d2c_flood], deadline: 1 h, "
                  "phases: [{id: talk, hub: [{kind: messages, count: 5, spacing: 60 s}]}]}",
                  "attacks=[{name: refused, use: refused, start: 1 h, targets: {device_class: kiosk, count: 1}}, "
                  "{name: chatty, use: chatty, start: 1 h, targets: {device_class: kiosk, count: 1}}]"}) {}
};

// Three attempts, a minute apart, each with a record of its own that can be read long before the end of the run.
TEST_F(UnitEvidenceAtHub, tells_what_was_done_at_the_hub_and_what_its_log_says) {
  unit("picket", "refused", [](std::uint32_t number, const Rerun& rerun) {
    const std::vector<StepText> steps = UnitEvidence(rerun, number).steps();
    ASSERT_EQ(steps.size(), 1U);
    EXPECT_TRUE(steps[0].acts.empty());
    ASSERT_EQ(steps[0].hub.size(), 1U);
    const HubActText& act = steps[0].hub[0];
    EXPECT_EQ(act.what, "deviceConnect, 401003 IotHubUnauthorized");
    EXPECT_EQ(act.operations, 3U);
    EXPECT_EQ(act.read, 3U);
    EXPECT_EQ(act.last - act.first, Duration::minutes(2));
    EXPECT_FALSE(steps[0].fate.empty());
    EXPECT_THAT(explanation_text(explain_unit(rerun, number), false),
                HasSubstr("    3 x at the hub: deviceConnect, 401003 IotHubUnauthorized, 2026-03-03 "));
  });
  unit("picket", "chatty", [](std::uint32_t number, const Rerun& rerun) {
    const std::vector<StepText> steps = UnitEvidence(rerun, number).steps();
    ASSERT_EQ(steps.size(), 1U);
    ASSERT_EQ(steps[0].hub.size(), 1U);
    EXPECT_EQ(steps[0].hub[0].operations, 5U);
    EXPECT_FALSE(steps[0].hub[0].logged);
    EXPECT_EQ(steps[0].fate, "not_collected");
    EXPECT_EQ(steps[0].ended_at, "hub log not_logged");
    const std::string text = explanation_text(explain_unit(rerun, number), false);
    EXPECT_THAT(text, HasSubstr("    5 x at the hub: messages; no diagnostic setting logs them\n"));
    EXPECT_THAT(text, HasSubstr("Of its 5 operations at the hub the log told 0."));
  });
}

TEST_F(UnitEvidenceTest, holds_what_arrived_of_the_unit_and_nothing_else) {
  unit("picket", "shell", [](std::uint32_t number, const Rerun& rerun) {
    const UnitEvidence evidence(rerun, number);
    ASSERT_FALSE(evidence.observations().empty());
    Time last = evidence.observations().front().accepted;
    for (const UnitObservation& o : evidence.observations()) {
      EXPECT_TRUE(evidence.holds({DeviceId(o.message.first), o.message.second, o.observation}));
      EXPECT_FALSE(evidence.holds({DeviceId(o.message.first), o.message.second, 9'999}));
      EXPECT_GE(o.accepted, last);
      last = o.accepted;
    }
    std::size_t telling = 0;
    for (const RecordedFinding& finding : rerun.record().findings()) telling += evidence.is_told_by(finding) ? 1 : 0;
    EXPECT_GT(telling, 0U);
    EXPECT_LT(telling, rerun.record().findings().size());
    for (const std::uint32_t act : evidence.acts()) {
      // Each was observed, or it is told what became of it.
      EXPECT_EQ(evidence.observation_of(act) != nullptr, evidence.main_loss_of(act).empty());
    }
  });
}

// The agent is killed with its queue: what it had not sent is lost there, and the largest loss is told in words.
TEST_F(UnitEvidenceTest, names_the_largest_loss) {
  unit("folded", "kill", [](std::uint32_t number, const Rerun& rerun) {
    const UnitEvidence evidence(rerun, number);
    std::size_t lost = 0;
    for (const std::uint32_t act : evidence.acts()) {
      if (evidence.losses_of(act).empty()) continue;
      ++lost;
      std::uint64_t most = 0;
      for (const LossText& loss : evidence.losses_of(act)) most = std::max(most, loss.events);
      EXPECT_THAT(evidence.main_loss_of(act),
                  HasSubstr(" (" + std::to_string(most) + " of " + std::to_string(evidence.act(act).events) + " events)"));
      EXPECT_THAT(evidence.main_loss_of(act), HasSubstr(" at stage "));
    }
    EXPECT_GT(lost, 0U);
    EXPECT_EQ(rerun.result().units[number].events_arrived, 0U);
  });
}

}  // namespace
}  // namespace picket::sim
