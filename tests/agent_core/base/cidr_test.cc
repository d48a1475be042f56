#include "agent_core/base/cidr.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <array>

#include "agent_core/base/random.h"

namespace picket {
namespace {

using Bytes16 = std::array<std::uint8_t, 16>;
constexpr Bytes16 kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0};

/// As the C library reads it, IPv4 in its mapped form.
Bytes16 bytes_of(const std::string& text) {
  Bytes16 bytes = kMapped;
  const bool is_v6 = text.find(':') != std::string::npos;
  EXPECT_EQ(inet_pton(is_v6 ? AF_INET6 : AF_INET, text.c_str(), bytes.data() + (is_v6 ? 0 : 12)), 1) << text;
  return bytes;
}

bool bit_of(const Bytes16& bytes, int at) {
  return (bytes[static_cast<std::size_t>(at / 8)] >> (7 - at % 8) & 1) != 0;
}
bool begin_alike(const Bytes16& a, const Bytes16& b, int bits) {
  for (int at = 0; at < bits; ++at) {
    if (bit_of(a, at) != bit_of(b, at)) return false;
  }
  return true;
}
bool is_mapped(const Bytes16& bytes) { return begin_alike(bytes, kMapped, 96); }

std::string text_of(const Bytes16& bytes) {
  char text[INET6_ADDRSTRLEN];
  const bool v4 = is_mapped(bytes);
  inet_ntop(v4 ? AF_INET : AF_INET6, bytes.data() + (v4 ? 12 : 0), text, sizeof text);
  return text;
}

Bytes16 random_bytes(RandomStream& random, bool v4) {
  Bytes16 bytes = kMapped;
  for (std::size_t i = v4 ? 12 : 0; i < 16; ++i) bytes[i] = static_cast<std::uint8_t>(random.below(256));
  return bytes;
}

/// True if an address has so many bits, and none is set behind them.
bool is_base(const Bytes16& bytes, int bits) {
  const int end = is_mapped(bytes) ? bits + 96 : bits;
  for (int at = end; at < 128; ++at) {
    if (bit_of(bytes, at)) return false;
  }
  return end <= 128;
}

/// Independent truth: bits one by one, of what inet_pton reads. Addresses differ from the block's base in no bit, in one
/// or in many.
TEST(Cidr, holds_the_addresses_that_begin_with_its_bits) {
  std::size_t inside = 0;
  for (std::uint32_t seed = 0; seed < 20'000; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const bool v4 = random.below(2) == 0;
    const int width = v4 ? 32 : 128;
    const int bits = static_cast<int>(random.below(static_cast<std::uint64_t>(width) + 1));
    const int prefix = bits + 128 - width;
    Bytes16 base = random_bytes(random, v4);
    for (int at = prefix; at < 128; ++at) base[static_cast<std::size_t>(at / 8)] &= static_cast<std::uint8_t>(~(0x80 >> at % 8));
    const std::string text = text_of(base) + '/' + std::to_string(bits);
    const auto block = Cidr::parse(text);
    ASSERT_TRUE(block) << text;
    EXPECT_EQ(block->prefix, prefix) << text;
    EXPECT_EQ(block->is_v4(), v4) << text;
    EXPECT_EQ(Cidr::parse(block->to_string())->base, block->base) << text;
    EXPECT_EQ(Cidr::parse(block->to_string())->prefix, prefix) << text;
    const auto same = Cidr::of(block->base, bits);
    ASSERT_TRUE(same);
    EXPECT_EQ(same->prefix, prefix);
    Bytes16 other = random.below(4) == 0 ? random_bytes(random, random.below(2) == 0) : base;
    const std::size_t flips = random.below(3);
    for (std::size_t i = 0; i < flips; ++i) {
      const auto at = static_cast<std::size_t>(v4 ? 96 + random.below(32) : random.below(128));
      other[at / 8] ^= static_cast<std::uint8_t>(0x80 >> at % 8);
    }
    const bool expected = is_mapped(other) == v4 && begin_alike(base, other, prefix);
    EXPECT_EQ(block->contains(*IpAddress::parse(text_of(other))), expected) << text << " and " << text_of(other);
    inside += expected ? 1 : 0;
    const std::string with_other = text_of(other) + '/' + std::to_string(bits);
    EXPECT_EQ(Cidr::parse(with_other).has_value(), is_base(other, bits)) << with_other;
  }
  EXPECT_GT(inside, 5'000u);
}

TEST(Cidr, masks_every_length) {
  const IpAddress ones = *IpAddress::parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
  for (int prefix = 0; prefix <= 128; ++prefix) {
    const Bytes16 bytes = bytes_of(Cidr::masked(ones, prefix).to_string());
    for (int at = 0; at < 128; ++at) ASSERT_EQ(bit_of(bytes, at), at < prefix) << prefix << ' ' << at;
  }
}

TEST(Cidr, of_ipv6_holds_no_address_of_ipv4) {
  const auto holds = [](const char* block, const char* address) {
    return Cidr::parse(block)->contains(*IpAddress::parse(address));
  };
  for (const char* block : {"::/0", "::/80", "::/96"}) {
    EXPECT_FALSE(holds(block, "8.8.8.8")) << block;
    EXPECT_TRUE(holds(block, "::1")) << block;
  }
  EXPECT_TRUE(holds("0.0.0.0/0", "8.8.8.8"));
  EXPECT_TRUE(holds("8.0.0.0/6", "8.8.8.8"));
  EXPECT_FALSE(holds("0.0.0.0/0", "::1"));
  EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(holds("192.0.2.1", "192.0.2.1")) << "an address alone is a block of one";
  EXPECT_FALSE(holds("192.0.2.1", "192.0.2.2"));
}

TEST(Cidr, refuses_what_is_no_block) {
  for (const char* text : {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/ 8", "10.0.0.0/8 ",
                           "10.0.0.0/8/8", "10.0.0.0/08x", "10.0.0.0/255.0.0.0", "10.0.0.1/8", "10.0.0/8", "fe80::/129",
                           "fe80::1/10", "::ffff:10.0.0.0/104", "10.0.0.0/99999999999999999999", "*", "any"})
    EXPECT_FALSE(Cidr::parse(text)) << '\'' << text << '\'';
  EXPECT_FALSE(Cidr::of(IpAddress::v4(0x0a000000), 33));
  EXPECT_FALSE(Cidr::of(IpAddress::v4(0x0a000000), -1));
  EXPECT_FALSE(Cidr::of(IpAddress::v4(0x0a000001), 8));
}

}  // namespace
}  // namespace picket
