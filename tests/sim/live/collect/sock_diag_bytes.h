#pragma once

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/tcp.h>

#include <cstddef>
#include <string>

#include "sim/live/collect/socket_row.h"
#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {

/// The payload of a socket of IPv4, as the kernel writes it.
inline inet_diag_msg diag_message(const char* local, std::uint16_t local_port, const char* remote,
                                  std::uint16_t remote_port, SocketState state) {
  inet_diag_msg raw{};
  raw.idiag_family = AF_INET;
  raw.idiag_state = static_cast<std::uint8_t>(state);
  raw.id.idiag_sport = htons(local_port);
  raw.id.idiag_dport = htons(remote_port);
  if (::inet_pton(AF_INET, local, raw.id.idiag_src) != 1) ADD_FAILURE() << local;
  if (::inet_pton(AF_INET, remote, raw.id.idiag_dst) != 1) ADD_FAILURE() << remote;
  return raw;
}

inline std::string diag_attribute(std::uint16_t type, const std::string& value) {
  nlattr head{};
  head.nla_len = static_cast<std::uint16_t>(sizeof(head) + value.size());
  head.nla_type = type;
  std::string bytes = raw_bytes(head) + value;
  bytes.resize((bytes.size() + 3) & ~std::size_t{3});
  return bytes;
}

}  // namespace picket::sim
