#include "sim/live/collect/netlink_socket.h"

#include <linux/netlink.h>

#include "sim/live/collect/netlink_messages.h"
#include "sim/live/collect/sock_diag.h"
#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

TEST(NetlinkSocket, says_what_is_wrong_with_a_protocol_that_does_not_exist) {
  const auto socket = NetlinkSocket::open(31, 0, 1 << 16);
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error(), "netlink socket: Protocol not supported");
}

TEST(NetlinkSocket, the_kernel_answers_what_was_asked) {
  auto opened = NetlinkSocket::open(NETLINK_SOCK_DIAG, 0, 1 << 16);
  if (!opened) GTEST_SKIP() << opened.error();
  NetlinkSocket socket = std::move(opened).value();
  KernelBytes datagram;
  EXPECT_EQ(socket.receive(datagram), NetlinkSocket::Receipt::kNothing);
  ASSERT_FALSE(socket.send(socket_dump_request({}, 41)).has_value());
  ASSERT_TRUE(socket.wait(1'000));
  ASSERT_EQ(socket.receive(datagram), NetlinkSocket::Receipt::kDatagram);
  NetlinkMessages messages(datagram);
  NetlinkMessage message;
  ASSERT_TRUE(messages.next(message));
  EXPECT_EQ(message.sequence, 41U);
}

}  // namespace
}  // namespace picket::sim
