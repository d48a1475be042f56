#include "sim/network/tls_handshake.h"

#include "sim/network/tls_tcp.h"

namespace picket::sim {
namespace {

constexpr std::int64_t kRecord = 5;        // header of a record in the clear
constexpr std::int64_t kMessage = 4;       // header of a handshake message: type and length
constexpr std::int64_t kExtension = 4;     // header of an extension
constexpr std::int64_t kRandom = 32;
constexpr std::int64_t kSessionId = 32;
constexpr std::int64_t kKeyShare = 32;     // X25519
constexpr std::int64_t kChangeCipherSpec = kRecord + 1;

// ClientHello with its record, of OpenSSL 3 without a server name.
constexpr std::int64_t kClientHello12 = 188;
constexpr std::int64_t kClientHello13 = 225;
// Version, random, length of the session id, cipher, compression, length of the extensions.
constexpr std::int64_t kServerHello = kRecord + kMessage + 2 + kRandom + 1 + 2 + 1 + 2;
constexpr std::int64_t kRenegotiationInfo = kExtension + 1;
constexpr std::int64_t kPointFormats = kExtension + 4;
constexpr std::int64_t kTicketExtension = kExtension;
constexpr std::int64_t kExtendedMasterSecret = kExtension;

constexpr std::int64_t kFinished12 = 12;   // verify data
constexpr std::int64_t kFinished13 = 48;   // SHA-384
constexpr std::int64_t kSignatureAlgorithms12 = 20 * 2;
constexpr std::int64_t kSignatureAlgorithms13 = 16 * 2;
constexpr std::int64_t kCertificateTypes = 3;
constexpr std::int64_t kTicketNonce = 8;

// What a ticket of s_server holds without a client certificate, before padding. Measured: client certificates of 467 to 483
// bytes, one by one; the one with which a ticket becomes a block larger gives the rest to the byte.
constexpr std::int64_t kSession12 = 98;
constexpr std::int64_t kSession13 = 134;
constexpr std::int64_t kTicketAround = 64;
constexpr std::int64_t kCipherBlock = 16;
constexpr std::int64_t kCertificateInSession = 5;  // tags and lengths around it

std::int64_t sealed(std::int64_t message, TlsProtocol version) { return message + tls_record_overhead(version); }
std::int64_t sealed12(std::int64_t message) { return sealed(message, TlsProtocol::kTls12); }
std::int64_t sealed13(std::int64_t message) { return sealed(message, TlsProtocol::kTls13); }

std::int64_t signature_bytes(TlsKey key) { return key == TlsKey::kRsa2048 ? 256 : 71; }

std::int64_t server_name_extension(std::int64_t name) { return name == 0 ? 0 : kExtension + 2 + 1 + 2 + name; }

std::int64_t client_hello(const TlsSettings& s) {
  const std::int64_t hello = s.version == TlsProtocol::kTls12 ? kClientHello12 : kClientHello13;
  return hello + server_name_extension(s.server_name) + s.client_hello_extra;
}

// Certificate: length of the list, and before each certificate its own; in TLS 1.3 a context and extensions besides.
std::int64_t certificate_message(const TlsChain& chain, TlsProtocol version) {
  const bool tls13 = version == TlsProtocol::kTls13;
  return kMessage + (tls13 ? 1 : 0) + 3 + chain.certificates * (tls13 ? 5 : 3) + chain.bytes;
}

std::int64_t certificate_verify(TlsKey key) { return kMessage + 2 + 2 + signature_bytes(key); }

TlsHandshake full_12(const TlsSettings& s) {
  constexpr std::int64_t kFinished = kMessage + kFinished12;
  TlsHandshake out;
  out.hello_up = client_hello(s);
  out.hello_down = kServerHello + kRenegotiationInfo + kPointFormats + kExtendedMasterSecret +
                   (s.sends_tickets ? kTicketExtension : kSessionId) +
                   kRecord + certificate_message(s.server, s.version) +
                   kRecord + kMessage + (1 + 2 + 1 + kKeyShare) + (2 + 2 + signature_bytes(s.server.key)) +  // ServerKeyExchange
                   kRecord + kMessage;                                                                  // ServerHelloDone
  out.finish_up = kRecord + kMessage + 1 + kKeyShare + kChangeCipherSpec + sealed12(kFinished);
  out.finish_down = kChangeCipherSpec + sealed12(kFinished);
  if (s.sends_tickets) out.finish_down += kRecord + kMessage + 4 + 2 + session_ticket(s);
  if (s.asks_client_certificate) {
    out.hello_down += kRecord + kMessage + 1 + kCertificateTypes + 2 + kSignatureAlgorithms12 + 2 + s.authority_bytes;
    out.finish_up += kRecord + certificate_message(s.client, s.version);
    if (s.client.certificates > 0) out.finish_up += kRecord + certificate_verify(s.client.key);
  }
  return out;
}

TlsHandshake resumed_12(const TlsSettings& s) {
  constexpr std::int64_t kEnd = kChangeCipherSpec + kMessage + kFinished12 + kTlsRecordOverhead;
  TlsHandshake out;
  out.hello_up = client_hello(s) + kSessionId + session_ticket(s);
  out.hello_down = kServerHello + kSessionId + kRenegotiationInfo + kExtendedMasterSecret + kEnd;
  out.finish_up = kEnd;
  return out;
}

// ServerHello with supported version and key share, and the empty EncryptedExtensions.
constexpr std::int64_t kServerHello13 = kServerHello + kSessionId + kExtension + 2 + kExtension + 2 + 2 + kKeyShare;
constexpr std::int64_t kEncryptedExtensions = kMessage + 2;

std::int64_t new_session_ticket(const TlsSettings& s) {
  return sealed13(kMessage + 4 + 4 + 1 + kTicketNonce + 2 + session_ticket(s) + 2);
}

TlsHandshake full_13(const TlsSettings& s) {
  TlsHandshake out;
  out.hello_up = client_hello(s);
  out.hello_down = kServerHello13 + kChangeCipherSpec + sealed13(kEncryptedExtensions) +
                   sealed13(certificate_message(s.server, s.version)) + sealed13(certificate_verify(s.server.key)) +
                   sealed13(kMessage + kFinished13);
  out.finish_up = kChangeCipherSpec + sealed13(kMessage + kFinished13);
  if (s.sends_tickets) out.finish_down = 2 * new_session_ticket(s);
  if (s.asks_client_certificate) {
    const std::int64_t authorities = s.authority_bytes == 0 ? 0 : kExtension + 2 + s.authority_bytes;
    out.hello_down += sealed13(kMessage + 1 + 2 + kExtension + 2 + kSignatureAlgorithms13 + authorities);
    out.finish_up += sealed13(certificate_message(s.client, s.version));
    if (s.client.certificates > 0) out.finish_up += sealed13(certificate_verify(s.client.key));
  }
  return out;
}

TlsHandshake resumed_13(const TlsSettings& s) {
  // pre_shared_key: one identity with its age, one binder.
  const std::int64_t offered = kExtension + 2 + 2 + session_ticket(s) + 4 + 2 + 1 + kFinished13;
  constexpr std::int64_t kAccepted = kExtension + 2;
  TlsHandshake out;
  out.hello_up = client_hello(s) + offered;
  out.hello_down = kServerHello13 + kAccepted + kChangeCipherSpec + sealed13(kEncryptedExtensions) + sealed13(kMessage + kFinished13);
  out.finish_up = kChangeCipherSpec + sealed13(kMessage + kFinished13);
  out.finish_down = new_session_ticket(s);
  return out;
}

}  // namespace

std::int64_t session_ticket(const TlsSettings& s) {
  const bool keeps_certificate = s.asks_client_certificate && s.client.certificates > 0;
  const std::int64_t session = s.session_extra + (s.version == TlsProtocol::kTls12 ? kSession12 : kSession13) +
                               (keeps_certificate ? s.client.own_bytes + kCertificateInSession : 0);
  return kTicketAround + (session / kCipherBlock + 1) * kCipherBlock;
}

TlsHandshake full_handshake(const TlsSettings& s) { return s.version == TlsProtocol::kTls12 ? full_12(s) : full_13(s); }

TlsHandshake resumed_handshake(const TlsSettings& s) {
  if (!s.sends_tickets) return full_handshake(s);
  return s.version == TlsProtocol::kTls12 ? resumed_12(s) : resumed_13(s);
}

}  // namespace picket::sim
