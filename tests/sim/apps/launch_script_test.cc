// Scripts that start the parts of a study: their shell reads them, every word arrives as it was typed, and where GNU
// parallel or Open MPI are there, all parts are started.

#include "sim/apps/launch_script.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "sim/results/shell_word.h"
#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

using ::testing::HasSubstr;

class LaunchScript : public ::testing::Test {
 protected:
  LaunchScript() {
    // Notes how it was called, one line a call, in one write: several of them are at it at once.
    write(program(), "#!/bin/bash\nprintf -v words '<%s>' \"$@\"\nprintf '%s\\n' \"$words\" >> " + shell_word(folder_.file("calls")) + "\n");
    std::filesystem::permissions(program(), std::filesystem::perms::owner_all);
  }
  std::string program() const { return folder_.file("odd 'program"); }
  void write(const std::string& path, const std::string& text) const { std::ofstream(path) << text; }
  LaunchPlan plan(Launcher launcher) const {
    LaunchPlan plan;
    plan.launcher = launcher;
    plan.shards = 3;
    plan.program = program();
    plan.folder = folder_.path();
    plan.words = {"run", "my file.yaml", "--set", "name=it's $HOME; `id` {} %"};
    plan.threads = 2;
    return plan;
  }
  /// Its exit code.
  int shell(const std::string& command) const {
    const int status = ::system(("cd " + shell_word(folder_.path()) + " && " + command + " > said 2>&1").c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string script(const LaunchPlan& plan) const {
    write(folder_.file("job.sh"), launch_script(plan));
    return "job.sh";
  }
  static bool is_installed(const std::string& name) { return ::system(("command -v " + name + " > /dev/null 2>&1").c_str()) == 0; }
  std::multiset<std::string> calls() const {
    std::multiset<std::string> calls;
    std::istringstream lines(content_of(folder_.file("calls")));
    for (std::string line; std::getline(lines, line);) calls.insert(line);
    return calls;
  }
  static std::string call(const std::string& shard) {
    const std::string words = "<run><my file.yaml><--set><name=it's $HOME; `id` {} %><--threads><2><--quiet>";
    return shard.empty() ? words : words + "<--shard><" + shard + ">";
  }
  TemporaryFolder folder_;
};

TEST_F(LaunchScript, is_read_by_bash) {
  for (const Launcher launcher : {Launcher::kSlurm, Launcher::kParallel, Launcher::kMpi}) {
    EXPECT_EQ(shell("bash -n " + script(plan(launcher))), 0) << content_of(folder_.file("said"));
  }
}

TEST_F(LaunchScript, of_slurm_is_an_array_whose_tasks_are_the_parts) {
  LaunchPlan p = plan(Launcher::kSlurm);
  p.at_once = 2;
  p.time_limit = "1:00:00";
  p.memory = "4G";
  const std::string text = launch_script(p);
  EXPECT_THAT(text, HasSubstr("#SBATCH --array=0-2%2\n"));
  EXPECT_THAT(text, HasSubstr("#SBATCH --cpus-per-task=2\n#SBATCH --time=1:00:00\n#SBATCH --mem=4G\n"));
  // As Slurm runs it: once a task.
  script(p);
  for (const char* task : {"0", "1", "2"}) EXPECT_EQ(shell(std::string("SLURM_ARRAY_TASK_ID=") + task + " bash job.sh"), 0);
  EXPECT_EQ(calls(), (std::multiset<std::string>{call("1/3"), call("2/3"), call("3/3")}));
  EXPECT_EQ(shell("PICKET_RESULT=1 bash job.sh"), 0);
  EXPECT_TRUE(calls().contains(call("")));
}

TEST_F(LaunchScript, of_mpi_runs_the_part_of_its_rank) {
  script(plan(Launcher::kMpi));
  EXPECT_EQ(shell("OMPI_COMM_WORLD_RANK=1 bash job.sh"), 0);
  EXPECT_EQ(calls(), std::multiset<std::string>{call("2/3")});
}

TEST_F(LaunchScript, of_mpi_starts_all_ranks_and_then_the_whole) {
  if (!is_installed("mpirun")) GTEST_SKIP() << "Open MPI (mpirun) is not installed";
  script(plan(Launcher::kMpi));
  ASSERT_EQ(shell("OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 MPI_OPTIONS=--oversubscribe bash job.sh"), 0) << content_of(folder_.file("said"));
  EXPECT_EQ(calls(), (std::multiset<std::string>{call("1/3"), call("2/3"), call("3/3"), call("")}));
}

TEST_F(LaunchScript, of_gnu_parallel_starts_all_parts_and_then_the_whole) {
  if (!is_installed("parallel")) GTEST_SKIP() << "GNU parallel is not installed";
  script(plan(Launcher::kParallel));
  ASSERT_EQ(shell("bash job.sh"), 0) << content_of(folder_.file("said"));
  EXPECT_EQ(calls(), (std::multiset<std::string>{call("1/3"), call("2/3"), call("3/3"), call("")}));
  const auto is_log = [](const auto& entry) { return entry.path().extension() == ".joblog"; };
  EXPECT_EQ(std::count_if(std::filesystem::directory_iterator(folder_.path()), std::filesystem::directory_iterator{}, is_log), 1);
}

// GNU parallel leaves out what its log says has ended well, whatever the command was.
TEST_F(LaunchScript, each_command_in_so_many_parts_has_a_log_of_its_own) {
  const auto log_of = [](const LaunchPlan& one) {
    const std::string text = launch_script(one);
    const std::size_t at = text.find("--joblog ");
    return text.substr(at, text.find(' ', at + 9) - at);
  };
  const LaunchPlan first = plan(Launcher::kParallel);
  LaunchPlan more = first;
  more.shards += 1;
  LaunchPlan other = first;
  other.words.push_back("--quiet");
  EXPECT_EQ(log_of(first), log_of(plan(Launcher::kParallel)));
  EXPECT_NE(log_of(first), log_of(more));
  EXPECT_NE(log_of(first), log_of(other));
}

// The shell function that GNU parallel calls, without it.
TEST_F(LaunchScript, of_gnu_parallel_hands_over_nothing_but_the_number) {
  script(plan(Launcher::kParallel));
  // A stand-in that calls the function for each number after ':::'.
  std::filesystem::create_directories(folder_.file("bin"));
  write(folder_.file("bin/parallel"), "#!/bin/bash\nwhile [[ $1 != part ]]; do shift; done\nshift 2\nfor n in \"$@\"; do part \"$n\"; done\n");
  std::filesystem::permissions(folder_.file("bin/parallel"), std::filesystem::perms::owner_all);
  ASSERT_EQ(shell("PATH=" + shell_word(folder_.file("bin")) + ":$PATH bash job.sh"), 0) << content_of(folder_.file("said"));
  EXPECT_EQ(calls(), (std::multiset<std::string>{call("1/3"), call("2/3"), call("3/3"), call("")}));
}

TEST_F(LaunchScript, leaves_threads_and_quiet_to_the_command_if_it_has_them) {
  LaunchPlan p = plan(Launcher::kParallel);
  p.words = {"run", "a.yaml", "--threads=8", "-q"};
  const std::string text = launch_script(p);
  EXPECT_THAT(text, HasSubstr("run a.yaml --threads=8 -q --shard \"$1/3\""));
}

}  // namespace
}  // namespace picket::sim
