#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "reports/sections.h"

namespace picket {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

sim::StudyResult study_with(const sim::MissedSteps& missed) {
  sim::StudyResult study;
  study.policies.emplace_back().policy = "lean";
  sim::DetectionResult d;
  d.policy = "lean";
  d.attack = "worm";
  d.title = "A <worm>";
  d.missed_steps = {missed};
  study.detections = {d};
  return study;
}

TEST(Misses, say_step_reason_and_place_and_escape_what_they_are_given) {
  sim::MissedSteps missed;
  missed.step = "scan";
  missed.reason = "no_rule_matched";
  missed.ended_at = "pipeline no_alert";
  missed.count = 3;
  missed.steps = 4;
  missed.share = {0.75, 0.5, 0.9, false, 6};
  missed.example = "worm/kiosk-<1>";
  std::string html;
  append_misses(sized_hub(study_with(missed)), html);
  EXPECT_THAT(html, HasSubstr("A &lt;worm&gt;: 3 steps missed"));
  EXPECT_THAT(html, HasSubstr("no rule matched"));
  EXPECT_THAT(html, HasSubstr("3 of 4"));
  EXPECT_THAT(html, HasSubstr("worm/kiosk-&lt;1&gt;"));
  EXPECT_THAT(html, Not(HasSubstr("<worm>")));
  EXPECT_THAT(html, HasSubstr("not looked for: picket why, or --explain-misses"));

  missed.nearest_rule = "rule 'Port scan'";
  missed.condition = "port: wanted 23, found 2323";
  html.clear();
  append_misses(sized_hub(study_with(missed)), html);
  EXPECT_THAT(html, HasSubstr("port: wanted 23, found 2323"));
  EXPECT_THAT(html, Not(HasSubstr("not looked for")));
}

TEST(Misses, are_silent_where_nothing_was_missed) {
  sim::StudyResult study = study_with({});
  study.detections[0].missed_steps.clear();
  std::string html;
  append_misses(sized_hub(study), html);
  EXPECT_EQ(html, "");
}

TEST(Waterfalls, have_a_row_for_each_attack_and_policy_that_detected_something) {
  sim::StudyResult study = study_with({});
  std::string html;
  append_waterfalls(sized_hub(study), html);
  EXPECT_EQ(html, "") << "nothing was detected";
  sim::DetectionResult& d = study.detections[0];
  d.parts.detected = 2;
  d.parts.agent_seconds = 90;
  d.parts.shaping_seconds = 30;
  d.delays = {{"total", {120, 100, 140, false, 6}, {}}};
  append_waterfalls(sized_hub(study), html);
  EXPECT_THAT(html, HasSubstr("flex:0.750000 0 0;background:var(--c1)"));
  EXPECT_THAT(html, HasSubstr("flex:0.250000 0 0;background:var(--c5)"));
}

}  // namespace
}  // namespace picket
