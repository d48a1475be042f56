#include "sim/live/collect/proc_net.h"

#include <bit>

#include "agent_core/base/random.h"
#include "tests/sim/live/collect/collect_world.h"
#include "tests/sim/live/collect/loopback_pair.h"

namespace picket::sim {
namespace {

// Lines of /proc/net/tcp, udp and tcp6 of a little-endian host: 0100007F is 127.0.0.1.
constexpr std::string_view kTcpLine =
    "   1: 0100007F:1F90 0700A8C0:CE2C 01 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0000000000000000 "
    "20 4 30 10 -1";
constexpr std::string_view kUdpLine =
    "  90: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 600 2 0000000000000000 0";
constexpr std::string_view kTcp6Line =
    "   0: B80D0120000000000000000001000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 "
    "00000000     0        0 17 1 0000000000000000 100 0 0 10 0";

TEST(ProcNet, reads_a_line_of_each_kind) {
  if (std::endian::native != std::endian::little) GTEST_SKIP() << "the lines are of a little-endian host";
  SocketRow row;
  ASSERT_TRUE(read_proc_net_line(kTcpLine, TransportProtocol::kTcp, row));
  EXPECT_EQ(row.local_address.to_string(), "127.0.0.1");
  EXPECT_EQ(row.local_port, 8'080);
  EXPECT_EQ(row.remote_address.to_string(), "192.168.0.7");
  EXPECT_EQ(row.remote_port, 52'780);
  EXPECT_EQ(row.state, SocketState::kEstablished);
  EXPECT_EQ(row.user_id, 1'000U);
  EXPECT_EQ(row.inode, 4'711U);
  EXPECT_FALSE(row.bytes_in.has_value());
  ASSERT_TRUE(read_proc_net_line(kUdpLine, TransportProtocol::kUdp, row));
  EXPECT_TRUE(row.listens());
  EXPECT_EQ(row.local_port, 68);
  ASSERT_TRUE(read_proc_net_line(kTcp6Line, TransportProtocol::kTcp, row));
  EXPECT_EQ(row.local_address.to_string(), "2001:db8::1");
  EXPECT_EQ(row.local_port, 22);
  EXPECT_TRUE(row.listens());
}

TEST(ProcNet, passes_the_names_of_columns_over_and_counts_bad_lines) {
  const std::string text = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout\n" +
                           std::string(kTcpLine) + "\nnonsense\n" + std::string(kTcpLine).substr(0, 60) + "\n" +
                           std::string(kUdpLine);
  MissedCounts missed;
  std::vector<SocketRow> rows;
  read_proc_net(text, TransportProtocol::kTcp, rows, missed);
  EXPECT_EQ(rows.size(), 2U);
  EXPECT_EQ(missed[Missed::kDamaged], 2U);
}

TEST(ProcNet, takes_no_more_sockets_than_its_bound) {
  MissedCounts missed;
  std::vector<SocketRow> rows(kMaxSockets);
  read_proc_net(kTcpLine, TransportProtocol::kTcp, rows, missed);
  EXPECT_EQ(rows.size(), kMaxSockets);
  EXPECT_EQ(missed[Missed::kLimit], 1U);
}

TEST(ProcNet, any_line_is_read_or_refused) {
  RandomStream random(14, 0, 0, Purpose::kTest);
  int read = 0;
  for (int i = 0; i < 3'000; ++i) {
    std::string line(kTcpLine);
    for (int j = 0; j < 2; ++j) line[random.below(line.size())] = static_cast<char>(random.below(256));
    SocketRow row;
    read += read_proc_net_line(line, TransportProtocol::kTcp, row) ? 1 : 0;
  }
  EXPECT_GT(read, 0);
  EXPECT_LT(read, 3'000);
}

TEST(ProcNet, the_kernels_own_file_shows_a_connection) {
  const LoopbackPair pair;
  ASSERT_TRUE(pair.ok());
  MissedCounts missed;
  std::vector<SocketRow> rows;
  ASSERT_TRUE(read_proc_net_file("/proc", {}, rows, missed));
  bool listener = false;
  bool client = false;
  for (const SocketRow& row : rows) {
    listener |= row.local_port == pair.port() && row.listens();
    client |= row.local_port == pair.client_port() && row.remote_port == pair.port() &&
              row.remote_address == IpAddress::v4(0x7f000001) && row.state == SocketState::kEstablished;
  }
  EXPECT_TRUE(listener);
  EXPECT_TRUE(client);
  EXPECT_EQ(missed.total(), 0U);
  EXPECT_FALSE(read_proc_net_file("/nowhere", {}, rows, missed));
}

}  // namespace
}  // namespace picket::sim
