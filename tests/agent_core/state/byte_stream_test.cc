#include "agent_core/state/byte_stream.h"

#include <gtest/gtest.h>

#include <limits>

namespace picket {
namespace {

constexpr std::uint64_t kAny = std::numeric_limits<std::uint64_t>::max();

/// 300 = 0b10'0101100: low seven bits 0x2c with the mark, then 0x02. 0x0102 fixed: low byte first.
TEST(ByteStream, numbers_have_documented_forms) {
  std::string out;
  ByteWriter writer(out);
  writer.number(127);
  writer.number(300);
  writer.fixed(0x0102, 4);
  EXPECT_EQ(out, std::string("\x7f\xac\x02\x02\x01\0\0", 7));
  ByteReader reader(out);
  EXPECT_EQ(reader.number("n", kAny), 127U);
  EXPECT_EQ(reader.number("n", 300), 300U);
  EXPECT_EQ(reader.fixed("n", 4), 0x0102U);
  EXPECT_TRUE(reader.at_end());
  EXPECT_TRUE(reader.ok());
}

TEST(ByteStream, every_length_of_number_comes_back) {
  for (unsigned bits = 0; bits < 64; ++bits) {
    for (const std::uint64_t value : {std::uint64_t{1} << bits, (std::uint64_t{1} << bits) - 1, kAny >> bits}) {
      std::string out;
      ByteWriter(out).number(value);
      ByteReader reader(out);
      EXPECT_EQ(reader.number("n", kAny), value);
      EXPECT_TRUE(reader.ok() && reader.at_end());
    }
  }
}

TEST(ByteStream, a_number_has_one_form_and_64_bits) {
  const auto failure = [](std::string_view bytes, std::uint64_t max = kAny) {
    ByteReader reader(bytes);
    EXPECT_EQ(reader.number("n", max), 0U);
    return reader.ok() ? RestoreFailure::kCount_ : reader.error()->kind;
  };
  EXPECT_EQ(failure(std::string_view("\x80\0", 2)), RestoreFailure::kInvalidField);
  EXPECT_EQ(failure("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), RestoreFailure::kInvalidField);
  EXPECT_EQ(failure("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81"), RestoreFailure::kInvalidField);
  EXPECT_EQ(failure("\x80"), RestoreFailure::kTruncated);
  EXPECT_EQ(failure(""), RestoreFailure::kTruncated);
  EXPECT_EQ(failure("\x05", 4), RestoreFailure::kInvalidField);
}

TEST(ByteStream, the_first_error_stays) {
  ByteReader reader("\x05\x06");
  reader.number("first", 4);
  EXPECT_EQ(reader.fixed("second", 8), 0U);
  EXPECT_EQ(reader.bytes("third", 1), "");
  EXPECT_TRUE(reader.at_end());
  EXPECT_EQ(*reader.error(), (RestoreError{RestoreFailure::kInvalidField, "first", 1}));
}

/// Six bytes are left behind the count: room for three things of two bytes.
TEST(ByteStream, a_count_is_held_to_what_the_bytes_can_hold) {
  ByteReader three("\x03......");
  EXPECT_EQ(three.count("things", 10, 2), 3U);
  ByteReader four("\x04......");
  EXPECT_EQ(four.count("things", 10, 2), 0U);
  EXPECT_EQ(four.error()->kind, RestoreFailure::kTruncated);
  ByteReader limit("\x03......");
  limit.count("things", 2, 2);
  EXPECT_EQ(limit.error()->kind, RestoreFailure::kInvalidField);
}

}  // namespace
}  // namespace picket
