#include "agent_core/state/saved_texts.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

std::string written(const TextCollector& texts) {
  std::string out;
  ByteWriter writer(out);
  texts.write(writer);
  return out;
}

/// Places follow the first use, not the ids; a program follows what runs it.
TEST(SavedTexts, places_follow_the_first_use) {
  TextTable texts;
  const Text program = texts.intern("/bin/a");
  const Text name = texts.intern("n");
  const Text command = texts.intern("a -x");
  texts.set_executable(command, program);
  const Text pattern = texts.intern_template("get {ipv4}");
  TextCollector collector(texts);
  EXPECT_EQ(collector.place_of({}), 0U);
  EXPECT_EQ(collector.place_of(command), 1U);
  EXPECT_EQ(collector.place_of(Text{pattern.id, 77}), 3U);
  EXPECT_EQ(collector.place_of(program), 2U);
  EXPECT_EQ(collector.place_of(name), 4U);
  EXPECT_EQ(collector.place_of(command), 1U);
  // Four texts: form, length, bytes, program.
  EXPECT_EQ(written(collector),
            std::string("\x04\0\x04" "a -x\x02\0\x06" "/bin/a\0\x01\x0a" "get {ipv4}\0\0\x01n\0", 34));
}

TEST(SavedTexts, come_back_into_an_open_table) {
  TextTable from;
  const Text command = from.intern("a -x");
  from.set_executable(command, from.intern("/bin/a"));
  TextCollector collector(from);
  collector.place_of(command);
  collector.place_of(from.intern_template("get {ipv4}"));
  const std::string bytes = written(collector);
  ByteReader in(bytes);
  const SavedTexts saved(in);
  ASSERT_TRUE(in.ok());
  ASSERT_EQ(saved.texts().size(), 3U);
  TextTable to;
  to.intern("first");
  const auto resolved = saved.resolve(to, &to);
  ASSERT_TRUE(resolved.ok());
  EXPECT_EQ(to.render(resolved.value()[1]), "a -x");
  EXPECT_EQ(to.render(to.executable_of(resolved.value()[1])), "/bin/a");
  EXPECT_TRUE(to.is_template(resolved.value()[3]));
  const std::size_t size = to.size();
  EXPECT_TRUE(saved.resolve(to, nullptr).ok()) << "known texts need no open table";
  EXPECT_EQ(to.size(), size);
}

TEST(SavedTexts, must_be_used_in_their_order) {
  const std::string bytes("\x03\0\x01" "a\x02\0\x01" "b\0\0\x01" "c\0", 13);
  ByteReader in(bytes);
  SavedTexts saved(in);
  ASSERT_TRUE(in.ok());
  EXPECT_FALSE(saved.use(2));
  EXPECT_TRUE(saved.use(1));
  EXPECT_TRUE(saved.use(2)) << "came with what runs it";
  EXPECT_FALSE(saved.all_used());
  EXPECT_TRUE(saved.use(3));
  EXPECT_TRUE(saved.all_used());
}

TEST(SavedTexts, lists_that_no_writer_makes_are_refused) {
  const auto failure = [](std::string bytes) {
    ByteReader in(bytes);
    const SavedTexts saved(in);
    return in.ok() ? RestoreFailure::kCount_ : in.error()->kind;
  };
  EXPECT_EQ(failure(std::string("\x01\0\0\0", 4)), RestoreFailure::kInvalidField) << "empty";
  EXPECT_EQ(failure(std::string("\x02\0\x01" "a\0\0\x01" "a\0", 9)), RestoreFailure::kInvalidField) << "twice";
  EXPECT_EQ(failure(std::string("\x01\x01\x01" "a\0", 5)), RestoreFailure::kInvalidField) << "no placeholder";
  EXPECT_EQ(failure(std::string("\x01\x02\x01" "a\0", 5)), RestoreFailure::kInvalidField) << "no such form";
  EXPECT_EQ(failure(std::string("\x01\0\x01" "a\x02", 5)), RestoreFailure::kInvalidField) << "no such program";
  EXPECT_EQ(failure(std::string("\x02\0\x01" "a\x02\x01\x06" "{hex8}\0", 14)), RestoreFailure::kInvalidField)
      << "a template is no program";
  EXPECT_EQ(failure(std::string("\x01\0\x09" "a\0", 5)), RestoreFailure::kTruncated);
}

}  // namespace
}  // namespace picket
