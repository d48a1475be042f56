#include "pipeline_core/intel/indicator_feed.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/pipeline_core/intel/feed_text.h"

namespace picket {
namespace {

using testing_support::FeedText;

TEST(IndicatorCsv, reads_cells_by_the_names_of_its_columns) {
  FeedText feed;
  feed.read(FeedFormat::kCsv,
            "type,value,confidence,valid_from,valid_until,source,tlp,id,modified\n"
            "ipv4-addr,203.0.113.9,80,2026-01-01T00:00:00Z,2026-02-01T00:00:00Z,\"Team \"\"A\"\", north\",red,i-1,2026-01-02T00:00:00Z\n"
            ",\"evil.example\",,,,,,,\n"
            "sha256," + std::string(64, 'a') + ",,,,,,,\r\n");
  EXPECT_EQ(feed.problem_text(), "");
  EXPECT_EQ(feed.counts, (FeedCounts{3, 3, 0, 0, 0, 3}));
  const auto set = feed.set();
  const Time january = Time::from_unix_seconds(1'767'225'600);
  const auto entry = set->find(*IpAddress::parse("203.0.113.9"), january);
  ASSERT_NE(entry, IndicatorSet::kNone);
  const IndicatorReason reason = set->reason(entry, january);
  EXPECT_EQ(reason.source, "Team \"A\", north");
  EXPECT_EQ(reason.tlp, Tlp::kRed);
  EXPECT_EQ(reason.id, "i-1");
  EXPECT_EQ(set->find(*IpAddress::parse("203.0.113.9"), january - Duration::seconds(1)), IndicatorSet::kNone);
}

TEST(IndicatorCsv, problems_come_all_at_once_with_their_places) {
  FeedText feed;
  feed.read(FeedFormat::kCsv,
            "value,type,confidence,valid_until,valid_from\n"
            "203.0.113.9,ipv4-adr,101,tomorrow,\n"
            "evil.example,url\n"
            ",domain\n"
            "evil.example,md5\n"
            "a.example,domain,5,,,more\n"
            "a.example,domain,5,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z\n"
            "b.example,domain,5\n"
            "\"never ends");
  EXPECT_EQ(feed.problem_text(),
            "feed:2:26: error: valid_until: 'tomorrow' is no time; write 2026-01-31T00:00:00Z\n"
            "feed:2:22: error: confidence: '101' is no whole number from 0 to 100\n"
            "feed:2:13: error: unknown type 'ipv4-adr'; did you mean 'ipv4-addr'?\n"
            "feed:4:1: error: no value\n"
            "feed:5:1: error: 'evil.example' is no file hash\n"
            "feed:6:22: error: more cells than column names\n"
            "feed:7:20: error: valid_until is not after valid_from\n"
            "feed:9:1: error: a quote that does not end\n"
            "feed:9:1: error: 'never ends' is no address, block without host bits, domain, URL or file hash\n");
  EXPECT_EQ(feed.counts, (FeedCounts{8, 2, 6, 0, 0, 2}));
}

TEST(IndicatorCsv, refuses_blocks_that_would_make_every_connection_an_alert) {
  FeedText feed;
  feed.read(FeedFormat::kCsv, "value,type\n0.0.0.0/0,cidr\n::/0,\n10.0.0.0/8,cidr\n");
  EXPECT_EQ(feed.counts, (FeedCounts{3, 1, 2, 0, 0, 1, 2}));
  EXPECT_EQ(feed.problem_text(),
            "feed:2:1: error: '0.0.0.0/0' lists too many addresses: a block of IPv4 has at least /8, one of IPv6 at least /16\n"
            "feed:3:1: error: '::/0' lists too many addresses: a block of IPv4 has at least /8, one of IPv6 at least /16\n");
}

TEST(IndicatorCsv, names_must_be_known_and_single) {
  FeedText feed;
  feed.read(FeedFormat::kCsv, "valu,type,type\n203.0.113.9,,\n");
  EXPECT_EQ(feed.problem_text(),
            "feed:1:1: error: unknown column 'valu'; did you mean 'value'?\n"
            "feed:1:11: error: column 'type' given twice\n"
            "feed:1:1: error: no column 'value'; the first line names the columns\n");
  EXPECT_EQ(feed.counts, FeedCounts{});
}

TEST(IndicatorCsv, revokes_by_id) {
  FeedText feed;
  feed.read(FeedFormat::kCsv,
            "value,id,modified,revoked\n"
            "203.0.113.9,i-1,2026-01-01T00:00:00Z,false\n"
            ",i-1,2026-01-02T00:00:00Z,true\n"
            ",,,true\n");
  EXPECT_EQ(feed.counts, (FeedCounts{3, 1, 1, 0, 1, 1}));
  EXPECT_EQ(feed.problem_text(), "feed:4:4: error: only an id can be revoked\n");
  EXPECT_EQ(feed.set()->size(), 0U);
}

/// An indicator that has a date, revoked by a line that has none.
TEST(IndicatorCsv, a_revocation_without_a_date_is_the_last_word) {
  FeedText feed;
  feed.read(FeedFormat::kCsv,
            "value,id,modified,revoked\n"
            "203.0.113.9,i-1,2026-01-01T00:00:00Z,\n"
            ",i-1,,true\n");
  EXPECT_EQ(feed.problem_text(), "");
  EXPECT_EQ(feed.set()->size(), 0U);
}

/// A byte order mark, a line end within quotes, a marking that is none, an id of 256 and a cell of 8,193 characters,
/// a row of 65 cells.
TEST(IndicatorCsv, is_bounded_and_goes_on_after_a_bad_row) {
  FeedText feed;
  feed.read(FeedFormat::kCsv, "\xef\xbb\xbfvalue,source,tlp,id,revoked\n"
                              "203.0.113.9,\"two\nlines\",,,\n"
                              "203.0.113.8,,orange,i-1,\n"
                              "203.0.113.7,,," + std::string(256, 'i') + ",maybe\n" + std::string(8193, 'x') + "\n" +
                                  std::string(64, ','));
  EXPECT_EQ(feed.counts.loaded, 1U);
  EXPECT_EQ(feed.counts.indicators, 5U);
  EXPECT_TRUE(feed.problem_text().starts_with(
      "feed:4:14: error: tlp: 'orange' is none of clear, green, amber, amber+strict, red (i-1)\n"))
      << feed.problem_text();
  const auto set = feed.set();
  const auto entry = set->find(*IpAddress::parse("203.0.113.9"), Time());
  ASSERT_NE(entry, IndicatorSet::kNone);
  EXPECT_EQ(set->reason(entry, Time()).source, "two\nlines");
}

}  // namespace
}  // namespace picket
