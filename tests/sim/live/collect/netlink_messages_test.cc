#include "sim/live/collect/netlink_messages.h"

#include <linux/netlink.h>

#include "agent_core/base/random.h"
#include "tests/sim/live/collect/collect_world.h"

namespace picket::sim {
namespace {

std::string netlink_message(std::uint16_t type, std::string_view payload, std::uint32_t length_more = 0) {
  nlmsghdr head{};
  head.nlmsg_len = static_cast<std::uint32_t>(sizeof(head) + payload.size()) + length_more;
  head.nlmsg_type = type;
  head.nlmsg_flags = NLM_F_MULTI;
  head.nlmsg_seq = 7;
  std::string bytes = raw_bytes(head) + std::string(payload);
  bytes.resize((bytes.size() + 3) & ~std::size_t{3});
  return bytes;
}

std::string netlink_attribute(std::uint16_t type, std::string_view value) {
  nlattr head{};
  head.nla_len = static_cast<std::uint16_t>(sizeof(head) + value.size());
  head.nla_type = type;
  std::string bytes = raw_bytes(head) + std::string(value);
  bytes.resize((bytes.size() + 3) & ~std::size_t{3});
  return bytes;
}

TEST(NetlinkMessages, come_one_after_the_other_without_their_padding) {
  const std::string bytes = netlink_message(20, "abcde") + netlink_message(3, "");
  NetlinkMessages messages(kernel_bytes(bytes));
  NetlinkMessage message;
  ASSERT_TRUE(messages.next(message));
  EXPECT_EQ(message.type, 20);
  EXPECT_EQ(message.flags, NLM_F_MULTI);
  EXPECT_EQ(message.sequence, 7U);
  EXPECT_EQ(text_of(message.payload), "abcde");
  ASSERT_TRUE(messages.next(message));
  EXPECT_EQ(message.type, 3);
  EXPECT_TRUE(message.payload.empty());
  EXPECT_FALSE(messages.next(message));
  EXPECT_FALSE(messages.damaged());
}

TEST(NetlinkMessages, a_length_beyond_the_datagram_ends_the_walk) {
  const std::string bytes = netlink_message(20, "abcd") + netlink_message(20, "abcd", 1);
  NetlinkMessages messages(kernel_bytes(bytes));
  NetlinkMessage message;
  EXPECT_TRUE(messages.next(message));
  EXPECT_FALSE(messages.next(message));
  EXPECT_TRUE(messages.damaged());
  EXPECT_FALSE(messages.next(message));
}

TEST(NetlinkMessages, a_length_shorter_than_the_head_ends_the_walk) {
  nlmsghdr head{};
  head.nlmsg_len = 4;
  const std::string bytes = raw_bytes(head);
  NetlinkMessages messages(kernel_bytes(bytes));
  NetlinkMessage message;
  EXPECT_FALSE(messages.next(message));
  EXPECT_TRUE(messages.damaged());
}

TEST(NetlinkMessages, attributes_come_alike_and_without_the_bits_of_their_type) {
  const std::string bytes = netlink_attribute(2 | NLA_F_NESTED, "xyz") + netlink_attribute(9, "");
  NetlinkAttributes attributes(kernel_bytes(bytes));
  NetlinkAttribute attribute;
  ASSERT_TRUE(attributes.next(attribute));
  EXPECT_EQ(attribute.type, 2);
  EXPECT_EQ(text_of(attribute.value), "xyz");
  ASSERT_TRUE(attributes.next(attribute));
  EXPECT_EQ(attribute.type, 9);
  EXPECT_FALSE(attributes.next(attribute));
  EXPECT_FALSE(attributes.damaged());
}

TEST(NetlinkMessages, any_bytes_end_the_walk_within_the_datagram) {
  RandomStream random(11, 0, 0, Purpose::kTest);
  for (int i = 0; i < 2'000; ++i) {
    std::string bytes = netlink_message(20, netlink_attribute(2, "abcdef"));
    for (int j = 0; j < 3; ++j) bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    bytes.resize(random.below(bytes.size() + 1));
    NetlinkMessages messages(kernel_bytes(bytes));
    NetlinkMessage message;
    std::size_t seen = 0;
    while (messages.next(message)) {
      seen += sizeof(nlmsghdr) + message.payload.size();
      NetlinkAttributes attributes(message.payload);
      NetlinkAttribute attribute;
      while (attributes.next(attribute)) {
      }
    }
    EXPECT_LE(seen, bytes.size());
  }
}

}  // namespace
}  // namespace picket::sim
