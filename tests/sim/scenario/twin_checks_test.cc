#include "sim/scenario/twin_checks.h"


#include "tests/sim/scenario/support.h"

// The texts are in tests/golden/scenario/twin_changes.txt; here is what stops a run and what does not.

namespace picket::sim {
namespace {

using test::told;

test::Loaded load_twin_changes(const std::string& changes) {
  return test::load(test::kSmall, {"duration=100 h", "policies[0].twin_changes=" + changes});
}

TEST(TwinChecks, let_a_wrong_twin_run_and_warn_of_it) {
  const test::Loaded loaded = load_twin_changes("[{at: 1 h, desired: {Process_Disabled: 7, Nonsense: 1}}]");
  EXPECT_TRUE(loaded.result.ok()) << loaded.text();
  EXPECT_EQ(told(loaded, Code::kTwinDocument), 2U) << loaded.text();
}

TEST(TwinChecks, have_nothing_to_say_of_a_good_twin) {
  const test::Loaded loaded = load_twin_changes(
      "[{at: 1 h, desired: {CollectorsCore_PriorityIntervals: '5,10,20', $version: 9}}, {at: 2 h, policy: picket}]");
  EXPECT_EQ(told(loaded, Code::kTwinDocument), 0U) << loaded.text();
  // The policy `picket` has another kind of configuration, and the first change may come late.
  EXPECT_EQ(told(loaded, Code::kTwinChange), 1U) << loaded.text();
  EXPECT_TRUE(load_twin_changes("[{at: 1 h, policy: picket}, {at: 2 h, policy: g2_linux}]").result.ok());
}

TEST(TwinChecks, bound_the_number_of_changes) {
  std::string many = "[";
  for (int i = 0; i < 17; ++i) many += "{at: 1 h, desired: {}}, ";
  EXPECT_EQ(told(load_twin_changes(many + "]"), Code::kTwinChange), 1U);
}

}  // namespace
}  // namespace picket::sim
