#include "sim/import/shell_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Words with their pieces joined by '|', operators in '<>', line ends as "\n".
std::vector<std::string> split(std::string_view script) {
  std::vector<std::string> out;
  for (const ShellToken& token : shell_tokens(script).tokens) {
    if (token.kind == ShellToken::Kind::kOperator) {
      out.push_back("<" + token.text + ">");
    } else if (token.kind == ShellToken::Kind::kNewline) {
      out.emplace_back("\n");
    } else {
      std::string word;
      for (const ShellPiece& piece : token.pieces) {
        word += (word.empty() ? "" : "|") + (piece.written.empty() ? piece.text : piece.written);
      }
      out.push_back(word);
    }
  }
  return out;
}

TEST(ShellTokens, words_and_operators) {
  EXPECT_THAT(split("a b;c&&d||e|f&"), ElementsAre("a", "b", "<;>", "c", "<&&>", "d", "<||>", "e", "<|>", "f", "<&>"));
  EXPECT_THAT(split("(a)\n{ b; }"), ElementsAre("<(>", "a", "<)>", "\n", "{", "b", "<;>", "}"));
}

TEST(ShellTokens, quotes_and_backslashes) {
  EXPECT_THAT(split(R"(a'b c'd "e \" f" \; '')"), ElementsAre("a|b c|d", "e \" f", ";", ""));
  EXPECT_THAT(split("a\\\nb"), ElementsAre("ab"));
  EXPECT_THAT(split(R"("\n" $'x\'y')"), ElementsAre("\\n", "$'x\\'y'"));
}

TEST(ShellTokens, expansions_keep_what_is_inside) {
  EXPECT_THAT(split(R"x(a$b"${c%.*}"$(d "e)" $(f))`g`$((1+2))$?)x"), ElementsAre("a|$b||${c%.*}|$(d \"e)\" $(f))|`g`|$((1+2))|$?"));
  const ShellTokens tokens = shell_tokens("x$(echo 'a)b')y");
  ASSERT_EQ(tokens.tokens.size(), 1U);
  EXPECT_EQ(tokens.tokens[0].pieces[1].text, "echo 'a)b'");
  EXPECT_EQ(tokens.tokens[0].pieces[1].kind, ShellPiece::Kind::kCommand);
}

TEST(ShellTokens, redirections_have_their_numbers) {
  EXPECT_THAT(split("a 2>&1 >x 3>>y <z a1>b"), ElementsAre("a", "<2>&>", "1", "<>>", "x", "<3>>>", "y", "<<>", "z", "a1", "<>>", "b"));
  EXPECT_THAT(split("a &>b <(c d)"), ElementsAre("a", "<&>>", "b", "<(c d)"));
}

TEST(ShellTokens, comments_and_here_documents_are_no_tokens) {
  EXPECT_THAT(split("a # b 'c\nd#e"), ElementsAre("a", "\n", "d#e"));
  const ShellTokens tokens = shell_tokens("cat <<E - <<-'F'\n$(x) 'y\nE\n\tz\n\tF\nb", 7);
  ASSERT_EQ(tokens.heredocs.size(), 2U);
  EXPECT_EQ(tokens.heredocs[0].line, 8U);
  EXPECT_EQ(tokens.heredocs[0].lines, 1U);
  EXPECT_EQ(tokens.heredocs[1].lines, 1U);
  EXPECT_EQ(tokens.tokens.back().text, "b");
  EXPECT_EQ(tokens.tokens.back().line, 12U);
}

TEST(ShellTokens, lines_are_counted_through_quotes) {
  const ShellTokens tokens = shell_tokens("a 'x\ny' \"\n\" $(\n) b");
  EXPECT_EQ(tokens.tokens.back().line, 4U);
}

TEST(ShellTokens, what_is_not_closed_is_told_and_nothing_after_it_read) {
  for (const char* script : {"a\n'b", "a\n\"b", "a\n$(b", "a\n`b", "a\n${b", "a\n$((1", "a\n\"$(b\"", "a\n<(b"}) {
    const ShellTokens tokens = shell_tokens(script);
    EXPECT_EQ(tokens.open_at, 2U) << script;
    EXPECT_EQ(tokens.tokens[0].text, "a");
  }
  EXPECT_THAT(shell_tokens("").tokens, IsEmpty());
}

}  // namespace
}  // namespace picket::sim
