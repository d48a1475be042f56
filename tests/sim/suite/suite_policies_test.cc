#include "sim/suite/suite_policies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/scenario/diagnostics.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::set<std::string> names_in(const std::string& text) {
  Diagnostics diagnostics;
  const std::uint32_t source = diagnostics.add_source("suite.yaml", text);
  const std::optional<YamlNode> root = parse_yaml(text, source, diagnostics);
  return root ? names_of_policies(*root) : std::set<std::string>{"not read"};
}

TEST(SuitePolicies, are_called_as_written_or_after_their_template_or_file) {
  EXPECT_THAT(names_in("policies: [{use: g1_c}, {use: picket, name: ours}, {use: ./mine/tuned.yaml}]"), ElementsAre("g1_c", "ours", "tuned"));
}

TEST(SuitePolicies, what_is_no_list_of_policies_has_no_names) {
  EXPECT_THAT(names_in("policies: picket"), IsEmpty());
  EXPECT_THAT(names_in("policies: [picket, {}]"), IsEmpty());
  EXPECT_THAT(names_in("cases: []"), IsEmpty());
}

TEST(SuitePolicies, a_path_or_an_ending_makes_a_file) {
  EXPECT_TRUE(is_file_name("./x"));
  EXPECT_TRUE(is_file_name("x.yaml"));
  EXPECT_FALSE(is_file_name("g2_linux"));
}

}  // namespace
}  // namespace picket::sim
