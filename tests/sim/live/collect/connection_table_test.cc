#include "sim/live/collect/connection_table.h"

#include <algorithm>

#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

SocketRow tcp_row(std::uint16_t local_port, std::uint16_t remote_port, std::uint64_t cookie, std::uint64_t bytes_in = 0,
                  std::uint64_t bytes_out = 0) {
  SocketRow row;
  row.local_address = IpAddress::v4(0xc0000201);
  row.remote_address = IpAddress::v4(0xc6336407);
  row.local_port = local_port;
  row.remote_port = remote_port;
  row.state = SocketState::kEstablished;
  row.inode = cookie;
  row.cookie = cookie;
  row.bytes_in = bytes_in;
  row.bytes_out = bytes_out;
  return row;
}
SocketRow listener_row(std::uint16_t port) {
  SocketRow row = tcp_row(port, 0, 1'000'000 + port);
  row.state = SocketState::kListen;
  row.remote_address = {};
  return row;
}
/// What is left of a socket that its process has closed.
SocketRow time_wait_row(SocketRow row) {
  row.state = SocketState::kTimeWait;
  row.inode = row.cookie = 0;
  row.bytes_in = row.bytes_out = std::nullopt;
  return row;
}
SocketRow ended_row(SocketRow row) {
  row.state = SocketState::kClosed;
  row.inode = 0;
  return row;
}

struct TableWorld {
  ConnectionTable table;
  MissedCounts missed;
  std::int64_t now = 0;

  explicit TableWorld(const ConnectionTable::Settings& settings = {}) : table(settings) { list({}); }
  std::vector<ConnectionSighting> list(const std::vector<SocketRow>& rows, std::int64_t seconds = 2) {
    std::vector<ConnectionSighting> out;
    table.take_list(second(now += seconds), rows, out, missed);
    return out;
  }
  std::vector<ConnectionSighting> end(const SocketRow& row) {
    std::vector<ConnectionSighting> out;
    table.take_end(second(now), row, out, missed);
    return out;
  }
};

TEST(ConnectionTable, a_connection_is_seen_once_while_it_lasts) {
  TableWorld w;
  const auto seen = w.list({tcp_row(40'000, 443, 5, 10, 20)});
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(seen[0].first);
  EXPECT_EQ(seen[0].direction, Direction::kOutbound);
  EXPECT_EQ(seen[0].row.bytes_in, 10U);
  EXPECT_EQ(seen[0].row.bytes_out, 20U);
  EXPECT_TRUE(w.list({tcp_row(40'000, 443, 5, 10, 20)}).empty());
}

TEST(ConnectionTable, what_comes_to_a_port_that_listens_is_inbound) {
  TableWorld w;
  const auto seen = w.list({tcp_row(22, 50'000, 5), tcp_row(23, 50'000, 6), listener_row(22)});
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].direction, Direction::kInbound);
  EXPECT_EQ(seen[1].direction, Direction::kOutbound);
}

TEST(ConnectionTable, a_listener_of_another_protocol_makes_nothing_inbound) {
  TableWorld w;
  SocketRow udp = listener_row(22);
  udp.protocol = TransportProtocol::kUdp;
  udp.state = SocketState::kClosed;
  const auto seen = w.list({tcp_row(22, 50'000, 5), udp});
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].direction, Direction::kOutbound);
}

// 10 + 20 at first, 90 + 180 five minutes later, 1 + 2 at the end: 101 in and 202 out.
TEST(ConnectionTable, the_bytes_of_its_sightings_add_up_to_its_own) {
  TableWorld w;
  std::vector<ConnectionSighting> all = w.list({tcp_row(40'000, 443, 5, 10, 20)});
  const auto add = [&](std::vector<ConnectionSighting> more) { all.insert(all.end(), more.begin(), more.end()); };
  add(w.list({tcp_row(40'000, 443, 5, 50, 60)}));
  EXPECT_EQ(all.size(), 1U);
  add(w.list({tcp_row(40'000, 443, 5, 100, 200)}, 300));
  EXPECT_EQ(all.size(), 2U);
  EXPECT_FALSE(all[1].first);
  add(w.list({tcp_row(40'000, 443, 5, 100, 200)}, 300));
  EXPECT_EQ(all.size(), 2U);
  add(w.end(ended_row(tcp_row(40'000, 443, 5, 101, 202))));
  add(w.list({}));
  add(w.list({}));
  add(w.list({}));
  ASSERT_EQ(all.size(), 3U);
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  for (const ConnectionSighting& sighting : all) {
    in += sighting.row.bytes_in.value();
    out += sighting.row.bytes_out.value();
  }
  EXPECT_EQ(in, 101U);
  EXPECT_EQ(out, 202U);
  EXPECT_EQ(w.table.size(), 0U);
}

TEST(ConnectionTable, one_that_is_no_longer_listed_gives_its_rest) {
  TableWorld w;
  w.list({tcp_row(40'000, 443, 5, 10, 20)});
  w.list({tcp_row(40'000, 443, 5, 15, 20)});
  const auto seen = w.list({});
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].row.bytes_in, 5U);
  EXPECT_EQ(seen[0].row.bytes_out, 0U);
}

TEST(ConnectionTable, one_that_came_and_went_between_two_lists_is_seen_by_its_end_alone) {
  TableWorld w;
  const SocketRow row = tcp_row(40'000, 443, 5, 7, 8);
  const auto seen = w.end(ended_row(row));
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(seen[0].first);
  EXPECT_EQ(seen[0].row.bytes_in, 7U);
  // What is left of it waits for a minute, and is nothing new.
  EXPECT_TRUE(w.list({time_wait_row(row)}).empty());
  EXPECT_TRUE(w.list({time_wait_row(row)}, 58).empty());
  EXPECT_TRUE(w.list({}).empty());
  w.list({});
  EXPECT_EQ(w.table.size(), 0U);
}

TEST(ConnectionTable, without_word_of_ends_what_is_left_shows_what_came_and_went) {
  TableWorld w;
  const SocketRow left = time_wait_row(tcp_row(40'000, 443, 5));
  EXPECT_EQ(w.list({left}).size(), 1U);
  EXPECT_TRUE(w.list({left}).empty());
}

TEST(ConnectionTable, the_same_ports_by_another_socket_are_another_connection) {
  TableWorld w;
  w.list({tcp_row(40'000, 443, 5, 10, 10)});
  const auto seen = w.list({tcp_row(40'000, 443, 6, 3, 3)});
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_TRUE(seen[0].first);
  EXPECT_EQ(seen[0].row.bytes_in, 3U);
}

TEST(ConnectionTable, an_attempt_that_is_accepted_is_one_connection) {
  TableWorld w;
  SocketRow half_open = tcp_row(22, 50'000, 0);
  half_open.state = SocketState::kSynReceived;
  const auto seen = w.list({listener_row(22), half_open});
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].direction, Direction::kInbound);
  EXPECT_TRUE(w.list({listener_row(22), tcp_row(22, 50'000, 9)}).empty());
}

TEST(ConnectionTable, what_is_there_at_the_first_list_is_seen_with_the_bytes_from_then_on) {
  ConnectionTable table;
  MissedCounts missed;
  std::vector<ConnectionSighting> seen;
  table.take_list(second(1), std::vector{tcp_row(40'000, 443, 5, 1'000, 2'000), time_wait_row(tcp_row(41'000, 443, 6))},
                  seen, missed);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].row.local_port, 40'000);
  EXPECT_FALSE(seen[0].row.bytes_in.has_value());
  seen.clear();
  table.take_end(second(2), ended_row(tcp_row(40'000, 443, 5, 1'010, 2'000)), seen, missed);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].row.bytes_in, 10U);
}

TEST(ConnectionTable, the_host_speaking_with_itself_is_left_out_unless_wanted) {
  SocketRow loopback = tcp_row(40'000, 80, 5);
  loopback.local_address = loopback.remote_address = IpAddress::v4(0x7f000001);
  SocketRow own_address = tcp_row(40'001, 80, 6);
  own_address.remote_address = own_address.local_address;
  SocketRow six = tcp_row(40'002, 80, 7);
  six.local_address = six.remote_address = IpAddress::v6(0, 1);
  TableWorld w;
  EXPECT_TRUE(w.list({loopback, own_address, six}).empty());
  ConnectionTable::Settings settings;
  settings.loopback = true;
  TableWorld all(settings);
  EXPECT_EQ(all.list({loopback, own_address, six}).size(), 3U);
}

TEST(ConnectionTable, beyond_its_bound_connections_are_counted) {
  ConnectionTable::Settings settings;
  settings.max_connections = 2;
  TableWorld w(settings);
  EXPECT_EQ(w.list({tcp_row(1, 443, 5), tcp_row(2, 443, 6), tcp_row(3, 443, 7)}).size(), 2U);
  EXPECT_EQ(w.missed[Missed::kLimit], 1U);
  EXPECT_EQ(w.table.size(), 2U);
}

TEST(ConnectionTable, later_sightings_have_the_owner_of_the_first) {
  TableWorld w;
  const SocketRow row = tcp_row(40'000, 443, 5, 10, 20);
  w.list({row});
  w.table.own(row, std::make_shared<SocketOwner>(SocketOwner{9, "curl", "/usr/bin/curl"}));
  const auto seen = w.end(ended_row(tcp_row(40'000, 443, 5, 11, 20)));
  ASSERT_EQ(seen.size(), 1U);
  ASSERT_NE(seen[0].owner, nullptr);
  EXPECT_EQ(seen[0].owner->commandline, "curl");
}

}  // namespace
}  // namespace picket::sim
