// Segments of 52 + up to 1,448 bytes and records of 29 (TLS 1.2) counted by hand.

#include "sim/network/secure_channel.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

void expect_cost(const WireCost& cost, std::int64_t up, std::int64_t down) {
  EXPECT_EQ(cost.up.upkeep, Bytes(up));
  EXPECT_EQ(cost.down.upkeep, Bytes(down));
  EXPECT_EQ(cost.total(), Bytes(up + down));
}

TEST(SecureChannel, a_short_question_and_its_answer_are_three_segments) {
  expect_cost(SecureChannel({}).ask(2, 4), 83 + 52, 85);
  expect_cost(SecureChannel({}).serve(2, 4), 85, 83 + 52);
}

// 5,000 bytes: 4 segments. As a question two are acknowledged by one, the rest by the answer; as an answer, by two.
TEST(SecureChannel, every_second_segment_is_acknowledged) {
  expect_cost(SecureChannel({}).ask(5'000, 4), 5'029 + 4 * 52 + 52, 52 + 85);
  expect_cost(SecureChannel({}).ask(4, 5'000), 85 + 2 * 52, 5'029 + 4 * 52);
}

TEST(SecureChannel, what_is_not_answered_is_acknowledged_by_tcp) {
  expect_cost(SecureChannel({}).say(100), 181, 52);
  expect_cost(SecureChannel({}).hear(5'000), 2 * 52, 5'029 + 4 * 52);
  EXPECT_EQ(SecureChannel({}).flight(100), 181);
}

TEST(SecureChannel, opens_with_a_handshake) {
  TlsSettings tls;
  tls.server = kMeasuredServerChain;
  tls.asks_client_certificate = false;
  // The server's flight: 3,713 - 242 bytes in three segments, the last of which is acknowledged at once.
  expect_cost(SecureChannel(tls).open(false), 60 + 52 + (226 + 52) + 2 * 52 + (93 + 52), 60 + (3'471 + 3 * 52) + (242 + 52));
  expect_cost(SecureChannel(tls).open(true), 60 + 52 + (434 + 52) + (51 + 52), 60 + (141 + 52));
  EXPECT_EQ(SecureChannel(tls).open_round_trips(false), 3);
  EXPECT_EQ(SecureChannel(tls).open_round_trips(true), 2);
  tls.version = TlsProtocol::kTls13;
  EXPECT_EQ(SecureChannel(tls).open_round_trips(false), 2);
  expect_cost(SecureChannel(tls).close(), 76 + 2 * 52, 2 * 52);
}

}  // namespace
}  // namespace picket::sim
