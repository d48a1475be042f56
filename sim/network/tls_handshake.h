#pragma once

#include <cstdint>

#include "agent_core/publish/transport.h"

namespace picket::sim {

/// The key of a certificate's owner, which signs the handshake: 256 bytes with RSA 2048; with P-256 70 to 72, 71 as a rule.
enum class TlsKey : std::uint8_t { kRsa2048, kEcP256 };

/// The certificates that a side sends: its own and intermediates, without the root.
struct TlsChain {
  std::int64_t certificates = 0;  ///< 0: it sends none
  std::int64_t bytes = 0;         ///< of all of them in DER
  std::int64_t own_bytes = 0;     ///< of the owner's: what a session ticket keeps of a client's chain
  TlsKey key = TlsKey::kRsa2048;
  bool operator==(const TlsChain&) const = default;
};

/// The measured server: a leaf of 1,632 bytes and an intermediate of 1,437.
inline constexpr TlsChain kMeasuredServerChain{2, 1'632 + 1'437, 1'632, TlsKey::kRsa2048};
/// Azure's chain is 300 to 650 bytes larger (estimate: time stamps of transparency logs, list of names); 475 is the middle.
inline constexpr std::int64_t kAzureChainExtra = 475;
inline constexpr TlsChain kAzureServerChain{2, kMeasuredServerChain.bytes + kAzureChainExtra,
                                            kMeasuredServerChain.own_bytes + kAzureChainExtra, TlsKey::kRsa2048};
/// Self-signed client certificates as measured.
inline constexpr TlsChain kRsaClientChain{1, 687, 687, TlsKey::kRsa2048};
inline constexpr TlsChain kEcClientChain{1, 483, 483, TlsKey::kEcP256};

/// What decides the size of a handshake.
struct TlsSettings {
  TlsProtocol version = TlsProtocol::kTls12;
  /// Length of the server's name in the ClientHello; 0: it is not sent.
  std::int64_t server_name = 29;
  /// What the ClientHello has beyond that of a client on OpenSSL 3 which offers this version alone. Measured: 56 more by
  /// Node, 72 more by a client that offers both versions and gets 1.3.
  std::int64_t client_hello_extra = 0;
  TlsChain client;                           ///< sent if the server asks for it
  TlsChain server = kAzureServerChain;
  bool asks_client_certificate = true;       ///< as the hub does of every client of MQTT and AMQP
  std::int64_t authority_bytes = 0;          ///< names of authorities in that request, each with two bytes of length
  bool sends_tickets = true;
  /// What the server keeps in a ticket beyond what OpenSSL's s_server does. Measured: 11 more by mosquitto.
  std::int64_t session_extra = 0;

  /// The same with another server's name.
  constexpr TlsSettings to(std::int64_t name) const {
    TlsSettings out = *this;
    out.server_name = name;
    return out;
  }
  bool operator==(const TlsSettings&) const = default;
};

/// The bytes of TLS records, flight by flight; the sides take turns.
struct TlsHandshake {
  std::int64_t hello_up = 0;     ///< ClientHello
  std::int64_t hello_down = 0;   ///< what the server answers, in TLS 1.3 up to its Finished
  std::int64_t finish_up = 0;    ///< the client's certificate, key exchange and Finished
  std::int64_t finish_down = 0;  ///< TLS 1.2: ticket and Finished; TLS 1.3: tickets, which nobody waits for

  std::int64_t up() const { return hello_up + finish_up; }
  std::int64_t down() const { return hello_down + finish_down; }
  bool operator==(const TlsHandshake&) const = default;
};

/// A full handshake, and one that resumes a session by the ticket of an earlier one.
///
/// Model:  ECDHE on X25519 and AES-256-GCM with SHA-384, as OpenSSL 3 chooses when both sides leave it to it; one record a
///         message; a chain fits one record. In TLS 1.2 a ticket is sent before the server's Finished, in 1.3 two after
///         the client's (one after a resumption).
/// Output: measured byte for byte with OpenSSL 3.0 (README.md, "TLS handshakes").
/// Limits: other stacks choose other extensions, ciphers and tickets; whether IoT Hub resumes sessions is not known.
/// Source: RFC 5246, 5077 and 8446 for the structure; lengths of tickets are OpenSSL's.
TlsHandshake full_handshake(const TlsSettings& settings);
/// Errors: none; without tickets it is the full one.
TlsHandshake resumed_handshake(const TlsSettings& settings);

/// Round trips of the handshake before the client may send: two, one if TLS 1.3 or resumed.
constexpr int handshake_round_trips(TlsProtocol version, bool resumed) {
  return version == TlsProtocol::kTls12 && !resumed ? 2 : 1;
}

/// Bytes of OpenSSL's session ticket: key name 16, nonce 16, authentication 32 and the session, padded to 16, in which a
/// client's certificate is kept.
std::int64_t session_ticket(const TlsSettings& settings);

}  // namespace picket::sim
