#include "agent_core/state/image_archives.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

struct Bytes {
  TextTable texts;
  TextCollector collector{texts};
  std::string out;
  ByteWriter writer{out};
  ImageWriter archive{writer, collector};
};

/// What a value of the archive reads as, from bytes given by hand.
template <class Read>
std::optional<RestoreFailure> failure_of(std::string bytes, Read read) {
  ByteReader list(std::string_view("\0", 1));
  SavedTexts texts(list);
  ByteReader in(bytes);
  ImageReader archive(in, texts);
  read(archive);
  return in.ok() ? std::nullopt : std::optional(in.error()->kind);
}

/// 192.0.2.1 is 0xc0000201: form 4, low byte first.
TEST(ImageArchives, addresses_have_three_forms) {
  Bytes b;
  b.archive.address("a", IpAddress());
  b.archive.address("a", IpAddress::v4(0xc0000201));
  b.archive.address("a", IpAddress::v6(1, 2));
  EXPECT_EQ(b.out, std::string("\0\x04\x01\x02\0\xc0\x06\x01\0\0\0\0\0\0\0\x02\0\0\0\0\0\0\0", 23));
  IpAddress address;
  const auto read = [&](ImageReader& in) { in.address("a", address); };
  EXPECT_EQ(failure_of(b.out.substr(1), read), std::nullopt);
  EXPECT_EQ(address, IpAddress::v4(0xc0000201));
  EXPECT_EQ(failure_of(b.out.substr(6), read), std::nullopt);
  EXPECT_EQ(address, IpAddress::v6(1, 2));
  EXPECT_EQ(failure_of("\x05", read), RestoreFailure::kInvalidField);
  EXPECT_EQ(failure_of("\x06" + std::string(16, '\0'), read), RestoreFailure::kInvalidField) << "has a shorter form";
}

TEST(ImageArchives, times_are_finite_but_where_never_or_not_yet_mean_something) {
  for (const TimeRange range : {TimeRange::kFinite, TimeRange::kOrNever, TimeRange::kOrBefore}) {
    const auto taken = [&](std::int64_t us) {
      std::string bytes;
      ByteWriter(bytes).fixed(static_cast<std::uint64_t>(us), 8);
      Time time;
      return !failure_of(bytes, [&](ImageReader& in) { in.time("t", time, range); });
    };
    EXPECT_TRUE(taken(0));
    EXPECT_TRUE(taken(-kMaxSavedTime));
    EXPECT_FALSE(taken(kMaxSavedTime + 1));
    EXPECT_EQ(taken(Time::max().unix_microseconds()), range == TimeRange::kOrNever);
    EXPECT_EQ(taken(Time::min().unix_microseconds()), range == TimeRange::kOrBefore);
  }
}

TEST(ImageArchives, flags_and_words_hold_no_other_value) {
  bool flag = false;
  LoginOperation word{};
  const auto read_flag = [&](ImageReader& in) { in.flag("f", flag); };
  const auto read_word = [&](ImageReader& in) { in.word("w", word, 3); };
  EXPECT_EQ(failure_of("\x01", read_flag), std::nullopt);
  EXPECT_TRUE(flag);
  EXPECT_EQ(failure_of("\x02", read_flag), RestoreFailure::kInvalidField);
  EXPECT_EQ(failure_of("\x02", read_word), std::nullopt);
  EXPECT_EQ(word, LoginOperation::kLoginFailed);
  EXPECT_EQ(failure_of("\x03", read_word), RestoreFailure::kInvalidField);
}

TEST(ImageArchives, a_lister_names_parts_of_lists) {
  TextTable texts;
  Text pattern = texts.intern_template("get {decimal}");
  texts.set_executable(pattern, texts.intern("/bin/get"));
  pattern.parameter = 5;
  FieldLister lister(texts);
  lister.enter("table", 2);
  lister.count("entries", 3, 10, 1);
  lister.enter("entry", 1);
  lister.text("name", pattern);
  lister.leave();
  lister.leave();
  lister.time("deadline", Time::max(), TimeRange::kOrNever);
  const auto fields = std::move(lister).fields();
  ASSERT_EQ(fields.size(), 3U);
  EXPECT_EQ(fields[0].name + '=' + fields[0].value, "table[2].entries.size=3");
  EXPECT_EQ(fields[1].name + '=' + fields[1].value, "table[2].entry[1].name='get {decimal}' with 5 runs '/bin/get'");
  EXPECT_EQ(fields[2].name + '=' + fields[2].value, "deadline=never");
}

}  // namespace
}  // namespace picket
