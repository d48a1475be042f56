#include "pipeline_core/detectors/known_contacts.h"

#include <gtest/gtest.h>

#include "agent_core/base/hash.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

template <class Contacts>
class KnownContactsOf : public ::testing::Test {};
using ContactTypes = ::testing::Types<LoginPeers, ControlPeers>;
TYPED_TEST_SUITE(KnownContactsOf, ContactTypes);

TYPED_TEST(KnownContactsOf, keeps_the_last_that_were_met) {
  TypeParam contacts;
  for (std::uint64_t i = 0; i < TypeParam::kKept; ++i) EXPECT_TRUE(contacts.meet(mix64(i + 1)));
  EXPECT_FALSE(contacts.meet(mix64(1)));  // now the newest
  EXPECT_TRUE(contacts.meet(mix64(100)));
  EXPECT_FALSE(contacts.meet(mix64(1)));
  EXPECT_TRUE(contacts.meet(mix64(2)));  // made room
}

TEST(LoginPeer, is_a_private_source_of_a_login_that_succeeded) {
  TextTable texts;
  EXPECT_NE(login_peer(login(texts, kStart, LoginOperation::kLogin, "192.168.1.7")), 0u);
  EXPECT_NE(login_peer(login(texts, kStart, LoginOperation::kLogin, "192.168.1.7")),
            login_peer(login(texts, kStart, LoginOperation::kLogin, "192.168.1.8")));
  EXPECT_EQ(login_peer(login(texts, kStart, LoginOperation::kLogin, "203.0.113.7")), 0u);
  EXPECT_EQ(login_peer(login(texts, kStart, LoginOperation::kLogin, "127.0.0.1")), 0u);
  EXPECT_EQ(login_peer(login(texts, kStart, LoginOperation::kLogin, "")), 0u);
  EXPECT_EQ(login_peer(login(texts, kStart, LoginOperation::kLoginFailed, "192.168.1.7")), 0u);
}

TEST(ControlPeer, is_a_machine_that_is_asked_at_a_control_port) {
  EXPECT_NE(control_peer(flow(kStart, "192.168.1.20", 502)), 0u);
  EXPECT_NE(control_peer(flow(kStart, "192.168.1.20", 502)), control_peer(flow(kStart, "192.168.1.20", 102)));
  EXPECT_EQ(control_peer(flow(kStart, "192.168.1.20", 443)), 0u);
  EXPECT_EQ(control_peer(flow(kStart, "203.0.113.20", 502)), 0u);
  Observation inbound = flow(kStart, "192.168.1.20", 502);
  std::get<NetworkRecord>(inbound.record).direction = Direction::kInbound;
  EXPECT_EQ(control_peer(inbound), 0u);
}

}  // namespace
}  // namespace picket
