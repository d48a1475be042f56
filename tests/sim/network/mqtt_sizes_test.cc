#include "sim/network/mqtt_sizes.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

// OASIS MQTT 3.1.1, table 2.4: the borders of one, two, three and four bytes.
TEST(MqttSizes, the_remaining_length_takes_seven_bits_a_byte) {
  EXPECT_EQ(mqtt_length_bytes(127), 1);
  EXPECT_EQ(mqtt_length_bytes(128), 2);
  EXPECT_EQ(mqtt_length_bytes(16'383), 2);
  EXPECT_EQ(mqtt_length_bytes(16'384), 3);
  EXPECT_EQ(mqtt_length_bytes(2'097'151), 3);
  EXPECT_EQ(mqtt_length_bytes(2'097'152), 4);
}

// Fixed header 2, packet identifier 2, filter 2 + 18, QoS 1. A second filter of 39 adds 2 + 39 + 1.
TEST(MqttSizes, a_subscription_counts_its_filters) {
  EXPECT_EQ(mqtt_subscribe(18), 25);
  EXPECT_EQ(mqtt_subscribe({18}), 25);
  EXPECT_EQ(mqtt_subscribe({18, 39}), 67);
  EXPECT_EQ(mqtt_suback(1), kMqttSuback);
  EXPECT_EQ(mqtt_suback(2), 6);
}

// 157 to 159 + P for P within one, two and three bytes of remaining length (155 + P of it).
TEST(MqttSizes, a_security_message_adds_157_to_159_bytes) {
  EXPECT_EQ(mqtt_publish(151, 0), 158);  // a topic of 151 bytes already needs two
  EXPECT_EQ(mqtt_publish(151, 4'000), 4'158);
  EXPECT_EQ(mqtt_publish(151, 16'383 - 155), 158 + 16'383 - 155);
  EXPECT_EQ(mqtt_publish(151, 16'384 - 155), 159 + 16'384 - 155);
  EXPECT_EQ(mqtt_publish_qos0(151, 4'000), 4'156);
}

}  // namespace
}  // namespace picket::sim
