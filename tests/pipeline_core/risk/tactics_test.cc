#include "pipeline_core/risk/tactics.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

namespace picket {
namespace {

TEST(Tactics, are_named_by_tags_in_both_spellings) {
  const std::vector<std::string> tags{"attack.command-and-control", "attack.defense_evasion", "attack.t1059.004",
                                      "attack.s0002", "cve.2021-44228", "detection.threat-hunting"};
  EXPECT_EQ(tactics_of_tags(tags), bit(Tactic::kCommandAndControl) | bit(Tactic::kDefenseEvasion));
  EXPECT_EQ(tactics_of_tags({}), 0U);
}

TEST(Tactics, are_no_part_of_a_word) {
  const std::vector<std::string> tags{"attack.impactful", "attack.impac", "attack.", "impact", "Attack.impact"};
  EXPECT_EQ(tactics_of_tags(tags), 0U);
}

TEST(Tactics, are_all_found_by_their_own_names) {
  for (unsigned i = 0; i < static_cast<unsigned>(Tactic::kCount_); ++i) {
    std::string tag = "attack." + std::string(to_string(static_cast<Tactic>(i)));
    for (char& c : tag) c = c == ' ' ? '-' : c;
    EXPECT_EQ(tactics_of_tags(std::vector{tag}), bit(static_cast<Tactic>(i))) << tag;
  }
}

/// Source: MITRE's tables of Enterprise and ICS tactics.
TEST(Tactics, are_those_that_mitre_publishes) {
  const char* data = std::getenv("PICKET_DATA");
  if (data == nullptr) GTEST_SKIP() << "PICKET_DATA is not set";
  std::ifstream file(std::string(data) + "/detection/attack/tactics.csv");
  ASSERT_TRUE(file);
  TacticSet all = 0;
  std::string line;
  const auto next = [&] {
    if (!std::getline(file, line)) return false;
    if (line.ends_with('\r')) line.pop_back();
    return true;
  };
  ASSERT_TRUE(next());
  ASSERT_EQ(line, "domain,id,name,shortname");
  while (next()) {
    const std::size_t second = line.find(',', line.find(',') + 1);
    const std::size_t third = line.find(',', second + 1);
    const std::string name = line.substr(second + 1, third - second - 1);
    const TacticSet found = tactics_of_tags(std::vector{"attack." + line.substr(third + 1)});
    ASSERT_EQ(std::popcount(found), 1) << line;
    EXPECT_EQ(to_string(static_cast<Tactic>(std::countr_zero(found))), name);
    all |= found;
  }
  EXPECT_EQ(std::popcount(all), static_cast<int>(Tactic::kCount_)) << "no tactic of ours is missing there";
}

}  // namespace
}  // namespace picket
