// How a study of many points is looked at: its alternatives, their names, and which measures lead.

#include "reports/sweep_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/reports/sweep_section_sample.h"

namespace picket {
namespace {

std::vector<std::string> names_of(const std::vector<const SweepMeasure*>& measures) {
  std::vector<std::string> names;
  for (const SweepMeasure* measure : measures) names.push_back(measure->name);
  return names;
}

// 2 fleets x 4 windows x 2 encodings under two policies.
TEST(SweepView, has_an_alternative_for_each_policy_of_each_point) {
  const SweepStudy study = sweep_sample();
  const std::vector<Alternative> all = alternatives_of(study);
  ASSERT_EQ(all.size(), 32U);
  EXPECT_EQ(all[3].point, 1U);
  EXPECT_EQ(all[3].policy, 1U);
  EXPECT_EQ(label_of(study, all[2]), "p0002 g2_linux");
  EXPECT_FALSE(all[3].unparametrised);
}

// The tuner's reference stands beside the first point and has none of its values.
TEST(SweepView, a_tuner_s_reference_is_called_by_its_policy) {
  const SweepStudy study = sweep_sample({.tune = true});
  const std::vector<Alternative> all = alternatives_of(study);
  ASSERT_EQ(all.size(), 17U);
  EXPECT_TRUE(all[1].unparametrised);
  EXPECT_EQ(label_of(study, all[1]), "none");
  EXPECT_EQ(label_of(study, all[0]), "p0001");
}

TEST(SweepView, leads_with_what_a_tuner_was_asked_for_and_else_with_known_measures) {
  SweepStudy study = sweep_sample({.tune = true});
  EXPECT_EQ(names_of(headlines_of(study)), (std::vector<std::string>{"cost_usd_per_month", "time_to_detect_restricted_mean_seconds", "detected_by_deadline", "p_miss"}));
  study.tune.reset();
  EXPECT_EQ(names_of(headlines_of(study)).front(), "cost_usd_per_month");
  study.measures = {{"own_measure", "s", "", "less"}};
  EXPECT_EQ(names_of(headlines_of(study)), std::vector<std::string>{"own_measure"});
}

TEST(SweepView, cost_is_money_or_else_traffic_and_has_a_better_side) {
  SweepStudy study = sweep_sample();
  ASSERT_NE(cost_measure(study), nullptr);
  EXPECT_EQ(cost_measure(study)->name, "cost_usd_per_month");
  study.measures = {{"uplink_bytes_per_device_day", "B", "", "less"}, {"p_miss", "share", "", "less"}};
  EXPECT_EQ(cost_measure(study)->name, "uplink_bytes_per_device_day");
  study.measures = {{"uplink_bytes_per_device_day", "B", "", ""}, {"p_miss", "share", "", "less"}};
  EXPECT_EQ(cost_measure(study), nullptr);
}

TEST(SweepView, units_leave_out_what_the_name_says) {
  EXPECT_EQ(display_unit({"cost_usd_per_month", "USD/month", "", ""}), "USD");
  EXPECT_EQ(display_unit({"messages_per_day", "1/day", "", ""}), "");
  EXPECT_EQ(display_unit({"p_miss.shell", "", "", ""}), "share");
  EXPECT_EQ(display_unit({"delay", "s", "", ""}), "s");
}

TEST(SweepView, measures_and_verdicts_that_are_not_there_are_none) {
  const SweepStudy study = sweep_sample({.tune = true});
  const std::vector<Alternative> all = alternatives_of(study);
  EXPECT_EQ(measure_of(all[0], "no_such_measure"), nullptr);
  EXPECT_EQ(declared_measure(study, "no_such_measure"), nullptr);
  EXPECT_EQ(certified_verdict(study, "p0002"), "PASS");
  EXPECT_EQ(certified_verdict(study, "p0001"), "");
  EXPECT_EQ(certified_verdict(sweep_sample(), "p0002"), "");
}

}  // namespace
}  // namespace picket
