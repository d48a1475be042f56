#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "reports/script_json.h"

namespace picket {
namespace {

TEST(ScriptJson, cannot_end_the_script_that_it_stands_in) {
  EXPECT_EQ(script_json({{"name", "</script><!--"}}), R"({"name":"\u003c/script>\u003c!--"})");
  EXPECT_EQ(nlohmann::json::parse(script_json({{"name", "</script>"}}))["name"], "</script>");
}

TEST(ScriptJson, rounds_to_what_a_plot_can_show) {
  EXPECT_EQ(script_json({1.0 / 3, 12345678.9, 7, {{"deep", 2.0 / 3}}}), R"([0.3333333,12345680.0,7,{"deep":0.6666667}])");
  EXPECT_EQ(script_json({std::numeric_limits<double>::quiet_NaN()}), "[null]");
}

TEST(ScriptJson, is_utf_8_whatever_it_is_given) { EXPECT_EQ(script_json({"a\xff"}), "[\"a\xEF\xBF\xBD\"]"); }

}  // namespace
}  // namespace picket
