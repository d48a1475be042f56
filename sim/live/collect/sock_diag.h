#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "agent_core/base/result.h"
#include "sim/live/collect/host_collector.h"
#include "sim/live/collect/kernel_bytes.h"
#include "sim/live/collect/netlink_socket.h"
#include "sim/live/collect/socket_row.h"

namespace picket::sim {

/// A dump: the sockets of one protocol and one version of IP.
struct SocketFamily {
  TransportProtocol protocol = TransportProtocol::kTcp;
  bool ipv6 = false;
};
inline constexpr SocketFamily kSocketFamilies[] = {{TransportProtocol::kTcp, false},
                                                   {TransportProtocol::kTcp, true},
                                                   {TransportProtocol::kUdp, false},
                                                   {TransportProtocol::kUdp, true}};
/// The most sockets that one look at the host takes.
inline constexpr std::size_t kMaxSockets = 65'536;

/// The request for a dump, with all its headers.
std::vector<std::byte> socket_dump_request(SocketFamily family, std::uint32_t sequence);

/// Reads a struct inet_diag_msg and what stands behind it. False if damaged, or of a family that is not IP.
/// `protocol`: of the dump; an attribute that names it comes first (messages of sockets that end have it).
/// Output: bytes of TCP from struct tcp_info: sent, without those sent again, and received. The end that the other side
///         says counts as one byte received. A socket that waits for its last packets, or for its first, has none.
/// Limits: kernels before 4.19 give what was acknowledged in the place of what was sent; SYN and FIN may count in it.
/// Source: sock_diag(7); linux/inet_diag.h, linux/tcp.h; net/ipv4/inet_diag.c.
bool read_socket(KernelBytes payload, TransportProtocol protocol, SocketRow& row);

/// The kernel's own list of sockets (what `ss` reads), and its word of each that ends.
class SockDiag {
 public:
  /// `ends`: also be told of the sockets that end, by `take_ends`.
  /// Errors: a sentence for a person.
  static Result<SockDiag, std::string> open(bool ends);

  /// Adds the sockets of a family to `rows`. False if the kernel does not give them: a module is missing, or a dump
  /// broke off; then `rows` is as it was.
  bool dump(SocketFamily family, std::vector<SocketRow>& rows, MissedCounts& missed);
  /// Adds those that have ended since the last call, at most kMaxSockets. -1 as `fd`: it does not tell of ends.
  void take_ends(std::vector<SocketRow>& rows, MissedCounts& missed);
  int fd() const { return ends_ ? ends_->fd() : -1; }

 private:
  SockDiag(NetlinkSocket dumps, std::optional<NetlinkSocket> ends)
      : dumps_(std::move(dumps)), ends_(std::move(ends)) {}

  NetlinkSocket dumps_;
  std::optional<NetlinkSocket> ends_;
  std::uint32_t sequence_ = 0;
};

}  // namespace picket::sim
