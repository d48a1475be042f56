// Part of every program with doubles of a hub (sim/CMakeLists.txt): they are in a network of their own, where that is allowed.
#include "tests/support/hub/private_network.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

/// Entered before main, so before any thread.
[[maybe_unused]] const test::PrivateNetwork& private_network = test::PrivateNetwork::entered();

TEST(PrivateNetwork, has_loopback_and_nothing_else) {
  if (!private_network.refusal().empty()) GTEST_SKIP() << "in the network of the host: " << private_network.refusal();
  struct if_nameindex* const names = ::if_nameindex();
  ASSERT_NE(names, nullptr);
  EXPECT_STREQ(names[0].if_name, "lo");
  EXPECT_EQ(names[1].if_index, 0U);
  ::if_freenameindex(names);
}

}  // namespace
}  // namespace picket::sim
