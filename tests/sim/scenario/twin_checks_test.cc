#include "sim/scenario/twin_checks.h"


#include <algorithm>
#include <string>

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

TEST(TwinChecks, refuse_what_no_hub_takes_with_its_place_and_its_size) {
  const std::string large(5'000, 'x');
  const test::Loaded value = load_twin_changes("[{at: 1 h, desired: {Process_Disabled: true, Note: '" + large + "'}}]");
  EXPECT_FALSE(value.result.ok());
  EXPECT_EQ(told(value, Code::kTwinChange), 1U) << value.text();
  EXPECT_NE(value.text().find("twin_changes[0].desired.Note: a text of 5000 bytes; a hub takes 4096 [E0215]"), std::string::npos) << value.text();

  std::string many;
  for (int i = 0; i < 9; ++i) many += "note_" + std::to_string(i) + ": '" + std::string(4'000, 'x') + "', ";
  const test::Loaded section = load_twin_changes("[{at: 1 h, desired: {" + many + "}}]");
  // Nine keys of 6 bytes, nine texts of 4,000.
  EXPECT_NE(section.text().find("desired properties of 36054 bytes; a hub takes 32768"), std::string::npos) << section.text();

  std::string levels = "{}";
  for (const char key : std::string("kjihgfedcba")) levels = std::string("{") + key + ": " + levels + "}";
  const test::Loaded deep = load_twin_changes("[{at: 1 h, desired: " + levels + "}]");
  EXPECT_NE(deep.text().find("desired.a.b.c.d.e.f.g.h.i.j.k: nested 11 levels deep; a hub takes 10"), std::string::npos) << deep.text();
}

// The value's own line and column in a file.
TEST(TwinChecks, point_at_the_value_that_is_too_large) {
  std::string text(test::kSmall);
  const std::string use = "{use: g2_linux}";
  const std::size_t at = text.find(use);
  ASSERT_NE(at, std::string::npos) << text;
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
  text.replace(at, use.size(), "{use: g2_linux, twin_changes: [{at: 1 h, desired: {\n      Note: '" + std::string(4'097, 'x') + "'}}]}");
  const test::Loaded loaded = test::load(text, {});
  EXPECT_EQ(loaded.text().find("small.yaml:" + std::to_string(line + 1) + ":"), 0U) << loaded.text().substr(0, 300);
}

// A policy may watch more paths than fit the one text in which its twin lists them.
TEST(TwinChecks, refuse_a_policy_whose_own_twin_no_hub_takes) {
  std::string paths = "policy_templates.g2_linux.file_paths=[";
  for (int i = 0; i < 500; ++i) paths += "/opt/application/" + std::to_string(1'000 + i) + ", ";
  const test::Loaded loaded = test::load(test::kSmall, {paths + "]"});
  EXPECT_FALSE(loaded.result.ok());
  EXPECT_NE(loaded.text().find("policy_templates.g2_linux: the twin of its agents, property '"), std::string::npos) << loaded.text();
  EXPECT_NE(loaded.text().find("a hub takes 4096"), std::string::npos);
}

TEST(TwinChecks, bound_the_number_of_changes) {
  std::string many = "[";
  for (int i = 0; i < 17; ++i) many += "{at: 1 h, desired: {}}, ";
  EXPECT_EQ(told(load_twin_changes(many + "]"), Code::kTwinChange), 1U);
}

}  // namespace
}  // namespace picket::sim
