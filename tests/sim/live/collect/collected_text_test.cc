#include "sim/live/collect/collected_text.h"

#include "agent_core/base/utf8.h"
#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

TEST(CollectedText, leaves_an_ordinary_text_as_it_is) {
  CollectWorld w;
  EXPECT_EQ(w.text(collected_text("/usr/bin/wget -q http://x/", 100, w.out, w.missed)), "/usr/bin/wget -q http://x/");
  EXPECT_EQ(w.missed.total(), 0U);
}

TEST(CollectedText, no_control_character_and_no_ill_formed_byte_survives) {
  CollectWorld w;
  const std::string hostile("a\x1b[31m\nb\0c\xff", 11);
  const std::string kept = w.text(collected_text(hostile, 100, w.out, w.missed));
  EXPECT_EQ(kept, "a\\x1b[31m\\x0ab\\x00c\\xff");
  EXPECT_TRUE(is_utf8(kept));
}

// Six bytes of room: "aéé" has five, the third "é" would be cut in half.
TEST(CollectedText, cuts_between_characters_and_says_so) {
  CollectWorld w;
  EXPECT_EQ(w.text(collected_text("a\xc3\xa9\xc3\xa9\xc3\xa9", 6, w.out, w.missed)), "a\xc3\xa9\xc3\xa9");
  EXPECT_EQ(w.missed[Missed::kTextCut], 1U);
}

TEST(CollectedText, escapes_make_no_text_longer_than_its_bound) {
  CollectWorld w;
  const Text text = collected_text(std::string(64, '\x01'), 64, w.out, w.missed);
  EXPECT_EQ(w.texts.length(text), 64U);
  EXPECT_EQ(w.missed[Missed::kTextCut], 1U);
}

TEST(CollectedText, of_a_full_table_is_empty_and_counted) {
  TextTable small(2);
  CollectedEvents out;
  out.texts = &small;
  MissedCounts missed;
  EXPECT_FALSE(collected_text("first", 10, out, missed).empty());
  EXPECT_TRUE(collected_text("second", 10, out, missed).empty());
  EXPECT_EQ(missed[Missed::kTextRefused], 1U);
}

TEST(CollectedText, a_placeholder_of_our_templates_in_it_is_only_text) {
  CollectWorld w;
  const Text text = collected_text("echo {ipv4}", 100, w.out, w.missed);
  EXPECT_FALSE(w.texts.is_template(text));
  EXPECT_EQ(w.text(text), "echo {ipv4}");
}

TEST(CollectedText, the_table_keeps_the_program_of_a_command_line) {
  CollectWorld w;
  const CollectedCommand first = collected_command("sh -c ls", "/bin/dash", w.out, w.missed);
  EXPECT_EQ(w.texts.executable_of(first.commandline), first.executable);
  const CollectedCommand later = collected_command("sh -c ls", "/bin/busybox", w.out, w.missed);
  EXPECT_EQ(later.commandline, first.commandline);
  EXPECT_EQ(w.text(w.texts.executable_of(first.commandline)), "/bin/busybox");
}

}  // namespace
}  // namespace picket::sim
