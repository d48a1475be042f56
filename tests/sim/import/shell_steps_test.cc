#include "sim/import/shell_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ShellScript script_of(std::string_view script, bool root = false) {
  ShellScript out = shell_steps(script, root);
  EXPECT_EQ(out.no_step.size() + out.with_steps, out.commands) << script;
  return out;
}

std::vector<std::string> programs(std::string_view script) {
  std::vector<std::string> out;
  for (const ShellStep& step : script_of(script).steps) out.push_back((step.root ? "#" : "") + step.commandline);
  return out;
}

/// Why the first command that became none did not.
std::string why(std::string_view script) {
  const ShellScript out = script_of(script);
  return out.no_step.empty() ? "" : out.no_step[0].says;
}
std::string near(std::string_view script) {
  const ShellScript out = script_of(script);
  return out.came_near.empty() ? "" : out.came_near[0].says;
}

TEST(ShellSteps, commands_are_steps_in_the_order_of_the_text) {
  EXPECT_THAT(programs("cat a; ls | wc -l\nid && who &\n(ps; df) # end"), ElementsAre("cat a", "ls", "wc -l", "id", "who", "ps", "df"));
  const ShellScript lines = script_of("cat a\n\nls \\\n -l; id");
  ASSERT_EQ(lines.steps.size(), 3U);
  EXPECT_EQ(lines.steps[1].line, 3U);
  EXPECT_EQ(lines.steps[1].commandline, "ls -l");
  EXPECT_EQ(lines.steps[2].line, 4U);
}

TEST(ShellSteps, a_command_line_is_as_the_kernel_shows_it) {
  EXPECT_THAT(programs("A=1 grep -e \"a b\" 'c;d' e\\ f 2>/dev/null"), ElementsAre("grep -e a b c;d e f"));
  EXPECT_THAT(programs("X=/tmp/a; Y=$X.gz; rm \"$Y\" ${X}"), ElementsAre("rm /tmp/a.gz /tmp/a"));
}

TEST(ShellSteps, sudo_and_shells_are_steps_before_what_they_start) {
  EXPECT_THAT(programs("sudo useradd x"), ElementsAre("sudo useradd x", "#useradd x"));
  EXPECT_THAT(programs("sh -c 'id; sudo ls'"), ElementsAre("sh -c id; sudo ls", "id", "sudo ls", "#ls"));
  EXPECT_THAT(programs("su -c 'id -u' && id"), ElementsAre("su -c id -u", "#sh -c id -u", "#id -u", "id"));
  EXPECT_THAT(programs("nohup timeout 5 curl x &"), ElementsAre("nohup timeout 5 curl x", "timeout 5 curl x", "curl x"));
  EXPECT_TRUE(script_of("id", true).steps[0].root);
}

TEST(ShellSteps, only_what_runs_if_all_goes_well_is_a_step) {
  EXPECT_THAT(programs("a || b && c"), ElementsAre("a", "c"));
  EXPECT_THAT(why("a || b"), HasSubstr("'||'"));
  EXPECT_THAT(programs("if a; then b; elif c; then d; else e; fi; f"), ElementsAre("a", "b", "f"));
  EXPECT_THAT(why("if a; then b; else e; fi"), HasSubstr("branch"));
  EXPECT_THAT(programs("! time -p a | b"), ElementsAre("a", "b"));
  EXPECT_THAT(programs("if [ -f x ]; then b; fi"), ElementsAre("b"));
}

TEST(ShellSteps, loops_run_once_for_each_word_that_is_known) {
  EXPECT_THAT(programs("for i in 1 2; do touch f$i; done; id"), ElementsAre("touch f1", "touch f2", "id"));
  EXPECT_THAT(programs("for i; do a; done"), ElementsAre("a"));
  EXPECT_THAT(programs("for ((i=0;i<3;i++)); do a; done; b"), ElementsAre("a", "b"));
  EXPECT_THAT(programs("while a; do b; done < f"), ElementsAre("a", "b"));
  EXPECT_THAT(near("until a; do b; done"), HasSubstr("not known"));
}

TEST(ShellSteps, what_has_no_process_is_told) {
  for (const char* script : {"cd /tmp", "echo a", "[ -f x ]", "exit 1", "export A=1"}) EXPECT_THAT(why(script), HasSubstr("builtin")) << script;
  EXPECT_THAT(why("A=1"), HasSubstr("only sets variables"));
  EXPECT_THAT(why("> f"), HasSubstr("only sets variables or files"));
  EXPECT_THAT(why(". ./f"), HasSubstr("file that the test does not hold"));
  EXPECT_THAT(why("eval \"x\""), HasSubstr("eval"));
  EXPECT_THAT(why("$CMD x"), HasSubstr("which program"));
  EXPECT_THAT(why("f() { a; }; f"), HasSubstr("in a function"));
  EXPECT_THAT(why("case $x in a) b;; *) c;; esac"), HasSubstr("which branch"));
  EXPECT_THAT(why("'x"), HasSubstr("not closed"));
  EXPECT_THAT(why("cmd {decimal}"), HasSubstr("{decimal}"));
  EXPECT_THAT(programs("f() { a; }; f; case $x in a) b;; esac; c"), ElementsAre("c"));
}

TEST(ShellSteps, what_only_comes_near_is_told) {
  EXPECT_THAT(near("ls $HOME"), HasSubstr("not known"));
  EXPECT_THAT(near("ls *.log"), HasSubstr("pattern"));
  EXPECT_THAT(near("ls > out"), HasSubstr("written to a file"));
  EXPECT_THAT(near("ls > /dev/null 2>&1"), IsEmpty());
  EXPECT_THAT(near("ls | xargs rm"), HasSubstr("xargs"));
  EXPECT_THAT(near("cat <<E\nrm x\nE"), HasSubstr("1 line of text"));
  // The output of a command is not known, but the command itself runs, and first.
  EXPECT_THAT(programs("kill_it $(pidof x)"), ElementsAre("pidof x", "kill_it $(pidof x)"));
  EXPECT_THAT(programs("P=`id -u`; ls $P"), ElementsAre("id -u", "ls $P"));
}

TEST(ShellSteps, words_out_of_place_do_not_stop_it) {
  EXPECT_THAT(programs(") a; fi; b; done ;; c | | d"), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(programs("if a; then b"), ElementsAre("a", "b"));
  EXPECT_THAT(programs("for"), IsEmpty());
  EXPECT_THAT(programs("&& a"), ElementsAre("a"));
}

TEST(ShellSteps, bounds_hold) {
  std::string loops = "touch x";
  for (int i = 0; i < 12; ++i) loops = "for a in 1 2 3 4 5 6 7 8 9; do " + loops + "; done";
  const ShellScript many = script_of(loops);
  EXPECT_EQ(many.steps.size(), kMaxShellSteps);
  EXPECT_LE(many.commands, kMaxShellCommands + 1);
  std::string nested = "id";
  for (int i = 0; i < 40; ++i) nested = "$(" + nested + ")";
  EXPECT_THAT(script_of("ls " + nested).no_step.back().says, testing::AnyOf(HasSubstr("nested"), HasSubstr("which program")));
  std::string blocks;
  for (int i = 0; i < 40; ++i) blocks += "( ";
  EXPECT_THAT(why(blocks + "id"), HasSubstr("nested more than"));
  std::string grows = "X=aaaaaaaaaaaaaaaa";
  for (int i = 0; i < 30; ++i) grows += "; X=$X$X";
  EXPECT_EQ(script_of(grows + "; ls $X").steps[0].commandline.size(), kMaxCommandline);
}

}  // namespace
}  // namespace picket::sim
