#pragma once

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <ctime>
#include <map>
#include <memory>
#include <mutex>
#include <proton/codec/decoder.hpp>
#include <proton/codec/encoder.hpp>
#include <proton/codec/vector.hpp>
#include <proton/connection.hpp>
#include <proton/connection_options.hpp>
#include <proton/container.hpp>
#include <proton/delivery.hpp>
#include <proton/error_condition.hpp>
#include <proton/listen_handler.hpp>
#include <proton/listener.hpp>
#include <proton/map.hpp>
#include <proton/message.hpp>
#include <proton/message_id.hpp>
#include <proton/messaging_handler.hpp>
#include <proton/receiver.hpp>
#include <proton/receiver_options.hpp>
#include <proton/sender.hpp>
#include <proton/sender_options.hpp>
#include <proton/session.hpp>
#include <proton/source.hpp>
#include <proton/source_options.hpp>
#include <proton/ssl.hpp>
#include <proton/target.hpp>
#include <proton/target_options.hpp>
#include <proton/timestamp.hpp>
#include <proton/tracker.hpp>
#include <proton/transport.hpp>
#include <proton/types.hpp>
#include <proton/work_queue.hpp>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/sim/network/mosquitto/recording_proxy.h"
#include "tests/support/hub/hub_certificates.h"

namespace picket::sim::test {

/// A message as a hub would store it; what is empty is not written.
struct StoredEvent {
  std::string device = "dev-0001";
  std::string module = "azureiotsecurity";
  std::string interface_id = "urn:azureiot:Security:SecurityAgent:1";
  std::string source = "Telemetry";
  std::string message_id;
  std::string content_type = "application/json";
  std::string body;
  std::int64_t enqueued_ms = 0;
  std::map<std::string, std::string> properties;
  bool numberless = false;    ///< x-opt-sequence-number is left out
  bool body_is_text = false;  ///< an amqp-value in place of a data section
  std::string content_encoding;
  std::string correlation_id;
};

/// A hub's built-in endpoint on 127.0.0.1: AMQP over TLS with SASL ANONYMOUS, "$cbs", "$management", partitions with the selector
/// filter and credit. Clients connect to 127.0.0.1 and check the certificate against kHost.
///
/// Limits: no epochs, no five readers, no throttling by rates; sequence numbers and offsets count from 0 without gaps; its latencies
///         are nobody's. Its signatures are its own code.
class EventHubDouble {
 public:
  /// Real ones end in servicebus.windows.net, which the test's certificates do not name.
  static constexpr const char* kHost = "contoso-eh.azure-devices.net";
  static constexpr const char* kEntity = "iothub-ehub-contoso-hub-1234567-0123456789";
  static constexpr const char* kPolicy = "service";
  static constexpr const char* kKey = "c2VydmljZWtleXNlcnZpY2VrZXlzZXJ2aWNla2V5MTI=";
  static std::string connection_string() {
    return std::string("Endpoint=sb://") + kHost + "/;SharedAccessKeyName=" + kPolicy + ";SharedAccessKey=" + kKey + ";EntityPath=" + kEntity;
  }

  /// `port`: 0 takes a free one.
  EventHubDouble(const HubCertificates& certificates, std::uint16_t partitions, std::string chain = "chain.pem", std::uint16_t port = 0)
      : chain_(certificates.path(chain)), key_(certificates.path("leaf.key")), port_(port), partitions_(partitions) {
    if (port_ == 0) {
      const ListeningSocket free;  // free now; see HubDouble
      port_ = free.port();
    }
    up();
  }
  ~EventHubDouble() { down(); }
  EventHubDouble(const EventHubDouble&) = delete;
  EventHubDouble& operator=(const EventHubDouble&) = delete;

  /// "%24.ct" is "$.ct".
  static std::string decoded_percent(const std::string& text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '%' && i + 2 < text.size()) {
        out.push_back(static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16)));
        i += 2;
      } else {
        out.push_back(text[i]);
      }
    }
    return out;
  }

  std::uint16_t port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

  /// Listens; what is stored stays from life to life.
  void up() {
    service_ = std::make_unique<Service>(*this);
    container_ = std::make_unique<proton::container>(*service_);
    thread_ = std::thread([this] { container_->run(); });
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(10), [this] { return listening_; })) << "the double does not listen";
  }
  /// Cuts every connection without a word, and listens no more.
  void down() {
    if (!thread_.joinable()) return;
    container_->stop();
    thread_.join();
    container_.reset();
    service_.reset();
    const std::lock_guard lock(mutex_);
    listening_ = false;
  }

  void append(std::uint16_t partition, StoredEvent event) {
    const std::lock_guard lock(mutex_);
    partitions_[partition].push_back(message_of(event, static_cast<std::int64_t>(partitions_[partition].size())));
    kick();
  }
  void append(std::uint16_t partition, const std::vector<StoredEvent>& events) {
    const std::lock_guard lock(mutex_);
    for (const StoredEvent& event : events) partitions_[partition].push_back(message_of(event, static_cast<std::int64_t>(partitions_[partition].size())));
    kick();
  }
  /// Closes the links of all partitions with an error.
  void detach(const std::string& condition, const std::string& description) {
    const std::lock_guard lock(mutex_);
    if (work_ != nullptr) work_->add([this, condition, description] { service_->detach({condition, description}); });
  }
  /// Closes the connection with an error, as a service that is moved does.
  void close_connection(const std::string& condition) {
    const std::lock_guard lock(mutex_);
    if (work_ != nullptr) work_->add([this, condition] { service_->connection.close({condition, "the service moves"}); });
  }
  /// What CBS answers from now on.
  void set_token_status(int status) {
    const std::lock_guard lock(mutex_);
    token_status_ = status;
  }

  std::uint64_t tokens() const { return get(tokens_); }
  std::uint64_t attaches() const { return get(attaches_); }
  std::uint64_t sent() const { return get(sent_); }
  /// Of partitions' links, in the order of their opening.
  std::vector<std::string> selectors() const {
    const std::lock_guard lock(mutex_);
    return selectors_;
  }
  std::string last_refusal() const {
    const std::lock_guard lock(mutex_);
    return refusal_;
  }

 private:
  template <class T>
  T get(const T& value) const {
    const std::lock_guard lock(mutex_);
    return value;
  }
  /// Whoever waits for events looks again. Under the mutex.
  void kick() {
    if (work_ != nullptr && !kicked_) kicked_ = work_->add([this] { service_->serve_all(); });
  }

  static proton::message message_of(const StoredEvent& event, std::int64_t sequence) {
    proton::message message;
    const auto note = [&](const char* key, const proton::value& value) { message.message_annotations().put(proton::symbol(key), value); };
    if (!event.numberless) note("x-opt-sequence-number", sequence);
    note("x-opt-offset", std::to_string(sequence));
    note("x-opt-enqueued-time", proton::timestamp(event.enqueued_ms + 40));
    note("iothub-enqueuedtime", proton::timestamp(event.enqueued_ms));
    note("iothub-message-source", event.source);
    if (!event.device.empty()) note("iothub-connection-device-id", event.device);
    if (!event.module.empty()) note("iothub-connection-module-id", event.module);
    if (!event.interface_id.empty()) note("iothub-interface-id", event.interface_id);
    note("iothub-connection-auth-method", std::string(R"({"scope":"module","type":"sas","issuer":"iothub","acceptingIpFilterRule":null})"));
    note("iothub-connection-auth-generation-id", std::string("638000000000000000"));
    for (const auto& [name, value] : event.properties) message.properties().put(name, value);
    if (!event.message_id.empty()) message.id(event.message_id);
    if (!event.content_type.empty()) message.content_type(event.content_type);
    if (!event.content_encoding.empty()) message.content_encoding(event.content_encoding);
    if (!event.correlation_id.empty()) message.correlation_id(event.correlation_id);
    if (event.body_is_text) {
      message.body(event.body);
    } else {
      message.inferred(true);  // a data section
      message.body(proton::binary(event.body));
    }
    return message;
  }

  static std::string field(const std::string& token, const std::string& name) {
    const std::size_t at = token.find(name + "=");
    if (at == std::string::npos) return {};
    const std::size_t begin = at + name.size() + 1;
    return token.substr(begin, token.find('&', begin) - begin);
  }
  /// Why a token is not taken for `resource`; empty if it is.
  static std::string refused(const std::string& token, const std::string& resource) {
    const std::string signed_text = field(token, "sr") + "\n" + field(token, "se");
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    HMAC(EVP_sha256(), kKey, static_cast<int>(std::string(kKey).size()), reinterpret_cast<const unsigned char*>(signed_text.data()), signed_text.size(), digest.data(), &size);
    std::array<unsigned char, 64> base64{};
    EVP_EncodeBlock(base64.data(), digest.data(), static_cast<int>(size));
    if (decoded_percent(field(token, "sig")) != reinterpret_cast<const char*>(base64.data())) return "InvalidSignature: The token has an invalid signature.";
    if (field(token, "skn") != kPolicy) return "Unauthorized access. 'Listen' claim(s) are required.";
    if (std::stoll("0" + field(token, "se")) <= static_cast<long long>(std::time(nullptr))) return "ExpiredToken: The token is expired.";
    if (resource.find(decoded_percent(field(token, "sr"))) != 0) return "the token is for another resource";
    return {};
  }

  struct Feed {
    proton::sender link;
    std::uint16_t partition = 0;
    std::size_t next = 0;
  };

  struct Service : proton::messaging_handler, proton::listen_handler {
    explicit Service(EventHubDouble& owner) : hub(owner) {}

    void on_container_start(proton::container& own) override { own.listen("amqps://127.0.0.1:" + std::to_string(hub.port_), *this); }
    void on_open(proton::listener&) override {
      const std::lock_guard lock(hub.mutex_);
      hub.listening_ = true;
      hub.changed_.notify_all();
    }
    proton::connection_options on_accept(proton::listener&) override {
      proton::connection_options options;
      options.ssl_server_options(proton::ssl_server_options(proton::ssl_certificate(hub.chain_, hub.key_)));
      options.sasl_enabled(true).sasl_allowed_mechs("ANONYMOUS").handler(*this);
      return options;
    }
    void on_error(const proton::error_condition&) override {}
    void on_connection_open(proton::connection& opened) override {
      feeds.clear();
      replies.clear();
      allowed.clear();
      connection = opened;
      opened.open();
      const std::lock_guard lock(hub.mutex_);
      hub.work_ = &opened.work_queue();
    }
    void on_transport_close(proton::transport&) override {
      const std::lock_guard lock(hub.mutex_);
      feeds.clear();
      hub.work_ = nullptr;
      hub.kicked_ = false;
    }

    /// The client's sender: requests come through it.
    void on_receiver_open(proton::receiver& link) override {
      proton::target_options target;
      target.address(link.target().address());
      link.open(proton::receiver_options().target(target).credit_window(100));
    }
    /// The client's receiver: for replies, or a partition.
    void on_sender_open(proton::sender& link) override {
      const std::string from = link.source().address();
      proton::source_options source;
      source.address(from);
      proton::sender_options options;
      options.source(source);
      if (from == "$cbs" || from == "$management") {
        proton::target_options target;
        target.address(link.target().address());
        link.open(options.target(target));
        // Who names no target is answered by the name of the link.
        replies[link.target().address().empty() ? link.name() : link.target().address()] = link;
        return;
      }
      open_partition(link, from, options);
    }
    void open_partition(proton::sender& link, const std::string& from, proton::sender_options& options) {
      const std::string head = std::string(kEntity) + "/ConsumerGroups/";
      const std::size_t at = from.find("/Partitions/");
      const auto number = at == std::string::npos ? 0UL : std::stoul("0" + from.substr(at + 12));
      const bool known = from.rfind(head, 0) == 0 && at != std::string::npos && number < hub.partitions_.size() &&
                         is_default(from.substr(head.size(), at - head.size()));
      if (!known) {
        link.open(proton::sender_options());
        link.close({"amqp:not-found", "The messaging entity could not be found."});
        return;
      }
      if (std::find(allowed.begin(), allowed.end(), std::string("sb://") + kHost + "/" + from) == allowed.end()) {
        link.open(proton::sender_options());
        link.close({"amqp:unauthorized-access", "Unauthorized access. 'Listen' claim(s) are required to perform this operation."});
        return;
      }
      const std::string selector = selector_in(link.source());
      link.open(options);
      const std::lock_guard lock(hub.mutex_);
      ++hub.attaches_;
      hub.selectors_.push_back(selector);
      feeds.push_back({link, static_cast<std::uint16_t>(number), first_of(selector, hub.partitions_[number].size())});
    }
    /// Names of consumer groups have no case: @azure/event-hubs writes "$default" where the portal shows "$Default".
    static bool is_default(std::string group) {
      std::transform(group.begin(), group.end(), group.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
      return group == "$default";
    }
    static std::string selector_in(const proton::source& source) {
      const proton::value filter = source.filters().get(proton::symbol("apache.org:selector-filter:string"));
      proton::codec::decoder in(filter);
      proton::codec::start start;
      in >> start;
      std::uint64_t code = 0;
      std::string text;
      in >> code >> text;
      EXPECT_EQ(code, 0x468C00000004ULL);
      return text;
    }
    /// Numbers and offsets are one here.
    static std::size_t first_of(const std::string& selector, std::size_t stored) {
      const std::size_t open = selector.find('\'');
      const std::string value = selector.substr(open + 1, selector.size() - open - 2);
      if (value == "@latest") return stored;
      EXPECT_EQ(selector.find("x-opt-enqueued-time"), std::string::npos) << "the double knows no times";
      return static_cast<std::size_t>(std::stoll(value) + 1);
    }

    void on_sendable(proton::sender& link) override {
      const std::lock_guard lock(hub.mutex_);
      for (Feed& feed : feeds) {
        if (feed.link == link) serve(feed);
      }
    }
    void serve_all() {
      const std::lock_guard lock(hub.mutex_);
      hub.kicked_ = false;
      for (Feed& feed : feeds) serve(feed);
    }
    void serve(Feed& feed) {
      const auto& stored = hub.partitions_[feed.partition];
      // A part at a time, so that other links and the client's credit have their turn.
      for (int n = 0; n < 500 && feed.next < stored.size() && feed.link.active() && feed.link.credit() > 0; ++n) {
        feed.link.send(stored[feed.next++]);
        ++hub.sent_;
      }
      if (feed.next < stored.size() && feed.link.active() && feed.link.credit() > 0) hub.kick();
    }
    void on_sender_close(proton::sender& link) override {
      const std::lock_guard lock(hub.mutex_);
      std::erase_if(feeds, [&](const Feed& feed) { return feed.link == link; });
    }
    void detach(const proton::error_condition& why) {
      const std::lock_guard lock(hub.mutex_);
      for (Feed& feed : feeds) feed.link.close(why);
      feeds.clear();
    }

    void on_message(proton::delivery& delivery, proton::message& request) override {
      const bool cbs = delivery.receiver().target().address() == "$cbs";
      proton::message reply;
      reply.correlation_id(request.id());
      const auto text = [&](const char* name) { return proton::get<std::string>(request.properties().get(name)); };
      if (cbs) {
        answer_token(text("operation"), text("name"), text("type"), proton::get<std::string>(request.body()), reply);
      } else {
        answer_read(text("type"), request, reply);
      }
      const auto to = replies.find(request.reply_to());
      if (to != replies.end()) to->second.send(reply);
    }
    void answer_token(const std::string& operation, const std::string& name, const std::string& type, const std::string& token, proton::message& reply) {
      EXPECT_EQ(operation, "put-token");
      EXPECT_EQ(type, "servicebus.windows.net:sastoken");
      const std::lock_guard lock(hub.mutex_);
      ++hub.tokens_;
      std::string why = refused(token, name);
      if (hub.token_status_ != 202) why = "told to refuse";
      const std::int32_t status = why.empty() ? 202 : hub.token_status_ != 202 ? hub.token_status_ : 401;
      if (why.empty()) allowed.push_back(name);
      if (!why.empty()) hub.refusal_ = why;
      reply.properties().put("status-code", status);
      reply.properties().put("status-description", why.empty() ? std::string("Accepted") : why);
    }
    void answer_read(const std::string& type, proton::message& request, proton::message& reply) {
      const std::string token = proton::get<std::string>(request.properties().get("security_token"));
      const std::string why = refused(token, std::string("sb://") + kHost + "/" + kEntity + "/$management");
      reply.properties().put("status-code", std::int32_t{why.empty() ? 200 : 401});
      reply.properties().put("status-description", why.empty() ? std::string("OK") : why);
      std::map<std::string, proton::value> body;
      body["name"] = std::string(kEntity);
      body["type"] = type;
      const std::lock_guard lock(hub.mutex_);
      if (type == "com.microsoft:eventhub") {
        std::vector<std::string> ids;
        for (std::size_t i = 0; i < hub.partitions_.size(); ++i) ids.push_back(std::to_string(i));
        proton::value list;
        proton::codec::encoder out(list);
        out << proton::codec::encoder::array(ids, proton::STRING);
        body["partition_count"] = static_cast<std::int32_t>(ids.size());
        body["partition_ids"] = list;
      } else {
        const auto n = std::stoul(proton::coerce<std::string>(request.properties().get("partition")));
        const auto stored = static_cast<std::int64_t>(hub.partitions_.at(n).size());
        body["begin_sequence_number"] = std::int64_t{0};
        body["last_enqueued_sequence_number"] = stored - 1;
        body["last_enqueued_offset"] = std::to_string(stored - 1);
        body["is_partition_empty"] = stored == 0;
      }
      reply.body(body);
    }

    EventHubDouble& hub;
    proton::connection connection;
    std::vector<Feed> feeds;
    std::map<std::string, proton::sender> replies;
    std::vector<std::string> allowed;  ///< audiences with a token, on this connection
  };

  std::string chain_;
  std::string key_;
  std::uint16_t port_ = 0;
  std::vector<std::vector<proton::message>> partitions_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool listening_ = false;
  bool kicked_ = false;
  int token_status_ = 202;
  std::uint64_t tokens_ = 0;
  std::uint64_t attaches_ = 0;
  std::uint64_t sent_ = 0;
  std::vector<std::string> selectors_;
  std::string refusal_;
  proton::work_queue* work_ = nullptr;  ///< of the last connection, while it is open
  std::unique_ptr<Service> service_;
  std::unique_ptr<proton::container> container_;
  std::thread thread_;
};

}  // namespace picket::sim::test
