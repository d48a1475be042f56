#include "pipeline_core/hub_watch/silence.h"

#include <gtest/gtest.h>

namespace picket {
namespace {

Time unix_minute(std::int64_t m) {
  return Time::from_unix_seconds(m * 60);
}

TEST(SilenceWatch, fires_once_until_heard) {
  SilenceWatch w;
  w.start(unix_minute(0), Duration::minutes(30));
  EXPECT_FALSE(w.take(unix_minute(29), false));
  const auto alarm = w.take(unix_minute(60), false);
  ASSERT_TRUE(alarm);
  EXPECT_EQ(alarm->since, unix_minute(0));
  EXPECT_EQ(alarm->at, unix_minute(30));
  EXPECT_FALSE(w.take(unix_minute(600), false));
  w.on_message(unix_minute(700));
  EXPECT_TRUE(w.take(unix_minute(730), false));
}

TEST(SilenceWatch, is_off_without_a_promise) {
  SilenceWatch w;
  w.start(unix_minute(0), Duration());
  w.on_disconnect(unix_minute(1), unix_minute(1), Duration::minutes(10));
  EXPECT_EQ(w.due(), Time::max());
}

TEST(SilenceWatch, gives_a_disconnected_module_its_grace) {
  SilenceWatch w;
  w.start(unix_minute(0), Duration::hours(9));
  w.on_disconnect(unix_minute(5), unix_minute(5), Duration::minutes(10));
  w.on_connect(unix_minute(6));
  EXPECT_FALSE(w.take(unix_minute(100), false));
  w.on_disconnect(unix_minute(100), unix_minute(100), Duration::minutes(10));
  const auto alarm = w.take(unix_minute(120), false);
  ASSERT_TRUE(alarm);
  EXPECT_EQ(alarm->since, unix_minute(100));
  EXPECT_EQ(alarm->at, unix_minute(110));
}

// Gone at 5, back at 6; the records come at 9 and 8. And: gone at 5, known only at 20.
TEST(SilenceWatch, takes_records_that_come_late_or_out_of_order) {
  SilenceWatch w;
  w.start(unix_minute(0), Duration::hours(9));
  w.on_connect(unix_minute(6));
  w.on_disconnect(unix_minute(5), unix_minute(9), Duration::minutes(10));
  EXPECT_FALSE(w.take(unix_minute(100), false));
  SilenceWatch late;
  late.start(unix_minute(0), Duration::hours(9));
  late.on_disconnect(unix_minute(5), unix_minute(20), Duration::minutes(10));
  const auto alarm = late.take(unix_minute(20), false);
  ASSERT_TRUE(alarm);
  EXPECT_EQ(alarm->since, unix_minute(5));
  EXPECT_EQ(alarm->at, unix_minute(20));
}

// Gone at 5, back at 6, gone at 7 for good: the first connect's record comes last and changes nothing.
TEST(SilenceWatch, an_old_connect_does_not_hide_a_newer_loss) {
  SilenceWatch w;
  w.start(unix_minute(0), Duration::hours(9));
  w.on_disconnect(unix_minute(7), unix_minute(7), Duration::minutes(10));
  w.on_connect(unix_minute(6));
  EXPECT_TRUE(w.take(unix_minute(17), false));
}

// The record of a loss at 10 can be read at 13, and a message came at 11: the device is there.
TEST(SilenceWatch, a_loss_before_the_last_message_is_old_news) {
  SilenceWatch w;
  w.start(unix_minute(0), Duration::hours(9));
  w.on_message(unix_minute(11));
  w.on_disconnect(unix_minute(10), unix_minute(13), Duration::minutes(10));
  EXPECT_FALSE(w.take(unix_minute(120), false));
}

TEST(SilenceWatch, says_whether_messages_or_the_module_stayed_away) {
  SilenceWatch w;
  w.start(unix_minute(0), Duration::hours(9));
  w.on_disconnect(unix_minute(7), unix_minute(7), Duration::minutes(10));
  EXPECT_FALSE(w.take(unix_minute(17), false)->by_message);
  w.on_message(unix_minute(20));
  EXPECT_TRUE(w.take(unix_minute(20 + 540), false)->by_message);
}

TEST(SilenceWatch, learns_that_a_device_comes_and_goes) {
  SilenceWatch w;
  w.start(unix_minute(0), Duration::hours(9));
  w.on_disconnect(unix_minute(0), unix_minute(0), Duration::minutes(10));
  EXPECT_FALSE(w.take(unix_minute(60), true));
  w.on_message(unix_minute(60));
  w.on_disconnect(unix_minute(61), unix_minute(61), Duration::minutes(10));
  EXPECT_FALSE(w.take(unix_minute(120), false));
  EXPECT_TRUE(w.take(unix_minute(60 + 540), false));
}

}  // namespace
}  // namespace picket
