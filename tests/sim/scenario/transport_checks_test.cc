#include "sim/scenario/transport_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/sim/scenario/support.h"

// The texts are in tests/golden/scenario/transport.txt; here is what stops a run and what does not.

namespace picket::sim {
namespace {

using ::testing::HasSubstr;
using test::told;

test::Loaded load_over(const std::string& transport, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"duration=100 h", "client.transport=" + transport});
  return test::load(test::kSmall, more);
}

TEST(TransportChecks, refuse_changes_of_twins_that_would_reach_nobody) {
  const std::string changes = "policies[0].twin_changes=[{at: 1 h, desired: {Login_Disabled: true}}]";
  const test::Loaded https = load_over("https", {changes});
  EXPECT_FALSE(https.result.ok());
  EXPECT_EQ(told(https, Code::kTransport), 1U) << https.text();
  EXPECT_THAT(https.text(), HasSubstr("policies[0].twin_changes"));
  for (const char* transport : {"mqtt", "mqtt_websocket", "amqp", "amqp_websocket"}) {
    const test::Loaded other = load_over(transport, {changes});
    EXPECT_TRUE(other.result.ok()) << other.text();
    EXPECT_EQ(told(other, Code::kTransport), 0U);
  }
}

TEST(TransportChecks, warn_of_agents_that_would_read_their_twin) {
  const test::Loaded https = load_over("https", {"policies=[{use: g2_linux}, {use: raw}, {use: g1_c}]"});
  EXPECT_TRUE(https.result.ok()) << https.text();
  EXPECT_EQ(told(https, Code::kTransportNoTwin), 2U) << https.text();
  EXPECT_EQ(told(load_over("amqp"), Code::kTransportNoTwin), 0U);
}

TEST(TransportChecks, warn_of_sizes_that_the_transport_does_not_read) {
  EXPECT_EQ(told(load_over("mqtt", {"client.amqp.transfer=200 B", "client.https.error=1 B"}), Code::kTransportUnread), 2U);
  EXPECT_EQ(told(load_over("mqtt", {"client.amqp.transfer=150 B"}), Code::kTransportUnread), 0U) << "the default says nothing";
  EXPECT_EQ(told(load_over("amqp", {"client.amqp.transfer=200 B"}), Code::kTransportUnread), 0U);
  EXPECT_EQ(told(load_over("https", {"client.https.idle_timeout=2 min"}), Code::kTransportUnread), 0U);
}

TEST(TransportChecks, read_the_sizes_with_their_units) {
  const test::Loaded loaded = load_over("amqp_websocket", {"client.amqp.transfer=200 B", "client.amqp.open_round_trips=3"});
  ASSERT_TRUE(loaded.result.ok()) << loaded.text();
  EXPECT_EQ(loaded.result.scenario->client.transport, Transport::kAmqpWebSocket);
  EXPECT_EQ(loaded.result.scenario->client.amqp.transfer, Bytes(200));
  EXPECT_EQ(loaded.result.scenario->client.amqp.open_round_trips, 3U);
  EXPECT_THAT(load_over("amqp", {"client.amqp.transfer=200"}).text(), HasSubstr("client.amqp.transfer: '200' has no unit"));
}

// A client over HTTPS pings nobody, so no silence is too long for its line.
TEST(TransportChecks, know_that_nobody_pings_over_https) {
  EXPECT_EQ(told(load_over("https", {"networks.ethernet.nat_timeout=2 h"}), Code::kNatUnseen), 0U);
  EXPECT_EQ(told(load_over("mqtt", {"networks.ethernet.nat_timeout=2 h"}), Code::kNatUnseen), 1U);
}

}  // namespace
}  // namespace picket::sim
