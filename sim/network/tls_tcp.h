#pragma once

#include <cstdint>

#include "agent_core/publish/transport.h"

namespace picket::sim {

// What TLS records and TCP over IPv4 add. IoT Hub speaks TLS 1.2 with AES-GCM only; 1.3 is a what-if.

/// Header, nonce and tag of an AES-GCM record of TLS 1.2 (RFC 5288: 5 + 8 + 16); a record holds up to 2^14
/// bytes of plaintext (RFC 5246, 6.2.1; RFC 8446, 5.1).
inline constexpr std::int64_t kTlsRecordOverhead = 29;
/// Of TLS 1.3 header, type and tag (RFC 8446, 5.2: 5 + 1 + 16), without padding.
inline constexpr std::int64_t kTls13RecordOverhead = 22;
inline constexpr std::int64_t kTlsRecordPlaintext = 16'384;
/// IPv4 20, TCP 20, timestamps 12; a segment then carries 1,448 of the 1,500 bytes of an Ethernet frame.
inline constexpr std::int64_t kSegmentHeader = 52;
inline constexpr std::int64_t kSegmentPayload = 1'448;
/// SYN and SYN-ACK carry all their options: 20 + 40.
inline constexpr std::int64_t kSynSegment = 60;
inline constexpr std::int64_t kAckSegment = kSegmentHeader;
/// A TLS alert (close_notify) before its record's overhead.
inline constexpr std::int64_t kTlsAlert = 2;

constexpr std::int64_t tls_record_overhead(TlsProtocol version) {
  return version == TlsProtocol::kTls12 ? kTlsRecordOverhead : kTls13RecordOverhead;
}
/// Plaintext in TLS records.
constexpr std::int64_t tls_bytes(std::int64_t plaintext, TlsProtocol version = TlsProtocol::kTls12) {
  const std::int64_t records = (plaintext + kTlsRecordPlaintext - 1) / kTlsRecordPlaintext;
  return plaintext + records * tls_record_overhead(version);
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
/// Plaintext sent as one flight.
constexpr std::int64_t secured_bytes(std::int64_t plaintext, TlsProtocol version = TlsProtocol::kTls12) {
  return tcp_bytes(tls_bytes(plaintext, version));
}

}  // namespace picket::sim
