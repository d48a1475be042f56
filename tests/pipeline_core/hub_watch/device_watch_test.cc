// Findings come 20 s after what raises them (PipelineSettings::processing_delay), one at a multiple of a minute if
// stage two raises it.
#include "pipeline_core/hub_watch/device_watch.h"

#include <gmock/gmock.h>

#include "tests/pipeline_core/hub_watch/hub_bench.h"

namespace picket {
namespace {

using namespace testing_support;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// ---- alerts of the hub

// A record at 0:05 raises its alert at 0:05:20, about the hub. Attempts at diagnostic settings count whatever came of
// them.
TEST(DeviceWatch, raises_each_alert_of_the_hubs_own_operations) {
  struct Row {
    OperationName operation;
    std::uint32_t result;
    const char* type;
  };
  constexpr Row kRows[] = {
      {OperationName::kCertificateWrite, 0, "IoT_CertificateSuccessfullyAddedToHub"},
      {OperationName::kCertificateWrite, 400'000, "Hub_CertificateFailedToBeAddedToHub"},
      {OperationName::kCertificateDelete, 0, "IoT_CertificateSuccessfullyDeletedFromHub"},
      {OperationName::kCertificateDelete, 412'000, "IoT.Hub_CertificateFailedToBeDeletedFromHub"},
      {OperationName::kDiagnosticSettingWrite, 0, "IoT_DiagnosticSettingAddedOrEditedOnHub"},
      {OperationName::kDiagnosticSettingWrite, 403'000, "IoT_DiagnosticSettingAddedOrEditedOnHub"},
      {OperationName::kDiagnosticSettingDelete, 0, "IoT_DiagnosticSettingDeletedFromHub"},
      {OperationName::kDiagnosticSettingDelete, 403'000, "IoT_DiagnosticSettingDeletedFromHub"},
  };
  for (const Row& row : kRows) {
    HubBench b;
    b.start();
    OperationRecord r = b.record(minute(5), row.operation, row.result);
    r.device = hub_identity(HubId(3));
    b.ingest(r);
    b.advance(minute(6));
    ASSERT_THAT(b.types(), ElementsAre(row.type));
    const StoredFinding& f = b.sink->findings[0];
    EXPECT_EQ(f.time, minute(5) + kDelay);
    EXPECT_EQ(hub_of_identity(DeviceId(f.device)), HubId(3));
    EXPECT_EQ(f.window_start, minute(5));
    EXPECT_FALSE(f.absence);
  }
}

// Refused at 0:05, readable at 0:07: the alert comes at 0:07:20 and looks at 0:05. Again within the hour: held back.
TEST(DeviceWatch, raises_each_alert_of_a_devices_credentials) {
  struct Row {
    CredentialFault fault;
    const char* type;
  };
  constexpr Row kRows[] = {
      {CredentialFault::kThumbprintMismatch, "IoT_Cert_Print_Mismatch"},
      {CredentialFault::kCertificateExpired, "IoT_Cert_Expired"},
      {CredentialFault::kTokenExpired, "IoT_Expired_SAS_Token"},
      {CredentialFault::kSignatureInvalid, "IoT_Invalid_SAS_Token"},
  };
  for (const Row& row : kRows) {
    HubBench b;
    b.start();
    OperationRecord r = b.record(minute(5), OperationName::kDeviceConnect, 401'003);
    r.fault = row.fault;
    r.logged_time = minute(7);
    b.ingest(r);
    r.time = r.logged_time = minute(30);
    b.ingest(r);
    r.time = r.logged_time = minute(70);
    b.ingest(r);
    b.advance(minute(71));
    ASSERT_THAT(b.types(), ElementsAre(row.type, row.type));
    EXPECT_EQ(b.sink->findings[0].time, minute(7) + kDelay);
    EXPECT_EQ(b.sink->findings[0].window_end, minute(5));
    EXPECT_EQ(b.sink->findings[1].time, minute(70) + kDelay);
    EXPECT_EQ(b.core->counts().suppressed, 1u);
  }
}

TEST(DeviceWatch, compares_a_presented_certificate_with_the_identity) {
  HubBench b;
  b.start();
  IdentityRecord identity = b.identity(minute(0));
  identity.auth_type = AuthType::kX509;
  b.core->ingest(identity, *b.sink);
  OperationRecord r = b.record(minute(5), OperationName::kDeviceConnect, 401'003);
  r.auth_type = AuthType::kX509;
  r.thumbprint = identity.secondary_credential;
  b.ingest(r);
  b.advance(minute(6));
  EXPECT_THAT(b.types(), IsEmpty());
  r.time = minute(7);
  r.thumbprint = 1;
  b.ingest(r);
  b.advance(minute(8));
  EXPECT_THAT(b.types(), ElementsAre("IoT_Cert_Print_Mismatch"));
}

// ---- customizable alerts

struct WindowCase {
  CustomRule rule;
  OperationName operation;
  HubProtocol protocol;
  std::uint32_t result;
};
constexpr WindowCase kHubWindowCases[] = {
    {CustomRule::kAmqpC2DMessagesNotInAllowedRange, OperationName::kC2dMessage, HubProtocol::kAmqp, 0},
    {CustomRule::kMqttC2DMessagesNotInAllowedRange, OperationName::kC2dMessage, HubProtocol::kMqtt, 0},
    {CustomRule::kHttpC2DMessagesNotInAllowedRange, OperationName::kC2dMessage, HubProtocol::kHttp, 0},
    {CustomRule::kAmqpC2DRejectedMessagesNotInAllowedRange, OperationName::kC2dRejected, HubProtocol::kAmqp, 0},
    {CustomRule::kMqttC2DRejectedMessagesNotInAllowedRange, OperationName::kC2dRejected, HubProtocol::kMqtt, 0},
    {CustomRule::kHttpC2DRejectedMessagesNotInAllowedRange, OperationName::kC2dRejected, HubProtocol::kHttp, 0},
    {CustomRule::kAmqpD2CMessagesNotInAllowedRange, OperationName::kTelemetryTrace, HubProtocol::kAmqp, 0},
    {CustomRule::kMqttD2CMessagesNotInAllowedRange, OperationName::kTelemetryTrace, HubProtocol::kMqtt, 0},
    {CustomRule::kHttpD2CMessagesNotInAllowedRange, OperationName::kTelemetryTrace, HubProtocol::kHttp, 0},
    {CustomRule::kDirectMethodInvokesNotInAllowedRange, OperationName::kDirectMethod, HubProtocol::kMqtt, 0},
    {CustomRule::kFileUploadsNotInAllowedRange, OperationName::kFileUpload, HubProtocol::kMqtt, 0},
    {CustomRule::kQueuePurgesNotInAllowedRange, OperationName::kQueuePurge, HubProtocol::kMqtt, 0},
    {CustomRule::kTwinUpdatesNotInAllowedRange, OperationName::kTwinUpdate, HubProtocol::kMqtt, 0},
    {CustomRule::kTwinUpdatesNotInAllowedRange, OperationName::kC2dTwinUpdate, HubProtocol::kMqtt, 0},
    {CustomRule::kUnauthorizedOperationsNotInAllowedRange, OperationName::kDirectMethod, HubProtocol::kMqtt, 401'002},
};

/// A device in a group in which every time-window rule allows at most 2 in 15 min, or asks for at least 1.
HubBench& start_windows(HubBench& b, std::uint32_t min, std::uint32_t max, std::optional<CustomRule> only = {}) {
  SecurityGroup group;
  for (std::size_t i = 0; i < kTimeWindowRules; ++i) {
    group.time_window_rules[i] = {!only || static_cast<std::size_t>(*only) == i, min, max, Duration::minutes(15)};
  }
  b.settings.hub_watch.security_groups = {{"group", group}};
  b.start();
  b.join(0);
  return b;
}

// Two at 0:01 and 0:02 are within the range, the third at 0:03 is not: one alert, at 0:03:20, of that rule alone
// though all are enabled. Failed operations count for none but the unauthorized ones.
TEST(DeviceWatch, raises_each_hub_rule_that_counts_above_its_maximum) {
  for (const WindowCase& c : kHubWindowCases) {
    SCOPED_TRACE(to_string(c.rule));
    HubBench b;
    start_windows(b, 0, 2);
    for (int i = 1; i <= 4; ++i) {
      OperationRecord r = b.record(minute(i), c.operation, c.result);
      r.protocol = c.protocol;
      b.ingest(r);
      r.result_type = 400'000;
      b.ingest(r);
      b.advance(minute(i));
      EXPECT_EQ(b.sink->findings.size(), i < 3 ? 0u : 1u);
    }
    ASSERT_EQ(b.types().size(), 1u);
    EXPECT_EQ(b.types()[0], "IoT_CA_" + std::string(to_string(c.rule)));
    const StoredFinding& f = b.sink->findings[0];
    EXPECT_EQ(f.time, minute(3) + kDelay);
    EXPECT_EQ(f.window_start, minute(0));
    EXPECT_EQ(f.window_end, minute(3));
  }
}

// The third of at most 2, and none of at least 1 in the window that closes at 0:35.
TEST(DeviceWatch, says_what_was_counted_and_what_is_allowed) {
  struct Reasons : FindingSink {
    void on_finding(const Finding& f) override { reasons.push_back(f.reason); }
    std::vector<Reason> reasons;
  } sink;
  HubBench b;
  start_windows(b, 1, 2, CustomRule::kDirectMethodInvokesNotInAllowedRange);
  for (int i = 1; i <= 3; ++i) b.core->ingest(b.record(minute(i), OperationName::kDirectMethod), sink);
  b.core->advance(minute(40) + Duration::hours(1), sink);
  ASSERT_FALSE(sink.reasons.empty());
  EXPECT_EQ(sink.reasons.front().kind, Reason::Kind::kValue);
  EXPECT_EQ(sink.reasons.front().value, 3);
  EXPECT_EQ(sink.reasons.front().limit, 2);
  EXPECT_EQ(sink.reasons.back().value, 0);
  EXPECT_EQ(sink.reasons.back().limit, 1);
}

TEST(DeviceWatch, a_record_may_stand_for_many_operations) {
  HubBench b;
  start_windows(b, 0, 2);
  OperationRecord r = b.record(minute(1), OperationName::kDirectMethod);
  r.count = 3;
  b.ingest(r);
  b.advance(minute(1));
  EXPECT_THAT(b.types(), ElementsAre("IoT_CA_DirectMethodInvokesNotInAllowedRange"));
}

// Nothing at all: the window 0:15-0:30 (the first whole one) closes at 0:35, the alert comes at 0:35:20 as an absence.
// With one at 0:20 the next empty window, 0:30-0:45, is the first.
TEST(DeviceWatch, raises_a_hub_rule_that_counts_below_its_minimum) {
  for (const WindowCase& c : kHubWindowCases) {
    SCOPED_TRACE(to_string(c.rule));
    for (const bool active : {false, true}) {
      HubBench b;
      start_windows(b, 1, 9, c.rule);
      if (active) {
        OperationRecord r = b.record(minute(20), c.operation, c.result);
        r.protocol = c.protocol;
        b.ingest(r);
      }
      b.advance(minute(51));
      ASSERT_EQ(b.types().size(), 1u);
      EXPECT_EQ(b.types()[0], "IoT_CA_" + std::string(to_string(c.rule)));
      const StoredFinding& f = b.sink->findings[0];
      EXPECT_EQ(f.time, (active ? minute(50) : minute(35)) + kDelay);
      EXPECT_TRUE(f.absence);
      EXPECT_EQ(f.window_start, active ? minute(30) : minute(15));
      EXPECT_EQ(f.window_end, active ? minute(45) : minute(30));
    }
  }
}

// The security messages of the agent are device-to-cloud messages too, over MQTT unless a record says otherwise.
TEST(DeviceWatch, counts_security_messages_by_the_protocol_of_the_connection) {
  for (const bool amqp : {false, true}) {
    HubBench b;
    start_windows(b, 0, 2);
    if (amqp) {
      OperationRecord r = b.record(minute(0), OperationName::kDeviceConnect);
      r.protocol = HubProtocol::kAmqp;
      b.ingest(r);
    }
    for (int i = 1; i <= 3; ++i) b.send(minute(i), {at(minute(i), DnsRecord{})});
    b.advance(minute(4));
    EXPECT_THAT(b.types(), ElementsAre(amqp ? "IoT_CA_AmqpD2CMessagesNotInAllowedRange"
                                            : "IoT_CA_MqttD2CMessagesNotInAllowedRange"));
  }
}

TEST(DeviceWatch, raises_the_rules_that_count_what_agents_report) {
  HubBench b;
  const Observation failed = login(b.texts, minute(1), LoginOperation::kLoginFailed, "", 3);
  SecurityGroup group;
  group.time_window(CustomRule::kActiveConnectionsNotInAllowedRange) = {true, 0, 2, Duration::minutes(15)};
  group.time_window(CustomRule::kFailedLocalLoginsNotInAllowedRange) = {true, 0, 2, Duration::minutes(15)};
  b.settings.hub_watch.security_groups = {{"group", group}};
  b.start();
  b.join(0);
  b.send(minute(1), {flow(minute(1), "192.0.2.1", 443), flow(minute(1), "192.0.2.2", 443)});
  b.advance(minute(1));
  EXPECT_THAT(b.types(), IsEmpty());
  b.send(minute(2), {flow(minute(2), "192.0.2.3", 443)});
  b.advance(minute(2));
  EXPECT_THAT(b.types(), ElementsAre("sim.active_connections_not_in_allowed_range"));
  b.send(minute(3), {failed});
  b.advance(minute(3));
  EXPECT_THAT(b.types(), ElementsAre("sim.active_connections_not_in_allowed_range",
                                     "sim.failed_local_logins_not_in_allowed_range"));
}

TEST(DeviceWatch, raises_each_allowlist_on_the_observation_that_breaks_it) {
  HubBench b;
  const Observation user = login(b.texts, minute(1), LoginOperation::kLogin, "");
  const Observation process = exec(b.texts, minute(1), "wget x", "/usr/bin/wget");
  SecurityGroup group;
  group.allowlist(CustomRule::kConnectionToIpNotAllowed) = {true, {"10.0.0.0/8"}};
  group.allowlist(CustomRule::kLocalUserNotAllowed) = {true, {"pump"}};
  group.allowlist(CustomRule::kProcessNotAllowed) = {true, {"pump"}};
  b.settings.hub_watch.security_groups = {{"group", group}};
  b.start(2);
  b.join(0);
  b.send(minute(1), {flow(minute(1), "10.0.0.1", 443), flow(minute(1), "192.0.2.1", 443), user, process});
  b.send(minute(1), {flow(minute(1), "192.0.2.1", 443), user, process}, 1);  // of no group
  b.advance(minute(1));
  EXPECT_THAT(b.types(),
              ElementsAre("sim.connection_to_ip_not_allowed", "sim.local_user_not_allowed", "sim.process_not_allowed"));
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(b.sink->findings[i].device, 0u);
    EXPECT_THAT(b.sink->findings[i].evidence, ElementsAre(Evidence{DeviceId(0), 0, i + 1}));
  }
}

TEST(DeviceWatch, a_group_that_does_not_exist_is_none_and_a_new_group_starts_from_zero) {
  HubBench b;
  start_windows(b, 0, 2);
  b.join(7, minute(1));
  for (int i = 2; i <= 5; ++i) b.operate(minute(i), OperationName::kDirectMethod);
  b.advance(minute(5));
  EXPECT_THAT(b.types(), IsEmpty());
  b.join(0, minute(6));
  b.operate(minute(7), OperationName::kDirectMethod);
  b.operate(minute(8), OperationName::kDirectMethod);
  b.advance(minute(8));
  EXPECT_THAT(b.types(), IsEmpty());
}

TEST(DeviceWatch, without_twin_data_there_are_no_custom_alerts) {
  HubBench b;
  b.settings.hub_watch.twin_data = false;
  SecurityGroup group;
  group.time_window(CustomRule::kDirectMethodInvokesNotInAllowedRange).is_enabled = true;
  b.settings.hub_watch.security_groups = {{"group", group}};
  b.start();
  b.join(0);
  b.core->ingest(EdgeManifest{.time = minute(0), .device = DeviceId(0), .modules = {}}, *b.sink);
  b.operate(minute(1), OperationName::kDirectMethod);
  b.advance(minute(10));
  EXPECT_THAT(b.types(), IsEmpty());
  EXPECT_EQ(b.core->counts().hub_watch.twin_data_off, 2u);
  EXPECT_EQ(b.core->counts().hub_watch.identities, 0u);
}

// Of 0:01, known at 0:20: the window closes then. Known at 0:21: counted as too late.
TEST(DeviceWatch, counts_what_came_too_late_for_its_window) {
  HubBench b;
  start_windows(b, 0, 2);
  OperationRecord r = b.record(minute(1), OperationName::kDirectMethod);
  r.count = 3;
  r.logged_time = minute(21);
  b.ingest(r);
  b.advance(minute(22));
  EXPECT_THAT(b.types(), IsEmpty());
  EXPECT_EQ(b.core->counts().hub_watch.too_late, 3u);
}

TEST(DeviceWatch, counts_what_belongs_to_unknown_devices) {
  HubBench b;
  b.start(1);
  b.operate(minute(1), OperationName::kDeviceConnect, 0, 5);
  b.join(0, minute(1), 5);
  b.advance(minute(2));
  EXPECT_EQ(b.core->counts().operation_records_dropped, 1u);
  EXPECT_EQ(b.core->counts().hub_watch.unknown_devices, 1u);
}

// ---- ours

// A from 198.51.100.0 at 0:00, then B and A in turn every minute: with the take-over at 0:04 both have come twice.
TEST(DeviceWatch, finds_a_cloned_identity) {
  HubBench b;
  b.start();
  b.connect(minute(0), "198.51.100.0");
  for (int i = 1; i <= 6; ++i) b.take_over(minute(i), i % 2 == 1 ? "203.0.113.0" : "198.51.100.0");
  b.advance(minute(7));
  ASSERT_THAT(b.types(), ElementsAre("sim.identity_clone"));
  EXPECT_EQ(b.sink->findings[0].time, minute(4) + kDelay);
  EXPECT_EQ(b.sink->findings[0].window_start, minute(0));
  EXPECT_EQ(b.sink->findings[0].window_end, minute(4));
}

// Connects at 0:00, 0:02, ... and a loss a minute later each: the sixth loss is at 0:11.
TEST(DeviceWatch, finds_a_flapping_connection) {
  HubBench b;
  b.start();
  for (int i = 0; i < 7; ++i) {
    b.connect(minute(2 * i));
    b.disconnect(minute(2 * i + 1));
  }
  b.advance(minute(15));
  ASSERT_THAT(b.types(), ElementsAre("sim.connection_flapping"));
  EXPECT_EQ(b.sink->findings[0].time, minute(11) + kDelay);
}

// Limit 300 in 5 min: one record of 300 messages, then one that was refused.
TEST(DeviceWatch, finds_a_flood_of_messages) {
  HubBench b;
  b.start();
  OperationRecord r = b.record(minute(1), OperationName::kTelemetryTrace);
  r.count = 300;
  b.ingest(r);
  b.advance(minute(1));
  EXPECT_THAT(b.types(), IsEmpty());
  b.operate(minute(2), OperationName::kTelemetryError, 429'001);
  b.advance(minute(2));
  ASSERT_THAT(b.types(), ElementsAre("sim.d2c_flood"));
  EXPECT_EQ(b.sink->findings[0].time, minute(2) + kDelay);
  EXPECT_EQ(b.sink->findings[0].window_start, minute(0));
}

TEST(DeviceWatch, security_messages_can_be_a_flood) {
  HubBench b;
  b.start();
  for (int i = 0; i <= 300; ++i) b.send(second(i / 2), {at(second(0), DnsRecord{})});
  b.advance(minute(3));
  EXPECT_THAT(b.types(), ElementsAre("sim.d2c_flood"));
}

// Three days of tokens of an hour, renewed every 48 min by the device and every 45 by the module, as SDKs do: a
// disconnect and a connect 2 s later, logged with 404104 or without an error, sometimes out of order.
TEST(DeviceWatch, token_renewals_raise_nothing) {
  HubBench b;
  b.start(40, Duration::hours(4));
  std::vector<OperationRecord> records;
  for (std::uint32_t d = 0; d < 40; ++d) {
    for (const bool module : {false, true}) {
      const std::int64_t period = module ? 45 : 48;
      for (std::int64_t m = d % 7; m < 3 * 24 * 60; m += period) {
        OperationRecord end = b.record(minute(m), OperationName::kDeviceDisconnect, d % 2 == 0 ? 404'104 : 0, d);
        OperationRecord begin = b.record(minute(m) + Duration::seconds(2), OperationName::kDeviceConnect, 0, d);
        begin.masked_address = *IpAddress::parse("198.51.100.0");
        end.module = begin.module = module;
        end.logged_time = end.time + Duration::seconds(m % 3 == 0 ? 90 : 30);
        begin.logged_time = begin.time + Duration::seconds(60);
        records.push_back(end);
        records.push_back(begin);
      }
    }
  }
  std::stable_sort(records.begin(), records.end(),
                   [](const auto& a, const auto& c) { return a.arrival() < c.arrival(); });
  std::size_t next = 0;
  for (std::int64_t h = 0; h < 72; ++h) {
    while (next < records.size() && records[next].arrival() <= minute(h * 60)) b.ingest(records[next++]);
    for (std::uint32_t d = 0; d < 40; ++d) b.send(minute(h * 60), {at(minute(h * 60), DnsRecord{})}, d);
  }
  while (next < records.size()) b.ingest(records[next++]);
  b.advance(minute(72 * 60 + 30));
  EXPECT_THAT(b.types(), IsEmpty());
  EXPECT_EQ(b.core->counts().operation_records, records.size());
}

TEST(DeviceWatch, a_rule_that_is_switched_off_needs_no_window) {
  HubBench b;
  SecurityGroup group;
  group.time_window_rules[0] = {true, 0, 10, Duration::minutes(10)};
  group.time_window_rules[1].time_window_size = Duration();
  b.settings.hub_watch.security_groups = {{"group", group}};
  b.start();
  b.join(0);
  b.advance(minute(20));
  EXPECT_EQ(b.core->counts().hub_watch.identities, 1u);
}

// Messages go over MQTT; an upload over HTTP counts for HTTP and changes nothing for them.
TEST(DeviceWatch, an_operation_over_another_protocol_is_no_connection) {
  HubBench b;
  SecurityGroup group;
  group.time_window_rules[static_cast<std::size_t>(CustomRule::kMqttD2CMessagesNotInAllowedRange)] = {
      true, 2, 100, Duration::minutes(10)};
  b.settings.hub_watch.security_groups = {{"group", group}};
  b.start();
  b.join(0, kStart);
  b.connect(kStart + Duration::seconds(1));
  OperationRecord upload = b.record(kStart + Duration::seconds(2), OperationName::kFileUpload);
  upload.protocol = HubProtocol::kHttp;
  b.ingest(upload);
  for (int i = 0; i < 3; ++i) {
    const Time time = kStart + Duration::minutes(1 + i);
    b.send(time, {at(time, HeartbeatRecord{})});
  }
  b.advance(minute(18));
  EXPECT_THAT(b.types(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace picket
