#include "sim/hub/connection_states.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

constexpr Time kStart = Time::from_unix_seconds(1'772'499'960);  // a whole minute

Time state_time(double seconds) { return kStart + Duration::from_seconds(seconds); }

OperationRecord record(double seconds, std::uint32_t device, OperationName operation, std::uint32_t result = 0) {
  OperationRecord one;
  one.time = state_time(seconds);
  one.device = DeviceId(device);
  one.operation = operation;
  one.result_type = result;
  one.module = true;
  return one;
}

std::vector<ConnectionStates::Event> told(ConnectionStates& states, double until) {
  std::vector<ConnectionStates::Event> events;
  states.tell_until(state_time(until), events);
  return events;
}

TEST(ConnectionStates, are_told_with_the_next_snapshot) {
  ConnectionStates states;
  states.note(record(61, 4, OperationName::kDeviceConnect));
  EXPECT_TRUE(told(states, 119).empty());
  const auto events = told(states, 120);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].time, state_time(120));
  EXPECT_EQ(events[0].changed, state_time(61));
  EXPECT_EQ(events[0].device.value(), 4U);
  EXPECT_TRUE(events[0].connected);
  EXPECT_TRUE(events[0].module);
  EXPECT_TRUE(told(states, 600).empty());
}

// A loss that is known ahead is written before the connection that it ends.
TEST(ConnectionStates, go_by_the_times_of_records_and_not_by_their_order) {
  ConnectionStates states;
  states.note(record(130, 4, OperationName::kDeviceDisconnect, 404'104));
  states.note(record(10, 4, OperationName::kDeviceConnect));
  const auto first = told(states, 60);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_TRUE(first[0].connected);
  const auto second = told(states, 180);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_FALSE(second[0].connected);
  // Within one minute too: connected at first, so it was not before; and gone at the end, so nothing is told.
  states.note(record(250, 5, OperationName::kDeviceDisconnect, 404'104));
  states.note(record(245, 5, OperationName::kDeviceConnect));
  EXPECT_TRUE(told(states, 300).empty());
}

TEST(ConnectionStates, forget_what_changed_back_within_a_snapshot) {
  ConnectionStates states;
  states.note(record(10, 4, OperationName::kDeviceConnect));
  EXPECT_EQ(told(states, 60).size(), 1U);
  // A renewed token: gone and back in a second.
  states.note(record(70, 4, OperationName::kDeviceDisconnect));
  states.note(record(71, 4, OperationName::kDeviceConnect));
  EXPECT_TRUE(told(states, 120).empty());
  states.note(record(130, 4, OperationName::kDeviceDisconnect, 404'104));
  states.note(record(190, 4, OperationName::kDeviceConnect));
  const auto events = told(states, 300);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_FALSE(events[0].connected);
  EXPECT_TRUE(events[1].connected);
}

TEST(ConnectionStates, take_what_disconnects_first_for_connected_before) {
  ConnectionStates states;
  states.note(record(10, 4, OperationName::kDeviceDisconnect, 404'104));
  states.note(record(70, 4, OperationName::kDeviceConnect));
  states.note(record(80, 5, OperationName::kDeviceDisconnect));
  states.note(record(90, 5, OperationName::kDeviceConnect));
  const auto events = told(states, 600);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_FALSE(events[0].connected);
  EXPECT_TRUE(events[1].connected);
  EXPECT_EQ(events[1].device.value(), 4U);
}

TEST(ConnectionStates, know_that_a_refused_connection_is_none) {
  ConnectionStates states;
  states.note(record(10, 4, OperationName::kDeviceConnect, 401'003));
  states.note(record(11, 4, OperationName::kTelemetryError, 429'001));
  EXPECT_TRUE(told(states, 600).empty());
}

// A take-over of the module, which comes back in the next minute, says nothing of the device.
TEST(ConnectionStates, are_told_of_a_device_and_of_its_module_apart) {
  ConnectionStates states;
  OperationRecord of_device = record(10, 4, OperationName::kDeviceConnect);
  of_device.module = false;
  states.note(of_device);
  states.note(record(20, 4, OperationName::kDeviceConnect));
  const auto first = told(states, 60);
  ASSERT_EQ(first.size(), 2U);
  EXPECT_FALSE(first[0].module);
  EXPECT_TRUE(first[1].module);
  states.note(record(70, 4, OperationName::kDeviceDisconnect, 400'027));
  states.note(record(130, 4, OperationName::kDeviceConnect));
  const auto later = told(states, 600);
  ASSERT_EQ(later.size(), 2U);
  for (const ConnectionStates::Event& event : later) EXPECT_TRUE(event.module);
  of_device.time = state_time(610);
  of_device.operation = OperationName::kDeviceDisconnect;
  states.note(of_device);
  const auto last = told(states, 900);
  ASSERT_EQ(last.size(), 1U);
  EXPECT_FALSE(last[0].module);
  EXPECT_FALSE(last[0].connected);
}

TEST(ConnectionStates, come_by_time_then_device) {
  ConnectionStates states;
  states.note(record(70, 1, OperationName::kDeviceConnect));
  states.note(record(20, 9, OperationName::kDeviceConnect));
  states.note(record(30, 3, OperationName::kDeviceConnect));
  const auto events = told(states, 600);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].device.value(), 3U);
  EXPECT_EQ(events[1].device.value(), 9U);
  EXPECT_EQ(events[2].device.value(), 1U);
}

}  // namespace
}  // namespace picket::sim
