#include "sim/live/collect/sock_diag.h"

#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <poll.h>

#include <algorithm>

#include "agent_core/base/random.h"
#include "sim/live/collect/netlink_messages.h"
#include "tests/sim/live/collect/loopback_pair.h"
#include "tests/sim/live/collect/sock_diag_bytes.h"

namespace picket::sim {
namespace {

TEST(SockDiag, reads_a_socket_with_its_owner_and_its_bytes) {
  inet_diag_msg raw = diag_message("192.0.2.1", 40'000, "198.51.100.7", 443, SocketState::kEstablished);
  raw.id.idiag_cookie[0] = 5;
  raw.id.idiag_cookie[1] = 1;
  raw.idiag_uid = 1'000;
  raw.idiag_inode = 4'711;
  tcp_info info{};
  info.tcpi_bytes_sent = 700;
  info.tcpi_bytes_retrans = 100;
  info.tcpi_bytes_acked = 601;
  info.tcpi_bytes_received = 9'000;
  SocketRow row;
  ASSERT_TRUE(read_socket(kernel_bytes(raw_bytes(raw) + diag_attribute(INET_DIAG_INFO, raw_bytes(info))),
                          TransportProtocol::kTcp, row));
  EXPECT_EQ(row.local_address.to_string(), "192.0.2.1");
  EXPECT_EQ(row.remote_address.to_string(), "198.51.100.7");
  EXPECT_EQ(row.local_port, 40'000);
  EXPECT_EQ(row.remote_port, 443);
  EXPECT_EQ(row.state, SocketState::kEstablished);
  EXPECT_EQ(row.user_id, 1'000U);
  EXPECT_EQ(row.inode, 4'711U);
  EXPECT_EQ(row.cookie, (std::uint64_t{1} << 32) + 5);
  EXPECT_EQ(row.bytes_out, 600U);
  EXPECT_EQ(row.bytes_in, 9'000U);
  EXPECT_FALSE(row.listens());
}

// Up to tcpi_bytes_received: what Linux 4.1 to 4.18 give, more or less.
TEST(SockDiag, an_older_kernel_says_what_was_acknowledged) {
  const inet_diag_msg raw = diag_message("192.0.2.1", 40'000, "198.51.100.7", 443, SocketState::kEstablished);
  tcp_info info{};
  info.tcpi_bytes_acked = 601;
  info.tcpi_bytes_received = 9'000;
  const std::string brief = raw_bytes(info).substr(0, offsetof(tcp_info, tcpi_segs_out));
  SocketRow row;
  ASSERT_TRUE(read_socket(kernel_bytes(raw_bytes(raw) + diag_attribute(INET_DIAG_INFO, brief)),
                          TransportProtocol::kTcp, row));
  EXPECT_EQ(row.bytes_out, 601U);
  EXPECT_EQ(row.bytes_in, 9'000U);
  ASSERT_TRUE(read_socket(kernel_bytes(raw_bytes(raw) + diag_attribute(INET_DIAG_INFO, brief.substr(0, 100))),
                          TransportProtocol::kTcp, row));
  EXPECT_FALSE(row.bytes_out.has_value());
}

TEST(SockDiag, reads_addresses_of_ipv6) {
  inet_diag_msg raw = diag_message("0.0.0.0", 53, "0.0.0.0", 0, SocketState::kClosed);
  raw.idiag_family = AF_INET6;
  ASSERT_EQ(::inet_pton(AF_INET6, "2001:db8::1", raw.id.idiag_src), 1);
  SocketRow row;
  ASSERT_TRUE(read_socket(kernel_bytes(raw_bytes(raw)), TransportProtocol::kUdp, row));
  EXPECT_EQ(row.local_address.to_string(), "2001:db8::1");
  EXPECT_TRUE(row.listens());
}

TEST(SockDiag, the_protocol_that_a_message_names_comes_first) {
  const std::string raw = raw_bytes(diag_message("192.0.2.1", 1, "198.51.100.7", 53, SocketState::kClosed));
  SocketRow row;
  const std::string udp = raw + diag_attribute(INET_DIAG_PROTOCOL, "\x11");
  ASSERT_TRUE(read_socket(kernel_bytes(udp), TransportProtocol::kTcp, row));
  EXPECT_EQ(row.protocol, TransportProtocol::kUdp);
  const std::string sctp = raw + diag_attribute(INET_DIAG_PROTOCOL, "\x84");
  EXPECT_FALSE(read_socket(kernel_bytes(sctp), TransportProtocol::kTcp, row));
}

TEST(SockDiag, refuses_what_is_cut_or_not_of_ip) {
  inet_diag_msg raw = diag_message("192.0.2.1", 1, "198.51.100.7", 53, SocketState::kClosed);
  const std::string whole = raw_bytes(raw);
  SocketRow row;
  EXPECT_FALSE(read_socket(kernel_bytes(whole).first(whole.size() - 1), TransportProtocol::kTcp, row));
  EXPECT_FALSE(read_socket(kernel_bytes(whole + "xy"), TransportProtocol::kTcp, row));
  raw.idiag_family = AF_UNIX;
  EXPECT_FALSE(read_socket(kernel_bytes(raw_bytes(raw)), TransportProtocol::kTcp, row));
}

TEST(SockDiag, a_state_that_nobody_knows_is_unknown) {
  inet_diag_msg raw = diag_message("192.0.2.1", 1, "198.51.100.7", 53, SocketState::kClosed);
  raw.idiag_state = 200;
  SocketRow row;
  ASSERT_TRUE(read_socket(kernel_bytes(raw_bytes(raw)), TransportProtocol::kTcp, row));
  EXPECT_EQ(row.state, SocketState::kUnknown);
}

TEST(SockDiag, any_bytes_are_read_or_refused) {
  RandomStream random(13, 0, 0, Purpose::kTest);
  const std::string whole = raw_bytes(diag_message("192.0.2.1", 1, "198.51.100.7", 53, SocketState::kClosed)) +
                            diag_attribute(INET_DIAG_INFO, std::string(240, '\x05'));
  int read = 0;
  for (int i = 0; i < 3'000; ++i) {
    std::string bytes = whole;
    for (int j = 0; j < 3; ++j) bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    SocketRow row;
    read += read_socket(kernel_bytes(bytes), TransportProtocol::kTcp, row) ? 1 : 0;
  }
  EXPECT_GT(read, 0);
  EXPECT_LT(read, 3'000);
}

TEST(SockDiag, asks_for_every_socket_of_a_family) {
  const auto bytes = socket_dump_request({TransportProtocol::kUdp, true}, 9);
  NetlinkMessages messages(bytes);
  NetlinkMessage message;
  ASSERT_TRUE(messages.next(message));
  EXPECT_EQ(message.type, SOCK_DIAG_BY_FAMILY);
  EXPECT_EQ(message.sequence, 9U);
  inet_diag_req_v2 request{};
  ASSERT_TRUE(copy_struct(message.payload, request));
  EXPECT_EQ(request.sdiag_family, AF_INET6);
  EXPECT_EQ(request.sdiag_protocol, IPPROTO_UDP);
  EXPECT_EQ(request.idiag_states, 0xffff'ffffU);
}

/// The row of a pair's end; none if it is not there.
const SocketRow* row_of(const std::vector<SocketRow>& rows, std::uint16_t local, std::uint16_t remote) {
  const auto at = std::find_if(rows.begin(), rows.end(), [&](const SocketRow& row) {
    return row.protocol == TransportProtocol::kTcp && row.local_port == local && row.remote_port == remote;
  });
  return at == rows.end() ? nullptr : &*at;
}

TEST(SockDiag, the_kernel_lists_a_listener_and_both_ends_of_a_connection) {
  auto diag = SockDiag::open(false);
  if (!diag) GTEST_SKIP() << diag.error();
  const LoopbackPair pair;
  ASSERT_TRUE(pair.ok());
  pair.send(1'000);
  MissedCounts missed;
  std::vector<SocketRow> rows;
  if (!diag.value().dump({}, rows, missed)) GTEST_SKIP() << "the kernel has no inet_diag";
  EXPECT_EQ(diag.value().fd(), -1);
  const SocketRow* listener = row_of(rows, pair.port(), 0);
  ASSERT_NE(listener, nullptr);
  EXPECT_TRUE(listener->listens());
  EXPECT_NE(listener->inode, 0U);
  const SocketRow* client = row_of(rows, pair.client_port(), pair.port());
  ASSERT_NE(client, nullptr);
  EXPECT_EQ(client->state, SocketState::kEstablished);
  EXPECT_EQ(client->remote_address, IpAddress::v4(0x7f000001));
  EXPECT_NE(client->cookie, 0U);
  EXPECT_EQ(client->bytes_out, 1'000U);
  const SocketRow* server = row_of(rows, pair.port(), pair.client_port());
  ASSERT_NE(server, nullptr);
  EXPECT_EQ(server->bytes_in, 1'000U);
  EXPECT_EQ(missed.total(), 0U);
}

TEST(SockDiag, the_kernel_tells_of_a_connection_that_ends) {
  auto diag = SockDiag::open(true);
  if (!diag) GTEST_SKIP() << diag.error();
  EXPECT_GE(diag.value().fd(), 0);
  std::uint16_t port = 0;
  std::uint16_t client_port = 0;
  {
    const LoopbackPair pair;
    ASSERT_TRUE(pair.ok());
    pair.send(500);
    port = pair.port();
    client_port = pair.client_port();
  }
  MissedCounts missed;
  std::vector<SocketRow> rows;
  pollfd wanted{diag.value().fd(), POLLIN, 0};
  const SocketRow* client = nullptr;
  for (int i = 0; i < 10 && client == nullptr; ++i) {  // the kernel tells of ends a moment later
    ::poll(&wanted, 1, 50);
    diag.value().take_ends(rows, missed);
    client = row_of(rows, client_port, port);
  }
  if (client == nullptr) GTEST_SKIP() << "the kernel tells of no ends (inet_diag is not loaded)";
  EXPECT_EQ(client->bytes_out, 500U);
  EXPECT_EQ(client->inode, 0U);
}

}  // namespace
}  // namespace picket::sim
