// plan, from the command line to its files and exit codes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

class PlanCommand : public Program {
 protected:
  PlanCommand() {
    write("planned.yaml", R"(name: planned
title: Kiosks and chargers
seed: 3
replications: 5
warm_up: 0 s
duration: 30 min
wire: sized
store: findings
reference_policy: g2_linux
policies: [{use: g2_linux}, {use: picket}]
fleet:
  - {device_class: kiosk, count: 6, sites: 2, access: {ethernet: 1}}
  - {device_class: ev_charger, count: 4, sites: 2, access: {lte_m: 1}}
hubs: [{name: hub}]
attacks:
  - {name: shell, use: a15_reverse_shell, start: 5 min, targets: {device_class: kiosk, count: 1}}
)");
  }
  void write_costs(const std::string& currency) {
    std::string text = "Date,MeterCategory,MeterSubCategory,MeterName,UnitOfMeasure,Quantity,CostInBillingCurrency,BillingCurrencyCode\n";
    for (int day = 1; day <= 12; ++day) text += "10/" + std::to_string(day) + "/2026,IoT Hub,IoT Hub,S1 Unit,1/Month,0.03,0.75," + currency + "\n";
    write("costs.csv", text + "10/12/2026,Storage,,LRS Data Stored,1 GB/Month,5,2.5," + currency + "\n");
  }
  Said plan(const std::string& more) const { return picket("plan " + more + " --quiet --library " + std::string(PICKET_SOURCE_DIR) + "/scenarios"); }
};

TEST_F(PlanCommand, plans_a_large_fleet_from_a_small_sample) {
  const Said said = plan("planned.yaml --devices 50000 --sample 2 --simulated-days 0.05 --days 28 --out o --format json --storm-outage none");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const auto json = nlohmann::json::parse(said.out);
  EXPECT_EQ(json.at("schema"), "picket.plan");
  EXPECT_EQ(json.at("devices"), 50'000);
  ASSERT_EQ(json.at("strata").size(), 2U);
  EXPECT_EQ(json.at("strata").at(0).at("devices"), 30'000);
  EXPECT_EQ(json.at("strata").at(0).at("sampled"), 2);
  ASSERT_EQ(json.at("policies").size(), 2U);
  for (const auto& policy : json.at("policies")) {
    EXPECT_TRUE(policy.at("choice").at("fits").get<bool>());
    EXPECT_FALSE(policy.at("bill").at("usd_per_month").at("ci_low").is_null());
  }
  const std::string folder = "o/" + json.at("study_id").get<std::string>() + "/";
  for (const char* name : {"plan.json", "plan.csv", "report.html", "scenario.yaml"}) EXPECT_TRUE(fs::exists(file(folder + name))) << name;
  EXPECT_FALSE(fs::exists(file(folder + "partial")));

  // The same sample serves another fleet, and people read a table. Lines' fees are measured with the month, so --days stays.
  const Said other = plan("planned.yaml --devices 90000 --sample 2 --simulated-days 0.05 --out o --headroom 40% --days 28 --storm-outage none");
  ASSERT_EQ(other.exit_code, 0) << other.err;
  EXPECT_THAT(other.out, AllOf(HasSubstr("28 days"), HasSubstr("CHOSEN"), HasSubstr("breaking points"), HasSubstr("break-even"), HasSubstr("Simulated: 4 devices in 2 strata"),
                               HasSubstr("cannot show every day of the week"), HasSubstr(folder.substr(0, folder.size() - 1)),
                               HasSubstr("report:  o/"), HasSubstr("/report.html\n")));

  // The folder has the last plan, and each below it: the first is still there, to the byte.
  std::map<double, std::string> kept;
  for (const auto& entry : fs::directory_iterator(file(folder + "plans"))) {
    const std::string text = content_of((entry.path() / "plan.json").string());
    kept[nlohmann::json::parse(text).at("devices").get<double>()] = text;
    EXPECT_TRUE(fs::exists(entry.path() / "report.html"));
  }
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept.at(50'000), said.out);
  EXPECT_EQ(kept.at(90'000), content_of(file(folder + "plan.json")));

  // A plan is no study that can be planned from; what it was made of is.
  const Said of_plan = plan("o/latest");
  EXPECT_EQ(of_plan.exit_code, 2);
  EXPECT_THAT(of_plan.err, AllOf(HasSubstr("'picket report o/latest'"), HasSubstr("to plan anew, 'picket plan planned.yaml'")));

  // The page is made of plan.json alone, and again on request; a damaged file is refused by its name.
  const std::string page = content_of(file(folder + "report.html"));
  EXPECT_THAT(page, AllOf(HasSubstr("90\u202f000 devices"), HasSubstr("<section id=\"assumptions\">"), HasSubstr("plan planned.yaml --devices 90000")));
  fs::remove(file(folder + "report.html"));
  const Said report = picket("report " + folder.substr(0, folder.size() - 1));
  ASSERT_EQ(report.exit_code, 0) << report.err;
  EXPECT_EQ(content_of(file(folder + "report.html")), page);
  std::ofstream(file(folder + "plan.json")) << "{\"schema\": \"picket.plan\"";
  const Said damaged = picket("report " + folder.substr(0, folder.size() - 1));
  EXPECT_EQ(damaged.exit_code, 2);
  EXPECT_THAT(damaged.err, HasSubstr("plan.json: this is not a complete JSON document"));
}

TEST_F(PlanCommand, plans_from_a_stored_study) {
  const Said run = picket("run planned.yaml --quiet --out o --library " + std::string(PICKET_SOURCE_DIR) + "/scenarios");
  ASSERT_EQ(run.exit_code, 0) << run.err;
  write_costs("USD");
  const Said said = plan("o/latest --devices 1000 --out p --format json --backtest costs.csv");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const auto json = nlohmann::json::parse(said.out);
  EXPECT_EQ(json.at("of_run"), "o/latest");
  EXPECT_EQ(json.at("backtest").at("rows"), 13);
  EXPECT_EQ(json.at("replications"), 5);
  EXPECT_EQ(json.at("strata").at(0).at("sampled"), 10);
  EXPECT_THAT(said.out, HasSubstr("The runs hold attacks"));
  const Said again = plan("p/" + json.at("study_id").get<std::string>());
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, AllOf(HasSubstr("holds plan.json, a plan that is made"), HasSubstr("'picket report p/"), HasSubstr("to plan anew, 'picket plan o/latest'")));
}

TEST_F(PlanCommand, takes_no_options_that_stored_runs_would_pass_over) {
  ASSERT_EQ(picket("run planned.yaml --replications 1 --quiet --out o --library " + std::string(PICKET_SOURCE_DIR) + "/scenarios").exit_code, 0);
  const Said said = plan("o/latest --dry-run --sample 100 --simulated-days 7 --timeout 1min --replications 3 --seed 4 --set 'fleet[0].count=9' --out p");
  EXPECT_EQ(said.exit_code, 2);
  for (const char* name : {"--dry-run", "--sample", "--simulated-days", "--timeout", "--replications", "--seed", "--set fleet[0].count"}) {
    EXPECT_THAT(said.err, HasSubstr(std::string(name) + ": stored runs are taken as they are"));
  }
  EXPECT_FALSE(fs::exists(file("p")));
  const Said other = plan("o/latest --set prices.s1_unit_month=99 --set 'hubs[0].throttle_queue_seconds=120' --out p");
  EXPECT_EQ(other.exit_code, 0) << other.err;
  EXPECT_THAT(other.out, HasSubstr("1 x S1 at 99.00 USD"));
}

TEST_F(PlanCommand, tells_of_stored_runs_that_it_cannot_read) {
  ASSERT_EQ(picket("run planned.yaml --replications 2 --quiet --out o --library " + std::string(PICKET_SOURCE_DIR) + "/scenarios").exit_code, 0);
  std::vector<fs::path> runs;
  for (const auto& entry : fs::directory_iterator(file("o/latest/runs"))) {
    if (fs::exists(entry.path() / "measures.json")) runs.push_back(entry.path());
  }
  ASSERT_EQ(runs.size(), 4U);
  std::ofstream(runs[1] / "measures.json") << "no measures";
  const Said said = plan("o/latest --out p --format json");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("Run " + runs[1].filename().string() + " cannot be read and is left out"),
                              HasSubstr("Replications without a complete run of every policy are left out"), HasSubstr("The plan rests on 1 of the study's 2 replications")));
}

// 12 days of 0.75 are 9.00 USD, which are 23.25 USD for the month of October: 9.00 / (12 / 31).
TEST_F(PlanCommand, compares_its_bill_with_what_was_invoiced) {
  write_costs("USD");
  const Said said = plan("planned.yaml --devices 5000 --sample 2 --simulated-days 0.05 --out o --format json --backtest costs.csv --storm-outage none");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const auto json = nlohmann::json::parse(said.out).at("backtest");
  EXPECT_NEAR(json.at("invoiced_on_lines_usd").get<double>(), 9, 1e-9);
  EXPECT_NEAR(json.at("invoiced_not_pickets_usd").get<double>(), 2.5, 1e-9);
  ASSERT_EQ(json.at("policies").size(), 2U);
  const auto& units = json.at("policies").at(0).at("lines").at(0);
  EXPECT_EQ(units.at("line"), "iot_hub_units");
  EXPECT_NEAR(units.at("invoiced_usd_per_month").get<double>(), 23.25, 1e-9);
  const Said text = plan("planned.yaml --devices 5000 --sample 2 --simulated-days 0.05 --out o --backtest costs.csv --storm-outage none");
  ASSERT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, AllOf(HasSubstr("backtest against costs.csv"), HasSubstr("g2_linux: predicted against invoiced"), HasSubstr("picket: predicted against invoiced"),
                              HasSubstr("12 of 31 days of 2026-10"), HasSubstr("not Picket's $2.50")));
}

TEST_F(PlanCommand, says_everything_that_is_wrong_with_an_invoice_and_runs_nothing) {
  write("costs.csv", "Date,MeterCategory,MeterName,Quantity,Cost,BillingCurrency\n2026-10-41,IoT Hub,S1 Unit,1,free,USD\n");
  const Said said = plan("planned.yaml --sample 2 --out o --backtest costs.csv");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, AllOf(HasSubstr("costs.csv:2:1: error: Date: '2026-10-41' is no day"), HasSubstr("costs.csv:2:30: error: CostInBillingCurrency: 'free' is no number"),
                              HasSubstr("2 errors, 1 warning; nothing was run.")));
  // With a scenario that is wrong too, all of it is said and summed up once.
  const Said both = plan("planned.yaml --sample 2 --out o --backtest costs.csv --set warm_up=soon");
  EXPECT_EQ(both.exit_code, 2);
  EXPECT_THAT(both.err, AllOf(HasSubstr("costs.csv:2:1: error: "), HasSubstr("warm_up=soon"), HasSubstr("\n3 errors, 1 warning; nothing was run.\n"), Not(HasSubstr("2 errors"))));
  write_costs("EUR");
  const Said currency = plan("planned.yaml --sample 2 --out o --backtest costs.csv");
  EXPECT_EQ(currency.exit_code, 2);
  EXPECT_THAT(currency.err, AllOf(HasSubstr("the charges are in EUR, and the price book is in USD"), HasSubstr("plan with a price book in EUR")));
  EXPECT_EQ(plan("planned.yaml --sample 2 --out o --backtest none.csv").exit_code, 2);
  EXPECT_FALSE(fs::exists(file("o")));
}

TEST_F(PlanCommand, says_what_it_would_take) {
  const Said said = plan("planned.yaml --devices 50000 --sample 2 --dry-run --out o");
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("kiosk"), HasSubstr("simulations  10: 2 strata x 5 replications"), HasSubstr("nothing was run")));
  EXPECT_FALSE(fs::exists(file("o")));
}

TEST_F(PlanCommand, says_everything_that_is_wrong_with_its_goals) {
  const Said said = plan("planned.yaml --headroom much --max-refused 120% --max-delay 10 --reconnect-within soon");
  EXPECT_EQ(said.exit_code, 2);
  EXPECT_THAT(said.err, AllOf(HasSubstr("--headroom: 'much' is no share"), HasSubstr("--max-refused: '120%'"), HasSubstr("--max-delay: '10' is no duration"),
                              HasSubstr("--reconnect-within: 'soon'")));
  const Said days = plan("planned.yaml --days 32");
  EXPECT_EQ(days.exit_code, 2);
  EXPECT_THAT(days.err, HasSubstr("--days"));
}

TEST_F(PlanCommand, simulates_the_return_of_a_whole_hub) {
  const Said said = plan("planned.yaml --devices 400 --sample 2 --simulated-days 0.05 --storm-outage 1min --out o --format json");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  const auto json = nlohmann::json::parse(said.out);
  for (const auto& policy : json.at("policies")) {
    const auto& storm = policy.at("storm");
    EXPECT_EQ(storm.at("outage_seconds"), 60);
    EXPECT_LE(storm.at("devices").get<double>(), 400);
    EXPECT_GT(storm.at("connections_lost").at("value").get<double>(), 0.9 * storm.at("devices").get<double>());
    EXPECT_GT(storm.at("reconnect_seconds_median").at("value").get<double>(), 0);
  }
  const std::string page = content_of(file("o/" + json.at("study_id").get<std::string>() + "/report.html"));
  EXPECT_THAT(page, HasSubstr("<section id=\"storm\">"));
  const Said wrong = plan("planned.yaml --storm-outage 2");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("--storm-outage: '2' is no duration"));
  EXPECT_THAT(plan("planned.yaml --storm-outage 3d").err, HasSubstr("--storm-outage: '3d' is longer than 60 min"));
}

TEST_F(PlanCommand, fails_where_no_hubs_hold_the_fleet) {
  const Said said = plan("planned.yaml --devices 900000000 --sample 2 --simulated-days 0.05 --replications 2 --out o --storm-outage none");
  EXPECT_EQ(said.exit_code, 1) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("none fits"), HasSubstr("identities of a hub"), Not(HasSubstr("CHOSEN"))));
}

}  // namespace
}  // namespace picket::sim
