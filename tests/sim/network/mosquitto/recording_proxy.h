#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <mutex>
#include <string>
#include <thread>

namespace picket::sim::test {

inline sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// A socket that listens at 127.0.0.1, on a free port unless one is named.
class ListeningSocket {
 public:
  explicit ListeningSocket(std::uint16_t port = 0) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = loopback(port);
    EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(fd_, 1), 0);
    socklen_t length = sizeof address;
    EXPECT_EQ(::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length), 0);
    port_ = ntohs(address.sin_port);
  }
  ~ListeningSocket() { ::close(fd_); }
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;

  int fd() const { return fd_; }
  std::uint16_t port() const { return port_; }

 private:
  int fd_;
  std::uint16_t port_ = 0;
};

/// Whether something listens there.
inline bool answers(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  const bool connected = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(fd);
  return connected;
}

/// Carries one TCP connection to a port of 127.0.0.1, in a thread of its own, and keeps the bytes of both directions.
/// It ends when both sides have closed, or after kPatience of silence.
class RecordingProxy {
 public:
  explicit RecordingProxy(std::uint16_t target) : target_(target), thread_([this] { run(); }) {}
  ~RecordingProxy() { wait_for_end(); }
  RecordingProxy(const RecordingProxy&) = delete;
  RecordingProxy& operator=(const RecordingProxy&) = delete;

  std::uint16_t port() const { return listener_.port(); }
  std::string up() const { return copy(up_); }
  std::string down() const { return copy(down_); }
  /// Until both sides have closed, so that all is recorded.
  void wait_for_end() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  static constexpr int kPatience = 30'000;  // milliseconds

  std::string copy(const std::string& bytes) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return bytes;
  }

  bool readable(int fd) const {
    pollfd wanted{fd, POLLIN, 0};
    return ::poll(&wanted, 1, kPatience) == 1;
  }

  void run() {
    if (readable(listener_.fd())) {
      const int client = ::accept4(listener_.fd(), nullptr, nullptr, SOCK_CLOEXEC);
      const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const int now = 1;
      ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
      ::setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
      const sockaddr_in address = loopback(target_);
      if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) carry(client, server);
      ::close(client);
      ::close(server);
    }
  }

  void carry(int client, int server) {
    bool up_open = true;
    bool down_open = true;
    while (up_open || down_open) {
      pollfd sockets[2] = {{up_open ? client : -1, POLLIN, 0}, {down_open ? server : -1, POLLIN, 0}};
      if (::poll(sockets, 2, kPatience) <= 0) return;
      if (sockets[0].revents != 0) up_open = pass(client, server, up_);
      if (sockets[1].revents != 0) down_open = pass(server, client, down_);
    }
  }

  /// False when `from` has closed.
  bool pass(int from, int to, std::string& kept) {
    char buffer[16'384];
    const ssize_t got = ::recv(from, buffer, sizeof buffer, 0);
    if (got <= 0) {
      ::shutdown(to, SHUT_WR);
      return false;
    }
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      kept.append(buffer, static_cast<std::size_t>(got));
    }
    for (ssize_t sent = 0; sent < got;) {
      const ssize_t n = ::send(to, buffer + sent, static_cast<std::size_t>(got - sent), MSG_NOSIGNAL);
      if (n <= 0) return false;
      sent += n;
    }
    return true;
  }

  const std::uint16_t target_;
  ListeningSocket listener_;
  mutable std::mutex mutex_;
  std::string up_;
  std::string down_;
  std::thread thread_;  // last: uses the rest
};

}  // namespace picket::sim::test
