#include "sim/import/tree_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

class TreeReaderTest : public ::testing::Test {
 protected:
  const YamlNode& tree(const std::string& text) {
    root_ = parse_yaml(text, diagnostics_.add_source("x.yaml", text), diagnostics_).value();
    return root_;
  }
  Diagnostics diagnostics_;
  YamlNode root_;
};

TEST_F(TreeReaderTest, a_key_may_carry_its_module_or_not) {
  TreeReader reader(diagnostics_);
  const YamlNode& root = tree("{'ietf-mud:controller': a, port: 7}");
  EXPECT_EQ(reader.text(root, "controller", ""), "a");
  EXPECT_EQ(reader.text(root, "ietf-mud:controller", ""), "a");
  EXPECT_EQ(reader.number(root, "port", "", 10), 7U);
  EXPECT_EQ(reader.find(root, "other"), nullptr);
  EXPECT_TRUE(diagnostics_.ok());
}

TEST_F(TreeReaderTest, wrong_values_are_told_with_path_and_place) {
  TreeReader reader(diagnostics_);
  const YamlNode& root = tree("list: [1]\nport: 70000\nminus: -1\nword: x\n");
  EXPECT_EQ(reader.text(root, "list", "acl"), "");
  EXPECT_FALSE(reader.number(root, "port", "acl", 65'535).has_value());
  EXPECT_FALSE(reader.number(root, "minus", "acl", 65'535).has_value());
  EXPECT_FALSE(reader.number(root, "word", "acl", 65'535).has_value());
  EXPECT_EQ(reader.required(root, "gone", "acl", YamlNode::Kind::kMap), nullptr);
  EXPECT_EQ(reader.optional(root, "gone", "acl", YamlNode::Kind::kMap), nullptr);
  EXPECT_EQ(diagnostics_.errors(), 5U);
  EXPECT_THAT(diagnostics_.text(), HasSubstr("x.yaml:1:7: error: acl.list: a single value was expected, and here is a list"));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("x.yaml:2:7: error: acl.port: '70000' is no whole number from 0 to 65535"));
  EXPECT_THAT(diagnostics_.text(), HasSubstr("'gone' is missing"));
}

}  // namespace
}  // namespace picket::sim
