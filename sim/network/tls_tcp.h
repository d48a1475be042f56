#pragma once

#include <cstdint>

namespace picket::sim {

// What TLS 1.2 and TCP over IPv4 add. IoT Hub speaks TLS 1.2 with AES-GCM only.

/// Header, nonce and tag of an AES-GCM record (RFC 5288: 5 + 8 + 16); a record holds up to 2^14
/// bytes of plaintext (RFC 5246, 6.2.1).
inline constexpr std::int64_t kTlsRecordOverhead = 29;
inline constexpr std::int64_t kTlsRecordPlaintext = 16'384;
/// IPv4 20, TCP 20, timestamps 12; a segment then carries 1,448 of the 1,500 bytes of an Ethernet frame.
inline constexpr std::int64_t kSegmentHeader = 52;
inline constexpr std::int64_t kSegmentPayload = 1'448;
/// SYN and SYN-ACK carry all their options: 20 + 40.
inline constexpr std::int64_t kSynSegment = 60;
inline constexpr std::int64_t kAckSegment = kSegmentHeader;
/// A TLS alert (close_notify) is two bytes in a record.
inline constexpr std::int64_t kTlsCloseNotify = 2 + kTlsRecordOverhead;

/// Plaintext in TLS records.
constexpr std::int64_t tls_bytes(std::int64_t plaintext) {
  const std::int64_t records = (plaintext + kTlsRecordPlaintext - 1) / kTlsRecordPlaintext;
  return plaintext + records * kTlsRecordOverhead;
}
constexpr std::int64_t tcp_segments(std::int64_t stream_bytes) {
  return (stream_bytes + kSegmentPayload - 1) / kSegmentPayload;
}
/// Bytes on the line for one flight of `stream_bytes`, acknowledgements not included.
constexpr std::int64_t tcp_bytes(std::int64_t stream_bytes) {
  return stream_bytes + tcp_segments(stream_bytes) * kSegmentHeader;
}
/// Acknowledgements that the receiver of a flight sends on their own, when its answer carries the
/// last one: one for every second segment before (RFC 5681, 4.2).
constexpr std::int64_t tcp_acks_before_answer(std::int64_t stream_bytes) {
  return (tcp_segments(stream_bytes) - 1) / 2;
}
/// An MQTT packet sent as one flight.
constexpr std::int64_t secured_bytes(std::int64_t mqtt_bytes) {
  return tcp_bytes(tls_bytes(mqtt_bytes));
}

/// Bytes of TLS messages in a full TLS 1.2 handshake: ECDHE-RSA, a session ticket, a client
/// certificate asked for and (with tokens) none sent.
/// Source: measured with OpenSSL 3 and a chain of 1,632 + 1,437 bytes: 319 + 12 up, 3,713 + 57 down.
/// Limits: the server's flight grows with its chain. Azure's chain is 300 to 650 bytes larger
///         (estimate); 475 is the middle. Session resumption is not modelled: unknown at the hub.
struct TlsHandshake {
  std::int64_t hello_up = 205;      ///< ClientHello
  std::int64_t finish_up = 126;     ///< empty Certificate, key exchange, Finished; with the above 331
  std::int64_t hello_down = 3'493;  ///< ServerHello, chain, key exchange, certificate request
  std::int64_t finish_down = 277;   ///< ticket, Finished; with the above 3,770
  std::int64_t chain_extra = 475;   ///< added to `hello_down`; 0: the measured chain
};

/// Round trips before the first PUBLISH can leave: TCP 1, TLS 1.2 two, CONNECT 1.
inline constexpr int kConnectRoundTrips = 4;
/// SUBSCRIBEs are sent together and answered in one more.
inline constexpr int kSubscribeRoundTrips = 1;

}  // namespace picket::sim
