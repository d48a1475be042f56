#include "sim/live/collect/sock_diag.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstring>

#include "sim/live/collect/netlink_messages.h"

namespace picket::sim {
namespace {

constexpr int kDumpBuffer = 1 << 20;
constexpr int kEndsBuffer = 1 << 20;  // about 1,000 ends, as each takes a kilobyte with its tcp_info
constexpr int kDumpMilliseconds = 1'000;
constexpr int kMaxDumpDatagrams = 100'000;
constexpr std::uint32_t kAllStates = 0xffff'ffffU;
/// All four groups of enum sknetlink_groups: ends of TCP and UDP, IPv4 and IPv6.
constexpr std::uint32_t kEndGroups = 0xf;

IpAddress diag_address(std::uint8_t family, const __be32 (&words)[4]) {
  if (family == AF_INET) return IpAddress::v4(ntohl(words[0]));
  const auto half = [&](int i) { return static_cast<std::uint64_t>(ntohl(words[i])) << 32 | ntohl(words[i + 1]); };
  return IpAddress::v6(half(0), half(2));
}

void read_bytes(KernelBytes info, SocketRow& row) {
  tcp_info tcp{};
  if (!copy_start_of_struct(info, offsetof(tcp_info, tcpi_segs_out), tcp)) return;
  // Kernels before 4.19 do not say what was sent.
  const bool says_sent = info.size() >= offsetof(tcp_info, tcpi_dsack_dups);
  const bool plausible = tcp.tcpi_bytes_sent >= tcp.tcpi_bytes_retrans;
  row.bytes_out = says_sent && plausible ? tcp.tcpi_bytes_sent - tcp.tcpi_bytes_retrans : tcp.tcpi_bytes_acked;
  row.bytes_in = tcp.tcpi_bytes_received;
}

}  // namespace

std::vector<std::byte> socket_dump_request(SocketFamily family, std::uint32_t sequence) {
  nlmsghdr head{};
  inet_diag_req_v2 request{};
  head.nlmsg_len = sizeof(head) + sizeof(request);
  head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
  head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
  head.nlmsg_seq = sequence;
  request.sdiag_family = family.ipv6 ? AF_INET6 : AF_INET;
  request.sdiag_protocol = family.protocol == TransportProtocol::kTcp ? IPPROTO_TCP : IPPROTO_UDP;
  request.idiag_ext = 1U << (INET_DIAG_INFO - 1);
  request.idiag_states = kAllStates;
  std::vector<std::byte> bytes(head.nlmsg_len);
  std::memcpy(bytes.data(), &head, sizeof(head));
  std::memcpy(bytes.data() + sizeof(head), &request, sizeof(request));
  return bytes;
}

bool read_socket(KernelBytes payload, TransportProtocol protocol, SocketRow& row) {
  inet_diag_msg message{};
  if (!copy_struct(payload, message)) return false;
  if (message.idiag_family != AF_INET && message.idiag_family != AF_INET6) return false;
  row = {};
  row.protocol = protocol;
  row.local_address = diag_address(message.idiag_family, message.id.idiag_src);
  row.remote_address = diag_address(message.idiag_family, message.id.idiag_dst);
  row.local_port = ntohs(message.id.idiag_sport);
  row.remote_port = ntohs(message.id.idiag_dport);
  if (message.idiag_state <= static_cast<std::uint8_t>(SocketState::kNewSynReceived)) {
    row.state = static_cast<SocketState>(message.idiag_state);
  }
  row.user_id = message.idiag_uid;
  row.inode = message.idiag_inode;
  row.cookie = static_cast<std::uint64_t>(message.id.idiag_cookie[1]) << 32 | message.id.idiag_cookie[0];
  NetlinkAttributes attributes(payload.subspan(sizeof(message)));
  NetlinkAttribute attribute;
  while (attributes.next(attribute)) {
    if (attribute.type == INET_DIAG_PROTOCOL && !attribute.value.empty()) {
      const auto number = std::to_integer<std::uint8_t>(attribute.value.front());
      if (number != IPPROTO_TCP && number != IPPROTO_UDP) return false;
      row.protocol = number == IPPROTO_TCP ? TransportProtocol::kTcp : TransportProtocol::kUdp;
    } else if (attribute.type == INET_DIAG_INFO) {
      read_bytes(attribute.value, row);
    }
  }
  return !attributes.damaged();
}

Result<SockDiag, std::string> SockDiag::open(bool ends) {
  const std::string prefix = "sock_diag: ";
  auto dumps = NetlinkSocket::open(NETLINK_SOCK_DIAG, 0, kDumpBuffer);
  if (!dumps) return prefix + dumps.error();
  std::optional<NetlinkSocket> told;
  if (ends) {
    auto opened = NetlinkSocket::open(NETLINK_SOCK_DIAG, kEndGroups, kEndsBuffer);
    if (!opened) return prefix + opened.error();
    told = std::move(opened).value();
  }
  return SockDiag(std::move(dumps).value(), std::move(told));
}

bool SockDiag::dump(SocketFamily family, std::vector<SocketRow>& rows, MissedCounts& missed) {
  const std::size_t before = rows.size();
  const std::uint32_t sequence = ++sequence_;
  if (dumps_.send(socket_dump_request(family, sequence))) return false;
  for (int i = 0; i < kMaxDumpDatagrams; ++i) {
    KernelBytes datagram;
    const auto receipt = dumps_.receive(datagram);
    if (receipt == NetlinkSocket::Receipt::kNothing && dumps_.wait(kDumpMilliseconds)) continue;
    if (receipt != NetlinkSocket::Receipt::kDatagram) break;
    NetlinkMessages messages(datagram);
    NetlinkMessage message;
    while (messages.next(message)) {
      if (message.sequence != sequence) continue;  // left of a dump that was given up
      if (message.type == NLMSG_DONE) return true;
      if (message.type == NLMSG_ERROR) {
        rows.resize(before);
        return false;
      }
      SocketRow row;
      if (message.type != SOCK_DIAG_BY_FAMILY || !read_socket(message.payload, family.protocol, row)) {
        ++missed[Missed::kDamaged];
      } else if (rows.size() >= kMaxSockets) {
        ++missed[Missed::kLimit];
      } else {
        rows.push_back(row);
      }
    }
    if (messages.damaged()) ++missed[Missed::kDamaged];
  }
  rows.resize(before);
  return false;
}

void SockDiag::take_ends(std::vector<SocketRow>& rows, MissedCounts& missed) {
  if (!ends_) return;
  const std::size_t enough = rows.size() + kMaxSockets;
  while (rows.size() < enough) {
    KernelBytes datagram;
    const auto receipt = ends_->receive(datagram);
    if (receipt == NetlinkSocket::Receipt::kOverflow) ++missed[Missed::kOverflow];
    if (receipt == NetlinkSocket::Receipt::kTruncated) ++missed[Missed::kDamaged];
    if (receipt == NetlinkSocket::Receipt::kNothing || receipt == NetlinkSocket::Receipt::kFailed) return;
    if (receipt != NetlinkSocket::Receipt::kDatagram) continue;
    NetlinkMessages messages(datagram);
    NetlinkMessage message;
    while (messages.next(message)) {
      SocketRow row;
      if (!read_socket(message.payload, TransportProtocol::kTcp, row)) {
        ++missed[Missed::kDamaged];
        continue;
      }
      row.inode = 0;  // the kernel fills neither owner nor file of a socket that ends
      row.user_id = 0;
      rows.push_back(row);
    }
    if (messages.damaged()) ++missed[Missed::kDamaged];
  }
}

}  // namespace picket::sim
