#include "sim/live/collect/listening_ports.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

SocketRow bound_row(TransportProtocol protocol, SocketState state, std::uint16_t port, std::uint64_t inode) {
  SocketRow row;
  row.protocol = protocol;
  row.state = state;
  row.local_address = IpAddress::v4(0);
  row.local_port = port;
  row.inode = inode;
  return row;
}

TEST(ListeningPorts, are_tcp_listeners_and_bound_udp_sockets_each_once) {
  SocketRow connected = bound_row(TransportProtocol::kUdp, SocketState::kEstablished, 5'000, 4);
  connected.remote_port = 53;
  const std::vector<SocketRow> rows{bound_row(TransportProtocol::kUdp, SocketState::kClosed, 68, 1),
                                    bound_row(TransportProtocol::kTcp, SocketState::kListen, 443, 2),
                                    bound_row(TransportProtocol::kTcp, SocketState::kListen, 443, 3),
                                    bound_row(TransportProtocol::kTcp, SocketState::kEstablished, 9'000, 5),
                                    bound_row(TransportProtocol::kTcp, SocketState::kListen, 22, 6),
                                    connected};
  const auto owner = std::make_shared<SocketOwner>(SocketOwner{77, "sshd", "/usr/sbin/sshd"});
  const auto ports = listening_ports(rows, {{6, owner}});
  ASSERT_EQ(ports.size(), 3U);
  EXPECT_EQ(ports[0].local_port, 22);
  EXPECT_EQ(ports[0].process_id, 77U);
  EXPECT_EQ(ports[1].local_port, 443);
  EXPECT_EQ(ports[1].process_id, 0U);
  EXPECT_EQ(ports[2].local_port, 68);
  EXPECT_EQ(ports[2].protocol, TransportProtocol::kUdp);
}

}  // namespace
}  // namespace picket::sim
