// The texts are in tests/golden/scenario/unread.txt; here is what is passed over.

#include "sim/scenario/unread_settings.h"

#include <algorithm>

#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

std::ptrdiff_t told(const Diagnostics& diagnostics) {
  return std::ranges::count(diagnostics.all(), Code::kNotRead, &Diagnostic::code);
}

// A scenario that is kept has every field of every policy, most of which no single generation reads.
TEST(UnreadSettings, of_a_kept_scenario_are_those_of_the_first_run) {
  for (const char* name : {"scenarios/smoke/quick.yaml", "tests/golden/scenario/unread.yaml"}) {
    const bool shipped = std::string_view(name).starts_with("scenarios");
    Diagnostics first;
    const LoadResult loaded = load_scenario(test::source_path(name), {}, shipped ? test::source_path("scenarios") : test::test_library(), first);
    ASSERT_TRUE(loaded.ok()) << first.text();
    Diagnostics again;
    const LoadResult kept = load_scenario_text(write_scenario_yaml(*loaded.scenario), "kept.yaml", {}, "", again);
    ASSERT_TRUE(kept.ok()) << again.text();
    EXPECT_EQ(told(again), told(first)) << name << again.text();
  }
}

TEST(UnreadSettings, that_are_the_default_change_nothing) {
  const std::string one = "policy_templates={g2_linux: {base: g2_linux, cache_bytes: ";
  EXPECT_EQ(told(test::load(test::kSmall, {one + "2560000}}"}).diagnostics), 0);
  EXPECT_EQ(told(test::load(test::kSmall, {one + "2560001}}"}).diagnostics), 1);
}

}  // namespace
}  // namespace picket::sim
