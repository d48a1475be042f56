#include "sim/hub/built_in_endpoint.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

const Time kEndpointStart = Time::from_unix_seconds(1'772'500'000);

Time endpoint_second(double seconds) { return kEndpointStart + Duration::from_seconds(seconds); }

HubSettings hub_read_by(const EndpointReader& reader) {
  HubSettings hub;
  hub.reader = reader;
  return hub;
}

TEST(BuiltInEndpoint, gives_each_message_at_once_where_nothing_holds_its_reader_up) {
  BuiltInEndpoint endpoint(HubSettings{}, kEndpointStart);
  // A message that was accepted later may be enqueued earlier; neither waits for the other.
  for (const double at : {5.0, 4.9, 5.0, 700.0}) {
    const BuiltInEndpoint::Reading reading = endpoint.read(0, endpoint_second(at), endpoint_second(at));
    EXPECT_EQ(reading.read, endpoint_second(at));
    EXPECT_FALSE(reading.lost);
  }
  EXPECT_FALSE(endpoint.is_paced());
  EXPECT_EQ(endpoint.counts().messages_read, 4U);
  EXPECT_EQ(endpoint.counts().lag_seconds_sum, 0);
}

// Two a second: of five that come at once the last is read two seconds later. Another partition does not wait for them.
TEST(BuiltInEndpoint, reads_a_partition_no_faster_than_the_reader_can) {
  BuiltInEndpoint endpoint(hub_read_by({.messages_per_second = 2}), kEndpointStart);
  EXPECT_TRUE(endpoint.is_paced());
  for (int i = 0; i < 5; ++i) EXPECT_EQ(endpoint.read(1, endpoint_second(10), Time::min()).read, endpoint_second(10 + 0.5 * i));
  EXPECT_EQ(endpoint.read(2, endpoint_second(10), Time::min()).read, endpoint_second(10));
  EXPECT_EQ(endpoint.read(1, endpoint_second(60), Time::min()).read, endpoint_second(60)) << "it has caught up";
  EXPECT_EQ(endpoint.counts().messages_read, 7U);
  EXPECT_DOUBLE_EQ(endpoint.counts().lag_seconds_sum, 0.5 + 1 + 1.5 + 2);
  EXPECT_DOUBLE_EQ(endpoint.counts().lag_seconds_max, 2);
}

// Out from second 100 to 200, by two outages that overlap; what waited is read from then on, two a second.
TEST(BuiltInEndpoint, goes_on_after_an_outage_where_it_was) {
  BuiltInEndpoint endpoint(
      hub_read_by({.messages_per_second = 2,
                   .outages = {{Duration::seconds(150), Duration::seconds(50)}, {Duration::seconds(100), Duration::seconds(60)}}}),
      kEndpointStart);
  EXPECT_EQ(endpoint.read(0, endpoint_second(99.5), Time::min()).read, endpoint_second(99.5));
  EXPECT_EQ(endpoint.read(0, endpoint_second(99.6), Time::min()).read, endpoint_second(200)) << "its turn is at 100";
  EXPECT_EQ(endpoint.read(0, endpoint_second(120), Time::min()).read, endpoint_second(200.5));
  EXPECT_EQ(endpoint.read(0, endpoint_second(199), Time::min()).read, endpoint_second(201));
  EXPECT_EQ(endpoint.read(0, endpoint_second(300), Time::min()).read, endpoint_second(300));
  EXPECT_EQ(endpoint.counts().messages_lost, 0U);
}

// Away for 30 hours with a retention of a day: of a message an hour, those of hours 0 to 5 are lost, that of hour 6 is just
// in time, and those that are lost take no time of the reader.
TEST(BuiltInEndpoint, loses_what_is_older_than_the_retention_when_its_turn_comes) {
  HubSettings hub = hub_read_by({.messages_per_second = 0.1, .outages = {{Duration(), Duration::hours(30)}}});
  BuiltInEndpoint endpoint(hub, kEndpointStart);
  const Time back = kEndpointStart + Duration::hours(30);
  for (int hour = 0; hour < 30; ++hour) {
    const BuiltInEndpoint::Reading reading = endpoint.read(0, kEndpointStart + Duration::hours(hour), Time::min());
    EXPECT_EQ(reading.lost, hour < 6) << hour;
    EXPECT_EQ(reading.read, back + Duration::seconds(hour < 6 ? 0 : 10 * (hour - 6))) << hour;
  }
  EXPECT_EQ(endpoint.counts().messages_lost, 6U);
  EXPECT_EQ(endpoint.counts().messages_read, 24U);
  EXPECT_DOUBLE_EQ(endpoint.counts().lag_seconds_max, 86'400);
  hub.retention = Duration::days(2);
  BuiltInEndpoint longer(hub, kEndpointStart);
  for (int hour = 0; hour < 30; ++hour) EXPECT_FALSE(longer.read(0, kEndpointStart + Duration::hours(hour), Time::min()).lost);
}

// The same messages as arithmetic has them: a reader of 1/s and 3 messages a second for 100 s ends 200 s behind.
TEST(BuiltInEndpoint, falls_behind_what_comes_faster) {
  BuiltInEndpoint endpoint(hub_read_by({.messages_per_second = 1}), kEndpointStart);
  Time last = Time::min();
  Time read;
  for (int i = 0; i < 300; ++i) {
    read = endpoint.read(3, endpoint_second(i / 3.0), Time::min()).read;
    EXPECT_GT(read, last);
    last = read;
  }
  EXPECT_EQ(read, endpoint_second(299));
  EXPECT_NEAR(endpoint.counts().lag_seconds_max, 299 - 299 / 3.0, 1e-6);
  EXPECT_NEAR(endpoint.counts().lag_seconds_sum / 300, 299 / 3.0, 1e-3);
}

TEST(BuiltInEndpoint, waits_for_what_else_makes_its_reader_late) {
  BuiltInEndpoint endpoint(HubSettings{}, kEndpointStart);
  EXPECT_EQ(endpoint.read(0, endpoint_second(10), endpoint_second(70)).read, endpoint_second(70));
  EXPECT_EQ(endpoint.counts().lag_seconds_max, 60);
  EXPECT_TRUE(endpoint.read(0, endpoint_second(10), endpoint_second(11 + 86'400)).lost);
  EXPECT_EQ(endpoint.partition_of("meter-000001"), partition_of("meter-000001", kDefaultPartitions));
}

}  // namespace
}  // namespace picket::sim
