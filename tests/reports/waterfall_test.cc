#include "reports/waterfall.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Waterfall, divides_its_width_as_the_parts_divide_the_time) {
  const std::string html = waterfall({30, 60, 0, 0, 0, 0, 0, 30});
  EXPECT_THAT(html, HasSubstr("flex:0.250000 0 0;background:var(--c0)"));
  EXPECT_THAT(html, HasSubstr("flex:0.500000 0 0;background:var(--c1)"));
  EXPECT_THAT(html, HasSubstr("flex:0.250000 0 0;background:var(--c7)"));
  EXPECT_THAT(html, Not(HasSubstr("var(--c2)"))) << "a part of no length is not drawn";
  EXPECT_THAT(html, HasSubstr("pipeline"));
}

TEST(Waterfall, is_empty_where_nothing_was_detected) {
  EXPECT_EQ(waterfall({}), "");
}

}  // namespace
}  // namespace picket
