#include "sim/sweep/sweep_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "tests/sim/sweep/made_sweep.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using test::made_point;
using test::made_sweep;

TEST(SweepTables, measures_are_tidy_with_parameters_in_base_units) {
  SweepResult result = made_sweep({made_point("p0001", {1, 2.5}), made_point("p0002", {3, 4})});
  result.points.back().results.front().measures.front().per_replication[1] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(sweep_measures_csv(result),
            "point,policy,policy.g2_linux.medium_seconds,replication,measure,unit,value\n"
            "p0001,g2_linux,1800,0,uplink_bytes_per_device_day,B,1\n"
            "p0001,g2_linux,1800,1,uplink_bytes_per_device_day,B,2.5\n"
            "p0002,g2_linux,3600,0,uplink_bytes_per_device_day,B,3\n"
            "p0002,g2_linux,3600,1,uplink_bytes_per_device_day,B,\n");
}

TEST(SweepTables, words_stay_words_and_are_quoted) {
  SweepResult result = made_sweep({made_point("p0001", {1, 2})});
  result.parameters.front().is_number = false;
  result.parameters.front().unit = "";
  result.points.front().values = {"[\"user\",\"name\"]"};
  EXPECT_THAT(sweep_measures_csv(result), HasSubstr("point,policy,policy.g2_linux.medium,replication"));
  EXPECT_THAT(sweep_measures_csv(result), HasSubstr("p0001,g2_linux,\"[\"\"user\"\",\"\"name\"\"]\",0,"));
}

TEST(SweepTables, points_have_the_headline_measures_with_intervals) {
  const std::string csv = sweep_points_csv(made_sweep({made_point("p0001", {4, 4, 4, 4, 4}), made_point("p0002", {1, 2})}));
  EXPECT_EQ(csv,
            "point,policy,policy.g2_linux.medium_seconds,replications,uplink_bytes_per_device_day,uplink_bytes_per_device_day_ci_low,"
            "uplink_bytes_per_device_day_ci_high\n"
            "p0001,g2_linux,1800,5,4,4,4\n"
            "p0002,g2_linux,3600,2,1.5,,\n");
}

TEST(SweepTables, the_terminal_marks_the_best_and_what_is_tied_with_it) {
  const std::string text = sweep_text(made_sweep({made_point("p0001", {100, 102, 98, 101, 99, 100}), made_point("p0002", {101, 101, 99, 100, 100, 100}),
                                                  made_point("p0003", {110, 112.5, 108, 111, 109.5, 110})}),
                                      "out/made", {});
  const auto line = [&](const std::string& id) {
    const std::size_t at = text.find("\n" + id);
    return at == std::string::npos ? std::string() : text.substr(at + 1, text.find('\n', at + 1) - at - 1);
  };
  EXPECT_THAT(line("p0001"), HasSubstr(" *"));
  EXPECT_THAT(line("p0002"), HasSubstr(" ="));
  EXPECT_THAT(line("p0003"), Not(HasSubstr("*")));
  EXPECT_THAT(line("p0003"), Not(HasSubstr("=")));
  EXPECT_THAT(text, HasSubstr("uplink per device-day"));
  EXPECT_THAT(text, HasSubstr("results: out/made\n"));
}

TEST(SweepTables, with_few_replications_nothing_is_marked) {
  const std::string text = sweep_text(made_sweep({made_point("p0001", {1, 2}), made_point("p0002", {9, 9})}), "out/made", {});
  EXPECT_THAT(text, HasSubstr("Fewer than 5 replications"));
  EXPECT_THAT(text, Not(HasSubstr(" *")));
}

TEST(SweepTables, of_very_many_points_only_the_marked_ones_are_shown) {
  std::vector<ResultPoint> points;
  for (int p = 0; p < 150; ++p) points.push_back(made_point("p" + std::to_string(1000 + p), {1.0 * p, 1.01 * p, 1.0 * p, 0.99 * p, 1.0 * p}));
  const std::string text = sweep_text(made_sweep(std::move(points)), "out/made", {});
  EXPECT_THAT(text, HasSubstr("1 of 150 rows"));
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 20);
}

}  // namespace
}  // namespace picket::sim
