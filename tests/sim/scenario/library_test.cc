#include "sim/scenario/library.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

using test::kSmall;
using test::load;
using test::Loaded;
using test::TemporaryFolder;
using test::write_file;

TEST(Library, brings_every_part_that_is_named) {
  const Loaded l = load(kSmall);
  ASSERT_TRUE(l.result.ok()) << l.text();
  const Scenario& s = *l.result.scenario;
  EXPECT_EQ(s.device_classes.at("ip_camera").title, "Camera of the tests");
  EXPECT_EQ(s.networks.at("lte_m").wake_up, Duration::seconds(2));
  EXPECT_EQ(s.networks.at("home").round_trip_time.a, 0.018);
  EXPECT_EQ(s.attack_templates.at("a01_mirai").id, "A01");
  EXPECT_EQ(s.policy_templates.size(), 2U) << "parts that nobody names stay out";
}

TEST(Library, what_the_scenario_defines_itself_wins) {
  const Loaded l = load(std::string(kSmall) + "device_classes:\n  ip_camera: {title: mine}\n");
  ASSERT_TRUE(l.result.ok()) << l.text();
  EXPECT_EQ(l.result.scenario->device_classes.at("ip_camera").title, "mine");
}

TEST(Library, a_base_gives_what_the_definition_leaves_out) {
  const Loaded l =
      load(std::string(kSmall) +
           "policy_templates:\n  picket: {base: fast, name: p}\n  fast: {base: g2_linux, intervals: {high: 5 min}}\n"
           "  g2_linux: {base: g2_linux, intervals: {low: 2880 min}}\nprices: {base: cheap, s2_unit_month: 3}\n");
  ASSERT_TRUE(l.result.ok()) << l.text();
  const auto& policies = l.result.scenario->policy_templates;
  EXPECT_EQ(policies.at("fast").generation, Generation::kG2Linux);
  EXPECT_EQ(policies.at("fast").intervals[0], Duration::minutes(5));
  EXPECT_EQ(policies.at("fast").intervals[1], Duration::minutes(120));
  EXPECT_EQ(policies.at("fast").intervals[2], Duration::minutes(2880))
      << "a base in the scenario comes before the library's";
  EXPECT_EQ(policies.at("picket").intervals[0], Duration::minutes(5));
  EXPECT_EQ(l.result.scenario->prices.s1_unit_month, 1);
  EXPECT_EQ(l.result.scenario->prices.s2_unit_month, 3);
}

TEST(Library, gives_a_part_by_name_over_its_bases) {
  const TemporaryFolder folder;
  std::filesystem::copy(test::test_library(), folder / "", std::filesystem::copy_options::recursive);
  write_file(folder / "prices/dearer.yaml", "base: cheap\nname: dearer\n");
  Diagnostics diagnostics;
  ScenarioFiles files(diagnostics);
  Library library(folder / "", files, diagnostics);
  const std::optional<YamlNode> dearer = library.part("prices", "dearer", Where{});
  ASSERT_TRUE(dearer.has_value()) << diagnostics.text();
  EXPECT_EQ(dearer->find("name")->text, "dearer");
  EXPECT_EQ(dearer->find("s1_unit_month")->text, "1");
  EXPECT_EQ(dearer->find("base"), nullptr);
  EXPECT_TRUE(library.part("networks", "lte_m", Where{}).has_value());
  EXPECT_FALSE(library.part("prices", "nobody", Where{}).has_value());
  EXPECT_FALSE(library.part("no_such_map", "dearer", Where{}).has_value());
  EXPECT_TRUE(diagnostics.ok()) << diagnostics.text();
}

TEST(Library, bases_in_a_circle_are_told_with_their_chain) {
  const Loaded l = load(std::string(kSmall) + "policy_templates:\n  a: {base: b}\n  b: {base: c}\n  c: {base: b}\n");
  ASSERT_FALSE(l.result.ok());
  std::vector<std::string> told;
  for (const Diagnostic& d : l.diagnostics.all()) {
    if (d.code == Code::kTwoSources) told.push_back(d.message);
  }
  EXPECT_EQ(told, (std::vector<std::string>{"templates are based on each other: a -> b -> c -> b",
                                            "templates are based on each other: b -> c -> b",
                                            "templates are based on each other: c -> b -> c"}));
}

// Eight bases are taken, the ninth is one too many, and no circle.
TEST(Library, the_depth_of_bases_is_bounded) {
  const auto chain = [](int bases) {
    std::string text = "policy_templates:\n";
    for (int i = 0; i < bases - 1; ++i) text += fmt::format("  p{}: {{base: p{}}}\n", i, i + 1);
    return load(std::string(kSmall) + text + fmt::format("  p{}: {{base: g2_linux}}\n", bases - 1));
  };
  EXPECT_TRUE(chain(8).result.ok()) << chain(8).text();
  const Loaded l = chain(9);
  ASSERT_EQ(l.diagnostics.errors() > 0, true);
  const Diagnostic& d = l.diagnostics.all()[0];
  EXPECT_EQ(d.code, Code::kTooBig);
  EXPECT_EQ(d.message, "bases are more than 8 deep");
}

TEST(Library, names_cannot_leave_the_folder) {
  for (const char* name : {"../policies/raw", "/etc/passwd", "..", ".", ""}) {
    const Loaded l = load(std::string(kSmall) + "prices: \"" + name + "\"\n");
    EXPECT_FALSE(l.result.ok()) << name;
    for (const std::string& file : l.result.files) EXPECT_EQ(file.find("passwd"), std::string::npos);
  }
}

TEST(Library, suggests_parts_that_it_has) {
  std::string text(kSmall);
  text.replace(text.find("ip_camera"), 9, "ip_camra");
  const Loaded l = load(text);
  ASSERT_EQ(l.diagnostics.errors(), 1U) << l.text();
  EXPECT_EQ(l.diagnostics.all()[0].hint, "did you mean 'ip_camera'?");
}

TEST(Library, a_damaged_part_is_told_with_its_own_file) {
  const TemporaryFolder folder;
  std::filesystem::copy(test::test_library(), folder / "", std::filesystem::copy_options::recursive);
  write_file(folder / "profiles/ip_camera.yaml", "title: x\nreboots_per_30_days: -1\n");
  Diagnostics d;
  const LoadResult r = load_scenario_text(kSmall, "small.yaml", {}, folder / "", d);
  EXPECT_FALSE(r.ok());
  EXPECT_TRUE(d.text().starts_with(
      folder / "/profiles/ip_camera.yaml:2:22: error: device_classes.ip_camera.reboots_per_30_days: -1 is outside"))
      << d.text();
}

// A part of the library may change another, as a definition in a scenario may; parts in a circle end somewhere.
TEST(Library, a_part_of_its_own_may_have_a_base) {
  const TemporaryFolder folder;
  std::filesystem::copy(test::test_library(), folder / "", std::filesystem::copy_options::recursive);
  write_file(folder / "prices/dearer.yaml", "base: cheap\nname: dearer\ns2_unit_month: 7\n");
  write_file(folder / "prices/circle.yaml", "base: circle\n");
  Diagnostics d;
  const LoadResult r = load_scenario_text(std::string(kSmall) + "prices: dearer\n", "small.yaml", {}, folder / "", d);
  ASSERT_TRUE(r.ok()) << d.text();
  EXPECT_EQ(r.scenario->prices.s1_unit_month, 1);
  EXPECT_EQ(r.scenario->prices.s2_unit_month, 7);
  Diagnostics round;
  EXPECT_FALSE(load_scenario_text(std::string(kSmall) + "prices: circle\n", "small.yaml", {}, folder / "", round).ok());
  EXPECT_NE(round.text().find("bases are more than 8 deep"), std::string::npos) << round.text();
}

TEST(Library, is_found_above_the_scenario_file) {
  const TemporaryFolder folder;
  write_file(folder / "scenarios/policies/x.yaml", "");
  write_file(folder / "scenarios/profiles/x.yaml", "");
  EXPECT_EQ(Library::find_for(folder / "scenarios/smoke/a.yaml"), folder / "scenarios");
  EXPECT_EQ(Library::find_for(folder / "mine/deep/a.yaml"), folder / "scenarios");
  EXPECT_EQ(Library::find_for("/a.yaml"), "");
}

TEST(Library, without_one_every_part_must_be_in_the_scenario) {
  Diagnostics d;
  EXPECT_FALSE(load_scenario_text(kSmall, "small.yaml", {}, "", d).ok());
  EXPECT_EQ(d.errors(), 6U) << d.text();  // two policies, a class, two lines, an attack
}

}  // namespace
}  // namespace picket::sim
