#include "pipeline_core/rules/literal_automaton.h"

#include <gtest/gtest.h>

#include <set>
#include <tuple>

#include "agent_core/base/random.h"

namespace picket {
namespace {

using Hits = std::multiset<std::tuple<std::uint32_t, std::size_t, std::size_t>>;

Hits scan(const LiteralAutomaton& automaton, std::string_view text) {
  Hits hits;
  automaton.scan(text, [&](std::uint32_t id, std::size_t start, std::size_t end) { hits.emplace(id, start, end); });
  return hits;
}

TEST(LiteralAutomaton, finds_the_words_of_the_paper) {
  // Aho and Corasick 1975, figure 1: he, she, his, hers in "ushers".
  LiteralAutomaton automaton;
  automaton.add("he", 0);
  automaton.add("she", 1);
  automaton.add("his", 2);
  automaton.add("hers", 3);
  automaton.compile();
  EXPECT_EQ(scan(automaton, "ushers"), (Hits{{1, 1, 4}, {0, 2, 4}, {3, 2, 6}}));
  EXPECT_EQ(scan(automaton, ""), Hits{});
}

/// Independent truth: std::string::find from every place.
TEST(LiteralAutomaton, finds_every_occurrence_as_find_does) {
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const std::uint64_t letters = 1 + random.below(3);
    const auto text = [&](std::uint64_t most) {
      std::string out;
      for (std::uint64_t n = random.below(most); n > 0; --n) out += static_cast<char>(random.below(letters) == 0 ? 0xC3 : 'a' + random.below(letters));
      return out;
    };
    LiteralAutomaton automaton;
    std::vector<std::string> literals;
    for (std::uint64_t n = 1 + random.below(12); n > 0; --n) {
      literals.push_back('a' + text(4));
      automaton.add(literals.back(), static_cast<std::uint32_t>(literals.size() - 1));
    }
    automaton.compile();
    const std::string haystack = text(60);
    Hits expected;
    for (std::uint32_t id = 0; id < literals.size(); ++id) {
      for (std::size_t at = haystack.find(literals[id]); at != std::string::npos; at = haystack.find(literals[id], at + 1))
        expected.emplace(id, at, at + literals[id].size());
    }
    ASSERT_EQ(scan(automaton, haystack), expected) << "seed " << seed;
  }
}

TEST(LiteralAutomaton, takes_literals_of_all_256_bytes_and_minds_no_case) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  LiteralAutomaton automaton;
  automaton.add(all, 7);
  automaton.add("Curl", 8);
  automaton.compile();
  EXPECT_EQ(scan(automaton, "x" + all + "y"), (Hits{{7, 1, 257}}));
  EXPECT_EQ(scan(automaton, "cURL"), (Hits{{8, 0, 4}}));
}

}  // namespace
}  // namespace picket
