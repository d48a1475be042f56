#include "sim/import/shell_programs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Words = std::vector<std::string>;

TEST(ShellPrograms, builtins_are_told_from_programs) {
  for (const char* name : {"cd", "echo", "[", "export", "kill", "true", ":"}) EXPECT_TRUE(is_shell_builtin(name)) << name;
  for (const char* name : {"/bin/echo", "cat", "sleep", "sudo", ""}) EXPECT_FALSE(is_shell_builtin(name)) << name;
}

TEST(ShellPrograms, what_starts_another_command_tells_it) {
  EXPECT_THAT(started_by({"sudo", "-u", "bob", "-n", "--", "A=1", "id", "-u"}).argv, ElementsAre("id", "-u"));
  EXPECT_EQ(started_by({"sudo", "-u", "bob", "id"}).user, "bob");
  EXPECT_EQ(started_by({"sudo", "id"}).user, "root");
  EXPECT_THAT(started_by({"nohup", "a", "-b"}).argv, ElementsAre("a", "-b"));
  EXPECT_THAT(started_by({"timeout", "-s", "KILL", "5", "a", "b"}).argv, ElementsAre("a", "b"));
  EXPECT_THAT(started_by({"env", "-i", "X=1", "a"}).argv, ElementsAre("a"));
  EXPECT_THAT(started_by({"nice", "-n", "5", "a"}).argv, ElementsAre("a"));
  EXPECT_THAT(started_by({"cat", "-c", "x"}).argv, IsEmpty());
}

TEST(ShellPrograms, scripts_of_shells) {
  const StartedProgram sh = started_by({"/bin/bash", "-xc", "a; b", "name"});
  EXPECT_TRUE(sh.is_script);
  EXPECT_EQ(sh.script, "a; b");
  EXPECT_FALSE(sh.by_login_shell);
  EXPECT_FALSE(started_by({"sh", "file.sh", "-c"}).is_script);
  const StartedProgram su = started_by({"su", "-", "bob", "-c", "id"});
  EXPECT_EQ(su.user, "bob");
  EXPECT_EQ(su.script, "id");
  EXPECT_TRUE(su.by_login_shell);
  EXPECT_EQ(started_by({"su", "-c", "id"}).user, "root");
}

TEST(ShellPrograms, an_end_that_is_cut_off_starts_nothing) {
  for (const Words& argv : {Words{"sudo"}, Words{"sudo", "-u"}, Words{"timeout"}, Words{"timeout", "5"}, Words{"env", "A=1"}, Words{"sh", "-c"},
                            Words{"su", "-c"}, Words{"nohup"}, Words{"nice", "-n"}}) {
    const StartedProgram started = started_by(argv);
    EXPECT_THAT(started.argv, IsEmpty()) << argv[0];
    EXPECT_FALSE(started.is_script) << argv[0];
  }
}

TEST(ShellPrograms, programs_of_the_administrator_lie_elsewhere) {
  EXPECT_EQ(folder_of_program("useradd"), "/usr/sbin/");
  EXPECT_EQ(folder_of_program("cat"), "/usr/bin/");
}

}  // namespace
}  // namespace picket::sim
