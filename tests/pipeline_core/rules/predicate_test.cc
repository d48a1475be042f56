#include "pipeline_core/rules/predicate.h"

#include <gmock/gmock.h>
#include <re2/re2.h>

#include <cmath>
#include <map>

#include "agent_core/base/random.h"
#include "pipeline_core/rules/number_spelling.h"
#include "tests/pipeline_core/rules/textbook_match.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

constexpr Field kField = Field::kCommandLine;

Predicate like(std::string_view pattern, bool cased = false, Field field = kField) {
  return Predicate::pattern(field, parse_pattern(pattern), cased);
}
Predicate regex(const std::string& expression, bool fold = false, bool multiline = false, bool dot_newline = false,
                Field field = kField) {
  std::string error;
  auto made = Predicate::regex(field, expression, fold, multiline, dot_newline, error);
  EXPECT_TRUE(made) << error;
  return std::move(*made);
}

/// True if the predicate holds for an event of these fields.
using Fields = std::vector<std::pair<std::string_view, FieldValue>>;
bool holds(const Predicate& predicate, const Fields& fields) {
  FlatEvent event;
  for (const auto& [name, value] : fields) event.set(name, value);
  FieldReader reader;
  reader.reset(event);
  return predicate.matches(reader);
}
bool holds(const Predicate& predicate, std::string_view text) {
  return holds(predicate, {{"CommandLine", FieldValue::text(std::string(text))}});
}

std::string in_lower_case(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

TEST(Predicate, compares_texts_as_the_textbook_does_in_either_case) {
  std::size_t matched = 0;
  for (std::uint32_t seed = 0; seed < 20'000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    std::string pattern;
    std::string text;
    for (std::uint64_t n = random.below(6); n > 0; --n) pattern += "aBb*?"[random.below(5)];
    for (std::uint64_t n = random.below(8); n > 0; --n) text += "aAbB"[random.below(4)];
    const bool any_case = textbook_match(in_lower_case(pattern), in_lower_case(text));
    ASSERT_EQ(holds(like(pattern), text), any_case) << pattern << ' ' << text;
    ASSERT_EQ(holds(like(pattern, true), text), textbook_match(pattern, text)) << pattern << ' ' << text;
    matched += any_case ? 1 : 0;
  }
  EXPECT_GT(matched, 1'000u);
}

/// Sigma: "null" and the empty text are two things; a field that is missing is neither.
/// Ours: two-valued, so that every test of a missing field is false but that for null.
TEST(Predicate, tells_missing_null_and_empty_apart) {
  struct Row {
    Predicate predicate;
    std::string on;  ///< of "missing", "null", "empty", "text" the first letters
  };
  const std::vector<Row> rows{
      {Predicate::null(kField), "mn"}, {Predicate::exists(kField), "net"}, {like(""), "e"},
      {like("*"), "et"},               {like("?"), ""},                    {like("text"), "t"},
      {regex(""), "et"},               {regex("^$"), "e"},                 {Predicate::number(kField, "lt", 1e300), ""},
      {Predicate::cidr(kField, *Cidr::parse("::/0")), ""},
      {Predicate::field_ref(kField, kField, false, false, false), "et"}};
  for (const Row& row : rows) {
    const auto& p = row.predicate;
    EXPECT_EQ(holds(p, Fields{}), row.on.find('m') != std::string::npos) << p.name();
    EXPECT_EQ(holds(p, {{"CommandLine", FieldValue::null()}}), row.on.find('n') != std::string::npos) << p.name();
    EXPECT_EQ(holds(p, ""), row.on.find('e') != std::string::npos) << p.name();
    EXPECT_EQ(holds(p, "text"), row.on.find('t') != std::string::npos) << p.name();
  }
}

// The wire of our agents does not tell null from empty: an observation's empty text is both.
TEST(Predicate, takes_an_empty_text_of_an_observation_for_null_and_for_empty) {
  TextTable texts;
  const Observation o = exec(texts, kStart, "");
  FieldReader reader;
  reader.reset(o, texts);
  EXPECT_TRUE(Predicate::null(kField).matches(reader));
  EXPECT_TRUE(like("").matches(reader));
  for (const Predicate& p : {like("*"), regex(""), Predicate::exists(kField)}) EXPECT_FALSE(p.matches(reader)) << p.name();
  EXPECT_TRUE(Predicate::null(Field::kDestinationIp).matches(reader)) << "a field that processes do not have";
  EXPECT_FALSE(like("", false, Field::kDestinationIp).matches(reader));
}

/// Independent truth: the comparisons of doubles. The texts are the numbers' own spellings, and others.
TEST(Predicate, compares_numbers_as_doubles) {
  const std::map<std::string_view, bool (*)(double, double)> kComparisons{
      {"eq", [](double a, double b) { return a == b; }},  {"lt", [](double a, double b) { return a < b; }},
      {"lte", [](double a, double b) { return a <= b; }}, {"gt", [](double a, double b) { return a > b; }},
      {"gte", [](double a, double b) { return a >= b; }}};
  RandomStream random(1, 0, 0, Purpose::kTest);
  const auto any = [&] { return (static_cast<double>(random.below(41)) - 20) / (random.below(3) == 0 ? 4 : 1); };
  for (int i = 0; i < 5'000; ++i) {
    const double number = any();
    const double value = any();
    for (const auto& [word, compare] : kComparisons) {
      const Predicate p = Predicate::number(kField, word, number);
      const bool expected = compare(value, number);
      EXPECT_EQ(holds(p, {{"CommandLine", FieldValue::number(value)}}), expected) << value << word << number;
      EXPECT_EQ(holds(p, spell_number(value)), expected) << value << word << number;
    }
  }
  // Equality of a text is that of its spelling; an order is the number's.
  EXPECT_FALSE(holds(Predicate::number(kField, "eq", 5), "05"));
  EXPECT_FALSE(holds(Predicate::number(kField, "eq", 5), "5.0"));
  EXPECT_TRUE(holds(Predicate::number(kField, "gte", 5), "05"));
  EXPECT_TRUE(holds(Predicate::number(kField, "lte", 5), "5.0"));
  for (const char* text : {"x", "5x", " 5", "0x5", "nan", "inf", "-inf", "1e999", ""}) {
    EXPECT_FALSE(holds(Predicate::number(kField, "gte", 0), text)) << text;
    EXPECT_FALSE(holds(Predicate::number(kField, "lt", 0), text)) << text;
  }
  EXPECT_FALSE(holds(Predicate::number(kField, "eq", 1), {{"CommandLine", FieldValue::truth(true)}}));
}

TEST(Predicate, compares_parts_of_dates) {
  const auto part = [](std::string_view comparison, double number, TimePart p) {
    return Predicate::number(kField, comparison, number, p);
  };
  EXPECT_TRUE(holds(part("gte", 22, TimePart::kHour), "2026-11-29T22:00:00Z"));
  EXPECT_FALSE(holds(part("gte", 22, TimePart::kHour), "2026-11-29T21:59:59Z"));
  EXPECT_TRUE(holds(part("eq", 53, TimePart::kWeek), "2021-01-03 05:00:00")) << "ISO 8601: week 53 of 2020";
  EXPECT_FALSE(holds(part("lt", 99, TimePart::kHour), "22")) << "no date";
  TextTable texts;
  const Observation o = exec(texts, Time::from_unix_seconds(1'796'000'000), "x");  // 2026-11-30T00:53:20Z
  FieldReader reader;
  reader.reset(o, texts);
  EXPECT_TRUE(Predicate::number(Field::kEventTime, "eq", 53, TimePart::kMinute).matches(reader));
}

TEST(Predicate, finds_addresses_in_blocks) {
  const auto in = [](const char* block, Field field = kField) { return Predicate::cidr(field, *Cidr::parse(block)); };
  EXPECT_TRUE(holds(in("10.0.0.0/8"), "10.1.2.3"));
  EXPECT_FALSE(holds(in("10.0.0.0/8"), "11.1.2.3"));
  EXPECT_TRUE(holds(in("2001:db8::/32"), "2001:DB8::1"));
  EXPECT_FALSE(holds(in("::/0"), "10.1.2.3"));
  for (const char* text : {"10.1.2.3:80", "10.1.2", "x", "10.1.2.3/32"}) EXPECT_FALSE(holds(in("0.0.0.0/0"), text)) << text;
  TextTable texts;
  const Observation o = flow(kStart, "203.0.113.7", 443);
  FieldReader reader;
  reader.reset(o, texts);
  EXPECT_TRUE(in("203.0.113.0/24", Field::kDestinationIp).matches(reader));
  EXPECT_FALSE(in("203.0.113.0/24", Field::kSourceIp).matches(reader));
}

/// Independent truth: find, starts_with and ends_with of the standard library over both fields in lower case.
TEST(Predicate, compares_a_field_with_another) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  const auto any = [&] {
    std::string text;
    for (std::uint64_t n = random.below(4); n > 0; --n) text += "aAb"[random.below(3)];
    return text;
  };
  for (int i = 0; i < 5'000; ++i) {
    const std::string a = any();
    const std::string b = any();
    for (const bool cased : {false, true}) {
      const std::string left = cased ? a : in_lower_case(a);
      const std::string right = cased ? b : in_lower_case(b);
      const auto got = [&](bool open_start, bool open_end) {
        return holds(Predicate::field_ref(kField, Field::kImage, open_start, open_end, cased),
                     {{"CommandLine", FieldValue::text(a)}, {"Image", FieldValue::text(b)}});
      };
      ASSERT_EQ(got(false, false), left == right) << a << ' ' << b;
      ASSERT_EQ(got(true, false), left.ends_with(right)) << a << ' ' << b;
      ASSERT_EQ(got(false, true), left.starts_with(right)) << a << ' ' << b;
      ASSERT_EQ(got(true, true), left.find(right) != std::string::npos) << a << ' ' << b;
    }
  }
  const Predicate same = Predicate::field_ref(kField, Field::kImage, false, false, false);
  EXPECT_FALSE(holds(same, {{"CommandLine", FieldValue::text("a")}}));
  EXPECT_FALSE(holds(same, {{"CommandLine", FieldValue::null()}, {"Image", FieldValue::null()}}));
  EXPECT_TRUE(holds(same, {{"CommandLine", FieldValue::number(5)}, {"Image", FieldValue::text("5")}}));
  EXPECT_EQ(same.fields(), bit(kField) | bit(Field::kImage));
  EXPECT_EQ(like("a").fields(), bit(kField));
}

TEST(Predicate, searches_regular_expressions_with_their_flags) {
  EXPECT_TRUE(holds(regex("b+c"), "abbcd")) << "anywhere";
  EXPECT_FALSE(holds(regex("B"), "abc")) << "case matters";
  EXPECT_TRUE(holds(regex("B", true), "abc"));
  EXPECT_FALSE(holds(regex("^b"), "a\nb"));
  EXPECT_TRUE(holds(regex("^b", false, true), "a\nb"));
  EXPECT_FALSE(holds(regex("a.b"), "a\nb"));
  EXPECT_TRUE(holds(regex("a.b", false, false, true), "a\nb"));
  EXPECT_EQ(regex("a", true, true, true).expression(), "(?ims)a");
  EXPECT_EQ(regex("a").expression(), "a");
  std::string error;
  EXPECT_FALSE(Predicate::regex(kField, "(", false, false, false, error));
  EXPECT_EQ(error, "missing ): (");
  EXPECT_FALSE(Predicate::regex(kField, "(?<=a)b", false, false, false, error)) << "no look-behind";
  EXPECT_FALSE(Predicate::regex(kField, "((a{100}){100}){100}", false, false, false, error)) << "too large for its memory";
}

/// Independent truth: RE2 over the text with U+FFFD for each byte that is no character. What is found in the text as it
/// is, is found as well.
TEST(Predicate, bytes_that_are_no_text_hide_nothing_from_regular_expressions) {
  constexpr const char* kPieces[] = {"a", "b", " ", "\xc3\xa9", "\xff", "\xc3", "\x80"};
  constexpr const char* kExpressions[] = {"a.b", "a..b", "^[^b]+$", "a.*b", "^.$", "\xc3\xa9", "[^a]b", "^[ -~]*$"};
  std::size_t matched = 0;
  for (std::uint32_t seed = 0; seed < 5'000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    std::string text;
    for (std::uint64_t n = random.below(6); n > 0; --n) text += kPieces[random.below(std::size(kPieces))];
    std::string clean;
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t length = rest.starts_with("\xc3\xa9") ? 2 : 1;
      clean += length == 2 || static_cast<unsigned char>(rest[0]) < 0x80 ? std::string(rest.substr(0, length)) : "\xef\xbf\xbd";
      rest.remove_prefix(length);
    }
    const std::string expression = kExpressions[random.below(std::size(kExpressions))];
    const bool expected = re2::RE2::PartialMatch(text, expression) || re2::RE2::PartialMatch(clean, expression);
    ASSERT_EQ(holds(regex(expression), text), expected) << seed;
    matched += expected ? 1 : 0;
  }
  EXPECT_GT(matched, 500u);
}

TEST(Predicate, of_the_whole_event_holds_if_it_holds_for_one_value) {
  const Predicate both = like("*a*b*", false, Field::kWholeEvent);
  EXPECT_TRUE(holds(both, {{"x", FieldValue::text("xaxB")}}));
  EXPECT_FALSE(holds(both, {{"x", FieldValue::text("a")}, {"y", FieldValue::text("b")}})) << "a wildcard stays within a value";
  EXPECT_TRUE(holds(like("*47*", false, Field::kWholeEvent), {{"x", FieldValue::number(4711)}}));
  EXPECT_FALSE(holds(like("*A*", true, Field::kWholeEvent), {{"x", FieldValue::text("a")}}));
  EXPECT_TRUE(holds(regex("^o.e$", false, false, false, Field::kWholeEvent),
                    {{"x", FieldValue::text("two")}, {"y", FieldValue::text("one")}}));
  EXPECT_FALSE(holds(like("*", false, Field::kWholeEvent), {{"x", FieldValue::null()}}));
}

/// One of each is kept by name: so names are equal exactly if what is asked is. Independent truth: what they were made of.
TEST(Predicate, has_a_name_that_says_all) {
  struct Made {
    std::string of;
    Predicate predicate;
  };
  std::vector<Made> all;
  const std::vector<std::string> patterns{"", "a", "A", "*", "?", "a*", "a?", R"(a\*)", R"(a\?)", "\x01*", "\x01\\*", "\x01", "\x01\x01", "*a|b", "1|2"};
  for (const Field field : {Field::kImage, kField}) {
    const std::string at(to_string(field));
    for (const std::string& pattern : patterns) {
      for (const bool cased : {false, true}) all.push_back({at + " like " + (cased ? "cased " : "") + pattern, like(pattern, cased, field)});
    }
    for (const double number : {1.0, 2.0, 0.5}) {
      for (const char* word : {"eq", "lt", "lte", "gt", "gte"}) {
        for (const TimePart part : {TimePart::kNone, TimePart::kDay, TimePart::kYear})
          all.push_back({at + word + std::string(row_of(part).name) + std::to_string(number), Predicate::number(field, word, number, part)});
      }
    }
    for (const char* block : {"10.0.0.0/8", "10.0.0.0/16", "::/0", "::/8"}) all.push_back({at + " in " + block, Predicate::cidr(field, *Cidr::parse(block))});
    all.push_back({at + " exists", Predicate::exists(field)});
    all.push_back({at + " is null", Predicate::null(field)});
    for (const Field other : {Field::kUser, Field::kOperation}) {
      for (int open = 0; open < 8; ++open) {
        all.push_back({at + " as " + std::string(to_string(other)) + std::to_string(open),
                       Predicate::field_ref(field, other, (open & 1) != 0, (open & 2) != 0, (open & 4) != 0)});
      }
    }
    for (const char* expression : {"a", "(?i)a", "", "b"}) all.push_back({at + " matches " + expression, regex(expression, false, false, false, field)});
  }
  for (const Made& a : all) {
    for (const Made& b : all) EXPECT_EQ(a.of == b.of, a.predicate.name() == b.predicate.name()) << a.of << " and " << b.of;
  }
  EXPECT_EQ(regex("a", true).name(), regex("(?i)a").name()) << "the same question";
  EXPECT_EQ(Predicate::number(kField, "eq", 1e6).name(), Predicate::number(kField, "eq", 1'000'000).name());
}

TEST(Predicate, a_control_character_is_no_wildcard) {
  EXPECT_FALSE(holds(like("\x01\\*x"), "ax"));
  EXPECT_TRUE(holds(like("\x01\\*x"), "\x01*x"));
  EXPECT_TRUE(holds(like("\x01*x"), "\x01yx"));
}

TEST(Predicate, describes_itself) {
  FieldTable table;
  const Field own = *table.intern("own");
  const auto text = [&](const Predicate& p) { return p.describe(table); };
  EXPECT_EQ(text(like("*a?b")), "CommandLine like '*a?b'");
  EXPECT_EQ(text(like(R"(\*\?)", true)), R"(CommandLine like (case matters) '\*\?')");
  EXPECT_EQ(text(like("a\x01\x7f", false, own)), R"(own like 'a\x01\x7f')");
  EXPECT_EQ(text(like("*a*", false, Field::kWholeEvent)), "any value like '*a*'");
  EXPECT_EQ(text(regex("a.b", true)), "CommandLine matches /(?i)a.b/");
  EXPECT_EQ(text(Predicate::cidr(Field::kSourceIp, *Cidr::parse("10.0.0.0/8"))), "SourceIp in 10.0.0.0/8");
  EXPECT_EQ(text(Predicate::cidr(Field::kSourceIp, *Cidr::parse("fe80::/10"))), "SourceIp in fe80::/10");
  EXPECT_EQ(text(Predicate::exists(kField)), "CommandLine exists");
  EXPECT_EQ(text(Predicate::null(kField)), "CommandLine is null or missing");
  EXPECT_EQ(text(Predicate::number(kField, "gte", 1e6)), "CommandLine >= 1000000");
  EXPECT_EQ(text(Predicate::number(kField, "lt", 5, TimePart::kHour)), "CommandLine hour < 5");
  EXPECT_EQ(text(Predicate::number(kField, "eq", 0.5)), "CommandLine = 0.5");
  EXPECT_EQ(text(Predicate::field_ref(kField, own, false, false, false)), "CommandLine equals the value of own");
  EXPECT_EQ(text(Predicate::field_ref(kField, own, true, false, false)), "CommandLine ends with the value of own");
  EXPECT_EQ(text(Predicate::field_ref(kField, own, false, true, false)), "CommandLine starts with the value of own");
  EXPECT_EQ(text(Predicate::field_ref(kField, own, true, true, false)), "CommandLine contains the value of own");
}

}  // namespace
}  // namespace picket
