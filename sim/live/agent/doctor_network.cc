#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <optional>
#include <utility>

#include "sim/hub/hub.h"
#include "sim/live/agent/doctor.h"
#include "sim/live/agent/http_date.h"
#include "sim/live/agent/live_clock.h"
#include "sim/live/collect/owned_file.h"
#include "sim/live/mqtt/name_lookup.h"
#include "sim/live/mqtt/offline_queue.h"
#include "sim/network/hub_mqtt.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

/// A certificate that ends sooner is worth a word.
constexpr Duration kSoon = Duration::days(14);
/// So is a clock that is off by more: a fifth of what a hub forgives. Our choice.
constexpr Duration kClockWorthAWord = Duration::minutes(1);

LinkContext context_of(const HubClientSettings& hub, const std::string& address) {
  LinkContext context;
  context.host = hub.identity.gateway.empty() ? hub.identity.names.host : hub.identity.gateway;
  context.address = address.empty() ? address : address + ":" + std::to_string(hub.port);
  context.identity = hub_client_id(hub.identity.names);
  context.x509 = hub.identity.x509;
  context.now = LiveClock().now();
  return context;
}

std::vector<std::string> look_up(const HubClientSettings& hub, Duration patience, const DoctorTell& tell) {
  LinkContext context = context_of(hub, "");
  NameLookup lookup(hub.address.empty() ? context.host : hub.address);
  lookup.start();
  const Time last = context.now + patience;
  const LiveClock clock;
  NameLookup::State state = lookup.look();
  while (state == NameLookup::State::kAsking && clock.now() < last) {
    ::poll(nullptr, 0, 20);
    state = lookup.look();
  }
  if (state == NameLookup::State::kFound) {
    std::string text = context.host + " is";
    for (const std::string& address : lookup.addresses()) text += " " + address;
    tell({DoctorVerdict::kGood, "name", text});
    return lookup.addresses();
  }
  context.detail = state == NameLookup::State::kFailed ? lookup.detail() : "no answer in time";
  tell({DoctorVerdict::kWrong, "name", explain(state == NameLookup::State::kFailed ? lookup.failure() : LinkEnd::kNameLookupFailed, context)});
  return {};
}

/// Connects to an address within `patience`; else errno says why not.
OwnedFile connect_to(const std::string& address, std::uint16_t port, Duration patience) {
  sockaddr_storage to{};
  socklen_t size = 0;
  if (address.find(':') == std::string::npos) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&to);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    ::inet_pton(AF_INET, address.c_str(), &v4->sin_addr);
    size = sizeof *v4;
  } else {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&to);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    ::inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr);
    size = sizeof *v6;
  }
  OwnedFile file(::socket(to.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!file) return {};
  if (::connect(file.fd(), reinterpret_cast<const sockaddr*>(&to), size) != 0 && errno != EINPROGRESS) return {};
  pollfd wanted{file.fd(), POLLOUT, 0};
  if (::poll(&wanted, 1, static_cast<int>(patience.count_milliseconds())) != 1) {
    errno = ETIMEDOUT;
    return {};
  }
  int error = 0;
  socklen_t error_size = sizeof error;
  ::getsockopt(file.fd(), SOL_SOCKET, SO_ERROR, &error, &error_size);
  if (error != 0) {
    errno = error;
    return {};
  }
  return file;
}

/// A connection that reads and writes for so long at most.
void wait_at_most(int fd, Duration patience) {
  timeval most{};
  most.tv_sec = std::max<std::int64_t>(1, patience.count_seconds());
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) & ~O_NONBLOCK);
}

std::optional<Time> time_of(const ASN1_TIME* text) {
  std::tm at{};
  if (text == nullptr || ASN1_TIME_to_tm(text, &at) != 1) return std::nullopt;
  return Time::from_unix_seconds(::timegm(&at));
}

void tell_certificate(SSL* connection, const LinkContext& context, const DoctorTell& tell) {
  X509* certificate = SSL_get1_peer_certificate(connection);
  const auto from = time_of(X509_get0_notBefore(certificate));
  const auto to = time_of(X509_get0_notAfter(certificate));
  X509_free(certificate);
  tell({DoctorVerdict::kGood, "tls", std::string(SSL_get_version(connection)) + ", the certificate is that of " + context.host + " and leads to a root that is trusted here"});
  if (!from || !to) return;
  const auto day = [](Time time) { return utc_text(time).substr(0, 10); };
  const std::string window = "this clock says " + utc_text(context.now).substr(0, 19) + "Z, within the certificate's " + day(*from) + " to " + day(*to);
  if (*to - context.now < kSoon) {
    tell({DoctorVerdict::kAdvice, "clock", window + "; it ends soon, or this clock is ahead"});
  } else {
    tell({DoctorVerdict::kGood, "clock", window});
  }
}

bool shake_hands(const HubClientSettings& hub, TlsContext& tls, const LinkContext& base, int fd, const DoctorTell& tell) {
  LinkContext context = base;
  TlsNotes notes;
  tls.note_in(&notes);
  SSL* connection = SSL_new(tls.get());
  SSL_set_fd(connection, fd);
  const bool done = SSL_connect(connection) == 1;
  if (done) {
    tell_certificate(connection, context, tell);
    SSL_shutdown(connection);
  } else if (notes.failure) {
    context.detail = notes.failure->subject;
    tell({DoctorVerdict::kWrong, "tls", explain(link_end_of_certificate(notes.failure->error), context)});
  } else {
    context.detail = notes.peer_alert ? SSL_alert_desc_string_long(*notes.peer_alert) : "no TLS came back";
    tell({DoctorVerdict::kWrong, "tls", explain(LinkEnd::kTlsFailed, context) + (hub.port == 8'883 ? "" : "; is " + std::to_string(hub.port) + " a port of TLS?")});
  }
  SSL_free(connection);
  tls.note_in(nullptr);
  return done;
}

/// What comes back to a request for the head of the server's root; cut at 16 KB. Empty without an answer.
std::string head_of_root(TlsContext& tls, int fd, const std::string& host) {
  std::string answer;
  SSL* connection = SSL_new(tls.get());
  SSL_set_fd(connection, fd);
  const std::string request = "HEAD / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
  if (SSL_connect(connection) == 1 && SSL_write(connection, request.data(), static_cast<int>(request.size())) > 0) {
    std::array<char, 2'048> part{};
    while (answer.size() < 16'384 && answer.find("\r\n\r\n") == std::string::npos) {
      const int got = SSL_read(connection, part.data(), static_cast<int>(part.size()));
      if (got <= 0) break;
      answer.append(part.data(), static_cast<std::size_t>(got));
    }
  }
  SSL_free(connection);
  ERR_clear_error();
  return answer;
}

/// The server's clock against this one, which said `now` about when the answer was made.
DoctorFinding clock_finding(Time server, Time now, const std::string& where) {
  const Duration ahead = now - server;
  const std::int64_t seconds = ahead.count_seconds();
  const std::string text = "this clock is " + (std::abs(seconds) <= 1 ? std::string("that of ") + where
                                                                       : std::to_string(std::abs(seconds)) + (seconds > 0 ? " s ahead of " : " s behind ") + where);
  if (std::abs(seconds) > kTokenClockSkew.count_seconds()) {
    return {DoctorVerdict::kWrong, "clock", text + ": the hub refuses tokens of such a clock; set it, and keep it set (timedatectl set-ntp true, or chrony)"};
  }
  if (std::abs(seconds) > kClockWorthAWord.count_seconds()) {
    return {DoctorVerdict::kAdvice, "clock", text + "; from " + std::to_string(kTokenClockSkew.count_seconds()) + " s on tokens are refused: keep it set (timedatectl set-ntp true, or chrony)"};
  }
  return {DoctorVerdict::kGood, "clock", text};
}

/// What a log-in told.
class LogInListener : public HubClientListener {
 public:
  bool connected = false;
  std::optional<std::pair<LinkEnd, std::string>> end;

 private:
  void on_connected(Time, const std::string&) override { connected = true; }
  void on_link_end(Time, LinkEnd kind, const std::string& text) override {
    if (!end) end = {kind, text};
  }
  void on_twin(Time, std::string_view, TwinDocument) override {}
  void on_delivered(Time, const QueuedMessage&) override {}
  void on_reported(Time, int) override {}
};

}  // namespace

bool examine_server(const HubClientSettings& hub, Duration patience, const DoctorTell& tell) {
  const std::vector<std::string> addresses = look_up(hub, patience, tell);
  TlsContext tls(context_of(hub, "").host, hub.roots, hub.certificate, hub.preset.tls_version);
  if (!tls.error().empty()) {
    tell({DoctorVerdict::kWrong, "tls", tls.error()});
    return false;
  }
  for (const std::string& address : addresses) {
    const LinkContext context = context_of(hub, address);
    const OwnedFile file = connect_to(address, hub.port, patience);
    if (!file) {
      tell({DoctorVerdict::kWrong, "tcp", explain(link_end_of_errno(errno, false), context)});
      continue;  // the next may be of a network that is there
    }
    tell({DoctorVerdict::kGood, "tcp", context.address + " answers"});
    wait_at_most(file.fd(), patience);
    return shake_hands(hub, tls, context, file.fd(), tell);
  }
  return false;
}

void examine_clock(const HubClientSettings& hub, std::uint16_t https_port, Duration patience, const DoctorTell& tell) {
  HubClientSettings at_https;
  at_https.identity.names = hub.identity.names;
  at_https.identity.gateway = hub.identity.gateway;
  at_https.address = hub.address;
  at_https.port = https_port;
  const std::string host = context_of(at_https, "").host;
  TlsContext tls(host, hub.roots, std::nullopt, hub.preset.tls_version);
  const std::string where = host + ":" + std::to_string(https_port);
  for (const std::string& address : look_up(at_https, patience, [](const DoctorFinding&) {})) {
    const OwnedFile file = connect_to(address, https_port, patience);
    if (!file) continue;
    wait_at_most(file.fd(), patience);
    const LiveClock clock;
    const Time before = clock.now();
    const Time day = context_of(at_https, address).now;
    const std::string answer = head_of_root(tls, file.fd(), host);
    const Duration took = clock.now() - before;
    if (const std::optional<Time> server = date_of_answer(answer)) return tell(clock_finding(*server + Duration::milliseconds(500), day + took / 2, where));
  }
  tell({DoctorVerdict::kSkipped, "clock", where + " gave no time over HTTPS, so minutes are not looked at here; --https-port names another port"});
}

void examine_log_in(HubClientSettings hub, Duration patience, const DoctorTell& tell) {
  const LinkContext context = context_of(hub, "");
  auto queue = OfflineQueue::open(":memory:", {}, 1);
  if (!queue.ok()) return tell({DoctorVerdict::kSkipped, "log-in", queue.error()});
  LogInListener listener;
  HubClient client(std::move(hub), queue.value(), listener);
  if (!client.usable().empty()) return tell({DoctorVerdict::kWrong, "log-in", client.usable()});
  const LiveClock clock;
  client.start(clock.now());
  Time last = clock.now() + patience;
  bool stays = false;
  while (!listener.end && clock.now() < last) {
    std::optional<pollfd> wanted = client.wanted();
    const int ready = ::poll(wanted ? &*wanted : nullptr, wanted ? 1 : 0, 20);
    if (ready > 0) client.on_ready(clock.now(), wanted->revents);
    client.on_time(clock.now());
    if (listener.connected && !std::exchange(stays, true)) last = clock.now() + kStay;
  }
  client.stop(clock.now());
  if (!listener.connected) {
    const std::string text = listener.end ? listener.end->second : explain(LinkEnd::kConnectTimedOut, context);
    return tell({DoctorVerdict::kWrong, "log-in", text});
  }
  if (listener.end) {
    return tell({DoctorVerdict::kWrong, "log-in", "the hub took " + context.identity + ", and closed within " + std::to_string(kStay.count_seconds()) +
                                                      " s: another program has most likely connected with this identity; stop one of the two or give it its own"});
  }
  tell({DoctorVerdict::kGood, "log-in", "the hub takes " + context.identity + ", and keeps it"});
}

}  // namespace picket::sim
