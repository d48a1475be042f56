#include <gtest/gtest.h>

#include <string>

#include "reports/sections.h"
#include "reports/study_reader.h"
#include "sim/results/study_result_json.h"

namespace picket {
namespace {

sim::StudyResult study_with_faults() {
  sim::StudyResult study;
  sim::PolicyResult& policy = study.policies.emplace_back();
  policy.policy = "one";
  sim::Measure& measure = policy.measures.emplace_back();
  measure.name = "hub_connects_throttled_total";
  measure.estimate.value = 172;
  study.faults = {{"the <street>", "link_loss", 1'200, 2'100, 5, 20}, {"region", "hub_outage", 0, 60, 0, 40}};
  return study;
}

TEST(Faults, have_a_row_each_and_the_hubs_a_row_for_each_policy) {
  std::string html;
  append_faults(sized_hub(study_with_faults()), html);
  EXPECT_NE(html.find("the &lt;street&gt;"), std::string::npos) << html;
  EXPECT_NE(html.find("<td>link loss</td>"), std::string::npos) << html;
  EXPECT_NE(html.find("<td class=\"number\">–</td><td class=\"number\">40</td>"), std::string::npos) << "a fault of hubs has no sites: " << html;
  EXPECT_NE(html.find("172"), std::string::npos) << html;
}

TEST(Faults, have_registrations_in_a_table_of_their_own_if_anybody_registered) {
  sim::StudyResult study = study_with_faults();
  sim::Measure& begun = study.policies[0].measures.emplace_back();
  begun.name = "registrations_total";
  std::string none;
  append_faults(sized_hub(study), none);
  EXPECT_EQ(none.find("provisioning service"), std::string::npos) << none;
  study.policies[0].measures.back().estimate.value = 471;
  std::string html;
  append_faults(sized_hub(study), html);
  const std::size_t table = html.find("Registrations at the provisioning service");
  ASSERT_NE(table, std::string::npos) << html;
  EXPECT_NE(html.find("471", table), std::string::npos) << html;
}

TEST(Faults, are_left_out_where_there_are_none) {
  sim::StudyResult study = study_with_faults();
  study.faults.clear();
  std::string html;
  append_faults(sized_hub(study), html);
  EXPECT_EQ(html, "");
}

TEST(Faults, are_read_back_from_a_result_file) {
  const auto read = read_study(sim::study_result_json(study_with_faults()));
  ASSERT_TRUE(read.ok()) << read.error().says;
  ASSERT_EQ(read.value().study.faults.size(), 2U);
  EXPECT_EQ(read.value().study.faults[1].kind, "hub_outage");
  EXPECT_EQ(read.value().study.faults[0].until_seconds, 2'100);
}

}  // namespace
}  // namespace picket
