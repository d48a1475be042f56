#include "sim/live/mqtt/mqtt_link.h"

#include <csignal>
#include <mosquitto.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

/// Once a process; never ended, as other links may be in use.
void begin_libmosquitto() {
  static const int code = [] {
    ::signal(SIGPIPE, SIG_IGN);
    return mosquitto_lib_init();
  }();
  PICKET_CHECK(code == MOSQ_ERR_SUCCESS, "code", code);
}

void done_by_libmosquitto(int code) { PICKET_CHECK(code == MOSQ_ERR_SUCCESS, mosquitto_strerror(code)); }

/// "OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed": what stands behind the last colon.
std::string plain_words(std::string_view line) {
  constexpr std::size_t kMost = 200;
  const std::size_t colon = line.rfind(':');
  if (colon != std::string_view::npos) line.remove_prefix(colon + 1);
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  return std::string(line.substr(0, kMost));
}

// TLS 1.2 and 1.3 alerts about a client's certificate: bad_certificate to unknown_ca, and certificate_required.
bool is_about_client_certificate(int alert) { return (alert >= SSL_AD_BAD_CERTIFICATE && alert <= SSL_AD_UNKNOWN_CA) || alert == 116; }

}  // namespace

void MqttLink::Destroy::operator()(mosquitto* client) const { mosquitto_destroy(client); }

MqttLink::MqttLink(TlsContext& tls, const MqttLogin& login, const std::string& address, std::uint16_t port) : tls_(tls) {
  PICKET_CHECK(tls.error().empty(), tls.error());
  begin_libmosquitto();
  tls_.note_in(&notes_);
  client_.reset(mosquitto_new(login.client_id.c_str(), false, this));
  PICKET_CHECK(client_ != nullptr);
  mosquitto* client = client_.get();
  done_by_libmosquitto(mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V311));
  done_by_libmosquitto(mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1));
  done_by_libmosquitto(mosquitto_int_option(client, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0));
  done_by_libmosquitto(mosquitto_void_option(client, MOSQ_OPT_SSL_CTX, tls.get()));
  set_callbacks();
  login.password.with_c_string([&](const char* password) {
    done_by_libmosquitto(mosquitto_username_pw_set(client, login.user_name.c_str(), login.password.empty() ? nullptr : password));
  });
  errno = 0;
  const int code = mosquitto_connect_async(client, address.c_str(), port, login.keep_alive_seconds);
  const int error = errno;
  if (code == MOSQ_ERR_ERRNO) {
    finish(link_end_of_errno(error, false));
  } else if (code == MOSQ_ERR_SUCCESS) {
    connect_error_ = error;
  } else if (code > 0) {
    fail(code, error);  // a near server may have shown its certificate by now
  }
}

MqttLink::~MqttLink() { tls_.note_in(nullptr); }

void MqttLink::set_callbacks() {
  mosquitto* client = client_.get();
  mosquitto_connect_with_flags_callback_set(client, [](mosquitto*, void* self, int code, int flags) {
    auto& link = *static_cast<MqttLink*>(self);
    link.accepted_ = code == 0;
    link.refused_ = code;
    if (code == 0) link.events_.push_back({MqttEvent::Kind::kAccepted, 0, (flags & 1) != 0, true, {}, {}});
  });
  mosquitto_subscribe_callback_set(client, [](mosquitto*, void* self, int id, int count, const int* granted) {
    const bool all = count == 1 && granted[0] <= 2;
    static_cast<MqttLink*>(self)->events_.push_back({MqttEvent::Kind::kGranted, id, false, all, {}, {}});
  });
  mosquitto_publish_callback_set(client, [](mosquitto*, void* self, int id) {
    static_cast<MqttLink*>(self)->events_.push_back({MqttEvent::Kind::kAcknowledged, id, false, true, {}, {}});
  });
  mosquitto_message_callback_set(client, [](mosquitto*, void* self, const mosquitto_message* message) {
    auto& link = *static_cast<MqttLink*>(self);
    const auto size = static_cast<std::size_t>(message->payloadlen);
    if (size > kMaxIncoming) {
      ++link.oversize_;
      return;
    }
    std::string payload = size == 0 ? std::string() : std::string(static_cast<const char*>(message->payload), size);
    link.events_.push_back({MqttEvent::Kind::kMessage, message->mid, false, true, message->topic, std::move(payload)});
  });
  // Errors alone: what it says at other levels names no secrets, but there is no need to hear it.
  mosquitto_log_callback_set(client, [](mosquitto*, void* self, int level, const char* line) {
    if (level == MOSQ_LOG_ERR && line != nullptr) static_cast<MqttLink*>(self)->words_ = line;
  });
}

bool MqttLink::handshake_done() const {
  const auto* connection = static_cast<const SSL*>(mosquitto_ssl_get(client_.get()));
  return connection != nullptr && SSL_is_init_finished(connection) == 1;
}

std::optional<pollfd> MqttLink::wanted() const {
  const int fd = end_ ? -1 : mosquitto_socket(client_.get());
  if (fd < 0) return std::nullopt;
  if (!established_) return pollfd{fd, POLLOUT, 0};
  if (!handshake_done()) {
    const auto* connection = static_cast<const SSL*>(mosquitto_ssl_get(client_.get()));
    return pollfd{fd, static_cast<short>(connection != nullptr && SSL_want_write(connection) ? POLLOUT : POLLIN), 0};
  }
  return pollfd{fd, static_cast<short>(mosquitto_want_write(client_.get()) ? POLLIN | POLLOUT : POLLIN), 0};
}

/// Whether TCP is connected; if it failed, why.
bool MqttLink::establish(short events) {
  if (established_) return true;
  if ((events & (POLLOUT | POLLERR | POLLHUP)) == 0) return false;
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(mosquitto_socket(client_.get()), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  // A refusal that came at once has been told to libmosquitto, whose first write took it, and who says that all is well.
  sockaddr_storage peer{};
  socklen_t peer_size = sizeof peer;
  if (error == 0 && ::getpeername(mosquitto_socket(client_.get()), reinterpret_cast<sockaddr*>(&peer), &peer_size) != 0) {
    error = connect_error_ != 0 ? connect_error_ : errno;
  }
  if (error != 0) {
    finish(link_end_of_errno(error, false));
    return false;
  }
  established_ = true;
  return true;
}

void MqttLink::on_ready(short events) {
  if (end_ || !establish(events)) return;
  tls_.note_in(&notes_);  // of the links that share the context, this one's handshake goes on
  const bool was_done = handshake_done();
  // Drives the handshake as well, whichever way it waits.
  if (!was_done || (events & (POLLIN | POLLERR | POLLHUP)) != 0) check(mosquitto_loop_read(client_.get(), 1));
  if (!end_ && handshake_done() && (!was_done || mosquitto_want_write(client_.get()))) check(mosquitto_loop_write(client_.get(), 1));
}

void MqttLink::on_tick() {
  // Before CONNACK its keep-alive says nothing: the session's connect_timeout does.
  if (!end_ && accepted_) check(mosquitto_loop_misc(client_.get()));
}

void MqttLink::check(int code) {
  const int error = errno;
  if (code != MOSQ_ERR_SUCCESS) {
    fail(code, error);
  } else if (mosquitto_socket(client_.get()) < 0) {
    // Its answer to a silent peer: it closes, and says that all is well.
    finish(accepted_ && !closing_ ? LinkEnd::kSilent : LinkEnd::kClosedBeforeAnswer);
  }
}

void MqttLink::fail(int code, int error) {
  const LinkEnd end = reason_of(code, error);  // may know better words than the library
  finish(end, detail_.empty() ? plain_words(words_) : detail_);
}

LinkEnd MqttLink::reason_of(int code, int error) {
  if (refused_ != 0) return link_end_of_connack(refused_);
  if (notes_.failure) {
    detail_ = notes_.failure->subject;
    return link_end_of_certificate(notes_.failure->error);
  }
  if (notes_.peer_alert && !accepted_) {
    detail_ = SSL_alert_desc_string_long(*notes_.peer_alert);
    return is_about_client_certificate(*notes_.peer_alert) ? LinkEnd::kClientCertificateRefused : LinkEnd::kTlsFailed;
  }
  switch (code) {
    case MOSQ_ERR_KEEPALIVE:
      return LinkEnd::kSilent;
    case MOSQ_ERR_PROTOCOL:
    case MOSQ_ERR_MALFORMED_PACKET:
    case MOSQ_ERR_MALFORMED_UTF8:
    case MOSQ_ERR_OVERSIZE_PACKET:
      return LinkEnd::kProtocolError;
    case MOSQ_ERR_TLS:
      if (accepted_) return LinkEnd::kClosedWhileIdle;
      return words_.empty() || words_.find("unexpected eof") != std::string::npos ? LinkEnd::kClosedBeforeAnswer : LinkEnd::kTlsFailed;
    case MOSQ_ERR_ERRNO:
      return link_end_of_errno(error, accepted_);
    default:
      return accepted_ ? LinkEnd::kClosedWhileIdle : LinkEnd::kClosedBeforeAnswer;
  }
}

void MqttLink::finish(LinkEnd end, std::string detail) {
  if (end_) return;
  end_ = end;
  detail_ = std::move(detail);
}

std::vector<MqttEvent> MqttLink::take_events() { return std::exchange(events_, {}); }

int MqttLink::subscribe(const std::string& filter, int qos) {
  int id = 0;
  if (end_ || mosquitto_subscribe(client_.get(), &id, filter.c_str(), qos) != MOSQ_ERR_SUCCESS) return 0;
  return id;
}

int MqttLink::publish(const std::string& topic, std::string_view payload, int qos) {
  int id = 0;
  const int code = end_ ? MOSQ_ERR_NO_CONN
                        : mosquitto_publish(client_.get(), &id, topic.c_str(), static_cast<int>(payload.size()), payload.data(), qos, false);
  return code == MOSQ_ERR_SUCCESS ? id : 0;
}

void MqttLink::close() {
  if (end_) return;
  closing_ = true;
  mosquitto_disconnect(client_.get());
  finish(LinkEnd::kClosedWhileIdle);
}

}  // namespace picket::sim
