#include "sim/explain/explanation_text.h"

#include <gmock/gmock.h>

#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using picket::test::at;
using ::testing::HasSubstr;
using ::testing::Not;

AlertExplanation alert() {
  AlertExplanation a;
  a.number = 3;
  a.alert = "sim.rare_peer";
  a.alert_type = "sim.rare_peer";
  a.severity = "Low";
  a.subject.device = "kiosk-000001";
  a.raised = at(60);
  a.judgement = "false";
  a.source = {"model", "rare peers", "", "", 0, "picket"};
  a.because = "picket model 'rare peers': 4 points, limit 4 points";
  a.window_start = at(0);
  a.window_end = at(30);
  return a;
}

TEST(ExplanationText, of_an_alert_is_read_from_top_to_bottom) {
  EXPECT_EQ(explanation_text(alert()),
            "alert 3: sim.rare_peer (sim.rare_peer), Low, of kiosk-000001\n"
            "  raised    2026-03-03 00:01:00\n"
            "  judged    false\n"
            "  by        model 'rare peers', pack picket\n"
            "  because   4 points, limit 4 points\n"
            "  window    2026-03-03 00:00:00 to 2026-03-03 00:00:30\n"
            "\nrests on no observation: nothing came\n");
}

TEST(ExplanationText, of_an_alert_about_a_hub_names_it) {
  AlertExplanation a = alert();
  a.subject = {"", "west"};
  EXPECT_THAT(explanation_text(a), HasSubstr(", Low, of hub 'west'\n"));
}

// What comes from a device, a feed or a rule cannot end a line, colour it or turn it round.
TEST(ExplanationText, shows_what_comes_from_outside_with_escapes) {
  AlertExplanation a = alert();
  a.source.title = "rare\npeers";
  a.subject.device = "kiosk\x1b[31m";
  EvidenceText e;
  e.place = {"kiosk\x1b[31m", 1, 0};
  e.kind = "process";
  e.hits = 1;
  e.fields = {{"CommandLine", "rm -rf /\r\necho \xe2\x80\xae harmless\xff"}};
  e.tests = "yes  CommandLine\nno   Image\x07\n";
  a.evidence.push_back(e);
  a.indicator.emplace();
  a.indicator->value = "evil\x9b.example";
  a.indicator->source = "feed\n";
  const std::string text = explanation_text(a);
  EXPECT_THAT(text, HasSubstr("model 'rare\\x0apeers'"));
  EXPECT_THAT(text, HasSubstr("of kiosk\\x1b[31m\n"));
  EXPECT_THAT(text, HasSubstr("CommandLine: rm -rf /\\x0d\\x0aecho \\u202e harmless\\xff\n"));
  EXPECT_THAT(text, HasSubstr("    yes  CommandLine\n    no   Image\\x07\n"));
  EXPECT_THAT(text, HasSubstr("'evil\\x9b.example' of 'feed\\x0a'"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(ExplanationText, cuts_long_values_between_characters) {
  AlertExplanation a = alert();
  EvidenceText e;
  e.fields = {{"CommandLine", std::string(99, 'x') + "\xc3\xa9" + "y"}};
  a.evidence.push_back(e);
  EXPECT_THAT(explanation_text(a), HasSubstr("CommandLine: " + std::string(99, 'x') + "...\n"));
}

UnitExplanation unit() {
  UnitExplanation u;
  u.unit = "shell/kiosk-000001";
  u.attack_title = "X01 Shell";
  u.start = at(0);
  u.end = at(5);
  u.summary = "Missed: 0 of its 3 raw events arrived.";
  u.expects = {"Reverse shells"};
  u.steps = {{"look", {"T1033"}, {{"exec 'id'", at(0), at(0), 3, {{"agent", "cache_full", 2}, {"queue", "expired", 1}}, {}}}}, {"shell", {}, {}}};
  StandingText near{};
  near.source = {"rule", "Shell", "id-1", "shells.yml", 4, "product"};
  near.alert = "Reverse shells";
  near.outcome = "near";
  near.failed_as_happened = 1;
  near.step = "look";
  near.what = "exec 'id'";
  near.lacked = {{"CommandLine", "like '*sh*'", "'id'"}};
  u.expected = {near};
  return u;
}

TEST(ExplanationText, of_a_unit_says_where_its_events_ended_and_what_was_near) {
  EXPECT_EQ(explanation_text(unit(), false),
            "shell/kiosk-000001: missed\n"
            "Missed: 0 of its 3 raw events arrived.\n"
            "  attack    X01 Shell, 2026-03-03 00:00:00 to 2026-03-03 00:00:05\n"
            "  expects   Reverse shells\n"
            "  alerts    none about it\n"
            "\nwhat happened, and what became of it\n"
            "  step look T1033\n"
            "    3 x exec 'id', 2026-03-03 00:00:00\n"
            "      2 lost: cache_full at stage agent\n"
            "      1 lost: expired at stage queue\n"
            "  step shell: nothing happened\n"
            "\nwhat raises an expected alert, the nearest first\n"
            "  1. rule 'Shell' (id-1), shells.yml:4, pack product -> Reverse shells\n"
            "     near: 1 test fails on what happened\n"
            "     nearest: step look: exec 'id'\n"
            "     lacks CommandLine: wanted like '*sh*'; found 'id'\n"
            "\nthe nearest of all other rules\n"
            "  none\n");
}

TEST(ExplanationText, of_a_unit_is_cut_unless_all_is_wanted) {
  UnitExplanation u = unit();
  for (int i = 0; i < 30; ++i) u.steps[0].acts.push_back(u.steps[0].acts.front());
  for (int i = 0; i < 30; ++i) u.expected.push_back(u.expected.front());
  const std::string some = explanation_text(u, false);
  EXPECT_THAT(some, HasSubstr("    ... and 19 more kinds of event; --all shows them\n"));
  EXPECT_THAT(some, HasSubstr("  ... and 25 that are no nearer; --all shows them\n"));
  const std::string all = explanation_text(u, true);
  EXPECT_THAT(all, Not(HasSubstr("--all")));
  EXPECT_THAT(all, HasSubstr("  31. rule 'Shell'"));
}

}  // namespace
}  // namespace picket::sim
