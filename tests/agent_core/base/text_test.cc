#include "agent_core/base/text.h"

#include <gtest/gtest.h>

#include "agent_core/base/ip_address.h"
#include "agent_core/base/random.h"

namespace picket {
namespace {

TEST(TextTable, equal_literals_are_one_text) {
  TextTable texts;
  const Text a = texts.intern("ls -l");
  EXPECT_EQ(texts.intern("ls -l"), a);
  EXPECT_NE(texts.intern("ls -a"), a);
  EXPECT_EQ(texts.find("ls -l"), a);
  EXPECT_TRUE(texts.find("unheard of").empty());
  EXPECT_EQ(texts.render(a), "ls -l");
  EXPECT_EQ(texts.literal(a), "ls -l");
}

TEST(TextTable, the_empty_text_is_zero_everywhere) {
  TextTable base;
  base.freeze();
  TextTable overlay(10, &base);
  for (TextTable* table : {&overlay}) {
    EXPECT_TRUE(table->intern("").empty());
    EXPECT_EQ(table->length({}), 0U);
    EXPECT_EQ(table->json_length({}), 0U);
    EXPECT_EQ(table->hash({}), fnv1a(""));
    EXPECT_EQ(table->render({}), "");
  }
}

TEST(TextTable, templates_render_their_parameter_in_each_format) {
  TextTable texts;
  const auto rendered = [&](const char* pattern, std::uint32_t parameter) {
    Text text = texts.intern_template(pattern);
    text.parameter = parameter;
    return texts.render(text);
  };
  EXPECT_EQ(rendered("kworker/{decimal}", 0), "kworker/0");
  EXPECT_EQ(rendered("{decimal}", 4'294'967'295), "4294967295");
  EXPECT_EQ(rendered("./{hex8}.sh", 0xbeef), "./0000beef.sh");
  EXPECT_EQ(rendered("wget http://{ipv4}/x", 0xc0000201), "wget http://192.0.2.1/x");
  EXPECT_EQ(rendered("{ipv4}", 0xffffffff), "255.255.255.255");
}

TEST(TextTable, a_pattern_without_placeholder_is_a_literal) {
  TextTable texts;
  EXPECT_EQ(texts.intern_template("ls"), texts.intern("ls"));
  EXPECT_FALSE(texts.is_template(texts.intern("ls")));
  EXPECT_TRUE(texts.is_template(texts.intern_template("a {hex8}")));
  EXPECT_EQ(texts.intern_template("a {hex8}"), texts.intern_template("a {hex8}"));
}

TEST(TextTable, a_literal_that_spells_a_pattern_is_not_the_template) {
  TextTable texts;
  Text pattern = texts.intern_template("x {decimal}");
  pattern.parameter = 1;
  const Text literal = texts.intern("x {decimal}");
  EXPECT_FALSE(texts.is_template(literal));
  EXPECT_EQ(texts.render(literal), "x {decimal}");
  EXPECT_EQ(texts.render(pattern), "x 1");
}

// Every answer about a text must be the answer about its rendered bytes, here recomputed from them.
TEST(TextTable, length_hash_and_escaped_length_are_those_of_the_rendered_bytes) {
  TextTable texts;
  const std::vector<std::string> patterns{"plain",  "q\"uote\\ {decimal}", "\x01\x1f\t\n{hex8}\r\b\f", "{ipv4}/24",
                                          "\xc3\xa9", "a{decimal}b",        "/\x7f"};
  RandomStream random(7, 0, 0, Purpose::kTest);
  for (const std::string& pattern : patterns) {
    for (int i = 0; i < 50; ++i) {
      Text text = texts.intern_template(pattern);
      if (texts.is_template(text)) text.parameter = static_cast<std::uint32_t>(random.next() >> random.below(33));
      const std::string rendered = texts.render(text);
      std::size_t escaped = 0;
      for (const char c : rendered) {
        const bool two = std::string_view("\"\\\b\f\n\r\t").find(c) != std::string_view::npos;
        escaped += two ? 2 : static_cast<unsigned char>(c) < 0x20 ? 6 : 1;
      }
      EXPECT_EQ(texts.length(text), rendered.size()) << rendered;
      EXPECT_EQ(texts.json_length(text), escaped) << rendered;
      EXPECT_EQ(texts.hash(text), fnv1a(rendered)) << rendered;
      std::string appended = "x";
      texts.append_to(text, appended);
      EXPECT_EQ(appended, "x" + rendered);
    }
  }
}

TEST(TextTable, hash_depends_on_content_and_not_on_the_order_of_interning) {
  TextTable one;
  TextTable two;
  two.intern("other");
  Text in_template = two.intern_template("{ipv4}");
  in_template.parameter = 0x01020304;
  EXPECT_EQ(one.hash(one.intern("1.2.3.4")), two.hash(in_template));
}

TEST(TextTable, an_overlay_finds_the_base_and_adds_up_to_its_maximum) {
  TextTable base;
  const Text known = base.intern("known");
  base.freeze();
  TextTable overlay(2, &base);
  EXPECT_EQ(overlay.intern("known"), known);
  const Text a = overlay.intern("a");
  const Text b = overlay.intern("b");
  EXPECT_GE(a.id, base.size());
  EXPECT_EQ(overlay.refused(), 0U);
  EXPECT_TRUE(overlay.intern("c").empty());
  EXPECT_EQ(overlay.refused(), 1U);
  EXPECT_EQ(overlay.intern("b"), b);
  EXPECT_EQ(overlay.size(), base.size() + 2);
  EXPECT_EQ(overlay.render(known) + overlay.render(a), "knowna");
}

TEST(TextTable, keeps_views_valid_while_it_grows) {
  TextTable texts;
  const std::string_view first = texts.literal(texts.intern("first"));
  for (int i = 0; i < 10'000; ++i) texts.intern(std::to_string(i));
  EXPECT_EQ(first, "first");
  EXPECT_EQ(texts.render(texts.find("9999")), "9999");
}

TEST(TextTable, knows_which_program_a_command_line_runs) {
  TextTable base;
  const Text ls = base.intern("ls -l");
  base.set_executable(ls, base.intern("/bin/ls"));
  base.freeze();
  TextTable overlay(10, &base);
  EXPECT_EQ(overlay.render(overlay.executable_of(ls)), "/bin/ls");
  const Text cat = overlay.intern("cat x");
  EXPECT_TRUE(overlay.executable_of(cat).empty());
  overlay.set_executable(cat, overlay.intern("/bin/cat"));
  EXPECT_EQ(overlay.render(overlay.executable_of(cat)), "/bin/cat");
}

TEST(TextTableDeathTest, stops_when_a_frozen_table_should_grow) {
  TextTable texts;
  texts.intern("known");
  texts.freeze();
  EXPECT_EQ(texts.render(texts.intern("known")), "known");
  EXPECT_DEATH(texts.intern("new"), "a new text after freeze: new");
}

// A hostile device may send the letters of one of our patterns, again and again.
TEST(TextTable, a_literal_that_spells_a_pattern_is_added_once_and_found_as_itself) {
  TextTable vocabulary;
  vocabulary.intern_template("x {decimal}");
  EXPECT_TRUE(vocabulary.find("x {decimal}").empty());
  vocabulary.freeze();
  TextTable texts(100, &vocabulary);
  const Text literal = texts.intern("x {decimal}");
  const std::size_t size = texts.size();
  EXPECT_EQ(texts.intern("x {decimal}"), literal);
  EXPECT_EQ(texts.find("x {decimal}"), literal);
  EXPECT_EQ(texts.size(), size);
  EXPECT_EQ(texts.render(literal), "x {decimal}");
}

TEST(TextTable, gives_back_what_it_was_given) {
  TextTable texts;
  for (const std::string pattern : {"a {hex8} b", "{decimal}", "x{ipv4}", "{ipv4} before {decimal}"}) {
    EXPECT_TRUE(TextTable::is_pattern(pattern));
    EXPECT_TRUE(texts.find_template(pattern).empty());
    const Text text = texts.intern_template(pattern);
    EXPECT_EQ(texts.pattern(text), pattern);
    EXPECT_EQ(texts.find_template(pattern), text);
    EXPECT_TRUE(texts.find(pattern).empty()) << "a literal of the same letters is another text";
  }
  EXPECT_FALSE(TextTable::is_pattern("{octal}"));
  EXPECT_EQ(texts.pattern(texts.intern("plain {decimal}")), "plain {decimal}");
  EXPECT_EQ(texts.pattern({}), "");
}

/// Entry 0 is the empty text: a table of three has room for two.
TEST(TextTable, says_how_many_texts_it_can_still_take) {
  TextTable texts(3);
  EXPECT_EQ(texts.room(), 2U);
  texts.intern("a");
  texts.intern("b");
  EXPECT_EQ(texts.room(), 0U);
  TextTable frozen(3);
  frozen.freeze();
  EXPECT_EQ(frozen.room(), 0U);
  EXPECT_EQ(TextTable(3, &frozen).room(), 3U);
}

TEST(TextTableDeathTest, has_no_literal_for_a_template) {
  TextTable texts;
  const Text text = texts.intern_template("a {hex8}");
  EXPECT_DEATH(texts.literal(text), "a template has no literal");
}

}  // namespace
}  // namespace picket
