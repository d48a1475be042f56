#pragma once

#include <gtest/gtest.h>
#include <mosquitto.h>
#include <openssl/ssl.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent_core/publish/transport.h"

namespace picket::sim::test {

/// A libmosquitto client that speaks MQTT 3.1.1 and keeps its session, as a device does. Each call waits for its answer.
class MosquittoClient {
 public:
  explicit MosquittoClient(const std::string& client_id)
      : client_((begin_library(), mosquitto_new(client_id.c_str(), false, this))) {
    EXPECT_NE(client_, nullptr);
    done(mosquitto_int_option(client_, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V311));
    mosquitto_connect_callback_set(client_, [](mosquitto*, void* self, int code) {
      static_cast<MosquittoClient*>(self)->connected_ = code == 0;
    });
    mosquitto_subscribe_callback_set(client_, [](mosquitto*, void* self, int, int, const int*) {
      ++static_cast<MosquittoClient*>(self)->answers_;
    });
    mosquitto_publish_callback_set(client_, [](mosquitto*, void* self, int) { ++static_cast<MosquittoClient*>(self)->answers_; });
    mosquitto_disconnect_callback_set(client_, [](mosquitto*, void* self, int) {
      static_cast<MosquittoClient*>(self)->connected_ = false;
    });
  }
  ~MosquittoClient() { mosquitto_destroy(client_); }
  MosquittoClient(const MosquittoClient&) = delete;
  MosquittoClient& operator=(const MosquittoClient&) = delete;

  void log_in(const std::string& user_name, const char* password) {
    done(mosquitto_username_pw_set(client_, user_name.c_str(), password));
  }
  /// Offers this version alone, which libmosquitto's own options cannot. Certificate and key may be empty.
  void use_tls(const std::string& root, TlsProtocol version, const std::string& certificate = {}, const std::string& key = {}) {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    const int number = version == TlsProtocol::kTls12 ? TLS1_2_VERSION : TLS1_3_VERSION;
    EXPECT_EQ(SSL_CTX_set_min_proto_version(context.get(), number), 1);
    EXPECT_EQ(SSL_CTX_set_max_proto_version(context.get(), number), 1);
    EXPECT_EQ(SSL_CTX_load_verify_locations(context.get(), root.c_str(), nullptr), 1);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    EXPECT_EQ(X509_VERIFY_PARAM_set1_host(SSL_CTX_get0_param(context.get()), "localhost", 0), 1);
    if (!certificate.empty()) {
      EXPECT_EQ(SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()), 1);
      EXPECT_EQ(SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM), 1);
    }
    done(mosquitto_int_option(client_, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 0));
    done(mosquitto_void_option(client_, MOSQ_OPT_SSL_CTX, context.get()));
  }
  void connect(std::uint16_t port, int keep_alive) {
    done(mosquitto_connect(client_, "localhost", port, keep_alive));
    wait([&] { return connected_; });
  }
  void subscribe(std::vector<std::string> filters, int qos) {
    std::vector<char*> texts;
    for (std::string& filter : filters) texts.push_back(filter.data());
    const int wanted = answers_ + 1;
    done(mosquitto_subscribe_multiple(client_, nullptr, static_cast<int>(texts.size()), texts.data(), qos, 0, nullptr));
    wait([&] { return answers_ >= wanted; });
  }
  void publish(const std::string& topic, const std::string& payload, int qos) {
    const int wanted = answers_ + 1;
    done(mosquitto_publish(client_, nullptr, topic.c_str(), static_cast<int>(payload.size()), payload.data(), qos, false));
    wait([&] { return answers_ >= wanted; });
  }
  void disconnect() {
    done(mosquitto_disconnect(client_));
    wait([&] { return !connected_; });
  }
  void wait(const std::function<bool()>& until) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!until() && std::chrono::steady_clock::now() < end) {
      const int code = mosquitto_loop(client_, 20, 1);
      if (code == MOSQ_ERR_NO_CONN || code == MOSQ_ERR_CONN_LOST) break;
      done(code);
    }
    EXPECT_TRUE(until()) << "no answer within 30 s";
  }

 private:
  /// Once a process: the library's own start is not safe among threads. It is never ended.
  static void begin_library() {
    static const int code = mosquitto_lib_init();
    done(code);
  }
  static void done(int code) { EXPECT_EQ(code, MOSQ_ERR_SUCCESS) << mosquitto_strerror(code); }

  mosquitto* const client_;
  bool connected_ = false;
  int answers_ = 0;
};

}  // namespace picket::sim::test
