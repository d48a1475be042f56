#include "agent_core/twin/twin_update.h"

#include <gtest/gtest.h>

#include <set>

namespace picket {
namespace {

TEST(TwinUpdate, every_problem_has_a_word_of_its_own) {
  std::set<std::string_view> words;
  for (std::size_t i = 0; i < static_cast<std::size_t>(TwinProblemKind::kCount_); ++i) {
    const std::string_view word = to_string(static_cast<TwinProblemKind>(i));
    EXPECT_FALSE(word.empty());
    words.insert(word);
  }
  EXPECT_EQ(words.size(), static_cast<std::size_t>(TwinProblemKind::kCount_));
}

TEST(TwinUpdate, problems_are_bounded_and_counted_beyond) {
  TwinProblems problems;
  for (int i = 0; i < 100; ++i) problems.add(TwinProblemKind::kUnknownKey, std::to_string(i));
  EXPECT_EQ(problems.list().size(), 64U);
  EXPECT_EQ(problems.omitted(), 36U);
  EXPECT_EQ(problems.list().back().key, "63");
  EXPECT_TRUE(problems.has(TwinProblemKind::kUnknownKey));
  EXPECT_FALSE(problems.has(TwinProblemKind::kTooDeep));
}

// "ä" takes two bytes: 127 bytes and an "ä" would end in the middle of it, so it is left out whole. Bytes that are no
// character count each for itself.
TEST(TwinUpdate, long_keys_are_cut_between_characters) {
  EXPECT_EQ(cut_key(std::string(128, 'k')).size(), 128U);
  EXPECT_EQ(cut_key(std::string(500, 'k')).size(), 128U);
  EXPECT_EQ(cut_key(std::string(127, 'k') + "\xc3\xa4").size(), 127U);
  EXPECT_EQ(cut_key(std::string(200, '\x80')).size(), 128U);
}

}  // namespace
}  // namespace picket
