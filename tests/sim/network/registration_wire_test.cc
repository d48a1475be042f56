// By hand, from what was measured of other packets: a PUBLISH costs 81 bytes and itself, an acknowledgement of TCP 52, a PUBACK 85.

#include "sim/network/registration_wire.h"

#include <gtest/gtest.h>

#include <string_view>

namespace picket::sim {
namespace {

std::int64_t text_length(std::string_view text) { return static_cast<std::int64_t>(text.size()); }

// PUBLISH of 2 (head) + 2 + topic + body at QoS 0, and 2 more for the packet's number at QoS 1; both are over 127 bytes, so their
// heads have a byte more.
TEST(RegistrationWire, a_request_is_a_message_each_way) {
  const WireModel wire{MqttIdentity{}};
  const std::int64_t asked = 3 + 2 + text_length("$dps/registrations/PUT/iotdps-register/?$rid=1") + 102;
  const std::int64_t answered = 3 + 2 + text_length("$dps/registrations/res/202/?$rid=1&retry-after=3") + 2 + 94;
  const WireCost cost = register_exchange(wire);
  EXPECT_EQ(cost.up.total(), Bytes(81 + asked + 85));
  EXPECT_EQ(cost.down.total(), Bytes(52 + 81 + answered + 52));
  EXPECT_EQ(cost.up.upkeep + cost.down.upkeep, cost.total()) << "no message of the agent";
}

// Another method, and the name of the operation, of 55 characters.
TEST(RegistrationWire, a_poll_names_the_operation) {
  const WireModel wire{MqttIdentity{}};
  EXPECT_EQ((status_poll_exchange(wire).up.total() - register_exchange(wire).up.total()).count(),
            text_length("iotdps-get-operationstatus/?$rid=2&operationId=") + 55 - text_length("iotdps-register/?$rid=1"));
  EXPECT_EQ(status_poll_exchange(wire).down, register_exchange(wire).down);
}

TEST(RegistrationWire, a_connection_costs_what_one_to_the_hub_does_and_a_subscription) {
  const WireModel wire{MqttIdentity{}};
  const WireCost cost = registration_connection(wire);
  EXPECT_EQ(cost.up.total(), wire.connect().up.total() + wire.subscribe_to({24}).up.total());
  EXPECT_EQ(cost.down.total(), wire.connect().down.total() + wire.subscribe_to({24}).down.total());
}

}  // namespace
}  // namespace picket::sim
