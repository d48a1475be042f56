// Memory that is left, from files as the kernel writes them, and how many simulations it carries.

#include "sim/experiment/memory_budget.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "tests/sim/experiment/small_study.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

class MemoryBudget : public ::testing::Test {
 protected:
  void write(const std::string& path, const std::string& text) const {
    const std::string file = folder_.path() + path;
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    std::ofstream(file) << text;
  }
  std::string root() const { return folder_.path(); }
  TemporaryFolder folder_;
};

TEST_F(MemoryBudget, is_what_the_system_has_available) {
  EXPECT_FALSE(available_memory(root()));
  write("/proc/meminfo", "MemTotal:       8000000 kB\nMemFree:         100000 kB\nMemAvailable:   2000000 kB\n");
  EXPECT_EQ(available_memory(root()).value(), 2'048'000'000U);
}

TEST_F(MemoryBudget, is_what_the_tightest_control_group_leaves_without_its_cached_files) {
  write("/proc/meminfo", "MemAvailable:   2000000 kB\n");
  write("/proc/self/cgroup", "0::/batch/job_7\n");
  write("/sys/fs/cgroup/batch/job_7/memory.max", "max\n");
  write("/sys/fs/cgroup/batch/job_7/memory.current", "500\n");
  EXPECT_EQ(available_memory(root()).value(), 2'048'000'000U);
  write("/sys/fs/cgroup/batch/memory.max", "1000000000\n");
  write("/sys/fs/cgroup/batch/memory.current", "400000000\n");
  EXPECT_EQ(available_memory(root()).value(), 600'000'000U);
  write("/sys/fs/cgroup/batch/memory.stat", "anon 300000000\nfile 100000000\ninactive_file 90000000\n");
  EXPECT_EQ(available_memory(root()).value(), 690'000'000U);
  write("/sys/fs/cgroup/batch/memory.current", "1200000000\n");
  EXPECT_EQ(available_memory(root()).value(), 0U);
}

TEST_F(MemoryBudget, carries_at_least_one_simulation_and_no_more_than_are_wanted) {
  EXPECT_EQ(processes_that_fit(8, 1'000, 300), 3U);  // 900 are usable
  EXPECT_EQ(processes_that_fit(8, 1'000, 301), 2U);
  EXPECT_EQ(processes_that_fit(2, 1'000, 100), 2U);
  EXPECT_EQ(processes_that_fit(8, 0, 100), 1U);
  EXPECT_EQ(processes_that_fit(8, 100, 0), 8U);
}

// 90 devices under five policies.
TEST_F(MemoryBudget, of_a_simulation_grows_with_devices_and_policies) {
  EXPECT_EQ(estimated_memory(test::small_scenario(), {1'000, 10}), 1'000U + 90 * 5 * 10);
}

// Estimates of 100, 100 and 900; a run of 100 takes 30.
TEST(MemoryNeed, of_what_is_larger_than_all_that_was_measured_is_the_measured_and_the_estimate_of_the_rest) {
  MemoryNeed need({100, 100, 900});
  EXPECT_EQ(need.each(), 900U);
  EXPECT_FALSE(need.is_measured());
  need.ended(0, 30);
  EXPECT_EQ(need.each(), 30U + 800U);
  need.ended(1, std::nullopt);  // it broke, and says nothing
  EXPECT_EQ(need.each(), 830U);
  need.ended(2, 500);
  EXPECT_EQ(need.each(), 500U);
  EXPECT_TRUE(need.is_measured());
}

TEST(MemoryNeed, of_simulations_alike_is_what_the_largest_took) {
  MemoryNeed need({100, 100, 100});
  need.ended(0, 30);
  need.ended(1, 20);
  EXPECT_EQ(need.each(), 30U);
}

}  // namespace
}  // namespace picket::sim
