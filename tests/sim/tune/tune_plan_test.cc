#include "sim/tune/tune_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using testing::ElementsAre;

TuneConstraint constraint(const std::string& measure) {
  TuneConstraint out;
  out.measure = measure;
  return out;
}

std::vector<std::string> columns(const TunePlan& plan) {
  std::vector<std::string> out;
  for (const TuneMeasure& measure : plan.measures) out.push_back(measure.column());
  return out;
}

// The second p_miss is another measure, as its time is; the constraint on the first is the same.
TEST(TunePlan, has_each_measure_once) {
  TuneSection section;
  section.objectives = {{.measure = "p_miss", .within = Duration::from_seconds(3600)}, {.measure = "cost_usd_per_month"}, {.measure = "p_miss"}};
  TuneConstraint missed = constraint("p_miss");
  missed.within = Duration::from_seconds(3600);
  missed.at_most = 0.1;
  TuneConstraint false_alerts = constraint("false_alerts_per_device_day");
  false_alerts.at_most = 0.02;
  section.constraints = {missed, false_alerts};
  const TunePlan plan = plan_of(section);
  EXPECT_THAT(columns(plan), ElementsAre("p_miss_within_3600_seconds", "cost_usd_per_month", "p_miss", "false_alerts_per_device_day"));
  EXPECT_EQ(plan.constraints[0].measure, 0U);
  EXPECT_EQ(plan.constraints[1].measure, 3U);
}

TEST(TunePlan, objectives_go_the_better_way_unless_told) {
  TuneSection section;
  section.objectives = {{.measure = "detected_by_deadline"}, {.measure = "cost_usd_per_month"}, {.measure = "messages_per_day", .goal = Goal::kMore}};
  const TunePlan plan = plan_of(section);
  EXPECT_EQ(plan.objectives[0].goal, Goal::kMore);
  EXPECT_EQ(plan.objectives[1].goal, Goal::kLess);
  EXPECT_EQ(plan.objectives[2].goal, Goal::kMore);
}

TEST(TunePlan, constraints_say_their_bound_in_words) {
  TuneSection section;
  section.reference = "g2_linux";
  TuneConstraint detected = constraint("detected_by_deadline");
  detected.attack = "miner";
  detected.at_least = 0.95;
  TuneConstraint cost = constraint("cost_usd_per_month");
  cost.at_most = 12.5;
  TuneConstraint alerts = constraint("false_alerts_per_device_day");
  alerts.at_most_of = "g2_linux";
  alerts.times = 2;
  alerts.margin = 0.01;
  TuneConstraint share = constraint("detected_by_deadline");
  share.at_least_of = "g2_linux";
  share.margin = 0.05;
  section.constraints = {detected, cost, alerts, share};
  const TunePlan plan = plan_of(section);
  std::vector<std::string> words;
  for (const PlannedConstraint& c : plan.constraints) words.push_back(c.to_string(plan.measures, plan.reference));
  EXPECT_THAT(words, ElementsAre("detected_by_deadline.miner at least 0.95", "cost_usd_per_month at most 12.5 USD/month",
                                 "false_alerts_per_device_day at most 2 times that of g2_linux (and 0.01)",
                                 "detected_by_deadline at least that of g2_linux (less 0.05)"));
  EXPECT_FALSE(plan.constraints[1].relative);
  EXPECT_TRUE(plan.constraints[2].relative);
  EXPECT_FALSE(plan.constraints[2].at_least);
  EXPECT_TRUE(plan.constraints[3].at_least);
}

TEST(TunePlan, a_candidate_is_held_to_the_strictest_confidence) {
  TuneSection section;
  EXPECT_EQ(plan_of(section).confidence(), 0.95);
  TuneConstraint a = constraint("p_miss");
  a.at_most = 0.1;
  a.confidence = 0.8;
  TuneConstraint b = a;
  b.confidence = 0.9;
  section.constraints = {a, b};
  EXPECT_EQ(plan_of(section).confidence(), 0.9);
}

// A measure of the whole fleet knows nothing of attacks, and a bill no time.
TEST(TunePlan, measures_take_the_words_that_belong_to_them) {
  const TuneMeasure cost = measure_of("cost_usd_per_month", "miner", Duration::from_seconds(60));
  EXPECT_EQ(cost.column(), "cost_usd_per_month");
  EXPECT_EQ(measure_of("p_miss", "all", {}).column(), "p_miss");
  EXPECT_EQ(measure_of("time_to_detect_restricted_mean_seconds", "miner", {}).column(), "time_to_detect_restricted_mean_seconds.miner");
}

}  // namespace
}  // namespace picket::sim
