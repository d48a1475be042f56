#include "sim/scenario/file_kind.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "sim/scenario/scenario_files.h"
#include "tests/sim/scenario/support.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

FileKind kind_of_text(const std::string& text, const std::string& path = "anywhere/x.yaml") {
  Diagnostics diagnostics;
  const std::uint32_t source = diagnostics.add_source(path, text);
  const std::optional<YamlNode> root = parse_yaml(text, source, diagnostics);
  return root ? file_kind_of(*root, path) : FileKind::kUnknown;
}

TEST(FileKind, is_told_by_a_key_that_only_one_kind_has) {
  EXPECT_EQ(kind_of_text("{name: x, cases: []}"), FileKind::kSuite);
  EXPECT_EQ(kind_of_text("{id: x, phases: []}"), FileKind::kAttack);
  EXPECT_EQ(kind_of_text("{fleet: []}", "policies/x.yaml"), FileKind::kScenario) << "whatever the folder";
  EXPECT_EQ(kind_of_text("{include: [a.yaml], seed: 3}"), FileKind::kScenario);
  EXPECT_EQ(kind_of_text("{networks: {}}"), FileKind::kNetworks);
}

TEST(FileKind, is_told_by_its_folder_where_no_key_decides) {
  EXPECT_EQ(kind_of_text("{id: x, title: x}", "my/attacks/x.yaml"), FileKind::kAttack);
  EXPECT_EQ(kind_of_text("{base: g2_linux}", "my/policies/x.yaml"), FileKind::kPolicy);
  EXPECT_EQ(kind_of_text("{name: x}", "suites/x.yaml"), FileKind::kSuite);
}

TEST(FileKind, is_that_which_knows_the_most_keys_elsewhere) {
  EXPECT_EQ(kind_of_text("{generation: picket, kinds: {}, max_message_bytes: 4096, colour: red}"), FileKind::kPolicy);
  EXPECT_EQ(kind_of_text("{id: X, title: x, expect: [], deadline: 1 h}"), FileKind::kAttack);
  EXPECT_EQ(kind_of_text("{title: Camera, firmware_versions: {}, activities: {}}"), FileKind::kClass);
  EXPECT_EQ(kind_of_text("{name: x, policies: [], duration: 1 h}"), FileKind::kScenario);
  EXPECT_EQ(kind_of_text("{name: x, policies: [], confidence: 0.9}"), FileKind::kSuite);
  EXPECT_EQ(kind_of_text("{name: x, policies: []}"), FileKind::kScenario) << "of two, the first";
  EXPECT_EQ(kind_of_text("{colour: red}"), FileKind::kUnknown);
  EXPECT_EQ(kind_of_text("[1, 2]"), FileKind::kUnknown);
}

// Moved elsewhere, so that only the keys can tell.
TEST(FileKind, of_all_that_is_shipped_is_told_by_keys_too) {
  const std::pair<const char*, FileKind> folders[] = {
      {"attacks", FileKind::kAttack}, {"policies", FileKind::kPolicy}, {"profiles", FileKind::kClass}, {"prices", FileKind::kPrices},
      {"clients", FileKind::kClient}, {"suites", FileKind::kSuite},    {"smoke", FileKind::kScenario}};
  for (const auto& [folder, kind] : folders) {
    std::size_t n = 0;
    for (const auto& entry : fs::directory_iterator(test::source_path(std::string("scenarios/") + folder))) {
      if (entry.path().extension() != ".yaml") continue;
      const FileKind wanted = entry.path().stem() == "networks" ? FileKind::kNetworks : kind;
      EXPECT_EQ(kind_of_text(test::read_file(entry.path().string()), "elsewhere/x.yaml"), wanted) << entry.path();
      ++n;
    }
    EXPECT_GE(n, 1U) << folder;
  }
}

}  // namespace
}  // namespace picket::sim
