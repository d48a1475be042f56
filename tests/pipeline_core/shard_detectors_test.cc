#include <gtest/gtest.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

// Back after 73 hours: told as of the 72nd, by one look at the end as by one at every hour.
TEST(ShardDetectors, a_long_silence_is_told_of_a_device_that_is_back) {
  for (const bool hourly : {false, true}) {
    Bench b;
    b.settings.silence_intervals = 1000;
    b.start(1, Duration::hours(1));
    const auto beat = [&](Time time) { b.send(time, {at(time, HeartbeatRecord{})}); };
    beat(kStart + Duration::minutes(30));
    for (int hour = 1; hourly && hour < 73; ++hour) b.advance(kStart + Duration::hours(hour));
    beat(kStart + Duration::minutes(30) + Duration::hours(73));
    b.advance(kStart + Duration::hours(75));
    ASSERT_EQ(b.sink->count("Device silent"), 1u) << hourly;
    EXPECT_EQ(b.sink->findings.front().window_end, kStart + Duration::minutes(30) + Duration::hours(72));
  }
}

// A list in two messages: while the second is under way nobody is gone. The next day's list lacks one, and so does a
// report of ports; both are told five minutes after the first of their messages, by one look at the end as by many.
TEST(ShardDetectors, lists_and_reports_in_two_messages_are_judged_when_they_are_whole) {
  for (const bool often : {false, true}) {
    Bench b;
    const auto user = [&](std::string_view name) {
      return LocalUserRecord{b.texts.intern(name), b.texts.intern("users"), {}, 0};
    };
    const LocalUserRecord root = user("root");
    const LocalUserRecord ops = user("ops");
    const LocalUserRecord web = user("web");
    const ListeningPortRecord open{*IpAddress::parse("0.0.0.0"), 22, TransportProtocol::kTcp, 0};
    const ListeningPortRecord closed{*IpAddress::parse("127.0.0.1"), 631, TransportProtocol::kTcp, 0};
    b.start();
    const auto day = [&](int n, std::vector<Record> first, std::vector<Record> second) {
      const Time collected = kStart + Duration::days(n);
      const auto send = [&](Time accepted, const std::vector<Record>& records) {
        std::vector<Observation> items;
        for (const Record& record : records) items.push_back(at(collected, record));
        b.send(accepted, items);
        if (often) b.advance(accepted + Duration::seconds(1));
      };
      send(collected, first);
      send(collected + Duration::minutes(2), second);
      for (int minute = 3; often && minute < 9; ++minute) b.advance(collected + Duration::minutes(minute));
    };
    day(0, {root, closed}, {ops, web, open});
    day(1, {root, closed}, {ops, web, open});
    b.advance(kStart + Duration::days(1) + Duration::hours(1));
    EXPECT_EQ(b.sink->count("Local user deletion detected"), 0U) << often;
    EXPECT_EQ(b.sink->recommendations.size(), 1U) << often;
    day(2, {root, closed}, {web, closed});
    b.advance(kStart + Duration::days(2) + Duration::hours(1));
    ASSERT_EQ(b.sink->count("Local user deletion detected"), 1U) << often;
    const Duration later = Duration::minutes(5) + b.settings.processing_delay;
    const StoredFinding& gone = b.sink->findings.back();
    EXPECT_EQ(gone.time, kStart + Duration::days(2) + later) << often;
    EXPECT_EQ(gone.evidence, (std::vector<Evidence>{{DeviceId(0), 5, 0}}));
    ASSERT_EQ(b.sink->recommendations.size(), 2U) << often;
    EXPECT_TRUE(b.sink->recommendations[1].resolved);
    EXPECT_EQ(b.sink->recommendations[1].time, kStart + Duration::days(2) + later) << often;
  }
}

// A clock that jumps ten years ahead and back: the jump is told, and what comes after it is judged as before.
TEST(ShardDetectors, an_event_from_the_future_blinds_no_model) {
  Bench b;
  b.settings.egress_model.min_hours = 1;
  b.start();
  b.core->set_learning(true);
  for (int hour = 0; hour < 6; ++hour) {
    const Time time = kStart + Duration::hours(hour);
    b.send(time, {flow(time, "203.0.113.7", 443, 1'000'000)});
  }
  b.advance(kStart + Duration::hours(6));
  b.core->set_learning(false);
  const Time now = kStart + Duration::hours(7);
  for (int i = 0; i < 4; ++i) b.send(now, {flow(now + Duration::days(3650 + i), "203.0.113.7", 443, 1000)});
  b.send(now, {flow(now, "203.0.113.7", 443, 5'000'000'000)});
  b.advance(now + Duration::hours(2));
  EXPECT_EQ(b.sink->count("sim.clock_jump"), 1u);
  EXPECT_EQ(b.sink->count("sim.egress_volume"), 1u);
  EXPECT_EQ(b.core->counts().event_times_ahead, 4u);
}

}  // namespace
}  // namespace picket
