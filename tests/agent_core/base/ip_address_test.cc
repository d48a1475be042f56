#include "agent_core/base/ip_address.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>

#include "agent_core/base/random.h"

namespace picket {
namespace {

std::string canonical(std::string_view text) {
  const auto address = IpAddress::parse(text);
  return address ? address->to_string() : "refused";
}

// Cases from RFC 5952, sections 2, 4 and 5.
TEST(IpAddress, writes_ipv6_as_rfc_5952_recommends) {
  EXPECT_EQ(canonical("2001:0db8::0001"), "2001:db8::1");                        // 4.1 no leading zeros
  EXPECT_EQ(canonical("2001:db8:0:0:0:0:2:1"), "2001:db8::2:1");                 // 4.2.1 shorten as much as possible
  EXPECT_EQ(canonical("2001:db8::1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");           // 4.2.2 one group is not shortened
  EXPECT_EQ(canonical("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1");                   // 4.2.3 the longest run
  EXPECT_EQ(canonical("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");             // 4.2.3 the first on a tie
  EXPECT_EQ(canonical("2001:DB8:AAAA::AbCd"), "2001:db8:aaaa::abcd");            // 4.3 lower case
  EXPECT_EQ(canonical("::"), "::");
  EXPECT_EQ(canonical("::1"), "::1");
  EXPECT_EQ(canonical("1::"), "1::");
  EXPECT_EQ(canonical("0:0:0:0:0:0:0:0"), "::");
  EXPECT_EQ(canonical("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST(IpAddress, keeps_ipv4_as_its_mapped_form) {
  EXPECT_EQ(canonical("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(canonical("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(IpAddress::parse("::ffff:c000:201"), IpAddress::v4(0xc0000201));
  EXPECT_TRUE(IpAddress::v4(0).is_v4());
  EXPECT_FALSE(IpAddress::v4(0).is_unspecified());
  EXPECT_TRUE(IpAddress().is_unspecified());
  EXPECT_EQ(IpAddress::parse("1.2.3.4")->v4_value(), 0x01020304U);
}

TEST(IpAddress, refuses_what_is_no_address) {
  for (const char* text :
       {"", " ", ".", ":", ":::", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.4 ", " 1.2.3.4", "+1.2.3.4",
        "1..2.3", "1.2.3.", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8:9", "1::2::3", "12345::", "g::",
        ":1::", "1:", "1::2:", "::1%eth0", "::/64", "[::1]", "1.2.3.4:80", "::1.2.3", "::1.2.3.4.5", "1.2.3.4::",
        "1:2:3:4:5:6:7:1.2.3.4", "-1::", "0x1::", "::ffff:1.2.3.04", "1.2.3.99999999999999999999"}) {
    EXPECT_FALSE(IpAddress::parse(text).has_value()) << "'" << text << "'";
  }
  EXPECT_FALSE(IpAddress::parse(std::string(10'000, ':')).has_value());
  EXPECT_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0", 8)).has_value());
}

/// An address with many zero groups, so that shortening has something to do.
IpAddress random_address(RandomStream& random) {
  if (random.chance(0.3)) return IpAddress::v4(static_cast<std::uint32_t>(random.next()));
  std::uint64_t halves[2] = {};
  for (std::uint64_t& half : halves) {
    for (int i = 0; i < 4; ++i) half = half << 16 | (random.chance(0.5) ? 0 : random.below(65'536) >> random.below(16));
  }
  return IpAddress::v6(halves[0], halves[1]);
}

TEST(IpAddress, text_and_address_are_one_to_one) {
  RandomStream random(11, 0, 0, Purpose::kTest);
  for (int i = 0; i < 20'000; ++i) {
    const IpAddress address = random_address(random);
    const std::string text = address.to_string();
    ASSERT_EQ(IpAddress::parse(text), address) << text;
    ASSERT_EQ(address.text_length(), static_cast<int>(text.size())) << text;
  }
}

// The C library as an independent truth: it must read our text as the same 16 bytes, and write it as we
// do (glibc shortens as RFC 5952 says, but writes addresses below ::1:0:0 with a dotted tail).
TEST(IpAddress, agrees_with_the_c_library) {
  RandomStream random(12, 0, 0, Purpose::kTest);
  for (int i = 0; i < 20'000; ++i) {
    const IpAddress address = random_address(random);
    const std::string text = address.to_string();
    if (address.is_v4()) {
      in_addr read{};
      ASSERT_EQ(inet_pton(AF_INET, text.c_str(), &read), 1) << text;
      ASSERT_EQ(ntohl(read.s_addr), address.v4_value());
      continue;
    }
    in6_addr read{};
    ASSERT_EQ(inet_pton(AF_INET6, text.c_str(), &read), 1) << text;
    std::uint64_t halves[2] = {};
    for (int byte = 0; byte < 16; ++byte) halves[byte / 8] = halves[byte / 8] << 8 | read.s6_addr[byte];
    ASSERT_EQ(IpAddress::v6(halves[0], halves[1]), address) << text;
    char written[INET6_ADDRSTRLEN];
    ASSERT_NE(inet_ntop(AF_INET6, &read, written, sizeof written), nullptr);
    if (std::string(written).find('.') == std::string::npos) {
      ASSERT_EQ(text, written);
    }
  }
}

TEST(IpAddress, accepts_and_refuses_random_text_as_the_c_library_does) {
  RandomStream random(13, 0, 0, Purpose::kTest);
  const std::string alphabet = "0129afF:::..";
  int accepted = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    for (std::size_t n = random.below(20); n > 0; --n) text += alphabet[random.below(alphabet.size())];
    in6_addr six{};
    in_addr four{};
    const bool expected = text.find(':') == std::string::npos ? inet_pton(AF_INET, text.c_str(), &four) == 1
                                                              : inet_pton(AF_INET6, text.c_str(), &six) == 1;
    ASSERT_EQ(IpAddress::parse(text).has_value(), expected) << "'" << text << "'";
    accepted += expected ? 1 : 0;
  }
  EXPECT_GT(accepted, 50);
}

TEST(IpAddress, private_ranges_begin_and_end_where_the_rfcs_say) {
  for (const char* text : {"10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0",
                           "192.168.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "169.254.0.0",
                           "169.254.255.255", "fc00::", "fdff:ffff::1", "fe80::1", "febf::1", "::1"}) {
    EXPECT_TRUE(IpAddress::parse(text)->is_private()) << text;
  }
  for (const char* text : {"9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
                           "192.169.0.0", "100.63.255.255", "100.128.0.0", "128.0.0.0", "169.253.255.255",
                           "169.255.0.0", "8.8.8.8", "fbff::", "fe00::", "fec0::1", "::2", "2001:db8::1"}) {
    EXPECT_FALSE(IpAddress::parse(text)->is_private()) << text;
  }
}

}  // namespace
}  // namespace picket
