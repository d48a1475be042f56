#include "agent_core/policy/generation_info.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

namespace picket {
namespace {

/// "Suite.name" of every test of the agent.
std::set<std::string> tests_of_the_agent() {
  std::set<std::string> names;
  const std::filesystem::path folder = std::filesystem::path(PICKET_SOURCE_DIR) / "tests/agent_core";
  for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
    if (file.path().extension() != ".cc") continue;
    std::ifstream in(file.path());
    for (std::string line; std::getline(in, line);) {
      const std::size_t comma = line.find(", ");
      const std::size_t end = line.find(')');
      if (!line.starts_with("TEST") || comma == std::string::npos || end == std::string::npos) continue;
      const std::size_t open = line.find('(') + 1;
      names.insert(line.substr(open, comma - open) + "." + line.substr(comma + 2, end - comma - 2));
    }
  }
  return names;
}

TEST(GenerationInfo, tells_of_every_generation_in_order) {
  ASSERT_EQ(generation_infos().size(), kGenerationNames.size());
  for (std::size_t i = 0; i < kGenerationNames.size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(generation_infos()[i].generation), i);
    EXPECT_FALSE(generation_infos()[i].title.empty());
  }
}

// What the page claims, a test shows; and what the tests of documented behaviour show, the page tells.
TEST(GenerationInfo, every_behaviour_has_its_test) {
  const std::set<std::string> tests = tests_of_the_agent();
  ASSERT_GT(tests.size(), 100U);
  std::set<std::string> named;
  for (const GenerationInfo& info : generation_infos()) {
    for (const AgentBehaviour& behaviour : info.behaviours) {
      EXPECT_TRUE(tests.contains(std::string(behaviour.test))) << behaviour.test;
      EXPECT_TRUE(behaviour.says.ends_with('.')) << behaviour.says;
      named.insert(std::string(behaviour.test));
    }
  }
  for (const std::string& test : tests) {
    const bool documented = test.starts_with("G1Documented.") || test.starts_with("G2Documented.");
    const bool about_the_tests = test == "G1Documented.the_events_of_these_tests_have_1000_bytes";
    if (documented && !about_the_tests) {
      EXPECT_TRUE(named.contains(test)) << test;
    }
  }
}

}  // namespace
}  // namespace picket
