#include "sim/import/part_name.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(PartName, is_a_key_in_snake_case) {
  EXPECT_EQ(part_name("API.Plug.example"), "api_plug_example");
  EXPECT_EQ(part_name("--\xC3\xA9--"), "part");
  EXPECT_EQ(part_name("a  b!"), "a_b");
  EXPECT_EQ(part_name(std::string(500, 'x')).size(), 60U);
}

TEST(PartName, a_taken_name_gets_a_number) {
  EXPECT_EQ(free_name("a.b", std::map<std::string, int>{}), "a_b");
  EXPECT_EQ(free_name("a.b", std::map<std::string, int>{{"a_b", 1}, {"a_b_2", 1}}), "a_b_3");
}

TEST(PartName, a_line_stays_one) {
  EXPECT_EQ(one_line("a\nb\x1b"), "a\\x0ab\\x1b");
  EXPECT_EQ(one_line(std::string(500, 'x')).size(), 200U);
}

}  // namespace
}  // namespace picket::sim
