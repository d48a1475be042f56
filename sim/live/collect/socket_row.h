#pragma once

#include <cstdint>
#include <optional>

#include "agent_core/base/ip_address.h"
#include "agent_core/message/record.h"

namespace picket::sim {

/// States of a socket, by the kernel's numbers. UDP has kEstablished (connected) and kClosed.
/// Source: include/net/tcp_states.h; netinet/tcp.h has the same.
enum class SocketState : std::uint8_t {
  kUnknown,
  kEstablished,
  kSynSent,
  kSynReceived,
  kFinWait1,
  kFinWait2,
  kTimeWait,
  kClosed,
  kCloseWait,
  kLastAck,
  kListen,
  kClosing,
  kNewSynReceived,
};

/// One socket of the host, as a dump or a line of /proc shows it.
struct SocketRow {
  IpAddress local_address;
  IpAddress remote_address;
  std::uint16_t local_port = 0;
  std::uint16_t remote_port = 0;
  TransportProtocol protocol = TransportProtocol::kTcp;
  SocketState state = SocketState::kUnknown;
  std::uint32_t user_id = 0;
  std::uint64_t inode = 0;   ///< names it among the open files of its process; 0: it has none (any more)
  std::uint64_t cookie = 0;  ///< names it for good; 0: the source does not say
  /// Of payload so far, where the source says.
  std::optional<std::uint64_t> bytes_out;
  std::optional<std::uint64_t> bytes_in;

  /// Waits for others to come: a TCP listener, or a UDP socket that is bound and not connected.
  bool listens() const {
    if (protocol == TransportProtocol::kTcp) return state == SocketState::kListen;
    return remote_port == 0 && local_port != 0;
  }
  bool operator==(const SocketRow&) const = default;
};

}  // namespace picket::sim
