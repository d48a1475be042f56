#include "sim/results/run_measures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace picket::sim {
namespace {

TEST(RunMeasures, read_back_exactly) {
  const RunMeasures measures{"raw", 3, {{"a_seconds", "s", 0.1 + 0.2}, {"b_bytes", "B", 1e18}}};
  const auto read = parse_run_measures(run_measures_json(measures));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value(), measures);
}

TEST(RunMeasures, turn_what_is_not_finite_into_not_a_number) {
  const auto read =
      parse_run_measures(run_measures_json({"raw", 0, {{"a", "", std::numeric_limits<double>::infinity()}}}));
  ASSERT_TRUE(read.ok());
  EXPECT_TRUE(std::isnan(read.value().measures[0].value));
}

TEST(RunMeasures, say_what_is_wrong_with_a_file) {
  EXPECT_EQ(parse_run_measures(R"({"schema_version": 9})").error(), "measures.json: another schema_version");
  EXPECT_NE(parse_run_measures("").error().find("parse error"), std::string::npos);
  EXPECT_FALSE(parse_run_measures(R"({"schema_version": 1})").ok());
}

}  // namespace
}  // namespace picket::sim
