#include "pipeline_core/rules/item_text.h"

#include <gmock/gmock.h>

#include "agent_core/base/random.h"
#include "pipeline_core/rules/rule_problem.h"
#include "pipeline_core/rules/text_encoding.h"

namespace picket {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr TextRoom kRoom{20'000, 1U << 20};

std::vector<PatternParts> read(const std::string& value, std::string_view words, const Placeholders& placeholders = {},
                               TextRoom room = kRoom) {
  return read_item_text(YAML::Node(value), read_modifiers(YAML::Node("key"), words, false), placeholders, room);
}

/// As a rule would write them, so that each stands for itself.
std::vector<std::string> spelled(const std::vector<PatternParts>& variants) {
  std::vector<std::string> out;
  for (const PatternParts& parts : variants) {
    out.emplace_back();
    for (const PatternPart& part : parts) {
      if (part.kind == PatternPart::Kind::kAny) out.back() += '*';
      if (part.kind == PatternPart::Kind::kOne) out.back() += '?';
      for (const char c : part.text) (c == '*' || c == '?' || c == '\\' ? out.back() += '\\' : out.back()) += c;
    }
  }
  return out;
}
std::vector<std::string> texts(const std::string& value, std::string_view words, const Placeholders& placeholders = {}) {
  return spelled(read(value, words, placeholders));
}
std::string item_problem(const std::string& value, std::string_view words, const Placeholders& placeholders = {},
                         TextRoom room = kRoom) {
  try {
    read(value, words, placeholders, room);
  } catch (const RuleProblem& problem) {
    return problem.message;
  }
  return {};
}

/// Sigma modifiers appendix: "Puts `*` wildcards around the values", and so on.
TEST(ItemText, has_wildcards_where_its_modifiers_put_them) {
  EXPECT_THAT(texts("adm", ""), ElementsAre("adm"));
  EXPECT_THAT(texts("adm", "startswith"), ElementsAre("adm*"));
  EXPECT_THAT(texts("adm", "endswith"), ElementsAre("*adm"));
  EXPECT_THAT(texts("adm", "contains"), ElementsAre("*adm*"));
  EXPECT_THAT(texts("*adm", "contains"), ElementsAre("*adm*")) << "one stands there already";
  EXPECT_THAT(texts("", "contains"), ElementsAre("*"));
  EXPECT_THAT(texts(R"(\*adm)", "contains"), ElementsAre(R"(*\*adm*)"));
}

/// The appendix: "-", "/", en dash, em dash and horizontal bar, "all possible permutations".
TEST(ItemText, windash_is_every_combination_of_dashes) {
  const auto two = texts("x -a /b", "windash");
  std::vector<std::string> expected;
  for (const std::string first : {"-", "/", "\u2013", "\u2014", "\u2015"}) {
    for (const std::string second : {"-", "/", "\u2013", "\u2014", "\u2015"}) expected.push_back("x " + first + "a " + second + "b");
  }
  EXPECT_THAT(two, ::testing::UnorderedElementsAreArray(expected));
  EXPECT_THAT(texts("a-b", "windash"), ElementsAre("a-b")) << "no flag";
  EXPECT_EQ(texts(" -enc ", "windash|contains")[0], "* -enc *");
  EXPECT_EQ(item_problem("-a -b -c -d -e", "windash"), "too many dashes for 'windash'");
}

/// The appendix: `cmd` > `63 00 6d 00 64 00`, `00 63 00 6d 00 64`, `FF FE 63 00 6d 00 64 00`.
TEST(ItemText, is_encoded_as_the_appendix_shows) {
  using namespace std::string_literals;
  EXPECT_THAT(texts("cmd", "utf16le"), ElementsAre("c\0m\0d\0"s));
  EXPECT_THAT(texts("cmd", "wide"), ElementsAre("c\0m\0d\0"s));
  EXPECT_THAT(texts("cmd", "utf16be"), ElementsAre("\0c\0m\0d"s));
  EXPECT_THAT(texts("cmd", "utf16"), ElementsAre("\xff\xfe"s "c\0m\0d\0"s));
  EXPECT_THAT(texts("c*d", "utf16le"), ElementsAre("c\0*d\0"s)) << "wildcards stay";
  EXPECT_THAT(texts("*c", "utf16"), ElementsAre("\xff\xfe*c\0"s));
  EXPECT_THAT(texts("foobar", "base64"), ElementsAre("Zm9vYmFy"));
  EXPECT_THAT(texts(R"(a\*b)", "base64"), ElementsAre(base64("a*b")));
  EXPECT_THAT(texts("cmd", "utf16le|base64"), ElementsAre(base64("c\0m\0d\0"s)));
  EXPECT_EQ(item_problem("\xff", "utf16le"), "the text is not UTF-8");
  EXPECT_EQ(item_problem("a*b", "base64"), "'base64' takes a text without wildcards; write them as \\* and \\?");
  EXPECT_EQ(item_problem("a?", "base64offset"),
            "'base64offset' takes a text without wildcards; write them as \\* and \\?");
  EXPECT_EQ(item_problem("", "base64"), "'base64' takes a text that is not empty");
}

/// Wherever the text stands in what is encoded, one of the three variants stands in the code.
TEST(ItemText, base64offset_finds_the_text_at_each_offset) {
  const auto variants = texts("http://", "base64offset");
  ASSERT_EQ(variants.size(), 3u);
  for (std::size_t offset = 0; offset < 3; ++offset) {
    const std::string whole = base64(std::string(offset, 'x') + "http://a.example");
    EXPECT_NE(whole.find(variants[offset]), std::string::npos) << offset;
  }
  EXPECT_EQ(item_problem("a", "base64offset"), "the text is too short for 'base64offset'");
}

TEST(ItemText, expands_placeholders_into_every_combination) {
  const Placeholders placeholders{{"user", {"root", "adm_*"}}, {"host", {"a", "b"}}, {"none", {}}};
  EXPECT_THAT(texts("%user%", "expand", placeholders), ElementsAre("root", "adm_*"));
  EXPECT_THAT(texts("x%user%@%host%.y", "expand", placeholders),
              UnorderedElementsAre("xroot@a.y", "xroot@b.y", "xadm_*@a.y", "xadm_*@b.y"));
  EXPECT_THAT(texts("%user%", "", placeholders), ElementsAre("%user%")) << "only 'expand' does";
  EXPECT_THAT(texts(R"(100\%user%)", "expand", placeholders), ElementsAre("100%user%"));
  EXPECT_THAT(texts("50% of % %%", "expand", placeholders), ElementsAre("50% of % %%"));
  EXPECT_THAT(texts("%user%", "expand|contains", placeholders), ElementsAre("*root*", "*adm_*"));
  EXPECT_EQ(item_problem("%usr%", "expand", placeholders), "placeholder '%usr%' has no values; did you mean '%user%'?");
  EXPECT_EQ(item_problem("%none%", "expand", placeholders), "placeholder '%none%' has no values");
  EXPECT_EQ(item_problem("%x%", "expand"), "placeholder '%x%' has no values");
}

/// Whatever the value and its modifiers, what comes out is within the room, or it is refused.
TEST(ItemText, keeps_within_its_room) {
  const Placeholders placeholders{{"p", {"a", "-b", "c*", std::string(500, 'd')}}};
  constexpr const char* kPieces[] = {"a", " -b", "*", "?", "%p%", "\\", "-", "/c", "xyz"};
  constexpr const char* kWords[] = {"", "contains", "windash", "expand", "expand|windash", "expand|contains|windash", "utf16le",
                                    "windash|utf16", "base64offset", "expand|base64"};
  std::size_t kept = 0;
  std::size_t refused = 0;
  for (std::uint32_t seed = 0; seed < 5'000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    std::string value;
    for (std::uint64_t n = random.below(6); n > 0; --n) value += kPieces[random.below(std::size(kPieces))];
    const TextRoom room{random.below(60), random.below(3'000)};
    try {
      const auto variants = read(value, kWords[random.below(std::size(kWords))], placeholders, room);
      std::size_t bytes = 0;
      for (const PatternParts& parts : variants) {
        for (const PatternPart& part : parts) bytes += 1 + part.text.size();
      }
      ASSERT_LE(bytes, room.bytes) << seed << ' ' << value;
      ASSERT_TRUE(variants.size() <= room.variants || variants.size() == 1) << seed << ' ' << value;
      ++kept;
    } catch (const RuleProblem&) {
      ++refused;
    }
  }
  EXPECT_GT(kept, 500u);
  EXPECT_GT(refused, 500u);
}

// Eight kibibytes with four dashes are 625 texts of eight kibibytes.
TEST(ItemText, refuses_what_it_has_no_room_for) {
  const std::string dashes = "-a -b -c -d" + std::string(8'000, 'x');
  EXPECT_EQ(item_problem(dashes, "windash"), "the rule's texts are too long, with their variants written out");
  EXPECT_EQ(item_problem("-a -b -c -d", "windash", {}, {624, 1U << 20}), "the value stands for too many variants");
  EXPECT_EQ(item_problem("-a -b -c -d", "windash", {}, {625, 1U << 20}), "");
  EXPECT_EQ(item_problem(std::string(8'192, 'x'), ""), "");
  EXPECT_EQ(item_problem(std::string(8'193, 'x'), ""), "a value is longer than 8 KiB");
  EXPECT_EQ(bytes_of(parse_pattern("ab*c?")), 3u + 4u);
}

}  // namespace
}  // namespace picket
