// What one attack against policies came to, from a result made by hand.

#include "sim/apps/attack_run_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

Scenario scenario(std::uint32_t devices, std::uint32_t targets) {
  Scenario s;
  s.fleet.emplace_back();
  s.fleet.back().device_class = "kiosk";
  s.fleet.back().count = devices;
  s.attacks.emplace_back();
  s.attacks.back().use = "a09_miner";
  s.attacks.back().targets.count = targets;
  AttackTemplate& attack = s.attack_templates["a09_miner"];
  attack.id = "A09";
  attack.title = "Miner";
  return s;
}

/// Ten replications of four targets: under `seen` all are detected, under `unseen` 10 of 40.
StudyResult study() {
  StudyResult r;
  r.replications = 10;
  r.seed = 7;
  r.repeat_command = "./picket attacks run a09_miner";
  DetectionResult d;
  d.policy = "seen";
  d.attack = "a09_miner";
  d.units = 40;
  d.deadline_seconds = 7500;
  d.detected_by_deadline.value = 1;
  d.time_to_detect.probability.value = 1;
  d.time_to_detect.median_seconds.emplace().value = 50;
  d.evidence_share.value = 0.9;
  d.raised_by = {"product: 40 units"};
  r.detections.push_back(d);
  d.policy = "unseen";
  d.detected_by_deadline.value = 0.125;
  d.time_to_detect.probability.value = 0.25;
  d.time_to_detect.median_seconds.reset();
  d.runs_needed = 6;
  d.raised_by.clear();
  d.missed_because = {"agent cache_overflow: 30 units"};
  r.detections.push_back(d);
  return r;
}

TEST(AttackRunText, tells_who_was_attacked_and_what_each_policy_saw) {
  const std::string text = attack_run_text(scenario(12, 4), study(), "out/x", {});
  EXPECT_THAT(text, HasSubstr("a09_miner A09, Miner: 4 of 12 devices (kiosk) attacked in each of 10 replications, seed 7\n"));
  EXPECT_THAT(text, ContainsRegex("seen +40 +100 % +100 % +50 s +not reached +90 % +product: 40 units +enough\n"));
  EXPECT_THAT(text, ContainsRegex("unseen +40 +12 % +25 % +not reached +not reached +90 % +\\+6\n"));
  EXPECT_THAT(text, HasSubstr("  unseen: agent cache_overflow: 30 units\n"));
  EXPECT_THAT(text, HasSubstr("One of them, step by step: ./picket why out/x --policy unseen\n"));
  EXPECT_TRUE(text.ends_with("repeat: ./picket attacks run a09_miner\n"));
}

TEST(AttackRunText, quotes_the_folder_for_a_shell) {
  EXPECT_THAT(attack_run_text(scenario(12, 4), study(), "my out/x", {}), HasSubstr("./picket why 'my out/x' --policy unseen\n"));
}

TEST(AttackRunText, says_that_nobody_was_missed) {
  StudyResult r = study();
  r.detections.pop_back();
  const std::string text = attack_run_text(scenario(12, 4), r, "out/x", {});
  EXPECT_THAT(text, HasSubstr("No attacked device was missed."));
  EXPECT_THAT(text, Not(HasSubstr("picket why")));
}

// More targets than devices: the scenario warns, and all devices are attacked.
TEST(AttackRunText, attacks_no_more_devices_than_there_are) {
  EXPECT_THAT(attack_run_text(scenario(3, 9), study(), "out/x", {}), HasSubstr("3 of 3 devices (kiosk) attacked"));
}

// The deadline lies after the end: what was detected by the end is no share by the deadline, and more runs would not help.
TEST(AttackRunText, gives_no_share_by_a_deadline_after_the_end) {
  StudyResult r = study();
  for (DetectionResult& d : r.detections) d.measurable = false;
  const std::string text = attack_run_text(scenario(12, 4), r, "out/x", {});
  EXPECT_THAT(text, ContainsRegex("unseen +40 +not measurable +25 %"));
  EXPECT_THAT(text, Not(HasSubstr("enough")));
  EXPECT_THAT(text, Not(HasSubstr("+6")));
}

TEST(AttackRunText, keeps_colours_and_nothing_else_that_a_terminal_obeys) {
  Scenario s = scenario(12, 4);
  s.attack_templates["a09_miner"].title = "\x1b[31mred";
  StudyResult r = study();
  r.warnings = {"\x1b[31mred"};
  TableOptions coloured;
  coloured.colour = true;
  const std::string text = attack_run_text(s, r, "out/\x1b[31mred", coloured);
  EXPECT_THAT(text, HasSubstr("\x1b[1mpolicy"));
  EXPECT_THAT(text, Not(HasSubstr("\\x1b[1m")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b[31m")));
}

TEST(AttackRunText, names_the_variant) {
  Scenario s = scenario(12, 4);
  s.attacks.back().variant = 1;
  s.attacks.back().held_out = true;
  EXPECT_THAT(attack_run_text(s, study(), "out/x", {}), HasSubstr("a09_miner A09, Miner, variant 1, held out: 4 of 12"));
}

}  // namespace
}  // namespace picket::sim
