#include "sim/live/pipeline/hub_record.h"

#include <gtest/gtest.h>

#include "agent_core/message/message_marking.h"

namespace picket::sim {
namespace {

ReceivedEvent security_event(const std::string& body) {
  ReceivedEvent event;
  event.device = "dev-1";
  event.interface_id = std::string(kSecurityInterfaceId);
  event.enqueued_time = Time::from_unix_seconds(1'790'000'000);
  event.body = body;
  return event;
}

TEST(HubRecord, the_encoding_is_what_the_type_says_else_what_the_body_looks_like) {
  ReceivedEvent event = security_event("\x10\x00");
  EXPECT_EQ(hub_record_of(event).record.value().encoding, Encoding::kG2FlatBuffers);
  event.body = " {\"a\":1}";
  EXPECT_EQ(hub_record_of(event).record.value().encoding, Encoding::kG1Json);
  event.type_information = "2.3-1-0-0";
  EXPECT_EQ(hub_record_of(event).record.value().encoding, Encoding::kG2FlatBuffers);
  event.type_information = "2.3-0-0-0";
  EXPECT_EQ(hub_record_of(event).record.value().encoding, Encoding::kG1Json);
  event.body = std::string("\x28\xb5\x2f\xfd") + "rest";
  EXPECT_EQ(hub_record_of(event).record.value().compression, Compression::kZstd);
}

TEST(HubRecord, what_is_not_marked_as_a_security_message_is_left_alone) {
  ReceivedEvent event = security_event("{}");
  event.interface_id = "urn:azureiot:Security:SecurityAgent:2";
  EXPECT_FALSE(hub_record_of(event).record.has_value());
  EXPECT_EQ(hub_record_of(event).reason, NotAnalysed::kOtherTelemetry);
}

TEST(HubRecord, connections_are_of_their_own_time_and_never_of_the_future) {
  ReceivedEvent event = security_event("");
  event.source = EventSource::kConnectionState;
  event.operation = "deviceDisconnected";
  event.module = "m";
  event.operation_timestamp = "2026-09-21T14:00:00Z";
  const HubRecord record = hub_record_of(event).record.value();
  EXPECT_EQ(record.kind, HubRecord::Kind::kDisconnect);
  EXPECT_TRUE(record.module);
  EXPECT_LT(record.time, event.enqueued_time);
  event.operation_timestamp = "2099-01-01T00:00:00Z";
  EXPECT_EQ(hub_record_of(event).record.value().time, event.enqueued_time);
  event.operation_timestamp = "soon";
  EXPECT_EQ(hub_record_of(event).record.value().time, event.enqueued_time);
  event.operation = "deviceRenamed";
  EXPECT_EQ(hub_record_of(event).reason, NotAnalysed::kOtherHubEvent);
}

}  // namespace
}  // namespace picket::sim
