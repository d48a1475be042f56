#include "sim/suite/made_yaml.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(MadeYaml, a_member_is_added_once_and_then_replaced) {
  const Where where{1, 2, 3};
  YamlNode root = map_of({}, where);
  set_member(root, "name", scalar("first", where));
  set_member(root, "items", list_of({scalar("a", where), scalar("b", where)}, where));
  set_member(root, "name", scalar("second", where));
  ASSERT_EQ(root.members.size(), 2U);
  EXPECT_EQ(root.find("name")->text, "second");
  EXPECT_EQ(root.find("items")->items.size(), 2U);
  EXPECT_EQ(root.members[0].where, where) << "what is wrong with it is told at the place that it was made for";
}

TEST(MadeYaml, a_text_is_one_whatever_it_looks_like) {
  EXPECT_FALSE(scalar("007", {}).in_quotes);
  EXPECT_TRUE(text_scalar("007", {}).in_quotes);
  EXPECT_EQ(text_scalar("007", {}).text, "007");
}

}  // namespace
}  // namespace picket::sim
