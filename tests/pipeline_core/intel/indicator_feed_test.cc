#include "pipeline_core/intel/indicator_feed.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/intel/feed_text.h"

namespace picket {
namespace {

using testing_support::FeedText;

TEST(IndicatorFeed, tells_the_format_by_the_name) {
  EXPECT_EQ(feed_format_of("a/b.json"), FeedFormat::kStix);
  EXPECT_EQ(feed_format_of("b.csv"), FeedFormat::kCsv);
  EXPECT_EQ(feed_format_of("b.txt"), FeedFormat::kList);
  EXPECT_EQ(feed_format_of("b.stix"), std::nullopt);
}

TEST(IndicatorFeed, reads_a_list_and_says_where_it_is_wrong) {
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

TEST(IndicatorFeed, what_a_feed_does_not_say_comes_from_the_caller) {
  FeedText feed;
  feed.defaults.source = "watch list";
  feed.defaults.valid_from = Time::from_unix_seconds(10);
  feed.defaults.confidence = 60;
  feed.defaults.tlp = Tlp::kGreen;
  feed.read(FeedFormat::kList, "203.0.113.9");
  const auto set = feed.set();
  const IpAddress address = *IpAddress::parse("203.0.113.9");
  EXPECT_EQ(set->find(address, Time::from_unix_seconds(9)), IndicatorSet::kNone);
  const IndicatorReason reason = set->reason(set->find(address, Time::from_unix_seconds(10)), Time::from_unix_seconds(10));
  EXPECT_EQ(reason.source, "watch list");
  EXPECT_EQ(reason.tlp, Tlp::kGreen);
  EXPECT_DOUBLE_EQ(reason.confidence, 60);
}

TEST(IndicatorFeed, problems_are_counted_beyond_those_kept) {
  FeedText feed;
  std::string bad;
  for (int i = 0; i < 1500; ++i) bad += "?\n";
  feed.read(FeedFormat::kList, bad);
  EXPECT_EQ(feed.problems.list().size(), FeedProblems::kMax);
  EXPECT_EQ(feed.problems.count(), 1500U);
}

TEST(IndicatorFeed, reads_csv_by_the_names_of_its_columns) {
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

TEST(IndicatorFeed, csv_problems_come_all_at_once_with_their_places) {
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

TEST(IndicatorFeed, csv_names_must_be_known_and_single) {
  FeedText feed;
  feed.read(FeedFormat::kCsv, "valu,type,type\n203.0.113.9,,\n");
  EXPECT_EQ(feed.problem_text(),
            "feed:1:1: error: unknown column 'valu'; did you mean 'value'?\n"
            "feed:1:11: error: column 'type' given twice\n"
            "feed:1:1: error: no column 'value'; the first line names the columns\n");
  EXPECT_EQ(feed.counts, FeedCounts{});
}

TEST(IndicatorFeed, csv_revokes_by_id) {
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

}  // namespace
}  // namespace picket
