#include "sim/network/tls_tcp.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(TlsTcp, a_new_record_starts_every_16384_bytes) {
  EXPECT_EQ(tls_bytes(1), 30);
  EXPECT_EQ(tls_bytes(16'384), 16'384 + 29);
  EXPECT_EQ(tls_bytes(16'385), 16'385 + 58);
}

TEST(TlsTcp, a_new_segment_starts_every_1448_bytes) {
  EXPECT_EQ(tcp_bytes(1'448), 1'500);
  EXPECT_EQ(tcp_bytes(1'449), 1'449 + 104);
}

// One or two segments: the answer acknowledges both. Three: one acknowledgement before it.
TEST(TlsTcp, every_second_segment_before_the_last_is_acknowledged) {
  EXPECT_EQ(tcp_acks_before_answer(1), 0);
  EXPECT_EQ(tcp_acks_before_answer(2 * 1'448), 0);
  EXPECT_EQ(tcp_acks_before_answer(2 * 1'448 + 1), 1);
  EXPECT_EQ(tcp_acks_before_answer(9 * 1'448), 4);
}

// Measured with OpenSSL: 331 bytes up and 3,770 down.
TEST(TlsTcp, the_flights_of_a_handshake_sum_to_what_was_measured) {
  constexpr TlsHandshake kMeasured{.chain_extra = 0};
  EXPECT_EQ(kMeasured.hello_up + kMeasured.finish_up, 319 + 12);
  EXPECT_EQ(kMeasured.hello_down + kMeasured.finish_down + kMeasured.chain_extra, 3'713 + 57);
}

}  // namespace
}  // namespace picket::sim
