#include "sim/live/collect/connections.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "tests/sim/live/collect/fake_proc.h"
#include "tests/sim/live/collect/loopback_pair.h"

namespace picket::sim {
namespace {

constexpr std::string_view kProcNetHead = "  sl  local_address rem_address   st\n";

/// The line of a connection from 127.0.0.1 to 127.0.0.2.
std::string proc_net_line(unsigned local_port, unsigned remote_port, std::uint64_t inode, unsigned user) {
  char line[200];
  std::snprintf(line, sizeof(line), "   1: 0100007F:%04X 0200007F:%04X 01 0:0 0:0 0 %u 0 %llu 1 0\n", local_port,
                remote_port, user, static_cast<unsigned long long>(inode));
  return line;
}

Connections::Settings with_loopback(const std::string& proc = "/proc") {
  Connections::Settings settings;
  settings.table.loopback = true;
  settings.proc = proc;
  return settings;
}

TEST(Connections, a_new_connection_is_an_event_with_its_process) {
  const FakeProc proc;
  proc.process(20, 1, 1, std::string_view("curl\0x\0", 7), "/usr/bin/curl", 1'000);
  proc.open_socket(20, 3, 500);
  proc.folder().write("net/tcp", kProcNetHead);
  CollectWorld w;
  Connections connections(SocketSource::of_proc(proc.path()), with_loopback(proc.path()));
  EXPECT_EQ(connections.name(), "sockets of /proc/net");
  EXPECT_EQ(connections.fd(), -1);
  connections.read(second(1), w.out);
  EXPECT_EQ(connections.next_read(), second(3));
  proc.folder().append("net/tcp", proc_net_line(40'000, 443, 500, 1'000) + proc_net_line(40'001, 443, 501, 7));
  connections.read(second(2), w.out);
  EXPECT_TRUE(w.out.events.empty()) << "it is not yet time for another look";
  connections.read(second(3), w.out);
  const auto events = w.all<NetworkRecord>();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].remote_port, 443);
  EXPECT_EQ(events[0].user_id, 1'000U);
  EXPECT_EQ(events[0].direction, Direction::kOutbound);
  EXPECT_EQ(w.text(events[0].commandline), "curl x");
  EXPECT_EQ(w.text(w.texts.executable_of(events[0].commandline)), "/usr/bin/curl");
  EXPECT_TRUE(events[1].commandline.empty());
  EXPECT_EQ(connections.missed()[Missed::kOwnerUnknown], 1U);
  EXPECT_EQ(w.out.events[0].time, second(3));
}

TEST(Connections, without_a_list_nothing_has_changed) {
  const FakeProc proc;
  proc.folder().write("net/tcp", std::string(kProcNetHead) + proc_net_line(40'000, 443, 500, 0));
  CollectWorld w;
  Connections connections(SocketSource::of_proc(proc.path()), with_loopback(proc.path()));
  connections.read(second(1), w.out);
  EXPECT_EQ(w.out.events.size(), 1U);
  std::filesystem::rename(proc.folder().path("net"), proc.folder().path("gone"));
  connections.read(second(3), w.out);
  std::filesystem::rename(proc.folder().path("gone"), proc.folder().path("net"));
  connections.read(second(5), w.out);
  EXPECT_EQ(w.out.events.size(), 1U);
  EXPECT_EQ(connections.missed()[Missed::kDamaged], 1U);
}

// This test connects to itself: its own connection, with its own command line, once in each direction.
TEST(Connections, finds_a_connection_of_this_host_with_its_process) {
  CollectWorld w;
  Connections connections(SocketSource(true), with_loopback());
  connections.read(second(1), w.out);
  w.out.events.clear();
  const LoopbackPair pair;
  ASSERT_TRUE(pair.ok());
  connections.read(second(10), w.out);
  int outbound = 0;
  int inbound = 0;
  const std::string self = ProcFolder().facts(static_cast<std::uint32_t>(::getpid())).value().commandline;
  for (const NetworkRecord& event : w.all<NetworkRecord>()) {
    const bool to = event.local_port == pair.client_port() && event.remote_port == pair.port();
    const bool from = event.local_port == pair.port() && event.remote_port == pair.client_port();
    if (!to && !from) continue;
    (event.direction == Direction::kOutbound ? outbound : inbound) += 1;
    EXPECT_EQ(event.direction, to ? Direction::kOutbound : Direction::kInbound);
    EXPECT_EQ(event.user_id, ::getuid());
    EXPECT_EQ(w.text(event.commandline).substr(0, 20), self.substr(0, 20));
  }
  EXPECT_EQ(outbound, 1);
  EXPECT_EQ(inbound, 1);
}

TEST(Connections, sees_one_that_came_and_went_between_two_looks) {
  CollectWorld w;
  Connections connections(SocketSource(true), with_loopback());
  if (connections.fd() < 0) GTEST_SKIP() << "the kernel has no sock_diag";
  connections.read(second(1), w.out);
  w.out.events.clear();
  std::uint16_t client_port = 0;
  {
    const LoopbackPair pair;
    ASSERT_TRUE(pair.ok());
    pair.send(300);
    client_port = pair.client_port();
  }
  // The kernel tells of ends a moment later; all of this is before the next look.
  pollfd wanted{connections.fd(), POLLIN, 0};
  for (int i = 0; i < 10 && w.out.events.size() < 2; ++i) {
    ::poll(&wanted, 1, 50);
    connections.read(second(2), w.out);
  }
  const auto events = w.all<NetworkRecord>();
  const auto of_client = [&](const NetworkRecord& event) { return event.local_port == client_port; };
  if (std::none_of(events.begin(), events.end(), of_client)) GTEST_SKIP() << "the kernel tells of no ends";
  EXPECT_EQ(std::count_if(events.begin(), events.end(), of_client), 1);
  EXPECT_EQ(std::find_if(events.begin(), events.end(), of_client)->bytes_out, 300U);
  w.out.events.clear();
  connections.read(second(10), w.out);
  const auto later = w.all<NetworkRecord>();
  EXPECT_TRUE(std::none_of(later.begin(), later.end(), of_client)) << "what is left of it is nothing new";
}

}  // namespace
}  // namespace picket::sim
