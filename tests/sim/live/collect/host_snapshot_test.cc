#include "sim/live/collect/host_snapshot.h"

#include <unistd.h>

#include "tests/sim/live/collect/collect_world.h"
#include "tests/sim/live/collect/loopback_pair.h"

namespace picket::sim {
namespace {

std::uint32_t kind_bit(EventKind kind) { return 1U << static_cast<unsigned>(kind); }

TEST(HostSnapshot, gives_the_kinds_that_are_wanted_and_no_others) {
  CollectFolder root;
  root.write("etc/os-release", "NAME=Gateway\nVERSION=3\n");
  root.write("etc/passwd", "root:x:0:0:::\nalice:x:1000:1000:::\n");
  root.write("etc/group", "root:x:0:\nsudo:x:27:alice\nalice:x:1000:\n");
  CollectWorld w;
  HostSnapshot snapshot(SocketSource::of_proc(), root.path());
  EXPECT_TRUE(snapshot.take(kind_bit(EventKind::kHeartbeat) | kind_bit(EventKind::kFirewall), w.out).empty());
  const auto one = snapshot.take(kind_bit(EventKind::kSystemInformation), w.out);
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(w.text(std::get<SystemInformationRecord>(one[0]).os_name), "Gateway");
  const auto users = snapshot.take(kind_bit(EventKind::kLocalUsers), w.out);
  ASSERT_EQ(users.size(), 2U);
  const auto& alice = std::get<LocalUserRecord>(users[1]);
  EXPECT_EQ(w.text(alice.user_name), "alice");
  EXPECT_EQ(w.text(alice.group_names), "alice;sudo");
  EXPECT_EQ(w.text(alice.group_ids), "1000;27");
  EXPECT_EQ(alice.user_id, 1'000U);
  EXPECT_EQ(snapshot.missed().total(), 0U);
}

TEST(HostSnapshot, finds_a_port_that_this_test_listens_on_with_its_process) {
  const LoopbackPair pair;
  ASSERT_TRUE(pair.ok());
  CollectWorld w;
  HostSnapshot snapshot(SocketSource(false));
  const auto items = snapshot.take(HostSnapshot::kinds(), w.out);
  int found = 0;
  for (const Record& item : items) {
    const auto* port = std::get_if<ListeningPortRecord>(&item);
    if (port == nullptr || port->local_port != pair.port()) continue;
    ++found;
    EXPECT_EQ(port->local_address, IpAddress::v4(0x7f000001));
    EXPECT_EQ(port->protocol, TransportProtocol::kTcp);
    EXPECT_EQ(port->process_id, static_cast<std::uint32_t>(::getpid()));
  }
  EXPECT_EQ(found, 1);
  // Items of one kind stand together, as on_snapshot wants them.
  int changes = 0;
  for (std::size_t i = 1; i < items.size(); ++i) changes += kind_of(items[i]) != kind_of(items[i - 1]) ? 1 : 0;
  EXPECT_LE(changes, 2);
}

TEST(HostSnapshot, a_host_that_says_nothing_of_its_sockets_gives_none_and_is_counted) {
  CollectFolder root;
  CollectWorld w;
  HostSnapshot snapshot(SocketSource::of_proc(root.path()), root.path());
  EXPECT_TRUE(snapshot.take(kind_bit(EventKind::kListeningPorts), w.out).empty());
  EXPECT_EQ(snapshot.missed()[Missed::kDamaged], 1U);
}

}  // namespace
}  // namespace picket::sim
