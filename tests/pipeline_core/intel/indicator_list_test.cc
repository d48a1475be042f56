#include "pipeline_core/intel/indicator_feed.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/pipeline_core/intel/feed_text.h"

namespace picket {
namespace {

using testing_support::FeedText;

TEST(IndicatorList, reads_values_and_says_where_it_is_wrong) {
  FeedText feed;
  feed.read(FeedFormat::kList,
            "# a list of documentation addresses\n"
            "203.0.113.9\r\n"
            "\n"
            "  evil.example ; a remark\n"
            "not a value\n"
            "hxxp://evil[.]example/x.sh#part\n"
            "203.0.113.1/24");
  EXPECT_EQ(feed.counts, (FeedCounts{5, 3, 2, 0, 0, 3}));
  EXPECT_EQ(feed.problem_text(),
            "feed:5:1: error: 'not a value' is no address, block without host bits, domain, URL or file hash\n"
            "feed:7:1: error: '203.0.113.1/24' is no address, block without host bits, domain, URL or file hash\n");
  EXPECT_EQ(feed.set()->size(), 3U);
}

TEST(IndicatorList, refuses_blocks_that_would_make_every_connection_an_alert) {
  FeedText feed;
  feed.read(FeedFormat::kList, "0.0.0.0/0\n::/0\n10.0.0.0/8\n");
  EXPECT_EQ(feed.counts, (FeedCounts{3, 1, 2, 0, 0, 1, 2}));
  EXPECT_EQ(feed.problem_text(),
            "feed:1:1: error: '0.0.0.0/0' lists too many addresses: a block of IPv4 has at least /8, one of IPv6 at least /16\n"
            "feed:2:1: error: '::/0' lists too many addresses: a block of IPv4 has at least /8, one of IPv6 at least /16\n");
  EXPECT_EQ(feed.set()->size(), 1U);
}

TEST(IndicatorList, takes_off_a_byte_order_mark) {
  FeedText feed;
  feed.read(FeedFormat::kList, "\xef\xbb\xbf" "203.0.113.9\n");
  EXPECT_EQ(feed.problem_text(), "");
  EXPECT_EQ(feed.set()->size(), 1U);
}

/// Ten million characters that each ask to be mended: without a bound on a value, hours.
TEST(IndicatorList, refuses_a_line_without_end) {
  std::string line;
  while (line.size() < 10'000'000) line += "[.]";
  FeedText feed;
  feed.read(FeedFormat::kList, line + "\n203.0.113.9");
  EXPECT_EQ(feed.counts.refused, 1U);
  EXPECT_EQ(feed.counts.loaded, 1U);
}

}  // namespace
}  // namespace picket
