#pragma once

#include <poll.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/live/mqtt/link_end.h"
#include "sim/live/mqtt/secret.h"
#include "sim/live/mqtt/tls_context.h"

struct mosquitto;

namespace picket::sim {

/// Who logs in, as CONNECT says it.
struct MqttLogin {
  std::string client_id;
  std::string user_name;
  Secret password;                    ///< empty: none, as with a certificate
  std::uint16_t keep_alive_seconds = 240;  ///< 5 or more, or 0: none (libmosquitto's range)
};

/// What a link tells of what came.
struct MqttEvent {
  enum class Kind : std::uint8_t {
    kAccepted,      ///< CONNACK 0; `session_present`
    kGranted,       ///< SUBACK of `id`
    kAcknowledged,  ///< PUBACK of `id`, or a message at QoS 0 has left
    kMessage,       ///< PUBLISH: `topic`, `payload`
  };
  Kind kind = Kind::kAccepted;
  int id = 0;
  bool session_present = false;
  bool granted = true;
  std::string topic;
  std::string payload;
};

/// One connection over TLS to an address, from its first packet to its end; never used again. libmosquitto inside.
///
/// Model:  never waits: the caller polls for what `wanted` says and calls on_ready, and on_tick about once a second (pings, their
///         answers). MQTT 3.1.1, with a session that the hub keeps. What is in flight when a link ends is forgotten: who sends
///         again is decided by agent_core's session alone, and libmosquitto, which would, is thrown away with the link.
/// Why:    libmosquitto's own non-blocking connect does not end with TLS: it has to be told of the TCP connection by a read, and
///         claims that it wants to write all through the handshake. on_ready knows.
/// Errors: `end` says why it ended; calls after that do nothing.
/// Limits: one thread. The process ignores SIGPIPE from the first link on, as OpenSSL writes with write().
///         Messages over kMaxIncoming are counted by the caller and not given.
class MqttLink {
 public:
  /// `tls` must outlive it and have no error; links may share it.
  MqttLink(TlsContext& tls, const MqttLogin& login, const std::string& address, std::uint16_t port);
  ~MqttLink();
  MqttLink(const MqttLink&) = delete;
  MqttLink& operator=(const MqttLink&) = delete;

  std::optional<pollfd> wanted() const;
  void on_ready(short events);
  void on_tick();
  /// What came since the last call, in order.
  std::vector<MqttEvent> take_events();
  /// The packet's identifier, 0 if it could not be sent.
  int subscribe(const std::string& filter, int qos);
  int publish(const std::string& topic, std::string_view payload, int qos);
  /// Says DISCONNECT and closes.
  void close();

  bool accepted() const { return accepted_; }
  const std::optional<LinkEnd>& end() const { return end_; }
  /// The library's own words, or whom the certificate names.
  const std::string& detail() const { return detail_; }
  /// Messages that were too large to take, since the last call.
  std::uint64_t take_oversize() { return std::exchange(oversize_, 0); }
  static constexpr std::size_t kMaxIncoming = 262'144;

 private:
  struct Destroy {
    void operator()(mosquitto* client) const;
  };
  void set_callbacks();
  bool establish(short events);
  bool handshake_done() const;
  void check(int code);
  void fail(int code, int error);
  void finish(LinkEnd end, std::string detail = {});
  LinkEnd reason_of(int code, int error);

  TlsContext& tls_;
  TlsNotes notes_;
  bool established_ = false;
  bool accepted_ = false;
  bool closing_ = false;
  int refused_ = 0;  ///< CONNACK's code
  int connect_error_ = 0;  ///< errno after the connect began
  std::uint64_t oversize_ = 0;
  std::vector<MqttEvent> events_;
  std::optional<LinkEnd> end_;
  std::string detail_;
  std::string words_;  ///< libmosquitto's last error line
  std::unique_ptr<mosquitto, Destroy> client_;  // last: its callbacks use the rest
};

}  // namespace picket::sim
