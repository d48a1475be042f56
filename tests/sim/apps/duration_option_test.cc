// Durations of options, as they are typed.

#include "sim/apps/duration_option.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/experiment/rule_content.h"

namespace picket::sim {
namespace {

TEST(DurationOption, takes_numbers_with_a_unit) {
  EXPECT_EQ(duration_of("10 min"), Duration::from_seconds(600));
  EXPECT_EQ(duration_of("10min"), Duration::from_seconds(600));
  EXPECT_EQ(duration_of("10m"), Duration::from_seconds(600));
  EXPECT_EQ(duration_of("90s"), Duration::from_seconds(90));
  EXPECT_EQ(seconds_of_option("--timeout", "1.5 h"), 5'400);
}

TEST(DurationOption, refuses_what_is_none_with_its_name) {
  for (const char* text : {"10", "min", "-1 min", "0 s", "10 MB", "1e9 h", "soon"}) EXPECT_FALSE(duration_of(text)) << text;
  EXPECT_EQ(seconds_of_option("--timeout", ""), 0);
  try {
    seconds_of_option("--timeout", "soon");
    FAIL();
  } catch (const WrongInput& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("--timeout: 'soon' is no duration"));
  }
}

}  // namespace
}  // namespace picket::sim
