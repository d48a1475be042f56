#include "sim/live/mqtt/link_end.h"

#include <openssl/x509_vfy.h>

#include <cerrno>

#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

/// This many closes in a row while nothing was sent, before another program is thought of.
constexpr std::uint32_t kTakeOverSuspicion = 2;

std::string place(const LinkContext& context) {
  return context.address.empty() ? context.host : context.host + " (" + context.address + ")";
}
std::string clock_text(const LinkContext& context) { return "this machine's clock says " + utc_text(context.now).substr(0, 19) + "Z"; }

std::string token_refused(const LinkContext& context) {
  if (context.x509) {
    return "the hub refused the certificate of " + context.identity +
           ": the identity may be unknown, disabled, or registered with another thumbprint or authority";
  }
  std::string text = "the hub refused the token of " + context.identity + ": a wrong key, an identity that is unknown or disabled, or a clock that is off; ";
  text += clock_text(context);
  if (context.token_expires != Time::max()) text += " and the token ends at " + utc_text(context.token_expires).substr(0, 19) + "Z";
  return text + "; more than 5 minutes between the clocks is too much, so compare it first, then copy the key again";
}

std::string closed_while_sending(const LinkContext& context) {
  if (context.throttle_suspected) {
    return "the hub closes whenever a message is sent: it is throttling, or the day's quota is used up (it begins again at 00:00 UTC); sending slowly "
           "until one is acknowledged";
  }
  return "the hub closed the connection with a message in flight; the message stays in the queue and is sent again";
}

std::string closed_while_idle(const LinkContext& context) {
  if (context.idle_closes >= kTakeOverSuspicion) {
    return "the hub closed the connection " + std::to_string(context.idle_closes) +
           " times in a row while nothing was sent: most likely another program connects as " + context.identity +
           ", and a hub keeps the newest connection alone; stop one of the two or give it an identity of its own";
  }
  return "the hub closed the connection: it restarted, the network broke it, or another program connected as " + context.identity;
}

std::string certificate_text(LinkEnd end, const LinkContext& context) {
  const std::string detail = context.detail.empty() ? "" : " (" + context.detail + ")";
  switch (end) {
    case LinkEnd::kCertificateUntrusted:
      return "the certificate of " + place(context) + " leads to no root that is trusted here" + detail +
             "; install the system's roots (package ca-certificates), or name the file of your own with the option for it; checking is never turned off";
    case LinkEnd::kCertificateExpired:
      return "the certificate of " + place(context) + " has expired, or this clock is ahead" + detail + "; " + clock_text(context);
    case LinkEnd::kCertificateNotYetValid:
      return "the certificate of " + place(context) + " is not yet valid, so this clock is behind" + detail + "; " + clock_text(context) + "; set it";
    case LinkEnd::kHostNameMismatch:
      return "whoever answers at " + place(context) + " has a certificate of another name" + detail + "; check HostName, and who answers for it";
    default:
      return "the certificate of " + place(context) + " is not valid" + detail;
  }
}

}  // namespace

LinkEnd link_end_of_errno(int error, bool answered) {
  switch (error) {
    case ECONNREFUSED:
      return LinkEnd::kConnectionRefused;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case EACCES:
    case EPERM:
    case EADDRNOTAVAIL:
      return LinkEnd::kUnreachable;
    case ETIMEDOUT:
      return answered ? LinkEnd::kSilent : LinkEnd::kConnectTimedOut;
    default:
      return answered ? LinkEnd::kClosedWhileIdle : LinkEnd::kClosedBeforeAnswer;
  }
}

LinkEnd link_end_of_certificate(long verify_error) {
  switch (verify_error) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_CERT_UNTRUSTED:
      return LinkEnd::kCertificateUntrusted;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return LinkEnd::kCertificateExpired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return LinkEnd::kCertificateNotYetValid;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return LinkEnd::kHostNameMismatch;
    default:
      return LinkEnd::kCertificateInvalid;
  }
}

LinkEnd link_end_of_connack(int code) {
  switch (code) {
    case 1:
      return LinkEnd::kProtocolRefused;
    case 2:
      return LinkEnd::kIdentifierRefused;
    case 3:
      return LinkEnd::kServerUnavailable;
    case 4:
    case 5:
      return LinkEnd::kTokenRefused;
    default:
      return LinkEnd::kProtocolError;
  }
}

std::string explain(LinkEnd end, const LinkContext& context) {
  const std::string detail = context.detail.empty() ? "" : " (" + context.detail + ")";
  switch (end) {
    case LinkEnd::kNameNotFound:
      return "no address is known for " + context.host + detail + "; check HostName in the connection string, and that the hub still exists";
    case LinkEnd::kNameLookupFailed:
      return "no name server told the address of " + context.host + detail + "; check the network and /etc/resolv.conf";
    case LinkEnd::kConnectionRefused:
      return "nothing listens at " + place(context) + "; a hub does at port 8883: check the host, and firewalls in between";
    case LinkEnd::kUnreachable:
      return place(context) + " cannot be reached" + detail + "; check the network, and that a firewall lets port 8883 out";
    case LinkEnd::kConnectTimedOut:
      return place(context) + " did not answer in time; the network is cut or slow, or a firewall swallows port 8883";
    case LinkEnd::kCertificateUntrusted:
    case LinkEnd::kCertificateExpired:
    case LinkEnd::kCertificateNotYetValid:
    case LinkEnd::kHostNameMismatch:
    case LinkEnd::kCertificateInvalid:
      return certificate_text(end, context);
    case LinkEnd::kClientCertificateRefused:
      return "the hub did not take the client's certificate" + detail + "; check that it has not expired and is that of " + context.identity;
    case LinkEnd::kTlsFailed:
      return "TLS with " + place(context) + " failed" + detail + "; what answers there may be no hub";
    case LinkEnd::kProtocolRefused:
      return place(context) + " does not speak MQTT 3.1.1";
    case LinkEnd::kIdentifierRefused:
      return "the hub refused the client identifier " + context.identity + "; check DeviceId and ModuleId";
    case LinkEnd::kServerUnavailable:
      return "the hub says that it is not available; trying again";
    case LinkEnd::kTokenRefused:
      return token_refused(context);
    case LinkEnd::kClosedBeforeAnswer:
      return place(context) + " closed the connection before it answered" + detail + "; too many new connections, or no hub";
    case LinkEnd::kClosedWhileSending:
      return closed_while_sending(context);
    case LinkEnd::kClosedWhileIdle:
      return closed_while_idle(context);
    case LinkEnd::kAcknowledgeTimedOut:
      return "a message was not acknowledged in time; it is sent again over a new connection";
    case LinkEnd::kSilent:
      return place(context) + " has fallen silent: the network is cut";
    case LinkEnd::kProtocolError:
      return "what came from " + place(context) + " is no MQTT 3.1.1" + detail;
    case LinkEnd::kCount_:
      break;
  }
  return std::string(to_string(end));
}

}  // namespace picket::sim
