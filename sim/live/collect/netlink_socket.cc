#include "sim/live/collect/netlink_socket.h"

#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace picket::sim {
namespace {

std::string netlink_failure(const char* call) { return std::string(call) + ": " + std::strerror(errno); }

}  // namespace

Result<NetlinkSocket, std::string> NetlinkSocket::open(int protocol, std::uint32_t groups, int buffer_bytes) {
  OwnedFile file(::socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol));
  if (!file) return netlink_failure("netlink socket");
  if (::setsockopt(file.fd(), SOL_SOCKET, SO_RCVBUFFORCE, &buffer_bytes, sizeof(buffer_bytes)) != 0) {
    // Without the privilege a smaller buffer, whose overflows are counted all the same.
    static_cast<void>(::setsockopt(file.fd(), SOL_SOCKET, SO_RCVBUF, &buffer_bytes, sizeof(buffer_bytes)));
  }
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = groups;
  if (::bind(file.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    return netlink_failure("netlink bind");
  }
  return NetlinkSocket(std::move(file));
}

std::optional<std::string> NetlinkSocket::send(KernelBytes datagram) const {
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  const ssize_t sent = ::sendto(file_.fd(), datagram.data(), datagram.size(), MSG_NOSIGNAL,
                                reinterpret_cast<const sockaddr*>(&kernel), sizeof(kernel));
  if (sent == static_cast<ssize_t>(datagram.size())) return std::nullopt;
  return netlink_failure("netlink send");
}

NetlinkSocket::Receipt NetlinkSocket::receive(KernelBytes& datagram) {
  for (;;) {
    sockaddr_nl from{};
    iovec part{buffer_.data(), buffer_.size()};
    msghdr head{};
    head.msg_name = &from;
    head.msg_namelen = sizeof(from);
    head.msg_iov = &part;
    head.msg_iovlen = 1;
    const ssize_t got = ::recvmsg(file_.fd(), &head, MSG_DONTWAIT);
    if (got < 0) {
      if (errno == EINTR) continue;
      if (errno == EAGAIN || errno == EWOULDBLOCK) return Receipt::kNothing;
      if (errno == ENOBUFS) return Receipt::kOverflow;
      failure_ = errno;
      return Receipt::kFailed;
    }
    if (from.nl_pid != 0) continue;
    if ((head.msg_flags & MSG_TRUNC) != 0) return Receipt::kTruncated;
    datagram = KernelBytes(buffer_).first(static_cast<std::size_t>(got));
    return Receipt::kDatagram;
  }
}

bool NetlinkSocket::wait(int milliseconds) const {
  pollfd wanted{file_.fd(), POLLIN, 0};
  return ::poll(&wanted, 1, milliseconds) > 0;
}

}  // namespace picket::sim
