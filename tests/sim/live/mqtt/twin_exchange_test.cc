#include "sim/live/mqtt/twin_exchange.h"

#include <gtest/gtest.h>

#include "sim/network/hub_mqtt.h"

namespace picket::sim {
namespace {

constexpr Time kAskedAt = Time::from_unix_seconds(1'800'000'000);
constexpr const char* kVersion2 = R"({"desired":{"a":1,"$version":2},"reported":{"$version":1}})";

Time after(std::int64_t seconds) { return kAskedAt + Duration::seconds(seconds); }

/// A client that has asked, and been answered with version 2 of its twin.
TwinExchange told_once() {
  TwinExchange twin;
  twin.on_ready(kAskedAt);
  EXPECT_EQ(twin.next(kAskedAt).value().topic, twin_get_topic("1"));
  EXPECT_EQ(twin.on_message(kAskedAt, twin_answer_topic(200, "1"), kVersion2).document, TwinDocument::kWhole);
  return twin;
}

TEST(TwinExchange, asks_once_a_connection_and_tells_only_what_is_new) {
  TwinExchange twin = told_once();
  EXPECT_FALSE(twin.next(after(1'000)).has_value());
  EXPECT_EQ(twin.wake_up(), Time::max());
  twin.on_lost();
  EXPECT_FALSE(twin.next(after(2'000)).has_value());
  twin.on_ready(after(2'000));
  EXPECT_EQ(twin.next(after(2'000)).value().topic, twin_get_topic("2"));
  const TwinExchange::Outcome same = twin.on_message(after(2'000), twin_answer_topic(200, "2"), kVersion2);
  EXPECT_TRUE(same.understood);
  EXPECT_FALSE(same.document.has_value());
}

TEST(TwinExchange, follows_changes_and_asks_for_what_it_missed) {
  TwinExchange twin = told_once();
  EXPECT_EQ(twin.on_message(kAskedAt, twin_change_topic(3), R"({"a":2,"$version":3})").document, TwinDocument::kPatch);
  EXPECT_FALSE(twin.on_message(kAskedAt, twin_change_topic(3), R"({"a":2,"$version":3})").document.has_value()) << "told twice";
  EXPECT_FALSE(twin.on_message(kAskedAt, twin_change_topic(5), R"({"a":4,"$version":5})").document.has_value()) << "4 is missing";
  EXPECT_EQ(twin.next(kAskedAt).value().topic, twin_get_topic("2"));
  // An answer that was written before 5 is told, and asked again.
  EXPECT_EQ(twin.on_message(kAskedAt, twin_answer_topic(200, "2"), R"({"desired":{"$version":4},"reported":{}})").document, TwinDocument::kWhole);
  EXPECT_EQ(twin.next(kAskedAt).value().topic, twin_get_topic("3"));
  EXPECT_EQ(twin.on_message(kAskedAt, twin_answer_topic(200, "3"), R"({"desired":{"$version":5},"reported":{}})").document, TwinDocument::kWhole);
  EXPECT_FALSE(twin.next(kAskedAt).has_value());
  EXPECT_EQ(twin.desired_version(), 5U);
}

TEST(TwinExchange, waits_twice_as_long_after_each_refusal_and_asks_again_where_no_answer_comes) {
  TwinExchange twin;
  twin.on_ready(kAskedAt);
  ASSERT_TRUE(twin.next(kAskedAt).has_value());
  twin.on_message(kAskedAt, twin_answer_topic(429, "1"), "");
  EXPECT_EQ(twin.wake_up(), after(5));
  EXPECT_FALSE(twin.next(after(4)).has_value());
  EXPECT_EQ(twin.next(after(5)).value().topic, twin_get_topic("2"));
  twin.on_message(after(5), twin_answer_topic(503, "2"), "");
  EXPECT_EQ(twin.wake_up(), after(15));
  ASSERT_TRUE(twin.next(after(15)).has_value());
  // No answer: given up after 30 s, and asked again 20 s later.
  EXPECT_EQ(twin.wake_up(), after(45));
  EXPECT_FALSE(twin.next(after(45)).has_value());
  EXPECT_EQ(twin.wake_up(), after(65));
  EXPECT_EQ(twin.next(after(65)).value().topic, twin_get_topic("4"));
  EXPECT_FALSE(twin.on_message(after(66), twin_answer_topic(200, "3"), kVersion2).understood) << "the answer to what was given up";
  for (int i = 0; i < 20; ++i) {
    const Time at = twin.wake_up();
    static_cast<void>(twin.next(at));
    EXPECT_LE(twin.wake_up() - at, TwinExchange::kLongestWait);
  }
}

TEST(TwinExchange, reports_the_latest_text_until_the_hub_has_it) {
  TwinExchange twin = told_once();
  twin.report(kAskedAt, "{\"a\":1}");
  const TwinExchange::Request first = twin.next(kAskedAt).value();
  EXPECT_EQ(first.topic, twin_patch_topic("2"));
  EXPECT_EQ(first.payload, "{\"a\":1}");
  twin.report(kAskedAt, "{\"a\":2}");
  EXPECT_FALSE(twin.next(kAskedAt).has_value()) << "one at a time";
  EXPECT_EQ(twin.on_message(kAskedAt, twin_answer_topic(204, "2", 5), "").reported, 204);
  EXPECT_EQ(twin.next(kAskedAt).value().payload, "{\"a\":2}");
  // The connection goes before the answer comes: said again on the next.
  twin.on_lost();
  twin.on_ready(after(9));
  EXPECT_EQ(twin.next(after(9)).value().topic, twin_get_topic("4"));
  EXPECT_EQ(twin.next(after(9)).value().payload, "{\"a\":2}");
  EXPECT_EQ(twin.on_message(after(9), twin_answer_topic(400, "5"), "").reported, 400);
  EXPECT_FALSE(twin.report_is_open());
  EXPECT_EQ(twin.refused(), 1U);
}

TEST(TwinExchange, takes_nothing_that_nobody_asked_for) {
  TwinExchange twin = told_once();
  EXPECT_FALSE(twin.on_message(kAskedAt, "$iothub/methods/POST/reboot/?$rid=1", "{}").understood);
  EXPECT_FALSE(twin.on_message(kAskedAt, twin_answer_topic(200, "77"), kVersion2).understood);
  EXPECT_FALSE(twin.on_message(kAskedAt, twin_change_topic(3), std::string(TwinExchange::kMaxDocument + 1, ' ')).understood);
  EXPECT_EQ(twin.desired_version(), 2U);
}

}  // namespace
}  // namespace picket::sim
