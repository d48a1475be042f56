#include "sim/live/compare/live_comparison_text.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/sim/live/compare/made_fleet.h"

namespace picket::sim {
namespace {

LiveComparison made_comparison() {
  LiveComparison out;
  out.comparability.differs = {"program: commit abc live, def simulated"};
  out.replications = 5;
  out.line = fit_line(test::drawn_summary(0.04, 0.5, 400, 1), true, {10, 0, 0, 0, 0, 4'000, 20});
  LiveRow agrees{"messages_generated", "", 600.0, 600.0, Interval{600, 600}, "equal", false, LiveVerdict::kAgrees, ""};
  LiveRow explained{"uplink_bytes_per_message", "B", 3'000.0, 2'500.0, Interval{2'400, 2'600}, "spread of 5 replications", true, LiveVerdict::kExplained, "40 connects"};
  LiveRow flagged{"loss_ratio", "share", 0.02, 0.001, Interval{0.00095, 0.00105}, "5 %", false, LiveVerdict::kFlagged, "nobody knows"};
  LiveRow shown{"messages_sent_again", "", 3.0, {}, {}, "", false, LiveVerdict::kShown, ""};
  out.rows = {agrees, explained, flagged, shown};
  out.remarks = {"a remark"};
  return out;
}

SimulatedMeasures made_simulated() {
  SimulatedMeasures out;
  out.seed = 11;
  return out;
}

TEST(LiveComparisonText, says_what_differs_first_and_why_behind_the_table) {
  const std::string text =
      live_comparison_text(made_comparison(), test::made_fleet(), made_simulated(), {"live/x/live_fleet.json", "out/small", "here.yaml"}, false);
  EXPECT_TRUE(text.starts_with("differs: program: commit abc live, def simulated\n")) << text;
  for (const char* part : {"live/x/live_fleet.json: 30 devices at contoso-hub.azure-devices.net", "out/small: 5 replications", "small, policy g2_linux, seed 11",
                           "messages generated", "about 3000 B", "+20 %", "2400 B to 2600 B, spread of 5 replications", "explained, uplink bytes per message: 40 connects",
                           "flagged, loss ratio: nobody knows", "line, fitted to 400 messages", "written to here.yaml", "note: a remark",
                           "1 measures agree, 1 differ and are explained, 1 are flagged, 1 have nothing beside them"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
}

TEST(LiveComparisonText, bytes_of_a_file_do_not_reach_the_terminal) {
  FleetMeasures live = test::made_fleet();
  live.hub = "a\x1b[31mb\nc";
  const std::string text = live_comparison_text(made_comparison(), live, made_simulated(), {"x", "y", ""}, false);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find("b\nc"), std::string::npos);
}

TEST(LiveComparisonJson, has_every_row_with_raw_numbers) {
  const auto json = nlohmann::json::parse(live_comparison_json(made_comparison(), test::made_fleet(), made_simulated(), {"x", "y", ""}));
  EXPECT_EQ(json.at("schema"), "picket.live_comparison");
  EXPECT_EQ(json.at("differs").size(), 1U);
  ASSERT_EQ(json.at("measures").size(), 4U);
  const auto& explained = json.at("measures").at(1);
  EXPECT_EQ(explained.at("measure"), "uplink_bytes_per_message");
  EXPECT_EQ(explained.at("verdict"), "explained");
  EXPECT_DOUBLE_EQ(explained.at("difference").get<double>(), 500);
  EXPECT_DOUBLE_EQ(explained.at("ratio").get<double>(), 1.2);
  EXPECT_TRUE(explained.at("live_is_estimated").get<bool>());
  EXPECT_DOUBLE_EQ(explained.at("agrees_within").at("low").get<double>(), 2'400);
  EXPECT_TRUE(json.at("measures").at(3).at("simulated").is_null());
  EXPECT_EQ(json.at("flagged"), 1);
  EXPECT_DOUBLE_EQ(json.at("fitted_line").at("loss_ratio").get<double>(), 0.005);
  EXPECT_TRUE(json.at("profile").is_null());
}

}  // namespace
}  // namespace picket::sim
