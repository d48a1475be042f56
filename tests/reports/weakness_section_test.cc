#include <gtest/gtest.h>

#include <string>

#include "reports/sections.h"
#include "reports/study_reader.h"
#include "sim/results/study_result_json.h"

namespace picket {
namespace {

sim::WeaknessResult result(const std::string& policy, const std::string& kind) {
  sim::WeaknessResult w;
  w.policy = policy;
  w.kind = kind;
  w.units = 4;
  w.found = 3;
  w.missed = 1;
  w.found_share = {.value = 0.75, .ci_low = 0.5, .ci_high = 0.9, .n = 6};
  w.time_to_appear.median_seconds = sim::Estimate{.value = 90, .ci_low = {}, .ci_high = {}, .n = 6};
  w.time_to_resolve = sim::SurvivalResult{};
  w.time_to_resolve->units = 3;
  w.time_to_resolve->events = 1;
  w.wrong = 2;
  w.wrong_per_device_day = sim::Estimate{.value = 0.25, .ci_low = {}, .ci_high = {}, .n = 6};
  w.missed_because = {"not_due: 1 unit"};
  return w;
}

TEST(Weaknesses, have_a_row_for_each_kind_and_policy_the_kinds_together) {
  sim::StudyResult study;
  for (const char* name : {"one", "two"}) study.policies.emplace_back().policy = name;
  std::string none;
  append_weaknesses(sized_hub(study), none);
  EXPECT_EQ(none, "") << "the scenario has no weaknesses";

  study.weaknesses = {result("one", "open_port"), result("one", "weak_tls"), result("two", "open_port")};
  study.weaknesses[2].time_to_resolve.reset();
  study.weaknesses[2].wrong_per_device_day.reset();
  std::string html;
  append_weaknesses(sized_hub(study), html);
  const auto first = html.find("open port");
  const auto second = html.find("open port", first + 1);
  const auto third = html.find("weak tls");
  ASSERT_NE(second, std::string::npos) << html;
  EXPECT_LT(second, third);
  EXPECT_NE(html.find("<td class=\"number\">75 % [50, 90 %]</td>"), std::string::npos) << html;
  EXPECT_NE(html.find("<td class=\"number\">1 of 3</td><td class=\"number\">under half</td>"), std::string::npos) << html;
  EXPECT_NE(html.find("<td class=\"number\">0 of 0</td><td class=\"number\">–</td>", second), std::string::npos) << html;
  EXPECT_NE(html.find("not due: 1 unit"), std::string::npos);
  std::string fixed;
  append_weaknesses(fixed_hub(study), fixed);
  EXPECT_EQ(fixed, "");
}

TEST(Weaknesses, are_read_back_from_a_result_file) {
  sim::StudyResult study;
  study.policies.emplace_back().policy = "one";
  study.weaknesses = {result("one", "open_port")};
  study.fixed_hub_weaknesses = {result("one", "weak_tls")};
  const auto read = read_study(sim::study_result_json(study));
  ASSERT_TRUE(read.ok());
  ASSERT_EQ(read.value().study.weaknesses.size(), 1U);
  EXPECT_EQ(read.value().study.weaknesses[0].found, 3U);
  EXPECT_EQ(read.value().study.weaknesses[0].time_to_resolve.value().units, 3U);
  EXPECT_EQ(read.value().study.fixed_hub_weaknesses.at(0).kind, "weak_tls");
}

}  // namespace
}  // namespace picket
