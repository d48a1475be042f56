#include <gtest/gtest.h>

#include <string>

#include "reports/sections.h"

namespace picket {
namespace {

TEST(TwinUpdates, have_a_row_for_each_policy_with_changes) {
  sim::StudyResult study;
  for (const char* name : {"still", "changed"}) study.policies.emplace_back().policy = name;
  std::string none;
  append_twin_updates(sized_hub(study), none);
  EXPECT_EQ(none, "") << "no policy changes a twin";

  study.policies[1].twin_updates = sim::TwinUpdates{.delivered = 30,
                                                    .applied = 29,
                                                    .failed = 1,
                                                    .reported_bytes = 2'048,
                                                    .flushed_messages = 12,
                                                    .configuration_errors = 3};
  std::string html;
  append_twin_updates(sized_hub(study), html);
  EXPECT_EQ(html.find("still"), std::string::npos);
  const auto row = html.find("changed");
  ASSERT_NE(row, std::string::npos);
  EXPECT_NE(html.find("<td class=\"number\">30</td><td class=\"number\">29</td><td class=\"number\">1</td><td "
                      "class=\"number\">2.05 kB</td><td class=\"number\">12</td><td "
                      "class=\"number\">3</td>",
                      row),
            std::string::npos)
      << html;
}

TEST(TwinOperations, have_a_row_for_each_kind_of_a_policy) {
  sim::StudyResult study;
  for (const char* name : {"still", "asks"}) study.policies.emplace_back().policy = name;
  std::string none;
  append_twin_operations(sized_hub(study), none);
  EXPECT_EQ(none, "") << "nothing was asked";

  study.policies[1].hub_operations = {{.operation = "device_twin_read",
                                       .asked_per_day = 300,
                                       .done_per_day = 290,
                                       .refused_per_day = 8,
                                       .lost_per_day = 2,
                                       .blocks_per_day = 580,
                                       .uplink_bytes_per_day = 2'048},
                                      {.operation = "reported_update", .asked_per_day = 290}};
  std::string html;
  append_twin_operations(sized_hub(study), html);
  EXPECT_EQ(html.find("still"), std::string::npos);
  const auto row = html.find("<td>device_twin_read</td>");
  ASSERT_NE(row, std::string::npos);
  EXPECT_NE(html.find("<td class=\"number\">300</td><td class=\"number\">290</td><td class=\"number\">8</td><td "
                      "class=\"number\">2</td><td class=\"number\">0</td><td class=\"number\">580</td>",
                      row),
            std::string::npos)
      << html;
  EXPECT_NE(html.find("<td>reported_update</td>"), std::string::npos);
}

TEST(BusinessOperations, have_a_row_for_each_kind_with_what_expired) {
  sim::StudyResult study;
  study.policies.emplace_back().policy = "quiet";
  std::string html;
  append_business_operations(sized_hub(study), html);
  EXPECT_EQ(html, "") << "nothing was asked";
  study.policies[0].business_operations = {{.operation = "cloud_to_device_send", .asked_per_day = 120, .done_per_day = 119, .refused_per_day = 1, .expired_per_day = 7, .blocks_per_day = 238}};
  append_business_operations(sized_hub(study), html);
  const auto row = html.find("<td>cloud_to_device_send</td>");
  ASSERT_NE(row, std::string::npos) << html;
  EXPECT_NE(html.find("<td class=\"number\">120</td><td class=\"number\">119</td><td class=\"number\">1</td><td class=\"number\">0</td><td class=\"number\">7</td><td "
                      "class=\"number\">238</td>",
                      row),
            std::string::npos)
      << html;
  EXPECT_NE(html.find("no cost of security"), std::string::npos);
}

}  // namespace
}  // namespace picket
