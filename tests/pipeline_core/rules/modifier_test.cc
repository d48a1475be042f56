// Truths: the text of Sigma's modifiers appendix 2.1.0 (PICKET_DATA; without it those tests are skipped), and what the
// reference implementation takes and refuses, in reference_vectors_test.cc.
#include "pipeline_core/rules/modifier.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <map>
#include <regex>
#include <set>

#include "pipeline_core/rules/rule_problem.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// What is wrong with a chain, empty if nothing.
std::string chain_problem(std::string_view words, bool keyword = false) {
  try {
    read_modifiers(YAML::Node("key"), words, keyword);
  } catch (const RuleProblem& problem) {
    return problem.message;
  }
  return {};
}
ModifierChain chain_of(std::string_view words, bool keyword = false) {
  return read_modifiers(YAML::Node("key"), words, keyword);
}

/// The modifiers that the appendix lists, by the heading that they stand under.
std::map<std::string, std::string> modifiers_of_the_appendix() {
  std::map<std::string, std::string> modifiers;
  const char* root = std::getenv("PICKET_DATA");
  if (root == nullptr) return modifiers;
  const std::string file = std::string(root) + "/detection/sigma-spec/specification/sigma-appendix-modifiers.md";
  std::istringstream text(testing_support::read_text(file));
  const std::regex heading("#+ (.+)");
  const std::regex entry(" *- `([a-z0-9]+)`(?:: | sub-modifiers).*");
  std::string line;
  std::string section;
  std::smatch found;
  while (std::getline(text, line) && line != "## History") {
    if (std::regex_match(line, found, heading)) section = found[1];
    if (std::regex_match(line, found, entry)) modifiers.emplace(found[1], section);
  }
  return modifiers;
}

TEST(Modifiers, are_all_that_the_appendix_names) {
  const auto modifiers = modifiers_of_the_appendix();
  if (modifiers.empty()) GTEST_SKIP() << "set PICKET_DATA to run";
  EXPECT_EQ(modifiers.size(), 31u);
  for (const auto& [word, section] : modifiers) {
    const bool of_regex = word == "i" || word == "m" || word == "s";
    EXPECT_EQ(chain_problem(of_regex ? "re|" + word : word), "") << word;
  }
}

/// "The modifiers listed in this section can only be applied to ..." strings, numbers, dates, addresses: so those of two
/// such sections do not go together.
TEST(Modifiers, of_different_kinds_of_values_do_not_go_together) {
  const auto modifiers = modifiers_of_the_appendix();
  if (modifiers.empty()) GTEST_SKIP() << "set PICKET_DATA to run";
  const std::set<std::string> strings{"String Modifiers", "Encoding"};
  const std::set<std::string> others{"Numeric Modifiers", "Time Modifiers", "IP (Internet Protocol) Modifiers"};
  int pairs = 0;
  for (const auto& [a, of_a] : modifiers) {
    for (const auto& [b, of_b] : modifiers) {
      if (a == b || a == "neq" || b == "neq") continue;
      const bool apart = (strings.contains(of_a) && others.contains(of_b)) || (strings.contains(of_b) && others.contains(of_a)) ||
                         (others.contains(of_a) && others.contains(of_b));
      if (!apart) continue;
      // A part of a date is a number, which may be compared; in that order.
      const bool compared = of_a == "Time Modifiers" && of_b == "Numeric Modifiers";
      EXPECT_EQ(chain_problem(a + '|' + b).empty(), compared) << a << '|' << b;
      ++pairs;
    }
  }
  EXPECT_GT(pairs, 200);
}

TEST(Modifiers, are_read_in_their_order) {
  EXPECT_THAT(chain_of("utf16le|base64offset|contains").text,
              ElementsAre(TextModifier::kUtf16Le, TextModifier::kBase64Offset, TextModifier::kContains));
  EXPECT_THAT(chain_of("wide").text, ElementsAre(TextModifier::kUtf16Le)) << "an alias for the utf16le modifier";
  EXPECT_THAT(chain_of("utf16|utf16be").text, ElementsAre(TextModifier::kUtf16, TextModifier::kUtf16Be));
  EXPECT_THAT(chain_of("startswith|windash|base64").text,
              ElementsAre(TextModifier::kStartsWith, TextModifier::kWindash, TextModifier::kBase64));
  EXPECT_TRUE(chain_of("endswith").has(TextModifier::kEndsWith));
  EXPECT_FALSE(chain_of("endswith").has(TextModifier::kContains));
}

TEST(Modifiers, set_what_they_are_called_after) {
  const ModifierChain none = chain_of("");
  EXPECT_EQ(none.test, ItemTest::kText);
  EXPECT_FALSE(none.all || none.neq || none.cased || none.expand || none.fold || none.multiline || none.dot_newline);
  EXPECT_EQ(none.comparison, "eq");
  EXPECT_TRUE(chain_of("contains|all").all);
  EXPECT_TRUE(chain_of("neq").neq);
  EXPECT_TRUE(chain_of("cased").cased);
  EXPECT_TRUE(chain_of("expand").expand);
  const ModifierChain regex = chain_of("re|i|s");
  EXPECT_EQ(regex.test, ItemTest::kRegex);
  EXPECT_TRUE(regex.fold && regex.dot_newline && !regex.multiline);
  EXPECT_TRUE(chain_of("re|m").multiline);
  const ModifierChain long_words = chain_of("re|ignorecase|multiline|dotall");
  EXPECT_TRUE(long_words.fold && long_words.multiline && long_words.dot_newline);
  EXPECT_EQ(chain_of("exists").test, ItemTest::kExists);
  EXPECT_EQ(chain_of("cidr").test, ItemTest::kCidr);
  EXPECT_EQ(chain_of("fieldref").test, ItemTest::kFieldRef);
  for (const char* word : {"lt", "lte", "gt", "gte"}) {
    EXPECT_EQ(chain_of(word).test, ItemTest::kCompare);
    EXPECT_EQ(chain_of(word).comparison, word);
  }
  for (std::size_t i = 1; i < kTimeParts.size(); ++i) {
    const ModifierChain part = chain_of(kTimeParts[i].name);
    EXPECT_EQ(part.test, ItemTest::kTimePart);
    EXPECT_EQ(part.part, static_cast<TimePart>(i));
    EXPECT_EQ(part.comparison, "eq");
  }
  const ModifierChain evening = chain_of("hour|gte");
  EXPECT_EQ(evening.test, ItemTest::kTimePart);
  EXPECT_EQ(evening.comparison, "gte");
}

TEST(Modifiers, are_refused_where_they_mean_nothing) {
  EXPECT_EQ(chain_problem("contians"), "unknown modifier 'contians'; did you mean 'contains'?");
  EXPECT_EQ(chain_problem("Contains"), "unknown modifier 'Contains'; did you mean 'contains'?")
      << "words are in lower case";
  EXPECT_EQ(chain_problem("base46"), "unknown modifier 'base46'; did you mean 'base64'?");
  for (const char* words : {"contains||all", "contains|", "|contains"})
    EXPECT_EQ(chain_problem(words), "a modifier is missing behind '|'") << words;
  EXPECT_EQ(chain_problem("all|contains|all"), "modifier 'all' is given twice");
  EXPECT_THAT(chain_problem("i"), HasSubstr("unknown modifier 'i'")) << "of 're' alone";
  EXPECT_THAT(chain_problem("i|re"), HasSubstr("unknown modifier 'i'")) << "after it";
  EXPECT_EQ(chain_problem("contains|re"), "modifier 're' applies to unmodified values only");
  EXPECT_EQ(chain_problem("re|contains"), "") << "a search is one within the text anyway";
  EXPECT_THAT(chain_problem("endswith|startswith"), HasSubstr("'startswith' and 'endswith' contradict each other"));
  EXPECT_THAT(chain_problem("fieldref|startswith|endswith"), HasSubstr("contradict each other"));
  EXPECT_EQ(chain_problem("re|base64"), "'re' takes no other modifier of texts");
  EXPECT_EQ(chain_problem("re|expand"), "'re' takes no other modifier of texts");
  EXPECT_EQ(chain_problem("re|cased"), "'re' minds case already; 're|i' does not");
  EXPECT_EQ(chain_problem("fieldref|contains|neq|cased"), "");
  EXPECT_EQ(chain_problem("fieldref|windash"), "'fieldref' goes with contains, startswith, endswith, cased and neq");
  EXPECT_EQ(chain_problem("lt|gt"), "modifier 'gt' does not go with the one before it");
  EXPECT_EQ(chain_problem("hour|gte|lte"), "modifier 'lte' does not go with the one before it");
  EXPECT_EQ(chain_problem("gte|hour"), "modifier 'hour' does not go with the one before it");
  EXPECT_EQ(chain_problem("minute|hour"), "modifier 'hour' does not go with the one before it");
  for (const char* test : {"exists", "cidr", "lt", "minute"}) {
    for (const char* text : {"contains", "cased", "expand", "base64"}) {
      EXPECT_THAT(chain_problem(std::string(test) + '|' + text), HasSubstr("modifiers of texts do not go with"))
          << test << text;
      EXPECT_THAT(chain_problem(std::string(text) + '|' + test), HasSubstr("modifiers of texts do not go with"))
          << test << text;
    }
  }
}

TEST(Modifiers, of_keywords_shape_texts_without_an_end) {
  for (const char* words : {"", "all", "contains", "re|i", "windash", "utf16le|base64offset", "cased", "expand", "neq"})
    EXPECT_THAT(chain_problem(words, true), IsEmpty()) << words;
  for (const char* words : {"startswith", "endswith"})
    EXPECT_EQ(chain_problem(words, true), "a keyword search has no start and no end");
  for (const char* words : {"exists", "cidr", "lt", "hour", "fieldref"})
    EXPECT_EQ(chain_problem(words, true), "a keyword search takes texts and regular expressions only") << words;
}

}  // namespace
}  // namespace picket
