#include "reports/own_estimate_table.h"

#include <gtest/gtest.h>

#include "reports/sections.h"

namespace picket {
namespace {

std::vector<sim::OwnEstimate> two_estimates() {
  return {{"hubs[*].throttle_burst_seconds", "90", "s", "60 to 120", "Depth of the bucket.", "quotas page", sim::estimate_origin::kDefault},
          {"hubs[*].throttle_wait_seconds", "20", "s", "", "Longest <wait>.", "", sim::estimate_origin::kScenario},
          {"tls.server_chain_extra", "475", "B", "300 to 650", "Bytes of the chain.", "", sim::estimate_origin::kBuiltIn}};
}

TEST(OwnEstimateTable, has_what_was_set_first_and_counts_it) {
  const std::string html = own_estimate_table(two_estimates(), "result.json");
  EXPECT_NE(html.find("3 estimates, 1 of them set"), std::string::npos);
  EXPECT_LT(html.find("throttle_wait_seconds"), html.find("throttle_burst_seconds"));
  EXPECT_NE(html.find("90 s"), std::string::npos);
  EXPECT_NE(html.find("60 to 120"), std::string::npos);
  EXPECT_NE(html.find("built in, no key"), std::string::npos);
  EXPECT_NE(html.find("own judgement"), std::string::npos);
  EXPECT_EQ(html.find("<wait>"), std::string::npos) << "texts of files are escaped";
}

TEST(OwnEstimateTable, is_nothing_without_estimates) {
  EXPECT_EQ(own_estimate_table({}, "result.json"), "");
  std::string out;
  append_own_estimates(sim::StudyResult{}, out);
  EXPECT_EQ(out, "");
}

}  // namespace
}  // namespace picket
