#include "pipeline_core/intel/indicator_set.h"

#include <gtest/gtest.h>

#include "agent_core/base/random.h"

namespace picket {
namespace {

const Time kNow = Time::from_unix_seconds(1000);
Indicator always(std::string source = "s") {
  return {Time::min(), Time::max(), std::move(source), 100};
}
IpAddress ip(std::string_view text) {
  return *IpAddress::parse(text);
}

TEST(IndicatorSet, matches_addresses_and_blocks_of_both_families) {
  IndicatorSet set;
  set.add_address(ip("203.0.113.9"), always("a"));
  ASSERT_TRUE(set.add_block(ip("198.51.0.0"), 16, always("b")));
  ASSERT_TRUE(set.add_block(ip("2001:db8::"), 32, always("c")));
  EXPECT_FALSE(set.add_block(ip("198.51.100.1"), 24, always()));
  EXPECT_FALSE(set.add_block(ip("198.51.100.0"), 33, always()));
  set.seal();
  EXPECT_EQ(set.match(ip("203.0.113.9"), kNow)->source, "a");
  EXPECT_EQ(set.match(ip("203.0.113.8"), kNow), nullptr);
  EXPECT_EQ(set.match(ip("198.51.255.255"), kNow)->source, "b");
  EXPECT_EQ(set.match(ip("198.52.0.0"), kNow), nullptr);
  EXPECT_EQ(set.match(ip("2001:db8:1::5"), kNow)->source, "c");
  EXPECT_EQ(set.match(ip("2001:db9::"), kNow), nullptr);
}

TEST(IndicatorSet, holds_from_the_first_moment_to_before_the_last) {
  IndicatorSet set;
  set.add_address(ip("203.0.113.9"), {Time::from_unix_seconds(10), Time::from_unix_seconds(20), "a", 50});
  set.add_address(ip("203.0.113.9"), {Time::from_unix_seconds(30), Time::max(), "b", 50});
  set.seal();
  EXPECT_EQ(set.match(ip("203.0.113.9"), Time::from_unix_seconds(9)), nullptr);
  EXPECT_EQ(set.match(ip("203.0.113.9"), Time::from_unix_seconds(10))->source, "a");
  EXPECT_EQ(set.match(ip("203.0.113.9"), Time::from_unix_seconds(20)), nullptr);
  EXPECT_EQ(set.match(ip("203.0.113.9"), Time::from_unix_seconds(30))->source, "b");
}

TEST(IndicatorSet, matches_names_by_whole_labels) {
  IndicatorSet set;
  ASSERT_TRUE(set.add_domain("Evil.example.", always()));
  EXPECT_FALSE(set.add_domain("", always()));
  set.seal();
  EXPECT_NE(set.match_domain("evil.example", kNow), nullptr);
  EXPECT_NE(set.match_domain("A.b.EVIL.example.", kNow), nullptr);
  EXPECT_EQ(set.match_domain("notevil.example", kNow), nullptr);
  EXPECT_EQ(set.match_domain("example", kNow), nullptr);
  EXPECT_TRUE(set.may_match_domain("x.evil.example"));
}

TEST(IndicatorSet, agrees_with_a_plain_search) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    RandomStream random(seed, 0, 0, Purpose::kTest);
    IndicatorSet set;
    struct Block {
      std::uint32_t base;
      int prefix;
    };
    std::vector<Block> blocks;
    for (int i = 0; i < 60; ++i) {
      const int prefix = 8 + static_cast<int>(random.below(25));
      const std::uint32_t mask = ~0U << (32 - prefix);
      // Few distinct high bits, so that blocks nest and addresses hit.
      const std::uint32_t base = static_cast<std::uint32_t>(random.next() & 0x030300ff) & mask;
      blocks.push_back({base, prefix});
      ASSERT_TRUE(set.add_block(IpAddress::v4(base), prefix, always()));
    }
    set.seal();
    for (int i = 0; i < 3000; ++i) {
      const std::uint32_t address = static_cast<std::uint32_t>(random.next() & 0x030301ff);
      const bool truth = std::any_of(blocks.begin(), blocks.end(),
                                     [&](const Block& b) { return (address & (~0U << (32 - b.prefix))) == b.base; });
      ASSERT_EQ(set.match(IpAddress::v4(address), kNow) != nullptr, truth) << "seed " << seed << " address " << address;
    }
  }
}

}  // namespace
}  // namespace picket
