#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <string>

namespace picket::sim {

/// A TCP listener on the loopback device, a connection to it, and its other end.
class LoopbackPair {
 public:
  LoopbackPair() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    client_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ok_ = ::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0 &&
          ::listen(listener_, 1) == 0;
    port_ = port_of(listener_);
    address.sin_port = htons(port_);
    ok_ = ok_ && ::connect(client_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
    server_ = ok_ ? ::accept(listener_, nullptr, nullptr) : -1;
    ok_ = ok_ && server_ >= 0;
    client_port_ = port_of(client_);
  }
  ~LoopbackPair() {
    for (const int fd : {client_, server_, listener_}) {
      if (fd >= 0) ::close(fd);
    }
  }
  LoopbackPair(const LoopbackPair&) = delete;
  LoopbackPair& operator=(const LoopbackPair&) = delete;

  bool ok() const { return ok_; }
  std::uint16_t port() const { return port_; }
  std::uint16_t client_port() const { return client_port_; }
  /// Sends so many bytes to the listener's end, which takes them.
  void send(std::size_t bytes) const {
    std::string text(bytes, 'x');
    if (::send(client_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes)) return;
    static_cast<void>(::recv(server_, text.data(), text.size(), MSG_WAITALL));
  }

 private:
  static std::uint16_t port_of(int fd) {
    sockaddr_in address{};
    socklen_t length = sizeof(address);
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length);
    return ntohs(address.sin_port);
  }
  int listener_ = -1;
  int client_ = -1;
  int server_ = -1;
  std::uint16_t port_ = 0;
  std::uint16_t client_port_ = 0;
  bool ok_ = false;
};

}  // namespace picket::sim
