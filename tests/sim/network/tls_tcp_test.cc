#include "sim/network/tls_tcp.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(TlsTcp, a_new_record_starts_every_16384_bytes) {
  EXPECT_EQ(tls_bytes(1), 30);
  EXPECT_EQ(tls_bytes(16'384), 16'384 + 29);
  EXPECT_EQ(tls_bytes(16'385), 16'385 + 58);
  EXPECT_EQ(tls_bytes(16'385, TlsProtocol::kTls13), 16'385 + 44);
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

TEST(TlsTcp, plaintext_is_put_in_records_and_these_in_segments) {
  EXPECT_EQ(secured_bytes(2), 83);
  EXPECT_EQ(secured_bytes(2, TlsProtocol::kTls13), 76);
  EXPECT_EQ(secured_bytes(16'385), tcp_bytes(16'385 + 58));
}

}  // namespace
}  // namespace picket::sim
