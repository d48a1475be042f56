// Simulations side by side: what ran, what came too late, what broke and whose.

#include "sim/experiment/simulation_jobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "sim/experiment/process_pool.h"
#include "sim/experiment/run_files.h"
#include "sim/results/manifest.h"
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
                                      "duration=30 min", "fleet=[{device_class: kiosk, count: 2, sites: 1, access: {ethernet: 1}}]", "attacks=[]"});
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

class SharedFolder : public SimulationJobs {
 protected:
  std::string runs() const { return folder_.file("cases/kiosks/runs"); }
  /// When the runs of a replication were written: they are written again only if it is simulated again.
  fs::file_time_type written(std::uint32_t replication) const {
    return fs::last_write_time(runs() + "/" + run_key_of(settings_, scenario_, "raw", false, replication) + "/measures.json");
  }
  SimulationSettings how() const {
    SimulationSettings settings;
    settings.retry.pause_seconds = 0;
    return settings;
  }
  SimulationJob job(std::uint32_t replication) const { return {0, &scenario_, &settings_, replication, false}; }
};

TEST_F(SharedFolder, complete_runs_are_not_repeated_unless_that_is_asked_for) {
  ASSERT_EQ(run_simulations({job(0)}, how()).front().end, JobEnd::kRan);
  EXPECT_TRUE(is_complete(scenario_, settings_, 0));
  EXPECT_FALSE(is_complete(scenario_, settings_, 1));
  EXPECT_FALSE(fs::exists(folder_.file("cases/kiosks/claims")));
  const auto before = written(0);
  EXPECT_EQ(run_simulations({job(0)}, how()).front().end, JobEnd::kRan);
  EXPECT_EQ(written(0), before);
  SimulationSettings again = how();
  again.rerun = true;
  EXPECT_EQ(run_simulations({job(0)}, again).front().end, JobEnd::kRan);
  EXPECT_NE(written(0), before);
}

// Runs whose counts do not balance ran, and an invariant judges them. When the replication is simulated again and breaks, such runs
// of before must not be taken for its own.
TEST_F(SharedFolder, old_runs_do_not_hide_that_a_rerun_breaks) {
  ASSERT_EQ(run_simulations({job(0)}, how()).front().end, JobEnd::kRan);
  for (const PolicyUse& policy : scenario_.policies) {
    const std::string run = runs() + "/" + run_key_of(settings_, scenario_, policy.name, false, 0);
    LaneResult lane = read_run(run);
    lane.imbalances = {"one message too many"};
    std::ofstream(run + "/measures.json") << to_json(lane);
  }
  SimulationSettings again = how();
  again.rerun = true;
  settings_.rules.texts = {"title: broken\n"};
  settings_.rules.names = {"broken.yml"};
  ::testing::internal::CaptureStderr();
  const auto results = run_simulations({job(0)}, again);
  static_cast<void>(::testing::internal::GetCapturedStderr());
  EXPECT_EQ(results.front().end, JobEnd::kBroken);
  EXPECT_THAT(results.front().says, HasSubstr("exit code 3"));
}

TEST_F(SharedFolder, a_run_that_was_cut_off_or_is_of_another_program_is_not_complete) {
  ASSERT_EQ(run_simulations({job(0)}, how()).front().end, JobEnd::kRan);
  const std::string run = runs() + "/" + run_key_of(settings_, scenario_, "raw", false, 0);
  std::string manifest = content_of(run + "/manifest.json");
  const std::string commit = this_build().commit;
  const std::size_t at = manifest.find(commit);
  ASSERT_NE(at, std::string::npos);
  std::ofstream(run + "/manifest.json") << std::string(manifest).replace(at, commit.size(), "another");
  EXPECT_FALSE(is_complete(scenario_, settings_, 0));
  std::ofstream(run + "/manifest.json") << manifest;
  EXPECT_TRUE(is_complete(scenario_, settings_, 0));
  fs::remove(run + "/measures.json");
  EXPECT_FALSE(is_complete(scenario_, settings_, 0));
}

// Two processes are given the same four simulations at once: each is run by one of them, and both see all four end.
TEST_F(SharedFolder, two_processes_share_the_work_and_neither_does_what_the_other_does) {
  const std::vector<SimulationJob> jobs{job(0), job(1), job(2), job(3)};
  const auto process = [&](const std::string& log) {
    return [&, log]() -> int {
      std::ofstream said(log);
      SimulationSettings settings = how();
      // A simulation that runs is one of ours; every name that it has while we tick is written down.
      settings.tick = [&] {
        std::error_code gone;
        for (const auto& entry : fs::directory_iterator(folder_.file("cases/kiosks/claims"), gone)) {
          if (holder_of(entry.path().string()).ends_with("process " + std::to_string(::getpid()))) said << entry.path().filename().string() << "\n";
        }
      };
      const auto results = run_simulations(jobs, settings);
      const bool all = std::all_of(results.begin(), results.end(), [](const JobResult& result) { return result.end == JobEnd::kRan; });
      return all ? 0 : 1;
    };
  };
  const auto ends = run_in_processes({process(folder_.file("a")), process(folder_.file("b"))}, 2, {});
  EXPECT_TRUE(ends[0].ok()) << ends[0].to_string();
  EXPECT_TRUE(ends[1].ok()) << ends[1].to_string();
  std::set<std::string> by_a;
  std::set<std::string> by_b;
  std::string line;
  for (std::ifstream file(folder_.file("a")); std::getline(file, line);) by_a.insert(line);
  for (std::ifstream file(folder_.file("b")); std::getline(file, line);) by_b.insert(line);
  for (const std::string& one : by_a) EXPECT_FALSE(by_b.contains(one)) << one;
  for (std::uint32_t r = 0; r < 4; ++r) EXPECT_TRUE(is_complete(scenario_, settings_, r)) << r;
  EXPECT_FALSE(fs::exists(folder_.file("cases/kiosks/claims")));
}

// A claim of another machine that lives: a shard leaves it, a whole run waits until it is given up.
TEST_F(SharedFolder, what_another_is_at_is_left_or_waited_for) {
  SimulationSettings settings = how();
  // The name of the claim, as the engine makes it.
  std::string claim;
  settings.tick = [&] {
    std::error_code gone;
    for (const auto& entry : fs::directory_iterator(folder_.file("cases/kiosks/claims"), gone)) {
      if (entry.path().extension() == ".lock") claim = entry.path().string();
    }
  };
  ASSERT_EQ(run_simulations({job(0)}, settings).front().end, JobEnd::kRan);
  ASSERT_TRUE(claim.ends_with(".lock")) << claim;
  const auto leave_claim = [&] {
    fs::create_directories(claim);
    std::ofstream(claim + "/owner") << "another boot pid:[1]\n1\n1\nfridge\n";
  };
  leave_claim();
  SimulationSettings shard = how();
  shard.rerun = true;
  shard.wait_for_others = false;
  EXPECT_EQ(run_simulations({job(0)}, shard).front().end, JobEnd::kElsewhere);
  EXPECT_TRUE(fs::exists(claim));
  SimulationSettings whole = how();
  int ticks = 0;
  whole.tick = [&] {
    if (++ticks == 3) fs::remove_all(claim);
  };
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(run_simulations({job(0)}, whole).front().end, JobEnd::kRan);
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), HasSubstr("host fridge, process 1) runs replication 0: waiting for it"));
}

TEST_F(SharedFolder, a_simulation_over_its_time_limit_is_broken_and_not_tried_again) {
  SimulationSettings settings = how();
  settings.timeout_seconds = 1e-9;
  // Large enough not to end before the first look at the clock.
  scenario_ = test::small_scenario({"replications=1"});
  settings_.resolved_scenario = write_scenario_yaml(scenario_);
  ::testing::internal::CaptureStderr();
  const auto larger = run_simulations({job(0)}, settings);
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(larger.front().end, JobEnd::kBroken);
  EXPECT_THAT(larger.front().says, HasSubstr("its time limit"));
  EXPECT_EQ(said.find("attempt"), std::string::npos) << said;
}

// Killed from outside, as by a kernel without memory.
TEST_F(SharedFolder, what_the_surroundings_stopped_is_tried_again) {
  scenario_ = test::small_scenario({"replications=1"});  // large enough not to end before the first look
  settings_.resolved_scenario = write_scenario_yaml(scenario_);
  SimulationSettings settings = how();
  bool killed = false;
  settings.tick = [&killed] {
    if (killed) return;
    const std::string children = content_of("/proc/self/task/" + std::to_string(::getpid()) + "/children");
    if (children.empty()) return;
    ::kill(static_cast<pid_t>(std::stol(children)), SIGKILL);
    killed = true;
  };
  ::testing::internal::CaptureStderr();
  const auto results = run_simulations({job(0)}, settings);
  const std::string said = ::testing::internal::GetCapturedStderr();
  ASSERT_TRUE(killed) << "this kernel does not list children";
  EXPECT_EQ(results.front().end, JobEnd::kRan) << said;
  EXPECT_THAT(said, HasSubstr("killed from outside, perhaps for want of memory): attempt 2 of 3"));
  EXPECT_TRUE(is_complete(scenario_, settings_, 0));
}

// What a simulation does by itself it would do again.
TEST_F(SharedFolder, an_error_of_the_simulation_is_not_tried_again) {
  settings_.rules.texts = {"title: broken\n"};
  settings_.rules.names = {"broken.yml"};
  ::testing::internal::CaptureStderr();
  const auto results = run_simulations({job(0)}, how());
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(results.front().end, JobEnd::kBroken);
  EXPECT_EQ(said.find("attempt"), std::string::npos) << said;
}

TEST_F(SharedFolder, the_work_of_a_simulation_is_its_device_seconds_under_all_policies) {
  EXPECT_EQ(work_of(scenario_), 30.0 * 60 * 2 * 2);
}

}  // namespace
}  // namespace picket::sim
