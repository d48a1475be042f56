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

}  // namespace
}  // namespace picket
