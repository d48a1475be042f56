#include "sim/scenario/weakness_checks.h"


#include "tests/sim/scenario/support.h"

// The texts are in tests/golden/scenario/weaknesses.txt and weakness_unseen.txt; here is what stops a run and what does not.

namespace picket::sim {
namespace {

using test::told;

test::Loaded load_weaknesses(const std::string& weaknesses, const std::string& policies = "[{use: seeing}]") {
  return test::load(test::kSmall, {"duration=100 h", "weaknesses=" + weaknesses, "policies=" + policies,
                                   "policy_templates={seeing: {base: g2_linux, kinds: {listening_ports: {collect: true}}}}"});
}

TEST(WeaknessChecks, have_nothing_to_say_of_one_that_can_be_seen) {
  const test::Loaded loaded =
      load_weaknesses("[{kind: open_port, start: 1 h, mend: 2 h}, {kind: weak_tls, start: 1 h}]");
  ASSERT_TRUE(loaded.result.ok()) << loaded.text();
  for (const Code code : {Code::kWeakness, Code::kWeaknessTooLate, Code::kWeaknessUnseen, Code::kWeaknessHidden}) {
    EXPECT_EQ(told(loaded, code), 0U) << loaded.text();
  }
}

TEST(WeaknessChecks, let_one_that_nothing_can_see_run_and_warn_of_it) {
  const test::Loaded loaded = load_weaknesses("[{kind: open_port, start: 1 h}]", "[{use: g2_linux}, {use: agentless}]");
  EXPECT_TRUE(loaded.result.ok()) << loaded.text();
  EXPECT_EQ(told(loaded, Code::kWeaknessUnseen), 1U) << loaded.text();
}

TEST(WeaknessChecks, know_that_a_change_of_the_twin_may_switch_a_collector_on) {
  const std::string changes = "[{use: g2_linux, twin_changes: [{at: 1 h, policy: seeing}]}]";
  EXPECT_EQ(told(load_weaknesses("[{kind: open_port, start: 1 h}]", changes), Code::kWeaknessUnseen), 0U);
}

TEST(WeaknessChecks, stop_one_that_cannot_be_there) {
  for (const char* wrong : {"[{kind: open_port, start: 2 h, mend: 2 h}]", "[{kind: open_port, start: 2 h, group_size: 3}]",
                            "[{kind: weak_tls, start: 1 h, tls_version: tls_1_3}]",
                            "[{kind: weak_tls, start: 1 h, targets: {site: 10}}]"}) {
    const test::Loaded loaded = load_weaknesses(wrong);
    EXPECT_FALSE(loaded.result.ok()) << wrong;
    EXPECT_EQ(told(loaded, Code::kWeakness), 1U) << loaded.text();
  }
}

TEST(WeaknessChecks, take_a_written_scenario_as_it_was_read) {
  const test::Loaded loaded = load_weaknesses("[{kind: weak_tls, start: 1 h, targets: {count: 2}}, {kind: open_port, start: 2 h}]");
  ASSERT_TRUE(loaded.result.ok()) << loaded.text();
  const std::string written = write_scenario_yaml(*loaded.result.scenario);
  const test::Loaded again = test::load(written);
  EXPECT_EQ(told(again, Code::kWeakness), 0U) << again.text();
  ASSERT_TRUE(again.result.ok()) << again.text();
  EXPECT_EQ(write_scenario_yaml(*again.result.scenario), written);
}

}  // namespace
}  // namespace picket::sim
