#include "agent_core/base/closest_word.h"

#include <gtest/gtest.h>

#include <vector>

#include "agent_core/base/random.h"

namespace picket {
namespace {

TEST(ClosestWord, counts_single_character_edits) {
  EXPECT_EQ(edit_distance("retenton", "retention", 2), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting", 5), 3U);  // k->s, e->i, +g
  EXPECT_EQ(edit_distance("", "ab", 2), 2U);
  EXPECT_EQ(edit_distance("same", "same", 2), 0U);
}

TEST(ClosestWord, says_more_than_the_limit_and_not_how_much) {
  EXPECT_EQ(edit_distance("abcdef", "uvwxyz", 2), 3U);
  EXPECT_EQ(edit_distance("a", "abcdefgh", 2), 3U);
}

TEST(ClosestWord, suggests_the_word_that_was_meant) {
  const std::vector<std::string_view> words{"count", "sites", "device_class"};
  EXPECT_EQ(closest_word("cuont", words), "count");
  EXPECT_EQ(closest_word("Sites", words), "sites");
  EXPECT_EQ(closest_word("device_clas", words), "device_class");
  EXPECT_EQ(closest_word("uplink", words), "");
}

TEST(ClosestWord, does_not_guess_for_very_short_words) {
  // Two edits turn any two letters into any others.
  EXPECT_EQ(closest_word("ab", std::vector<std::string_view>{"xy", "s"}), "");
}

/// The textbook recursion, without limit.
std::size_t plain_distance(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.size() + b.size();
  const std::size_t replaced = plain_distance(a.substr(1), b.substr(1)) + (a[0] == b[0] ? 0 : 1);
  return std::min({plain_distance(a.substr(1), b) + 1, plain_distance(a, b.substr(1)) + 1, replaced});
}

TEST(ClosestWord, agrees_with_the_textbook_on_random_words) {
  for (std::uint32_t seed = 0; seed < 300; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    std::string a;
    std::string b;
    for (auto n = random.below(6); n > 0; --n) a += static_cast<char>('a' + random.below(3));
    for (auto n = random.below(6); n > 0; --n) b += static_cast<char>('a' + random.below(3));
    EXPECT_EQ(edit_distance(a, b, 2), std::min<std::size_t>(plain_distance(a, b), 3))
        << "seed " << seed << ' ' << a << ' ' << b;
  }
}

}  // namespace
}  // namespace picket
