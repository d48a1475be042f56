// mosquitto's side of the hub double: a plugin of its interface 5 that asks HubFront at every step, writes what devices send to a
// file, and takes orders (faults, twin changes) over a socket beside it.
//
//   plugin_opt_host        name of the hub
//   plugin_opt_identities  file of identities, see HubFront
//   plugin_opt_folder      where events.tsv, connections.tsv and the socket "control" are

// In this order: each of these two needs what the one before declares.
#include <mosquitto_broker.h>
#include <mosquitto_plugin.h>
#include <mosquitto.h>

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <ctime>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <sstream>
#include <string>

#include "tests/support/hub/plugin/hub_front.h"

namespace picket::hub_double {
namespace {

std::string hex_of(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out.push_back(kDigits[static_cast<unsigned char>(c) >> 4U]);
    out.push_back(kDigits[static_cast<unsigned char>(c) & 15U]);
  }
  return out;
}

std::string text_or_empty(const char* text) { return text == nullptr ? std::string() : std::string(text); }

std::string thumbprint_of(const mosquitto* client) {
  auto* certificate = static_cast<X509*>(mosquitto_client_certificate(client));
  if (certificate == nullptr) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const bool done = X509_digest(certificate, EVP_sha256(), digest.data(), &size) == 1;
  X509_free(certificate);
  return done ? hex_of({reinterpret_cast<const char*>(digest.data()), size}) : std::string();
}

/// Appends a line at once: a test reads it while the broker runs.
class LineFile {
 public:
  explicit LineFile(const std::string& path) : fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {}
  ~LineFile() { ::close(fd_); }
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;
  void write(std::string line) const {
    line += '\n';
    if (::write(fd_, line.data(), line.size()) < 0) mosquitto_log_printf(MOSQ_LOG_ERR, "hub double: a line could not be written");
  }

 private:
  int fd_;
};

class HubPlugin {
 public:
  HubPlugin(const std::string& host, const std::string& identities, const std::string& folder)
      : front_(host, identities), events_(folder + "/events.tsv"), connections_(folder + "/connections.tsv"), control_(listen_at(folder + "/control")) {}
  ~HubPlugin() { ::close(control_); }
  HubPlugin(const HubPlugin&) = delete;
  HubPlugin& operator=(const HubPlugin&) = delete;

  int on_login(const mosquitto_evt_basic_auth& event) {
    const std::string client = text_or_empty(mosquitto_client_id(event.client));
    const std::string problem =
        front_.login_problem(client, text_or_empty(event.username), text_or_empty(event.password), thumbprint_of(event.client), now());
    connections_.write((problem.empty() ? "connect\t" : "refuse\t") + client + (problem.empty() ? "" : "\t" + problem));
    if (problem.empty()) {
      connected_.insert(client);
      logged_in_.insert(client);
    }
    return problem.empty() ? MOSQ_ERR_SUCCESS : MOSQ_ERR_AUTH;
  }

  int on_right(const mosquitto_evt_acl_check& event) {
    const std::string client = text_or_empty(mosquitto_client_id(event.client));
    if (event.access == MOSQ_ACL_READ || event.access == MOSQ_ACL_UNSUBSCRIBE) return MOSQ_ERR_SUCCESS;
    const HubFront::Right right = event.access == MOSQ_ACL_SUBSCRIBE ? front_.may_subscribe(client, event.topic)
                                                                     : front_.may_publish(client, event.topic, event.qos);
    if (right == HubFront::Right::kAllowed) return MOSQ_ERR_SUCCESS;
    // Anything but a denial makes the broker close the connection.
    return right == HubFront::Right::kDenied ? MOSQ_ERR_ACL_DENIED : MOSQ_ERR_PROTOCOL;
  }

  int on_message(mosquitto_evt_message& event) {
    const std::string client = text_or_empty(mosquitto_client_id(event.client));
    const std::string_view payload(static_cast<const char*>(event.payload), event.payloadlen);
    if (const auto properties = HubFront::properties_of(client, event.topic)) {
      // A hub that throttles says nothing: it closes, and there is no PUBACK.
      if (throttled_ || closes_ > 0) {
        if (closes_ > 0) --closes_;
        return MOSQ_ERR_PROTOCOL;
      }
      events_.write(client + "\t" + *properties + "\t" + hex_of(payload));
      // Taken, and the answer lost: the device has to send it again.
      if (lost_answers_ > 0) {
        --lost_answers_;
        return MOSQ_ERR_PROTOCOL;
      }
    } else if (const auto answer = front_.twin_answer(client, event.topic, payload)) {
      tell(client, *answer);
    }
    event.retain = false;
    return MOSQ_ERR_SUCCESS;
  }

  void on_disconnect(const mosquitto_evt_disconnect& event) {
    const std::string client = text_or_empty(mosquitto_client_id(event.client));
    // Told of connections without a CONNECT as well, and twice of some.
    if (connected_.erase(client) > 0) connections_.write("disconnect\t" + client);
  }

  void on_tick() {
    take_orders();
    const std::set<std::string> known = logged_in_;
    for (const std::string& client : known) {
      const auto end = front_.token_end(client);
      if (!end || *end + HubFront::kGrace >= now()) continue;
      mosquitto_kick_client_by_clientid(client.c_str(), false);
      logged_in_.erase(client);
    }
  }

 private:
  static int listen_at(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ::unlink(path.c_str());
    const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
      mosquitto_log_printf(MOSQ_LOG_ERR, "hub double: no control socket: %s", std::strerror(errno));
    }
    return fd;
  }

  std::int64_t now() const { return static_cast<std::int64_t>(std::time(nullptr)) + clock_ahead_; }

  static void tell(const std::string& client, const HubFront::Answer& answer) {
    mosquitto_broker_publish_copy(client.c_str(), answer.topic.c_str(), static_cast<int>(answer.payload.size()), answer.payload.data(), 0, false,
                                  nullptr);
  }

  void take_orders() {
    std::array<char, 65'536> buffer{};
    sockaddr_un from{};
    socklen_t size = sizeof from;
    for (ssize_t got = 0; (got = ::recvfrom(control_, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &size)) > 0;
         size = sizeof from) {
      const std::string answer = obey(std::string(buffer.data(), static_cast<std::size_t>(got)));
      ::sendto(control_, answer.data(), answer.size(), 0, reinterpret_cast<const sockaddr*>(&from), size);
    }
  }

  std::string obey(const std::string& order) {
    std::istringstream in(order);
    std::string word;
    std::string client;
    in >> word;
    if (word == "throttle") {
      in >> throttled_;
    } else if (word == "close_next") {
      in >> closes_;
    } else if (word == "lose_answers") {
      in >> lost_answers_;
    } else if (word == "clock_ahead") {
      in >> clock_ahead_;
    } else if (word == "fail_twins") {
      int status = 0;
      int count = 0;
      in >> status >> count;
      front_.fail_twins(status, count);
    } else if (word == "kick") {
      in >> client;
      mosquitto_kick_client_by_clientid(client.c_str(), false);
    } else if (word == "identity") {
      front_.add({std::istreambuf_iterator<char>(in), {}});
    } else if (word == "enable" || word == "disable") {
      in >> client;
      front_.set_enabled(client, word == "enable");
    } else if (word == "desired") {
      in >> client >> std::ws;
      const std::string patch{std::istreambuf_iterator<char>(in), {}};
      // Who is not there is not told: nothing is kept at QoS 0.
      tell(client, front_.change_desired(client, patch));
    } else if (word == "reported") {
      in >> client;
      return front_.reported(client).dump();
    } else {
      return "unknown order";
    }
    return "ok";
  }

  HubFront front_;
  LineFile events_;
  LineFile connections_;
  int control_;
  std::set<std::string> connected_;
  std::set<std::string> logged_in_;  ///< and may be gone: the broker's word of that may come after the next login
  bool throttled_ = false;
  int closes_ = 0;
  int lost_answers_ = 0;
  std::int64_t clock_ahead_ = 0;
};

std::unique_ptr<HubPlugin>& the_plugin() {
  static std::unique_ptr<HubPlugin> plugin;
  return plugin;
}

int on_event(int kind, void* data, void*) {
  HubPlugin& plugin = *the_plugin();
  switch (kind) {
    case MOSQ_EVT_BASIC_AUTH:
      return plugin.on_login(*static_cast<mosquitto_evt_basic_auth*>(data));
    case MOSQ_EVT_ACL_CHECK:
      return plugin.on_right(*static_cast<mosquitto_evt_acl_check*>(data));
    case MOSQ_EVT_MESSAGE:
      return plugin.on_message(*static_cast<mosquitto_evt_message*>(data));
    case MOSQ_EVT_DISCONNECT:
      plugin.on_disconnect(*static_cast<mosquitto_evt_disconnect*>(data));
      return MOSQ_ERR_SUCCESS;
    case MOSQ_EVT_TICK:
      plugin.on_tick();
      return MOSQ_ERR_SUCCESS;
    default:
      return MOSQ_ERR_SUCCESS;
  }
}

constexpr std::array<int, 5> kEvents{MOSQ_EVT_BASIC_AUTH, MOSQ_EVT_ACL_CHECK, MOSQ_EVT_MESSAGE, MOSQ_EVT_DISCONNECT, MOSQ_EVT_TICK};

}  // namespace
}  // namespace picket::hub_double

extern "C" {

int mosquitto_plugin_version(int count, const int* versions) {
  for (int i = 0; i < count; ++i) {
    if (versions[i] == 5) return 5;
  }
  return -1;
}

int mosquitto_plugin_init(mosquitto_plugin_id_t* identifier, void**, mosquitto_opt* options, int count) {
  using namespace picket::hub_double;
  std::map<std::string, std::string> values;
  for (int i = 0; i < count; ++i) values[options[i].key] = options[i].value;
  std::ifstream file(values["identities"]);
  const std::string identities{std::istreambuf_iterator<char>(file), {}};
  if (values["host"].empty() || values["folder"].empty() || identities.empty()) return MOSQ_ERR_INVAL;
  the_plugin() = std::make_unique<HubPlugin>(values["host"], identities, values["folder"]);
  for (const int event : kEvents) {
    if (const int code = mosquitto_callback_register(identifier, event, &on_event, nullptr, nullptr); code != MOSQ_ERR_SUCCESS) return code;
  }
  return MOSQ_ERR_SUCCESS;
}

int mosquitto_plugin_cleanup(void*, mosquitto_opt*, int) {
  picket::hub_double::the_plugin().reset();
  return MOSQ_ERR_SUCCESS;
}

}  // extern "C"
