#include "pipeline_core/intel/listed_value.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

/// Kind and text of a value whose kind nobody says.
std::string guess(std::string_view text) {
  const auto value = read_value(text);
  return value ? std::string(to_string(value->kind)) + " " + to_text(value->kind, value->key) : "refused";
}

TEST(ListedValue, tells_kinds_by_their_form) {
  EXPECT_EQ(guess("192.0.2.1"), "address 192.0.2.1");
  EXPECT_EQ(guess("192.0.2.0/24"), "address 192.0.2.0/24");
  EXPECT_EQ(guess("192.0.2.1:8080"), "address 192.0.2.1:8080");
  EXPECT_EQ(guess("2001:db8::1"), "address 2001:db8::1");
  EXPECT_EQ(guess("2001:db8::/32"), "address 2001:db8::/32");
  EXPECT_EQ(guess("[2001:db8::1]:443"), "address [2001:db8::1]:443");
  EXPECT_EQ(guess("Evil.example"), "domain evil.example");
  EXPECT_EQ(guess("http://evil.example/x"), "url evil.example/x");
  EXPECT_EQ(guess("evil.example/x"), "url evil.example/x");
  EXPECT_EQ(guess("/bins/arm7"), "url /bins/arm7");
  EXPECT_EQ(guess("D41D8CD98F00B204E9800998ECF8427E"), "file hash d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(guess("da39a3ee5e6b4b0d3255bfef95601890afd80709"), "file hash da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

TEST(ListedValue, undoes_what_keeps_readers_from_clicking) {
  EXPECT_EQ(guess("hxxp://evil[.]example/x"), "url evil.example/x");
  EXPECT_EQ(guess("192[.]0[.]2[.]1"), "address 192.0.2.1");
}

TEST(ListedValue, refuses_blocks_with_host_bits_and_the_root_of_every_host) {
  EXPECT_EQ(guess("192.0.2.1/24"), "refused");
  EXPECT_EQ(guess("192.0.2.0/33"), "refused");
  EXPECT_EQ(guess("/"), "refused");
  EXPECT_EQ(guess("example"), "refused");
  EXPECT_EQ(guess("192.0.2.1:0"), "refused");
  EXPECT_FALSE(read_value(IndicatorKind::kFileHash, "d41d8c"));
  EXPECT_FALSE(read_value(IndicatorKind::kFileHash, std::string(32, 'g')));
  EXPECT_FALSE(block_value(*IpAddress::parse("198.51.100.1"), 24));
  EXPECT_FALSE(block_value(*IpAddress::parse("198.51.100.0"), 33));
}

// The shortest prefixes are 8 and 16. A block of IPv4 in the notation of IPv6 is no block at all, as in cidr_test.
TEST(ListedValue, tells_blocks_that_list_too_many_addresses) {
  for (const char* wide : {"0.0.0.0/0", "128.0.0.0/1", "10.0.0.0/7", "::/0", "2000::/3", "2000::/15"}) {
    EXPECT_TRUE(is_too_wide(read_value(wide).value())) << wide;
  }
  for (const char* fine : {"10.0.0.0/8", "2001::/16", "::/80", "192.0.2.1", "::1", "192.0.2.1:80", "evil.example"}) {
    EXPECT_FALSE(is_too_wide(read_value(fine).value())) << fine;
  }
  EXPECT_FALSE(read_value("::ffff:0:0/96"));
}

TEST(ListedValue, a_block_of_one_address_is_that_address) {
  EXPECT_EQ(block_value(*IpAddress::parse("192.0.2.1"), 32), address_value(*IpAddress::parse("192.0.2.1")));
  EXPECT_EQ(read_value("2001:db8::1/128"), read_value("2001:db8::1"));
}

}  // namespace
}  // namespace picket
