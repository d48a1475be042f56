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
                                                    .metered_units = 60,
                                                    .flushed_messages = 12,
                                                    .configuration_errors = 3};
  std::string html;
  append_twin_updates(sized_hub(study), html);
  EXPECT_EQ(html.find("still"), std::string::npos);
  const auto row = html.find("changed");
  ASSERT_NE(row, std::string::npos);
  EXPECT_NE(html.find("<td class=\"number\">30</td><td class=\"number\">29</td><td class=\"number\">1</td><td "
                      "class=\"number\">2.05 kB</td><td class=\"number\">60</td><td class=\"number\">12</td><td "
                      "class=\"number\">3</td>",
                      row),
            std::string::npos)
      << html;
}

}  // namespace
}  // namespace picket
