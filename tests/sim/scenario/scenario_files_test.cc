#include "sim/scenario/scenario_files.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

using test::TemporaryFolder;
using test::write_file;

struct Included {
  Diagnostics diagnostics;
  YamlNode root;
  std::vector<std::string> files;
};
Included include(const std::string& path) {
  Included out;
  ScenarioFiles files(out.diagnostics);
  if (std::optional<YamlNode> root = files.read(path, Where{})) {
    resolve_includes(*root, path, files, out.diagnostics);
    out.root = std::move(*root);
  }
  out.files = files.read_so_far();
  return out;
}

TEST(ScenarioFiles, the_including_file_wins_and_of_two_included_the_later) {
  const TemporaryFolder folder;
  write_file(folder / "a.yaml", "seed: 1\ntitle: a\nname: a\n");
  write_file(folder / "b.yaml", "seed: 2\ntitle: b\n");
  write_file(folder / "main.yaml", "include: [a.yaml, b.yaml]\nseed: 3\n");
  const Included i = include(folder / "main.yaml");
  ASSERT_TRUE(i.diagnostics.ok()) << i.diagnostics.text();
  EXPECT_EQ(i.root.find("seed")->text, "3");
  EXPECT_EQ(i.root.find("title")->text, "b");
  EXPECT_EQ(i.root.find("name")->text, "a");
  EXPECT_EQ(i.root.find("include"), nullptr);
  EXPECT_EQ(i.files.size(), 3U);
}

TEST(ScenarioFiles, top_level_maps_are_merged_by_name_and_lists_replaced) {
  const TemporaryFolder folder;
  write_file(folder / "a.yaml", "networks: {x: {loss_ratio: 0.1, wake_up: 1 s}, y: {}}\nfleet: [1, 2]\n");
  write_file(folder / "main.yaml", "include: [a.yaml]\nnetworks: {x: {loss_ratio: 0.2}}\nfleet: [3]\n");
  const Included i = include(folder / "main.yaml");
  const YamlNode* networks = i.root.find("networks");
  EXPECT_NE(networks->find("y"), nullptr);
  EXPECT_EQ(networks->find("x")->find("loss_ratio")->text, "0.2");
  EXPECT_EQ(networks->find("x")->find("wake_up"), nullptr) << "an entry is replaced whole";
  EXPECT_EQ(i.root.find("fleet")->items.size(), 1U);
}

TEST(ScenarioFiles, paths_are_relative_to_the_including_file) {
  const TemporaryFolder folder;
  write_file(folder / "sub/inner.yaml", "include: [../other.yaml]\n");
  write_file(folder / "other.yaml", "seed: 5\n");
  write_file(folder / "main.yaml", "include: [sub/inner.yaml]\n");
  const Included i = include(folder / "main.yaml");
  ASSERT_TRUE(i.diagnostics.ok()) << i.diagnostics.text();
  EXPECT_EQ(i.root.find("seed")->text, "5");
}

TEST(ScenarioFiles, the_same_file_twice_is_no_cycle) {
  const TemporaryFolder folder;
  write_file(folder / "base.yaml", "seed: 1\n");
  write_file(folder / "a.yaml", "include: [base.yaml]\n");
  write_file(folder / "main.yaml", "include: [a.yaml, base.yaml]\n");
  EXPECT_TRUE(include(folder / "main.yaml").diagnostics.ok());
}

TEST(ScenarioFiles, a_cycle_is_told_with_its_chain) {
  const TemporaryFolder folder;
  write_file(folder / "a.yaml", "include: [b.yaml]\n");
  write_file(folder / "b.yaml", "include: [c/../a.yaml]\n");
  const Included i = include(folder / "a.yaml");
  ASSERT_EQ(i.diagnostics.errors(), 1U);
  const Diagnostic& d = i.diagnostics.all()[0];
  EXPECT_EQ(d.code, Code::kIncludeCycle);
  EXPECT_EQ(d.message, "files include each other: " + folder / "a.yaml" + " -> " + (folder / "b.yaml") + " -> " +
                           (folder / "a.yaml"));
  EXPECT_EQ(i.diagnostics.source_name(d.where.source), folder / "b.yaml");
}

TEST(ScenarioFiles, endless_growth_of_includes_is_bounded) {
  const TemporaryFolder folder;
  for (int i = 0; i < 40; ++i) {
    write_file(folder / fmt::format("f{}.yaml", i), fmt::format("include: [f{}.yaml]\n", i + 1));
  }
  const Included i = include(folder / "f0.yaml");
  EXPECT_FALSE(i.diagnostics.ok());
  EXPECT_LE(i.files.size(), 17U);
  ASSERT_EQ(i.diagnostics.errors(), 1U);
  EXPECT_EQ(i.diagnostics.all()[0].code, Code::kTooBig);  // and no cycle
  EXPECT_EQ(i.diagnostics.all()[0].message, "includes are nested more than 16 deep");
}

TEST(ScenarioFiles, reads_regular_files_only) {
  const TemporaryFolder folder;
  for (const std::string& path : {folder / "none.yaml", folder / "", std::string("/dev/zero")}) {
    const Included i = include(path);
    ASSERT_EQ(i.diagnostics.errors(), 1U) << path;
    EXPECT_EQ(i.diagnostics.all()[0].code, Code::kUnreadableFile);
  }
}

TEST(ScenarioFiles, deep_merge_goes_to_every_level) {
  Diagnostics d;
  ScenarioFiles files(d);
  const YamlNode merged =
      merge_deep(*files.parse("a: {b: {c: 1, d: 2}}\n", "x"), *files.parse("a: {b: {c: 3}}\n", "y"));
  EXPECT_EQ(merged.find("a")->find("b")->find("c")->text, "3");
  EXPECT_EQ(merged.find("a")->find("b")->find("d")->text, "2");
}

}  // namespace
}  // namespace picket::sim
