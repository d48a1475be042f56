#include "sim/results/study_tables.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/sim/results/sample_study.h"

namespace picket::sim {
namespace {

TEST(StudyTables, measures_are_one_row_for_each_replication) {
  EXPECT_EQ(measures_csv(sample_study()),
            "policy,hub_sizing,measure,unit,replication,value\n"
            "raw,sized,uplink_payload_bytes_per_device_day,B,0,99.5\n"
            "raw,sized,uplink_payload_bytes_per_device_day,B,1,101\n"
            "raw,sized,messages_per_device_day,1/day,0,2\n"
            "picket,fixed,uplink_payload_bytes_per_device_day,B,0,99.5\n"
            "picket,fixed,uplink_payload_bytes_per_device_day,B,1,101\n"
            "picket,fixed,messages_per_device_day,1/day,0,2\n");
}

TEST(StudyTables, bill_has_its_basis) {
  EXPECT_EQ(
      bill_csv(sample_study()),
      "policy,hub_sizing,sku,units,line,usd_per_month,usd_per_month_ci_low,usd_per_month_ci_high,replications,basis,"
      "quantity,unit,usd_per_unit,quality,source,security_usd_per_month\n"
      "raw,sized,S1,3,iot_hub_units,75,74,76,5,3 x S1 at 25.00 USD,3,unit,25,published,a list,50\n"
      "picket,fixed,S1,3,iot_hub_units,75,74,76,5,3 x S1 at 25.00 USD,3,unit,25,published,a list,50\n");
}

TEST(StudyTables, usage_and_prices_are_what_the_bill_is_made_of) {
  EXPECT_EQ(usage_csv(sample_study()),
            "policy,hub_sizing,usage,replication,value\nraw,sized,s1_units,0,3\nraw,sized,s1_units,1,3\n"
            "picket,fixed,s1_units,0,3\npicket,fixed,s1_units,1,3\n");
  EXPECT_EQ(prices_csv(sample_study()),
            "key,value,usd,discount,quality,source,compiled\ns1_unit_month,27.5,25,0.1,own,\"a contract, of May\",2026-05-01\n");
}

TEST(StudyTables, detections_have_every_interval_and_part) {
  const std::string text = detections_csv(sample_study());
  const std::string header = text.substr(0, text.find('\n'));
  EXPECT_EQ(std::count(header.begin(), header.end(), ','), 37);
  const std::string rest =
      ",mirai,Mirai,T1110; T1046,50,false,3600,0.9,0.8,0.95,0.9,0.8,0.95,300,299,301,900,800,inf,400,399,401,"
      "0.75,-0.25,1.75,1,2,3,0.5,4,0.25,5,6.5,45,4,product: 40 units; picket: 5 units,\"agent, cache_overflow: 3 units; hub: 2 units\"\n";
  EXPECT_EQ(text, header + "\nraw,sized" + rest + "picket,fixed" + rest);
}

TEST(StudyTables, misses_have_a_row_for_each_step_and_reason) {
  const std::string row = ",mirai,scan,evicted,agent cache_overflow,3,50,0.06,0.01,0.2,mirai/kiosk-000007,1,rule 'Port scan',\"port: wanted 23, found 2323\"\n";
  EXPECT_EQ(misses_csv(sample_study()),
            "policy,hub_sizing,attack,step,reason,ended_at,count,steps,share,share_ci_low,share_ci_high,example_unit,"
            "example_replication,nearest_rule,condition\nraw,sized" + row + "picket,fixed" + row);
}

TEST(StudyTables, misses_whose_nearest_rule_was_not_looked_for_say_how_to) {
  StudyResult study = sample_study();
  MissedSteps& m = study.detections[0].missed_steps[0];
  m.nearest_rule.clear();
  m.condition.clear();
  EXPECT_NE(misses_csv(study).find(",1,,\n"), std::string::npos) << "what was evicted was near to no rule";
  m.reason = "no_rule_matched";
  EXPECT_NE(misses_csv(study).find(",1,not looked for,\"picket why --policy raw --replication 1 --unit mirai/kiosk-000007, or picket "
                                   "run --explain-misses N\"\n"),
            std::string::npos);
  MissedSteps& fixed = study.fixed_hub_detections[0].missed_steps[0];
  fixed.reason = "no_rule_matched";
  fixed.nearest_rule.clear();
  EXPECT_NE(misses_csv(study).find(",1,not looked for,picket why runs/picket-fixed-r1-* --unit mirai/kiosk-000007\n"), std::string::npos);
}

TEST(StudyTables, delays_have_a_row_for_each_part_with_mean_and_median) {
  const std::string row = ",mirai,agent,2,1,3,1.5,0.5,2.5,45\n";
  EXPECT_EQ(delays_csv(sample_study()),
            "policy,hub_sizing,attack,part,mean_seconds,mean_ci_low_seconds,mean_ci_high_seconds,median_seconds,"
            "median_ci_low_seconds,median_ci_high_seconds,detected_units\nraw,sized" + row + "picket,fixed" + row);
}

TEST(StudyTables, an_unreached_median_is_empty) {
  StudyResult study = sample_study();
  study.detections[0].time_to_detect.median_seconds.reset();
  EXPECT_NE(detections_csv(study).find(",,,,900,800,inf,"), std::string::npos);
}

TEST(StudyTables, calibration_has_a_row_for_each_policy_and_model) {
  StudyResult study = sample_study();
  study.calibration = {{"raw", "level", "deviations", 6.5, 2.5, 1'200, 3, 6.461, false},
                       {"picket", "egress", "times the largest hour", 4, 2.5, 600, 0, 4.993, true}};
  EXPECT_EQ(calibration_csv(study),
            "policy,model,threshold,unit,budget_per_1000_device_days,device_days,alerts,upper_bound_per_1000_device_days,extrapolated\n"
            "raw,level,6.5,deviations,2.5,1200,3,6.461,no\n"
            "picket,egress,4,times the largest hour,2.5,600,0,4.993,yes\n");
}

TEST(StudyTables, weaknesses_have_every_interval) {
  StudyResult study = sample_study();
  const std::string none = weaknesses_csv(study);
  EXPECT_EQ(std::count(none.begin(), none.end(), '\n'), 1);
  study.weaknesses = {sample_weakness()};
  study.fixed_hub_weaknesses = {sample_weakness()};
  study.fixed_hub_weaknesses[0].time_to_resolve.reset();
  const std::string text = weaknesses_csv(study);
  const std::string header = text.substr(0, text.find('\n'));
  EXPECT_EQ(std::count(header.begin(), header.end(), ','), 37);
  const std::string before = ",open_port,10,6,1,3,0.6,0.5,0.75,60,50,70,,,,80,75,85,9,";
  const std::string after = ",2,8,0.25,0.125,0.5,1.5,not_due: 2 units; no_rule: 1 unit\n";
  EXPECT_EQ(text, header + "\nraw,sized" + before + "7,5,,,,,,,30,20,40" + after + "raw,fixed" + before + "0,0,,,,,,,,," + after);
}

TEST(StudyTables, faults_have_a_row_each) {
  StudyResult study = sample_study();
  const std::string header = "fault,kind,from_seconds,until_seconds,sites,devices\n";
  EXPECT_EQ(faults_csv(study), header);
  study.faults = {{"street", "link_loss", 60, 90.5, 3, 12}};
  EXPECT_EQ(faults_csv(study), header + "street,link_loss,60,90.5,3,12\n");
}

TEST(StudyTables, series_have_a_time_for_each_value) {
  const StudyResult study = sample_study();
  EXPECT_EQ(series_csv(study.policies[0].series),
            "series,unit,at_seconds,step_seconds,value\n"
            "hub_ingress,B/s,0,60,1\n"
            "hub_ingress,B/s,60,60,2.5\n");
}

}  // namespace
}  // namespace picket::sim
