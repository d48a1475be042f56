// Simulations side by side: what ran, what came too late, what broke and whose.

#include "sim/experiment/simulation_jobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/sim/experiment/small_study.h"
#include "tests/sim/results/temporary_folder.h"
#include "tests/support/rule_files.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class SimulationJobs : public ::testing::Test {
 protected:
  SimulationJobs() {
    scenario_ = test::small_scenario({"policies=[{use: agentless}, {use: raw}]", "reference_policy=agentless", "warm_up=0 s",
                                      "duration=30 min", "fleet=[{device_class: kiosk, count: 2, sites: 1}]", "attacks=[]"});
    settings_.out_directory = folder_.file("cases");
    settings_.study_id = "kiosks";
    settings_.resolved_scenario = write_scenario_yaml(scenario_);
    picket::test::add_rules(settings_.rules.texts, settings_.rules.names);
  }
  const Scenario& scenario() const { return scenario_; }
  TemporaryFolder folder_;
  Scenario scenario_;
  ReplicationSettings settings_;
};

TEST_F(SimulationJobs, leave_a_run_for_each_policy_and_a_repetition_gives_the_same_digest) {
  const ReplicationSettings again = for_repetition(settings_);
  EXPECT_FALSE(read_replication(scenario(), settings_, 1));
  const auto results = run_simulations({{0, &scenario(), &settings_, 1, false}, {0, &scenario(), &again, 1, true}}, 2, [] { return false; });
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].end, JobEnd::kRan);
  EXPECT_EQ(results[1].end, JobEnd::kRan);
  const auto first = read_replication(scenario(), settings_, 1);
  const auto second = read_replication(scenario(), again, 1);
  ASSERT_TRUE(first && second);
  ASSERT_EQ(first.value().size(), 2U);
  EXPECT_EQ(first.value()[0].policy, "agentless");
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(first.value()[i].digest, second.value()[i].digest);
  EXPECT_FALSE(read_replication(scenario(), settings_, 0));
}

TEST_F(SimulationJobs, that_come_after_the_time_do_not_start) {
  const auto results = run_simulations({{0, &scenario(), &settings_, 0, false}}, 1, [] { return true; });
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].end, JobEnd::kNotStarted);
  EXPECT_FALSE(fs::exists(folder_.file("cases/kiosks/runs")));
  EXPECT_TRUE(run_simulations({}, 1, [] { return false; }).empty());
}

// A file where the folder of runs should be: nothing can be written.
TEST_F(SimulationJobs, that_break_say_how_and_under_which_policy) {
  fs::create_directories(folder_.file("cases/kiosks"));
  std::ofstream(folder_.file("cases/kiosks/runs")) << "in the way";
  const auto results = run_simulations({{0, &scenario(), &settings_, 4, false}}, 1, [] { return false; });
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].end, JobEnd::kBroken);
  EXPECT_THAT(results[0].says, HasSubstr("replication 4 ended with exit code 3"));
  EXPECT_EQ(results[0].policy, "agentless");
}

}  // namespace
}  // namespace picket::sim
