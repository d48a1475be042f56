#include "pipeline_core/rules/required_literals.h"

#include <gmock/gmock.h>
#include <re2/re2.h>

#include <algorithm>

#include "agent_core/base/random.h"

namespace picket {
namespace {

using ::testing::ElementsAre;

TEST(RequiredLiterals, finds_runs_and_alternatives) {
  EXPECT_THAT(*required_literals("^/Bin/.*cURL$"), ElementsAre("curl")) << "the rarer of two runs";
  EXPECT_THAT(*required_literals("(wget|curl) .*"), ElementsAre("wget", "curl"));
  EXPECT_THAT(*required_literals(R"(a\.b+cde?)"), ElementsAre("a.b"));
  EXPECT_THAT(*required_literals(R"((?i)xyzs)"), ElementsAre("xyz"));
  EXPECT_FALSE(required_literals("[a-z]+|curl"));
  EXPECT_FALSE(required_literals("a*b?"));
  EXPECT_FALSE(required_literals("(?i:abc)"));
  EXPECT_FALSE(required_literals(""));
  EXPECT_FALSE(required_literals("é?"));
  // To RE2 these braces are text, and a bracket behind a backslash begins no named class.
  EXPECT_FALSE(required_literals("a{2,x}b"));
  EXPECT_FALSE(required_literals("a{02}b"));
  EXPECT_THAT(*required_literals(R"([\[:]a|b[x]c)"), ElementsAre("a", "b"));
  EXPECT_THAT(*required_literals(R"([\[:]a|bc[x])"), ElementsAre("a", "bc"));
  EXPECT_THAT(*required_literals("[[:alpha:]]ab{2,3}c"), ElementsAre("ab"));
}

/// Independent truth: RE2. Whatever it matches must hold one of the literals, in lower case.
TEST(RequiredLiterals, stand_in_everything_that_re2_matches) {
  constexpr const char* kParts[] = {"a", "B", "k", "s", ".", "[ab]", "[^a]", "\\.", "\\s", "\\b", "(?:", "(", ")", "|", "*",
                                    "+", "?", "{2}", "{0,1}", "{1,}", "^", "$", "ab", "ck", "\xc3\xa9",
                                    "{", "}", "{2,b}", "{,2}", "{02}", "[", "]", "[^]a]", "[\\[:]", "[[:alpha:]]", "[[:",
                                    ":]", "[\\]a]", "\\["};
  std::size_t found = 0;
  std::size_t matched = 0;
  for (std::uint32_t seed = 0; seed < 120'000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    std::string expression = random.below(4) == 0 ? "(?i)" : "";
    for (std::uint64_t n = 1 + random.below(7); n > 0; --n) expression += kParts[random.below(std::size(kParts))];
    re2::RE2::Options options;
    options.set_log_errors(false);
    const re2::RE2 re(expression, options);
    if (!re.ok()) continue;
    const auto literals = required_literals(expression);
    if (!literals) continue;
    ++found;
    for (int i = 0; i < 12; ++i) {
      std::string text;
      constexpr const char* kPieces[] = {"a", "b", "c", "A", "B", "K", "k", "S", ".", " ", "{2,b}", "{", "}", "[", "]", ":", "\xc3\xa9", "\xe2\x84\xaa", "\xc5\xbf"};
      for (std::uint64_t n = random.below(8); n > 0; --n) text += kPieces[random.below(std::size(kPieces))];
      if (!re2::RE2::PartialMatch(text, re)) continue;
      ++matched;
      std::string folded = text;
      for (char& c : folded) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      ASSERT_TRUE(std::any_of(literals->begin(), literals->end(),
                              [&](const std::string& l) { return folded.find(l) != std::string::npos; }))
          << "seed " << seed << ": /" << expression << "/ matches '" << text << "'";
    }
  }
  EXPECT_GT(found, 5'000u);
  EXPECT_GT(matched, 5'000u);
}

}  // namespace
}  // namespace picket
