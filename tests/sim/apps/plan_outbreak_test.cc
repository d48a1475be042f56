// plan --outbreak, from the command line.

#include "sim/apps/plan_outbreak.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/sim/apps/program.h"

namespace picket::sim {
namespace {

using test::Program;
using test::Said;
using ::testing::AllOf;
using ::testing::HasSubstr;

class PlanOutbreakCommand : public Program {
 protected:
  PlanOutbreakCommand() {
    write("planned.yaml", R"(name: planned
title: Kiosks and chargers
seed: 5
replications: 1
warm_up: 0 s
duration: 30 min
wire: sized
store: findings
reference_policy: g2_linux
policies: [{use: g2_linux}]
fleet:
  - {device_class: kiosk, count: 6, sites: 2, access: {ethernet: 1}}
  - {device_class: ev_charger, count: 4, sites: 2, access: {lte_m: 1}}
hubs: [{name: hub}]
attacks:
  - {name: shell, use: a15_reverse_shell, start: 5 min, targets: {device_class: kiosk, count: 1}}
)");
  }
  Said plan(const std::string& more) const {
    return picket("plan planned.yaml --sample 2 --simulated-days 0.05 --devices 10000 --storm-outage none --out o --quiet --library " + std::string(PICKET_SOURCE_DIR) + "/scenarios " + more);
  }
};

TEST_F(PlanOutbreakCommand, takes_a_worm_of_the_library_and_doubles_with_the_share) {
  const Said one = plan("--outbreak auto --outbreak-lasts 1h --outbreak-sample 50% --format json");
  ASSERT_EQ(one.exit_code, 0) << one.err;
  const auto json = nlohmann::json::parse(one.out);
  EXPECT_EQ(json.at("outbreak").at("attack"), kUsualOutbreak);
  EXPECT_EQ(json.at("outbreak").at("share"), 0.1);
  const auto& cost = json.at("policies").at(0).at("outbreak");
  EXPECT_NEAR(cost.at("infected").get<double>(), 1'000, 1e-6);
  const Said two = plan("--outbreak auto --outbreak-lasts 1h --outbreak-sample 50% --outbreak-share 0.2 --format json");
  ASSERT_EQ(two.exit_code, 0) << two.err;
  const auto twice = nlohmann::json::parse(two.out).at("policies").at(0).at("outbreak");
  ASSERT_EQ(cost.at("extra").size(), twice.at("extra").size());
  double seen = 0;
  for (std::size_t i = 0; i < cost.at("extra").size(); ++i) {
    const double once = cost.at("extra").at(i).at("value").get<double>();
    EXPECT_NEAR(twice.at("extra").at(i).at("value").get<double>(), 2 * once, 1e-9 * std::abs(once)) << cost.at("extra").at(i).at("name");
    seen += std::abs(once);
  }
  EXPECT_GT(seen, 0);
  const Said none = plan("--outbreak auto --outbreak-lasts 1h --outbreak-sample 50% --outbreak-share 0 --format json");
  ASSERT_EQ(none.exit_code, 0) << none.err;
  const auto nothing = nlohmann::json::parse(none.out).at("policies").at(0).at("outbreak").at("extra");
  for (const auto& extra : nothing) EXPECT_EQ(extra.at("value"), 0) << extra.at("name");
}

TEST_F(PlanOutbreakCommand, takes_an_attack_of_the_scenario_with_its_class) {
  const Said said = plan("--outbreak shell --outbreak-lasts 1h");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, AllOf(HasSubstr("an outbreak: 10 % of the devices of class kiosk are infected by a15_reverse_shell"), HasSubstr("ev_charger has no device that the attack hits")));
}

TEST_F(PlanOutbreakCommand, says_what_it_would_take) {
  const Said said = plan("--outbreak auto --dry-run");
  ASSERT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("simulations  4: 2 strata, and 2 with an outbreak x 1 replication, "));
}

TEST_F(PlanOutbreakCommand, says_everything_that_is_wrong_and_runs_nothing) {
  const Said numbers = plan("--outbreak auto --outbreak-share 120% --outbreak-lasts long --outbreak-doubling 10 --outbreak-sample 0");
  EXPECT_EQ(numbers.exit_code, 2);
  EXPECT_THAT(numbers.err, AllOf(HasSubstr("--outbreak-share: '120%' is no share from 0 to 100 %"), HasSubstr("--outbreak-lasts: 'long' is no duration"),
                                 HasSubstr("--outbreak-doubling: '10' is no duration"), HasSubstr("--outbreak-sample: '0' is no share from 1 to 100 %")));
  const Said alone = plan("--outbreak-share 5%");
  EXPECT_EQ(alone.exit_code, 2);
  EXPECT_THAT(alone.err, HasSubstr("--outbreak-share: there is no outbreak; add --outbreak auto"));
  const Said unknown = plan("--outbreak a02_exploit_wrm");
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("a02_exploit_worm"));
  EXPECT_EQ(plan("--outbreak '../x'").exit_code, 2);
  EXPECT_FALSE(std::filesystem::exists(file("o")));
}

}  // namespace
}  // namespace picket::sim
