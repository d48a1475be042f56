#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/time.h"

namespace picket::sim {

/// Why a connection to the hub ended or never came about, as far as this side can tell: over MQTT 3.1.1 a hub refuses a CONNECT
/// with a number and everything else by closing.
enum class LinkEnd : std::uint8_t {
  kNameNotFound,           ///< the host has no address
  kNameLookupFailed,       ///< no name server answered
  kConnectionRefused,      ///< nothing listens there
  kUnreachable,            ///< no route, or a firewall said no
  kConnectTimedOut,        ///< no answer before connect_timeout
  kCertificateUntrusted,   ///< the server's certificate leads to no root that is trusted
  kCertificateExpired,     ///< or this clock is ahead
  kCertificateNotYetValid, ///< or this clock is behind
  kHostNameMismatch,       ///< a valid certificate of somebody else
  kCertificateInvalid,     ///< anything else that is wrong with it
  kClientCertificateRefused,
  kTlsFailed,              ///< no common version or cipher, or no TLS at all
  kProtocolRefused,        ///< CONNACK 1
  kIdentifierRefused,      ///< CONNACK 2
  kServerUnavailable,      ///< CONNACK 3
  kTokenRefused,           ///< CONNACK 4 or 5: key, expiry, or an identity that does not exist or is disabled
  kClosedBeforeAnswer,     ///< closed after CONNECT, without CONNACK
  kClosedWhileSending,     ///< closed with a message in flight: throttle, quota, or a message that the hub does not take
  kClosedWhileIdle,        ///< closed in between: another connection of this identity, a restart of the hub, an expired token
  kAcknowledgeTimedOut,    ///< no PUBACK before acknowledge_timeout
  kSilent,                 ///< no answer to pings
  kProtocolError,          ///< what came is no MQTT
  kCount_,
};
inline constexpr std::array<std::string_view, static_cast<std::size_t>(LinkEnd::kCount_)> kLinkEndNames{
    "name_not_found",      "name_lookup_failed",    "connection_refused",    "unreachable",       "connect_timed_out",
    "certificate_untrusted", "certificate_expired", "certificate_not_yet_valid", "host_name_mismatch", "certificate_invalid",
    "client_certificate_refused", "tls_failed",     "protocol_refused",      "identifier_refused", "server_unavailable",
    "token_refused",       "closed_before_answer",  "closed_while_sending",  "closed_while_idle", "acknowledge_timed_out",
    "silent",              "protocol_error"};
constexpr std::string_view to_string(LinkEnd end) {
  const auto index = static_cast<std::size_t>(end);
  return index < kLinkEndNames.size() ? kLinkEndNames[index] : "unknown";
}

/// Of errno after a failed connect or a broken connection. `answered`: CONNACK had come.
LinkEnd link_end_of_errno(int error, bool answered);
/// Of an X509_V_ERR_ number.
LinkEnd link_end_of_certificate(long verify_error);
/// Of a CONNACK's return code, 1 to 5; others count as kProtocolError.
LinkEnd link_end_of_connack(int code);

/// What a text about an end needs to know. No secrets.
struct LinkContext {
  std::string host;
  std::string address;          ///< "203.0.113.7:8883"; empty where none is known
  std::string identity;         ///< "dev-0001/azureiotsecurity"
  std::string detail;           ///< the library's own words, or whom the certificate names; may be empty
  Time now;                     ///< of this machine's clock
  Time token_expires = Time::max();  ///< Time::max(): a certificate and no token
  bool x509 = false;
  bool throttle_suspected = false;   ///< the session has slowed down
  std::uint32_t idle_closes = 0;     ///< kClosedWhileIdle in a row
};

/// One or two sentences: what happened, what it means and what to do. Never a token or a key.
std::string explain(LinkEnd end, const LinkContext& context);

}  // namespace picket::sim
