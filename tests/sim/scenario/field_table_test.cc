#include "sim/scenario/field_table.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "sim/scenario/policy_fields.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

TEST(FieldTable, has_a_row_for_each_field_with_the_object_s_value_as_the_default) {
  KindPolicy kind;
  kind.cache_size = 7;
  kind.key = kKeyUser | kKeyOperation;
  const std::string table = field_table(type_of<KindPolicy>(), &kind);
  EXPECT_TRUE(table.starts_with("| key | type | range | default | grade of the default | meaning |\n|---|---|---|---|---|---|\n"));
  std::size_t rows = 0;
  for (const Field& field : type_of<KindPolicy>().fields(&kind)) {
    ++rows;
    EXPECT_THAT(table, HasSubstr("\n| `" + std::string(field.name) + "` | "));
    EXPECT_THAT(table, HasSubstr(" | " + std::string(field.info.says) + " |\n"));
  }
  EXPECT_EQ(static_cast<std::size_t>(std::count(table.begin(), table.end(), '\n')), rows + 2);
  EXPECT_THAT(table, HasSubstr("| `cache_size` | whole number | 0 to 1000000 | `7` | published: "));
  EXPECT_THAT(table, HasSubstr("`[user, operation]`"));
}

TEST(FieldTable, says_which_field_must_be_given) {
  Reduction reduction;
  EXPECT_THAT(field_table(type_of<Reduction>(), &reduction), HasSubstr("| `primitive` | text |  | required |"));
}

}  // namespace
}  // namespace picket::sim
