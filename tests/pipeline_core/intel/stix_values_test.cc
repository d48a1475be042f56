#include "pipeline_core/intel/stix_values.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

/// "value, value" or "!column: message", several joined by "; ".
std::string values(const std::string& pattern) {
  const StixValues read = stix_values(parse_stix_pattern(pattern));
  std::string out;
  for (const auto& problem : read.problems) {
    out += (out.empty() ? "!" : "; !") + std::to_string(problem.column) + (problem.unsupported ? " unsupported: " : ": ") + problem.message;
  }
  if (!out.empty()) return out;
  for (const auto& value : read.values) out += (out.empty() ? "" : ", ") + to_text(value.value.kind, value.value.key);
  return out;
}
const std::string kList = " is not supported: an indicator is a list of values";

TEST(StixValues, takes_values_joined_by_or) {
  EXPECT_EQ(values("[ipv4-addr:value = '203.0.113.9']"), "203.0.113.9");
  EXPECT_EQ(values("[ipv4-addr:value = '203.0.113.0/24' OR ipv6-addr:value ISSUBSET '2001:db8::/32']"), "203.0.113.0/24, 2001:db8::/32");
  EXPECT_EQ(values("[domain-name:value IN ('A.example.com', 'b.example.com')]"), "a.example.com, b.example.com");
  EXPECT_EQ(values("[url:value = 'http://Evil.example/x'] OR [domain-name:value = 'evil.example']"), "evil.example/x, evil.example");
  EXPECT_EQ(values("[file:hashes.MD5 = 'cead3f77f6cda6ec00f57d76c9a6879f' OR file:hashes.'SHA-1' = 'da39a3ee5e6b4b0d3255bfef95601890afd80709']"),
            "cead3f77f6cda6ec00f57d76c9a6879f, da39a3ee5e6b4b0d3255bfef95601890afd80709");
  EXPECT_EQ(values("[file:hashes.sha256 = '" + std::string(64, 'a') + "']"), std::string(64, 'a'));
}

TEST(StixValues, refuses_blocks_that_would_make_every_connection_an_alert) {
  EXPECT_EQ(values("[ipv4-addr:value = '0.0.0.0/0' OR ipv6-addr:value = '2001:db8::1']"),
            "!20: '0.0.0.0/0' lists too many addresses: a block of IPv4 has at least /8, one of IPv6 at least /16");
  EXPECT_EQ(values("[network-traffic:dst_ref.value ISSUBSET '::/0']"),
            "!41: '::/0' lists too many addresses: a block of IPv4 has at least /8, one of IPv6 at least /16");
}

TEST(StixValues, joins_an_address_with_its_port_and_type) {
  EXPECT_EQ(values("[network-traffic:dst_ref.value = '203.0.113.9']"), "203.0.113.9");
  EXPECT_EQ(values("[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '203.0.113.9' AND "
                   "network-traffic:dst_port = 8080]"),
            "203.0.113.9:8080");
  EXPECT_EQ(values("[network-traffic:src_ref.value = 'evil.example']"), "evil.example");
  EXPECT_EQ(values("[network-traffic:dst_ref.value = '203.0.113.9' AND network-traffic:src_port = 80]"),
            "!48 unsupported: AND of anything but an address with its port and type" + kList);
  EXPECT_EQ(values("[network-traffic:dst_ref.value = '203.0.113.0/24' AND network-traffic:dst_port = 80]"),
            "!34 unsupported: a port of anything but one address" + kList);
}

TEST(StixValues, a_qualifier_that_narrows_nothing_is_left_out_and_start_stop_is_kept) {
  EXPECT_EQ(values("([ipv4-addr:value = '203.0.113.9'] WITHIN 5 SECONDS) REPEATS 1 TIMES"), "203.0.113.9");
  const StixValues read = stix_values(parse_stix_pattern(
      "[ipv4-addr:value = '203.0.113.9'] START t'2026-01-01T00:00:00Z' STOP t'2026-02-01T00:00:00Z' OR [ipv4-addr:value = '203.0.113.8']"));
  ASSERT_EQ(read.values.size(), 2U);
  EXPECT_EQ(read.values[0].start, Time::from_unix_seconds(1'767'225'600));
  EXPECT_EQ(read.values[0].stop, Time::from_unix_seconds(1'769'904'000));
  EXPECT_EQ(read.values[1].stop, Time::max());
}

TEST(StixValues, refuses_everything_else_at_its_place) {
  EXPECT_EQ(values("[ipv4-addr:value != '203.0.113.9']"), "!2 unsupported: this operator on 'ipv4-addr:value'" + kList);
  EXPECT_EQ(values("[ipv4-addr:value NOT = '203.0.113.9']"), "!2 unsupported: NOT" + kList);
  EXPECT_EQ(values("[domain-name:value LIKE '%.example.com']"), "!2 unsupported: this operator on 'domain-name:value'" + kList);
  EXPECT_EQ(values("[url:value MATCHES '^x']"), "!2 unsupported: this operator on 'url:value'" + kList);
  EXPECT_EQ(values("[EXISTS url:value]"), "!2 unsupported: this operator on 'url:value'" + kList);
  EXPECT_EQ(values("[process:command_line = 'x']"), "!2 unsupported: 'process:command_line'" + kList);
  EXPECT_EQ(values("[ipv4-adr:value = '203.0.113.9']"), "!2 unsupported: 'ipv4-adr:value' (did you mean 'ipv4-addr:value'?)" + kList);
  EXPECT_EQ(values("[url:value = 'http://a.example/' AND file:name = 'x']"),
            "!34 unsupported: AND of anything but an address with its port and type" + kList);
  EXPECT_EQ(values("[ipv4-addr:value = '203.0.113.9'] FOLLOWEDBY [ipv4-addr:value = '203.0.113.8']"), "!35 unsupported: FOLLOWEDBY" + kList);
  EXPECT_EQ(values("[ipv4-addr:value = '203.0.113.9'] AND [ipv4-addr:value = '203.0.113.8']"), "!35 unsupported: AND of observations" + kList);
  EXPECT_EQ(values("[ipv4-addr:value = '203.0.113.9'] REPEATS 2 TIMES"), "!35 unsupported: REPEATS more than once" + kList);
}

TEST(StixValues, refuses_values_that_are_none_all_at_once) {
  EXPECT_EQ(values("[file:hashes.'SHA-256' = 'f00' OR ipv4-addr:value = '203.0.113.300' OR ipv4-addr:value = '2001:db8::1' OR domain-name:value = 5]"),
            "!26: 'f00' is no value of file:hashes.SHA-256; !53: '203.0.113.300' is no value of ipv4-addr:value; !90: "
            "'2001:db8::1' is no value of ipv4-addr:value; !127: 'domain-name:value' is a string");
  EXPECT_EQ(values("[ipv4-addr:value IN ()]"), "!1: the pattern names no value");
  EXPECT_EQ(values("[ipv4-addr:value = '203.0.113.9:80']"), "!20: '203.0.113.9:80' is no value of ipv4-addr:value");
  EXPECT_EQ(values("[ipv4-addr:value = '203.0.113.1/24']"), "!20: '203.0.113.1/24' is no value of ipv4-addr:value");
}

TEST(StixValues, takes_the_longest_chains) {
  std::string chain = "[ipv4-addr:value='203.0.113.9'";
  while (chain.size() < 60'000) chain += " OR ipv4-addr:value='203.0.113.9'";
  EXPECT_GT(stix_values(parse_stix_pattern(chain + "]")).values.size(), 1500U);
  std::string ands = "[a:b=1";
  while (ands.size() < 60'000) ands += " AND a:b=1";
  EXPECT_EQ(stix_values(parse_stix_pattern(ands + "]")).problems.size(), 1U);
}

}  // namespace
}  // namespace picket
