#include "sim/live/collect/socket_source.h"

#include <algorithm>
#include <set>

#include "tests/sim/live/collect/collect_world.h"
#include "tests/sim/live/collect/loopback_pair.h"

namespace picket::sim {
namespace {

std::set<std::pair<std::uint16_t, std::uint16_t>> ports_of(SocketSource& source, const LoopbackPair& pair) {
  MissedCounts missed;
  std::vector<SocketRow> rows;
  EXPECT_TRUE(source.read(rows, missed));
  std::set<std::pair<std::uint16_t, std::uint16_t>> ports;
  for (const SocketRow& row : rows) {
    if (row.local_port == pair.port() || row.remote_port == pair.port()) ports.emplace(row.local_port, row.remote_port);
  }
  return ports;
}

TEST(SocketSource, both_sources_show_the_same_sockets) {
  const LoopbackPair pair;
  ASSERT_TRUE(pair.ok());
  const std::set<std::pair<std::uint16_t, std::uint16_t>> expected{
      {pair.port(), 0}, {pair.port(), pair.client_port()}, {pair.client_port(), pair.port()}};
  SocketSource of_proc = SocketSource::of_proc();
  EXPECT_EQ(ports_of(of_proc, pair), expected);
  EXPECT_EQ(of_proc.fd(), -1);
  EXPECT_FALSE(of_proc.has_sock_diag());
  std::string problem;
  SocketSource source(true, &problem);
  EXPECT_EQ(source.has_sock_diag(), problem.empty()) << problem;
  EXPECT_EQ(ports_of(source, pair), expected);
}

TEST(SocketSource, says_that_nothing_can_be_read) {
  SocketSource nowhere = SocketSource::of_proc("/nowhere");
  MissedCounts missed;
  std::vector<SocketRow> rows;
  EXPECT_FALSE(nowhere.read(rows, missed));
  nowhere.take_ends(rows, missed);
  EXPECT_TRUE(rows.empty());
}

}  // namespace
}  // namespace picket::sim
