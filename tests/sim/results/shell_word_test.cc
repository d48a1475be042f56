// Words of commands as a shell reads them: what goes in is asked back from /bin/sh itself.

#include "sim/results/shell_word.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <vector>

#include "tests/sim/results/temporary_folder.h"

namespace picket::sim {
namespace {

// `printf '%s\0'` prints each of its words and a zero byte.
TEST(ShellWord, is_given_back_by_a_shell_as_it_was) {
  const TemporaryFolder folder;
  const std::vector<std::string> words{"a b",  "it's", "",       "`touch pwned`", "$(touch pwned)", "$HOME", "~",     "~root/x",  "#comment",
                                       "a\nb", "a\tb", "x!y",    "a;touch pwned", "a|b",            "a&b",   "*",     "[a-z]",    "{a,b}",
                                       "a>b",  "\\n",  "\"a\"",  "\xc3\xa9",      "\xff",           "a=b",   "a:b@c", "50%,+^_-."};
  std::string command = "cd '" + folder.path() + "' && printf '%s\\0'";
  std::string expected;
  for (const std::string& word : words) {
    command += " " + shell_word(word);
    expected += word + '\0';
  }
  FILE* pipe = popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string said;
  for (int c = fgetc(pipe); c != EOF; c = fgetc(pipe)) said += static_cast<char>(c);
  EXPECT_EQ(pclose(pipe), 0);
  EXPECT_EQ(said, expected);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path())) << "something was run";
}

TEST(ShellWord, is_left_alone_where_it_means_nothing) {
  EXPECT_EQ(shell_word("out/a-b_1.yaml"), "out/a-b_1.yaml");
  EXPECT_EQ(shell_word("seed=7"), "seed=7");
  EXPECT_EQ(shell_word("fleet[0].count=2"), "'fleet[0].count=2'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
}

}  // namespace
}  // namespace picket::sim
