#include "sim/live/collect/process_facts.h"

#include <unistd.h>

#include "tests/sim/live/collect/collect_world.h"
#include "tests/sim/live/collect/fake_proc.h"

namespace picket::sim {
namespace {

TEST(ProcessFacts, a_command_line_is_its_arguments_with_a_space_between) {
  EXPECT_EQ(commandline_of(std::string_view("sh\0-c\0ls -l\0", 12)), "sh -c ls -l");
  EXPECT_EQ(commandline_of(std::string_view("a\0\0b\0", 5)), "a  b");
  EXPECT_EQ(commandline_of(std::string_view("\0\0\0", 3)), "");
  EXPECT_EQ(commandline_of(""), "");
  EXPECT_EQ(commandline_of("nginx: master process"), "nginx: master process");
}

TEST(ProcessFacts, a_name_may_hold_what_ends_a_name) {
  ProcessFacts facts;
  ASSERT_TRUE(read_stat("42 (a) R 7) S 17 42 42 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 3 0 98765 1 2 3\n", facts));
  EXPECT_EQ(facts.parent, 17U);
  EXPECT_EQ(facts.threads, 3U);
  EXPECT_EQ(facts.start_ticks, 98'765U);
}

TEST(ProcessFacts, a_damaged_stat_is_refused) {
  ProcessFacts facts;
  EXPECT_FALSE(read_stat("", facts));
  EXPECT_FALSE(read_stat("42 (sh", facts));
  EXPECT_FALSE(read_stat("42 (sh) S 17 42", facts));
  EXPECT_FALSE(read_stat("42 (sh) S x 42 42 0 -1 0 1 0 0 0 0 0 0 0 20 0 3 0 98765", facts));
  EXPECT_FALSE(read_stat("42 (sh) S 4294967296 42 42 0 -1 0 1 0 0 0 0 0 0 0 20 0 3 0 98765", facts));
}

TEST(ProcessFacts, the_real_user_is_the_first_of_its_line) {
  EXPECT_EQ(real_user_of("Name:\tsudo\nUmask:\t0022\nUid:\t1000\t0\t0\t0\nGid:\t1\t1\t1\t1\n"), 1'000U);
  EXPECT_FALSE(real_user_of("Name:\tUid:\n").has_value());
  EXPECT_FALSE(real_user_of("Uid:\tx\n").has_value());
}

TEST(ProcessFacts, forks_since_boot_stand_in_their_line) {
  EXPECT_EQ(forks_of("cpu  1 2 3\nintr 5\nprocesses 12345\nprocs_running 2\n"), 12'345U);
  EXPECT_FALSE(forks_of("cpu 1\nprocs_running 2\n").has_value());
}

TEST(ProcessFacts, whole_numbers_are_digits_alone) {
  EXPECT_EQ(whole_number("0"), 0U);
  EXPECT_EQ(whole_number("18446744073709551615"), 18446744073709551615ULL);
  for (const std::string_view bad : {"", "-1", "+1", " 1", "1 ", "0x1", "18446744073709551616"}) {
    EXPECT_FALSE(whole_number(bad).has_value()) << bad;
  }
}

TEST(ProcFolder, finds_what_there_is_of_a_process) {
  const FakeProc proc;
  proc.process(42, 7, 1'000, std::string_view("wget\0http://x\0", 14), "/usr/bin/wget", 1'000);
  const ProcFolder folder(proc.path());
  const ProcessFacts facts = folder.facts(42).value();
  EXPECT_EQ(facts.commandline, "wget http://x");
  EXPECT_EQ(facts.executable, "/usr/bin/wget");
  EXPECT_EQ(facts.parent, 7U);
  EXPECT_EQ(facts.user_id, 1'000U);
  EXPECT_EQ(facts.start_ticks, 1'000U);
  EXPECT_FALSE(folder.facts(43).has_value());
}

TEST(ProcFolder, lists_processes_by_number_and_nothing_else) {
  const FakeProc proc;
  for (const std::uint32_t process : {300U, 5U, 41U}) proc.process(process, 1, 1, "x", "/x", 0);
  proc.folder().write("self/stat", "");
  proc.folder().write("0/stat", "");
  bool more = true;
  EXPECT_EQ(ProcFolder(proc.path()).processes(more), (std::vector<std::uint32_t>{5, 41, 300}));
  EXPECT_FALSE(more);
}

// The kernel's own /proc, of the process that we know best.
TEST(ProcFolder, knows_this_process) {
  const ProcFolder proc;
  const auto facts = proc.facts(static_cast<std::uint32_t>(::getpid()));
  ASSERT_TRUE(facts.has_value());
  EXPECT_EQ(facts->parent, static_cast<std::uint32_t>(::getppid()));
  EXPECT_EQ(facts->user_id, ::getuid());
  EXPECT_EQ(facts->executable, std::filesystem::read_symlink("/proc/self/exe").string());
  EXPECT_FALSE(facts->commandline.empty());
  EXPECT_GT(proc.forks().value(), 0U);
  bool more = true;
  const auto processes = proc.processes(more);
  EXPECT_TRUE(std::binary_search(processes.begin(), processes.end(), static_cast<std::uint32_t>(::getpid())));
}

}  // namespace
}  // namespace picket::sim
