#include "sim/experiment/feed_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/experiment/replication.h"
#include "tests/sim/experiment/small_study.h"

namespace picket::sim {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

FeedText feed(std::string file, std::string text, Duration at = Duration()) {
  FeedText made;
  made.use.file = std::move(file);
  made.use.at = at;
  made.format = *feed_format_of(made.use.file);
  made.text = std::move(text);
  made.kept = "feed_0.txt";
  return made;
}

TEST(FeedContent, takes_source_confidence_and_tlp_from_the_scenario_where_the_feed_says_nothing) {
  FeedText list = feed("lists/bad.txt", "198.51.100.7\n");
  IndicatorSet::Builder builder;
  add_feed(list, builder);
  list.use = {"lists/named.txt", Duration(), "own list", 40, Tlp::kAmber};
  list.text = "203.0.113.9\n";
  add_feed(list, builder);
  const auto set = builder.seal();
  const Time now = Time::from_unix_seconds(1'800'000'000);
  const IndicatorReason unnamed = set->reason(set->find(*IpAddress::parse("198.51.100.7"), now), now);
  EXPECT_EQ(unnamed.source, "lists/bad.txt");
  EXPECT_EQ(unnamed.tlp, Tlp::kNone);
  const IndicatorReason named = set->reason(set->find(*IpAddress::parse("203.0.113.9"), now), now);
  EXPECT_EQ(named.source, "own list");
  EXPECT_EQ(named.tlp, Tlp::kAmber);
  EXPECT_EQ(named.confidence, 40);
}

TEST(FeedContent, remarks_on_what_is_wrong_with_a_feed_and_on_nothing_else) {
  EXPECT_THAT(feed_remarks({feed("good.txt", "198.51.100.7\nbad.example\n")}), IsEmpty());
  EXPECT_THAT(feed_remarks({feed("good.txt", "198.51.100.7\n"), feed("odd.txt", "198.51.100.7\n-bad-\n\n")}),
              ElementsAre(AllOf(HasSubstr("odd.txt: 1 of 2 indicators loaded, 1 refused; the first: odd.txt:2:"))));
  EXPECT_THAT(feed_remarks({feed("empty.txt", "# nothing\n")}), ElementsAre("empty.txt: 0 of 0 indicators loaded"));
}

// Seven lines are refused, five are named.
TEST(FeedContent, remarks_name_the_first_problems_and_count_the_rest) {
  std::string text = "198.51.100.7\n0.0.0.0/0\n";
  for (int i = 0; i < 6; ++i) text += "-bad-\n";
  const auto remarks = feed_remarks({feed("odd.txt", text)});
  ASSERT_EQ(remarks.size(), 1U);
  EXPECT_THAT(remarks[0], HasSubstr("odd.txt: 1 of 8 indicators loaded, 7 refused (1 of them: blocks of too many addresses); the first: odd.txt:2:1: error: '0.0.0.0/0'"));
  EXPECT_THAT(remarks[0], AllOf(HasSubstr("; odd.txt:6:1: error: '-bad-'"), ::testing::EndsWith("; and 2 more")));
  EXPECT_THAT(remarks[0], ::testing::Not(HasSubstr("odd.txt:7:")));
}

TEST(FeedContent, says_why_a_feed_would_change_nothing) {
  const auto why = [](const FeedText& given) {
    IndicatorSet::Builder builder;
    return why_useless(add_feed(given, builder));
  };
  EXPECT_EQ(why(feed("empty.txt", "# nothing\n")), "holds no indicator");
  EXPECT_EQ(why(feed("odd.csv", "adress\n198.51.100.7\n")), "nothing of it can be read");
  EXPECT_EQ(why(feed("cut.json", "{\"type\": \"bundle\", \"objects\": [")), "nothing of it can be read");
  EXPECT_EQ(why(feed("odd.txt", "-bad-\n0.0.0.0/0\n")), "none of its 2 indicators can be used");
  EXPECT_EQ(why(feed("some.txt", "-bad-\n198.51.100.7\n")), "");
  // A later feed may do no more than take back what an earlier one said.
  EXPECT_EQ(why(feed("back.csv", "value,id,revoked\n,i-1,true\n")), "");
}

TEST(FeedContent, a_scenario_is_kept_with_the_names_of_the_copies_and_the_sources_of_before) {
  Scenario scenario = test::small_scenario();
  scenario.intel.feeds = {{"../lists/bad.txt", Duration(), "", 100, Tlp::kNone}};
  const Scenario kept = with_kept_feeds(scenario, {feed("../lists/bad.txt", "")});
  EXPECT_EQ(kept.intel.feeds[0].file, "feed_0.txt");
  EXPECT_EQ(kept.intel.feeds[0].source, "../lists/bad.txt");
}

// The first feed is known from the beginning; each later one adds to all before it.
TEST(FeedContent, sets_grow_as_feeds_come) {
  const Scenario scenario = test::small_scenario({"intel.listed_share=0", "intel.unrelated_indicators=5"});
  const World world(scenario, 0);
  ReplicationSettings settings;
  picket::test::add_rules(settings.rules.texts, settings.rules.names);
  settings.feeds = {feed("a.txt", "198.51.100.7\n"), feed("b.txt", "198.51.100.8\n198.51.100.9\n", Duration::hours(2)),
                    feed("c.txt", "bad.example\n", Duration::hours(1)),
                    feed("d.txt", "worse.example\n", Duration::hours(2))};
  EXPECT_EQ(build_content(world, settings)->indicators()->size(), 6u);
  const std::vector<IndicatorReload> reloads = build_reloads(world, settings);
  ASSERT_EQ(reloads.size(), 2u);
  EXPECT_EQ(reloads[0].at, world.start() + Duration::hours(1));
  EXPECT_EQ(reloads[0].set->size(), 7u);
  EXPECT_EQ(reloads[1].at, world.start() + Duration::hours(2));
  EXPECT_EQ(reloads[1].set->size(), 10u);
}

}  // namespace
}  // namespace picket::sim
