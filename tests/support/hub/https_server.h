#pragma once

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/sim/network/mosquitto/recording_proxy.h"
#include "tests/support/hub/registry_front.h"

namespace picket::sim::test {

/// A small server of HTTPS 1.1 on 127.0.0.1, of a test alone: a thread that accepts, one a connection; ends with the object.
/// Limits: bodies with Content-Length; no chunks, no client certificates.
class HttpsServer {
 public:
  using Answer = std::function<hub_double::HttpAnswer(const hub_double::HttpRequest&)>;

  /// `port`: 0 takes a free one.
  HttpsServer(const std::string& chain, const std::string& key, Answer answer, std::uint16_t port = 0)
      : answer_(std::move(answer)), tls_(SSL_CTX_new(TLS_server_method())), listening_(port) {
    ::signal(SIGPIPE, SIG_IGN);
    EXPECT_EQ(SSL_CTX_use_certificate_chain_file(tls_.get(), chain.c_str()), 1) << chain;
    EXPECT_EQ(SSL_CTX_use_PrivateKey_file(tls_.get(), key.c_str(), SSL_FILETYPE_PEM), 1) << key;
    accepting_ = std::thread([this] { accept_all(); });
  }
  ~HttpsServer() {
    stop_ = true;
    accepting_.join();
    for (std::thread& connection : connections_) connection.join();
  }
  HttpsServer(const HttpsServer&) = delete;
  HttpsServer& operator=(const HttpsServer&) = delete;

  std::uint16_t port() const { return listening_.port(); }
  int accepted() const { return accepted_; }

 private:
  struct FreeTls {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* connection) const { SSL_free(connection); }
  };

  void accept_all() {
    while (!stop_) {
      if (!readable(listening_.fd())) continue;
      const int fd = ::accept4(listening_.fd(), nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      ++accepted_;
      connections_.emplace_back([this, fd] {
        serve(fd);
        ::close(fd);
      });
    }
  }
  static bool readable(int fd) {
    pollfd wanted{fd, POLLIN, 0};
    return ::poll(&wanted, 1, 20) == 1;
  }

  void serve(int fd) {
    const std::unique_ptr<SSL, FreeTls> tls(SSL_new(tls_.get()));
    SSL_set_fd(tls.get(), fd);
    if (SSL_accept(tls.get()) != 1) return;
    std::string held;
    while (!stop_) {
      hub_double::HttpRequest request;
      if (!read_request(tls.get(), fd, held, request)) return;
      const hub_double::HttpAnswer answer = answer_(request);
      if (answer.close) return;
      std::string out = "HTTP/1.1 " + std::to_string(answer.status) + " As Told\r\n";
      for (const auto& [name, value] : answer.headers) out += name + ": " + value + "\r\n";
      if (answer.status != 204) out += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
      out += "\r\n" + answer.body;
      if (SSL_write(tls.get(), out.data(), static_cast<int>(out.size())) <= 0) return;
    }
  }

  /// More bytes behind `held`; false at the end.
  bool read_more(SSL* tls, int fd, std::string& held) const {
    while (!stop_ && SSL_pending(tls) == 0 && !readable(fd)) {
    }
    if (stop_) return false;
    std::array<char, 16'384> buffer{};
    const int got = SSL_read(tls, buffer.data(), static_cast<int>(buffer.size()));
    if (got <= 0) return false;
    held.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
  }

  bool read_request(SSL* tls, int fd, std::string& held, hub_double::HttpRequest& request) const {
    std::size_t end = 0;
    while ((end = held.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more(tls, fd, held)) return false;
    }
    std::size_t line = held.find("\r\n");
    const std::string first = held.substr(0, line);
    const std::size_t space = first.find(' ');
    request.method = first.substr(0, space);
    request.target = first.substr(space + 1, first.rfind(' ') - space - 1);
    while (line < end) {
      const std::size_t begin = line + 2;
      line = held.find("\r\n", begin);
      const std::size_t colon = held.find(':', begin);
      std::string name = held.substr(begin, colon - begin);
      std::transform(name.begin(), name.end(), name.begin(), [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
      request.headers[name] = held.substr(std::min(colon + 2, line), line - std::min(colon + 2, line));
    }
    const std::string length = request.header("content-length");
    const std::size_t body = length.empty() ? 0 : std::stoul(length);
    held.erase(0, end + 4);
    while (held.size() < body) {
      if (!read_more(tls, fd, held)) return false;
    }
    request.body = held.substr(0, body);
    held.erase(0, body);
    return true;
  }

  Answer answer_;
  std::unique_ptr<SSL_CTX, FreeTls> tls_;
  ListeningSocket listening_;
  std::atomic<bool> stop_ = false;
  std::atomic<int> accepted_ = 0;
  std::vector<std::thread> connections_;  ///< of the accepting thread, until it has ended
  std::thread accepting_;
};

}  // namespace picket::sim::test
