// Hub::operate: what operations share with messages (quota, identities, connections), in what order they are judged,
// and the examples of IoT Hub's pages on billing and throttling as a hub lives them.
#include <gtest/gtest.h>

#include <array>
#include <string>

#include "agent_core/base/random.h"
#include "sim/hub/hub.h"
#include "tests/sim/hub/sample_device.h"
#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using test::kDevice;
using test::kKb;
using picket::test::at;


HubSettings settings_of(Sku sku) {
  HubSettings settings;
  settings.sku = sku;
  settings.ingress_latency = Distribution::constant(0.05);
  return settings;
}

/// One device with a module, connected.
Hub hub_of(const HubSettings& settings, std::uint32_t units = 1) {
  Hub hub(settings, units);
  EXPECT_TRUE(hub.add_identity(kDevice, true));
  hub.assume_connected(kDevice);
  return hub;
}
Hub hub_of(Sku sku, std::uint32_t units = 1) {
  return hub_of(settings_of(sku), units);
}

Hub::OperationRequest request_of(HubOperation operation, double seconds, std::int64_t request = 0,
                                 std::int64_t response = 0) {
  Hub::OperationRequest out;
  out.operation = operation;
  out.arrival = at(seconds);
  if (rule_of(operation).of_one_device) out.device = kDevice;
  out.request = Bytes(request);
  out.response = Bytes(response);
  return out;
}

/// The result of one operation.
std::uint32_t code_of(Hub& hub, HubOperation operation, double seconds, std::int64_t request = 0,
                      std::int64_t response = 0) {
  return hub.operate(request_of(operation, seconds, request, response)).result_type;
}

// ---- Billing ------------------------------------------------------------------------------------------------------

// Example 1 of the billing page: a message of 1 KB a minute, a method with 512 bytes and a result of 200 bytes every
// ten minutes: 1,440 + 288 = 1,728 messages a day.
TEST(HubOperate, a_device_with_a_message_a_minute_and_a_method_every_ten_uses_1728_a_day) {
  Hub hub = hub_of(Sku::kS1);
  for (int minute = 0; minute < 1'440; ++minute) {
    ASSERT_EQ(hub.send(kDevice, at(60 * minute), Bytes(kKb), 0.5).result_type, hub_code::kOk);
    if (minute % 10 == 0) {
      ASSERT_EQ(code_of(hub, HubOperation::kDirectMethod, 60 * minute, 512, 200), hub_code::kOk);
    }
  }
  EXPECT_EQ(hub.counts().blocks, 1'728);
  EXPECT_EQ(hub.counts().of(HubOperation::kDirectMethod).blocks, 288);
}

// Example 2: 100 KB each hour, a twin update of 1 KB every four, and once a day the back end reads the twin of 14 KB
// and updates it with 512 bytes: 600 + 6 + 4 + 1 = 611. (The notification of that update, which the table charges too,
// is left out of the example.)
TEST(HubOperate, a_device_with_large_messages_and_a_twin_uses_611_a_day) {
  Hub hub = hub_of(Sku::kS1);
  for (int hour = 0; hour < 24; ++hour) {
    ASSERT_EQ(hub.send(kDevice, at(3'600 * hour), Bytes(100 * kKb), 0.5).result_type, hub_code::kOk);
    if (hour % 4 == 0) {
      ASSERT_EQ(code_of(hub, HubOperation::kReportedUpdate, 3'600 * hour, kKb), hub_code::kOk);
    }
  }
  EXPECT_EQ(hub.counts().blocks, 606);
  ASSERT_EQ(code_of(hub, HubOperation::kTwinRead, 86'000, 0, 14 * kKb), hub_code::kOk);
  ASSERT_EQ(code_of(hub, HubOperation::kTwinUpdate, 86'001, 512), hub_code::kOk);
  EXPECT_EQ(hub.counts().blocks, 611);
  EXPECT_EQ(hub.counts().busiest_day_blocks, 611);
}

// Example 3: 40 readings of 100 bytes an hour, in one message of 4 KB or one by one: 24 or 960 messages a day.
TEST(HubOperate, batching_forty_readings_uses_24_a_day_in_place_of_960) {
  Hub batched = hub_of(Sku::kS1);
  Hub single = hub_of(Sku::kS1);
  for (int hour = 0; hour < 24; ++hour) {
    batched.send(kDevice, at(3'600 * hour), Bytes(40 * 100), 0.5);
    for (int i = 0; i < 40; ++i) single.send(kDevice, at(3'600 * hour + 90 * i), Bytes(100), 0.5);
  }
  EXPECT_EQ(batched.counts().blocks, 24);
  EXPECT_EQ(single.counts().blocks, 960);
}

// "Requests to disconnected devices are charged as messages in 4-KB chunks plus one message for a response".
TEST(HubOperate, a_method_to_a_device_that_is_away_costs_its_request_and_one_and_answers_404103) {
  Hub hub = hub_of(Sku::kS1);
  hub.disconnect(kDevice, at(0));
  const Hub::OperationAnswer answer = hub.operate(request_of(HubOperation::kDirectMethod, 1, 6 * kKb, 100 * kKb));
  EXPECT_EQ(answer.result_type, hub_code::kDeviceNotOnline);
  EXPECT_EQ(answer.blocks, 3);
  EXPECT_EQ(hub.counts().blocks, 3);
  EXPECT_EQ(hub.counts().of(HubOperation::kDirectMethod).device_not_online_404103, 1);
}

TEST(HubOperate, connecting_is_free) {
  Hub hub = hub_of(Sku::kS1);
  for (int i = 0; i < 1'000; ++i) hub.connect(kDevice, at(i));
  EXPECT_EQ(hub.counts().blocks, 0);
  EXPECT_EQ(hub.counts().busiest_day_blocks, 0);
}

TEST(HubOperate, the_free_tier_charges_by_half_kilobytes) {
  Hub hub = hub_of(Sku::kF1);
  EXPECT_EQ(hub.operate(request_of(HubOperation::kTwinRead, 0, 0, 8 * kKb)).blocks, 16);
}

// ---- Quota --------------------------------------------------------------------------------------------------------

// F1: 8,000 a day. Messages and operations use the same quota; what is not charged goes on past it ("in Azure portal,
// the IoT hub device list doesn't load": a query), and at 00:00 UTC all goes on.
TEST(HubOperate, past_the_quota_only_what_is_free_goes_on_until_midnight_utc) {
  Hub hub = hub_of(Sku::kF1);
  for (int i = 0; i < 7'900; ++i) ASSERT_EQ(hub.send(kDevice, at(i), Bytes(100), 0.5).result_type, hub_code::kOk);
  ASSERT_EQ(hub.operate(request_of(HubOperation::kTwinRead, 8'000, 0, 100 * 512)).blocks, 100);
  EXPECT_EQ(code_of(hub, HubOperation::kTwinQuery, 8'001, 0, 100), hub_code::kQuotaExceeded);
  EXPECT_EQ(code_of(hub, HubOperation::kReportedUpdate, 8'002, 100), hub_code::kQuotaExceeded);
  EXPECT_TRUE(hub.connected(kDevice));  // a twin operation is answered
  EXPECT_EQ(code_of(hub, HubOperation::kIdentityOperation, 8'003), hub_code::kOk);
  EXPECT_EQ(code_of(hub, HubOperation::kJobQuery, 8'004), hub_code::kOk);
  EXPECT_EQ(hub.send(kDevice, at(86'399), Bytes(1), 0.5).result_type, hub_code::kQuotaExceeded);
  hub.assume_connected(kDevice);
  EXPECT_EQ(code_of(hub, HubOperation::kTwinQuery, 86'400, 0, 100), hub_code::kOk);
  EXPECT_EQ(hub.send(kDevice, at(86'401), Bytes(1), 0.5).result_type, hub_code::kOk);
  EXPECT_EQ(hub.counts().of(HubOperation::kTwinQuery).over_quota_403002, 1);
  EXPECT_EQ(hub.counts().blocks, 8'002);
  EXPECT_EQ(hub.counts().busiest_day_blocks, 8'003);  // demand: with the query, the update and the message refused
}

// ---- Throttles ----------------------------------------------------------------------------------------------------

// "To connect 100,000 devices, it takes at least 1,000 seconds (approximately 16 minutes)": one unit of S1, no burst,
// and a queue that holds them all. The first waits for nothing, so the last answer comes a hundredth of a second
// before.
TEST(HubOperate, connecting_100000_devices_to_one_unit_of_s1_takes_1000_seconds) {
  HubSettings settings = settings_of(Sku::kS1);
  settings.throttle_burst_seconds = 0;
  settings.throttle_queue_seconds = 1'000;
  settings.throttle_wait_seconds = 1'000;
  Hub hub(settings, 1);
  Time last;
  for (std::uint32_t i = 0; i < 100'000; ++i) {
    ASSERT_TRUE(hub.add_identity(DeviceId(i), false));
    const Hub::ConnectAnswer answer = hub.connect(DeviceId(i), at(0));
    ASSERT_EQ(answer.result_type, hub_code::kOk) << i;
    last = answer.answered_at;
  }
  EXPECT_EQ(last, at(999.99));
  EXPECT_EQ(hub.open_connections(), 100'000);
}

// A module has a twin of its own, which it reads over its own connection; the back end's notice goes over that as well.
TEST(HubOperate, asks_for_the_twin_of_a_module_over_the_connection_of_the_module) {
  Hub hub = hub_of(Sku::kS1);
  const auto asked = [&hub](HubOperation operation, double when, bool module) {
    Hub::OperationRequest request = request_of(operation, when);
    request.module = module;
    return hub.operate(request).result_type;
  };
  EXPECT_EQ(asked(HubOperation::kDeviceTwinRead, 1, false), hub_code::kOk);
  EXPECT_EQ(asked(HubOperation::kDeviceTwinRead, 1, true), hub_code::kDeviceConnectionClosedRemotely);
  EXPECT_EQ(asked(HubOperation::kDesiredNotification, 2, true), hub_code::kDeviceNotOnline);
  EXPECT_EQ(asked(HubOperation::kDirectMethod, 3, true), hub_code::kDeviceNotOnline);
  EXPECT_EQ(asked(HubOperation::kTwinUpdate, 3, true), hub_code::kOk) << "the service needs nobody to be there";
  hub.connect({kDevice, true}, at(4));
  hub.disconnect(kDevice, at(5));
  EXPECT_EQ(asked(HubOperation::kDeviceTwinRead, 6, true), hub_code::kOk);
  EXPECT_EQ(asked(HubOperation::kReportedUpdate, 6, true), hub_code::kOk);
  EXPECT_EQ(asked(HubOperation::kDesiredNotification, 6, true), hub_code::kOk);
  EXPECT_EQ(asked(HubOperation::kDirectMethod, 6, true), hub_code::kOk);
  EXPECT_EQ(asked(HubOperation::kReportedUpdate, 7, false), hub_code::kDeviceConnectionClosedRemotely);
  EXPECT_DEATH(asked(HubOperation::kCloudToDeviceSend, 8, true), "cloud_to_device_send has no module");
}

// A bulk call creates 50 devices on one unit of S1: two pass in a minute, a third is rejected.
TEST(HubOperate, two_bulk_calls_of_fifty_identities_a_minute) {
  Hub hub = hub_of(Sku::kS1);
  Hub::OperationRequest bulk = request_of(HubOperation::kIdentityOperation, 10);
  bulk.identities = 50;
  EXPECT_EQ(hub.operate(bulk).result_type, hub_code::kOk);
  EXPECT_EQ(hub.operate(bulk).result_type, hub_code::kOk);
  EXPECT_EQ(hub.operate(bulk).result_type, hub_code::kThrottling);
  bulk.arrival = at(60);
  EXPECT_EQ(hub.operate(bulk).result_type, hub_code::kOk);
  EXPECT_EQ(hub.counts().of(HubOperation::kIdentityOperation).throttled_429001, 1);
}

// 160 KB/s a unit: with a burst and a queue of one second each, 40 calls of 4 KB pass and 40 wait; of 8 KB half as
// many.
TEST(HubOperate, methods_are_throttled_by_the_size_of_their_request_alone) {
  HubSettings settings = settings_of(Sku::kS1);
  settings.throttle_burst_seconds = 1;
  settings.throttle_queue_seconds = 1;
  const auto admitted = [&settings](std::int64_t request, std::int64_t response) {
    Hub hub = hub_of(settings);
    while (code_of(hub, HubOperation::kDirectMethod, 0, request, response) == hub_code::kOk) {
    }
    const OperationCounts& counts = hub.counts().of(HubOperation::kDirectMethod);
    EXPECT_EQ(counts.throttled_429002, 1);
    EXPECT_EQ(counts.delayed, counts.accepted / 2);
    return counts.accepted;
  };
  EXPECT_EQ(admitted(4 * kKb, 128 * kKb), 80);
  EXPECT_EQ(admitted(8 * kKb, 0), 40);
  EXPECT_EQ(admitted(80 * kKb, 0), 4);
}

// Twin updates of S1: 50/s, whoever makes them. After 90 s' worth they wait a fiftieth of a second each.
TEST(HubOperate, updates_of_back_end_and_devices_share_a_throttle) {
  Hub hub = hub_of(Sku::kS1);
  for (int i = 0; i < 2'250; ++i) {
    ASSERT_EQ(hub.operate(request_of(HubOperation::kTwinUpdate, 0, 100)).answered_at, at(0));
    ASSERT_EQ(hub.operate(request_of(HubOperation::kReportedUpdate, 0, 100)).answered_at, at(0));
  }
  EXPECT_EQ(hub.operate(request_of(HubOperation::kTwinUpdate, 0, 100)).answered_at, at(0.02));
  EXPECT_EQ(hub.operate(request_of(HubOperation::kReportedUpdate, 0, 100)).answered_at, at(0.04));
  EXPECT_EQ(hub.operate(request_of(HubOperation::kTwinRead, 0, 0, 100)).answered_at, at(0));
  EXPECT_EQ(hub.send(kDevice, at(0), Bytes(1), 0.5).enqueued_time, at(0.05));
  EXPECT_EQ(hub.counts().of(HubOperation::kTwinUpdate).delay_total, Duration::milliseconds(20));
}

TEST(HubOperate, over_its_throttle_a_twin_operation_is_answered_and_the_connection_stays) {
  HubSettings settings = settings_of(Sku::kS1);
  settings.throttle_wait_seconds = 0;
  Hub hub = hub_of(settings);
  for (int i = 0; i < 9'000; ++i) ASSERT_EQ(code_of(hub, HubOperation::kDeviceTwinRead, 0, 0, 100), hub_code::kOk);
  const Hub::OperationAnswer answer = hub.operate(request_of(HubOperation::kDeviceTwinRead, 0, 0, 100));
  EXPECT_EQ(answer.result_type, hub_code::kThrottlingBacklogTimeout);
  EXPECT_EQ(answer.blocks, 0);
  EXPECT_FALSE(answer.closed);
  EXPECT_TRUE(hub.connected(kDevice));
  EXPECT_EQ(hub.counts().blocks, 9'000);
}

// ---- Tiers --------------------------------------------------------------------------------------------------------

// The free tier has all that the standard tier has; the basic tier has identities, uploads and queries.
TEST(HubOperate, a_basic_hub_refuses_what_only_a_standard_hub_has) {
  for (const Sku sku : {Sku::kF1, Sku::kB1, Sku::kB2, Sku::kB3, Sku::kS1, Sku::kS2, Sku::kS3}) {
    for (std::size_t i = 0; i < kHubOperations; ++i) {
      const auto operation = static_cast<HubOperation>(i);
      SCOPED_TRACE(std::string(to_string(sku)) + " " + std::string(rule_of(operation).name));
      const bool everywhere = operation == HubOperation::kIdentityOperation || operation == HubOperation::kTwinQuery ||
                              operation == HubOperation::kFileUploadInitiation ||
                              operation == HubOperation::kFileUploadCompletion;
      Hub hub = hub_of(sku);
      const bool refused = code_of(hub, operation, 0) == hub_code::kOperationNotAvailableInCurrentTier;
      EXPECT_EQ(refused, is_basic(sku) && !everywhere);
      EXPECT_EQ(hub.counts().of(operation).not_in_tier_403010, refused ? 1 : 0);
    }
  }
}

TEST(HubOperate, a_basic_hub_closes_the_connection_over_which_a_device_asks_for_its_twin) {
  Hub hub = hub_of(Sku::kB1);
  EXPECT_FALSE(hub.operate(request_of(HubOperation::kTwinRead, 0)).closed);
  EXPECT_TRUE(hub.connected(kDevice));
  EXPECT_TRUE(hub.operate(request_of(HubOperation::kDeviceTwinRead, 1)).closed);
  EXPECT_FALSE(hub.connected(kDevice));
  EXPECT_EQ(hub.open_connections(), 0);
  EXPECT_FALSE(hub.operate(request_of(HubOperation::kReportedUpdate, 2)).closed);
}

// ---- Identities, connections, sizes -------------------------------------------------------------------------------

TEST(HubOperate, an_unknown_device_is_404001_to_the_back_end_and_401003_to_itself) {
  Hub hub(settings_of(Sku::kS1), 1);
  EXPECT_EQ(code_of(hub, HubOperation::kCloudToDeviceSend, 0, 1), hub_code::kDeviceNotFound);
  EXPECT_EQ(code_of(hub, HubOperation::kDirectMethod, 0, 1), hub_code::kDeviceNotFound);
  EXPECT_EQ(code_of(hub, HubOperation::kFileUploadInitiation, 0, 1), hub_code::kUnauthorized);
  EXPECT_EQ(code_of(hub, HubOperation::kDeviceTwinRead, 0, 1), hub_code::kUnauthorized);
  EXPECT_EQ(hub.counts().blocks, 0);
}

TEST(HubOperate, without_a_connection_no_twin_operation_of_the_device_and_no_notification) {
  Hub hub = hub_of(Sku::kS1);
  hub.disconnect(kDevice, at(0));
  EXPECT_EQ(code_of(hub, HubOperation::kDeviceTwinRead, 1), hub_code::kDeviceConnectionClosedRemotely);
  EXPECT_EQ(code_of(hub, HubOperation::kReportedUpdate, 1), hub_code::kDeviceConnectionClosedRemotely);
  EXPECT_EQ(code_of(hub, HubOperation::kDesiredNotification, 1), hub_code::kDeviceNotOnline);
  EXPECT_EQ(hub.counts().of(HubOperation::kDesiredNotification).not_connected, 1);
  EXPECT_EQ(hub.counts().blocks, 0);
  EXPECT_EQ(code_of(hub, HubOperation::kTwinUpdate, 1), hub_code::kOk);
  EXPECT_EQ(code_of(hub, HubOperation::kFileUploadInitiation, 1), hub_code::kOk);
}

TEST(HubOperate, refuses_messages_over_64_and_methods_over_128_kilobytes) {
  Hub hub = hub_of(Sku::kS1);
  EXPECT_EQ(code_of(hub, HubOperation::kCloudToDeviceSend, 0, 64 * kKb), hub_code::kOk);
  EXPECT_EQ(code_of(hub, HubOperation::kCloudToDeviceSend, 0, 64 * kKb + 1), hub_code::kMessageTooLarge);
  EXPECT_EQ(code_of(hub, HubOperation::kDirectMethod, 0, 128 * kKb, 128 * kKb), hub_code::kOk);
  EXPECT_EQ(code_of(hub, HubOperation::kDirectMethod, 0, 128 * kKb + 1, 0), hub_code::kMessageTooLarge);
  EXPECT_EQ(code_of(hub, HubOperation::kJobMethod, 0, 0, 128 * kKb + 1), hub_code::kMessageTooLarge);
  EXPECT_EQ(hub.counts().blocks, 16 + 64);
}

TEST(HubOperate, a_device_receives_and_completes_what_it_was_sent_and_gets_no_more_than_fifty) {
  Hub hub = hub_of(Sku::kS1);
  for (std::uint32_t i = 1; i <= 50; ++i) {
    ASSERT_EQ(hub.operate(request_of(HubOperation::kCloudToDeviceSend, 0, 6 * kKb)).number, i);
  }
  EXPECT_EQ(code_of(hub, HubOperation::kCloudToDeviceSend, 0, 6 * kKb), hub_code::kDeviceMaximumQueueDepthExceeded);
  EXPECT_EQ(hub.counts().blocks, 100);
  Hub::OperationRequest complete = request_of(HubOperation::kCloudToDeviceComplete, 20);
  complete.number = hub.operate(request_of(HubOperation::kCloudToDeviceReceive, 10)).number;
  EXPECT_EQ(complete.number, 1U);
  EXPECT_EQ(hub.operate(complete).result_type, hub_code::kOk);
  EXPECT_EQ(hub.operate(complete).result_type, hub_code::kDeviceMessageLockLost);
  EXPECT_EQ(hub.operate(request_of(HubOperation::kCloudToDeviceSend, 30, 6 * kKb)).number, 51U);
  ASSERT_NE(hub.messages_for(kDevice), nullptr);
  EXPECT_EQ(hub.messages_for(kDevice)->held(), 50U);
  EXPECT_EQ(hub.operate(request_of(HubOperation::kCloudToDeviceReceive, 4'000)).number,
            0U);  // after an hour all are gone
  EXPECT_EQ(hub.messages_for(kDevice)->expired(), 50);
}

// "Cloud-to-device receives (only when device uses HTTPS)": the throttle of S1 holds 1,000 a minute, so 1,500 in its
// burst.
TEST(HubOperate, over_an_open_connection_messages_come_unasked_and_unthrottled) {
  HubSettings settings = settings_of(Sku::kS1);
  settings.throttle_wait_seconds = 0;
  Hub hub = hub_of(settings);
  for (int i = 0; i < 1'500; ++i) ASSERT_EQ(code_of(hub, HubOperation::kCloudToDeviceReceive, 0), hub_code::kOk);
  EXPECT_EQ(code_of(hub, HubOperation::kCloudToDeviceReceive, 0), hub_code::kThrottlingBacklogTimeout);
  ASSERT_EQ(hub.operate(request_of(HubOperation::kCloudToDeviceSend, 1, 100)).number, 1U);
  EXPECT_EQ(hub.operate(request_of(HubOperation::kCloudToDeviceDelivery, 1)).number, 1U);
  EXPECT_EQ(hub.operate(request_of(HubOperation::kCloudToDeviceDelivery, 2)).number, 0U);
  hub.disconnect(kDevice, at(3));
  EXPECT_EQ(code_of(hub, HubOperation::kCloudToDeviceDelivery, 4), hub_code::kDeviceNotOnline);
  hub.assume_connected(kDevice);
  EXPECT_EQ(hub.operate(request_of(HubOperation::kCloudToDeviceDelivery, 61)).number, 1U);  // the lock was over
  EXPECT_EQ(hub.counts().blocks, 1);
}

TEST(HubOperate, a_device_has_ten_uploads_under_way_and_each_costs_two) {
  Hub hub = hub_of(Sku::kS1);
  for (int i = 0; i < 10; ++i) ASSERT_EQ(code_of(hub, HubOperation::kFileUploadInitiation, 0, 60), hub_code::kOk);
  EXPECT_EQ(code_of(hub, HubOperation::kFileUploadInitiation, 1, 60),
            hub_code::kDeviceMaximumActiveFileUploadLimitExceeded);
  Hub::OperationRequest done = request_of(HubOperation::kFileUploadCompletion, 2, 120);
  done.number = 3;
  EXPECT_EQ(hub.operate(done).result_type, hub_code::kOk);
  EXPECT_EQ(hub.operate(done).result_type, hub_code::kInvalidFileUploadCorrelationId);
  EXPECT_EQ(code_of(hub, HubOperation::kFileUploadInitiation, 3, 60), hub_code::kOk);
  EXPECT_EQ(hub.counts().blocks, 12);
}

TEST(HubOperate, an_operation_of_the_hub_has_no_device_and_one_of_a_device_has_one) {
  Hub hub = hub_of(Sku::kS1);
  Hub::OperationRequest query = request_of(HubOperation::kTwinQuery, 0);
  query.device = kDevice;
  EXPECT_DEATH(hub.operate(query), "twin_query");
  Hub::OperationRequest read = request_of(HubOperation::kTwinRead, 0);
  read.device.reset();
  EXPECT_DEATH(hub.operate(read), "twin_read");
}

TEST(HubOperate, a_hub_that_is_down_answers_before_it_judges_anything) {
  Hub hub = hub_of(Sku::kB1);
  hub.set_available(false);
  EXPECT_EQ(code_of(hub, HubOperation::kDeviceTwinRead, 1), hub_code::kServerBusy);
  EXPECT_TRUE(hub.connected(kDevice));
  EXPECT_EQ(hub.counts().of(HubOperation::kDeviceTwinRead).unavailable_503005, 1);
  EXPECT_EQ(hub.counts().of(HubOperation::kDeviceTwinRead).refused(), 1);
  hub.set_available(true);
  EXPECT_EQ(code_of(hub, HubOperation::kDeviceTwinRead, 2), hub_code::kOperationNotAvailableInCurrentTier);
}

// Reads by the back end and by devices share a throttle, and so do updates; what is refused is demand too.
TEST(HubOperate, counts_the_busiest_minute_of_twins) {
  HubSettings settings = settings_of(Sku::kS1);
  settings.throttle_burst_seconds = settings.throttle_queue_seconds = settings.throttle_wait_seconds = 0;
  Hub hub = hub_of(settings);
  for (int i = 0; i < 3; ++i) code_of(hub, HubOperation::kTwinRead, 59.9);
  for (int i = 0; i < 4; ++i) code_of(hub, HubOperation::kDeviceTwinRead, 60);
  code_of(hub, HubOperation::kReportedUpdate, 60);
  code_of(hub, HubOperation::kTwinRead, 119.9);
  code_of(hub, HubOperation::kTwinUpdate, 119.9);
  code_of(hub, HubOperation::kDesiredNotification, 119.9);
  EXPECT_GT(hub.counts().of(HubOperation::kDeviceTwinRead).throttled_429002, 0);
  EXPECT_EQ(hub.counts().busiest_minute_twin_reads, 5);
  EXPECT_EQ(hub.counts().busiest_minute_twin_updates, 2);
}

// ---- Laws ---------------------------------------------------------------------------------------------------------

TEST(HubOperate, nothing_disappears) {
  std::array<std::int64_t, 13> reached{};
  for (std::uint32_t seed = 0; seed < 30; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, 0, 6, Purpose::kTest);
    HubSettings settings = settings_of(random.chance(0.5) ? Sku::kF1 : random.chance(0.5) ? Sku::kB1 : Sku::kS1);
    settings.throttle_burst_seconds = random.uniform(0, 2);
    settings.throttle_queue_seconds = random.uniform(0, 2);
    settings.throttle_wait_seconds = random.uniform(0, 2);
    Hub hub(settings, 1);
    for (std::uint32_t i = 0; i < 5; ++i) ASSERT_TRUE(hub.add_identity(DeviceId(i), true));
    double now = 86'000;
    std::int64_t blocks = 0;
    for (int i = 0; i < 20'000; ++i) {
      now += random.exponential(0.02);
      const DeviceId device(static_cast<std::uint32_t>(random.below(6)));  // one is unknown
      hub.set_available(!random.chance(0.01));
      if (random.chance(0.1)) {
        hub.connect(device, at(now));
      } else if (random.chance(0.05)) {
        hub.disconnect(device, at(now));
      } else if (random.chance(0.1)) {
        const Bytes size(static_cast<std::int64_t>(random.lognormal(500, 2)));
        const bool accepted = hub.send(device, at(now), size, random.uniform()).result_type == hub_code::kOk;
        if (accepted) blocks += blocks_of(size, hub.limits().block_bytes);
      } else {
        Hub::OperationRequest request = request_of(static_cast<HubOperation>(random.below(kHubOperations)), now,
                                                   static_cast<std::int64_t>(random.lognormal(500, 3)),
                                                   static_cast<std::int64_t>(random.lognormal(500, 3)));
        if (request.device) request.device = device;
        request.identities = static_cast<std::int64_t>(1 + random.below(20));
        request.number = static_cast<std::uint32_t>(1 + random.below(30));
        if (request.operation == HubOperation::kIdentityOperation && random.chance(0.5)) {
          request.identity = {DeviceId(40), random.chance(0.5) ? Hub::IdentityChange::kCreate : Hub::IdentityChange::kDelete, true};
        }
        if (request.operation == HubOperation::kTwinUpdate && random.chance(0.2)) {
          request.patch = TwinPatch{};
          request.patch->measure.depth = random.below(20);
        }
        const bool was = hub.connected(device);
        const Hub::OperationAnswer answer = hub.operate(request);
        ASSERT_GE(answer.answered_at, request.arrival);
        ASSERT_EQ(hub.connected(device), was && !answer.closed);
        if (answer.result_type != hub_code::kOk && answer.result_type != hub_code::kDeviceNotOnline) {
          ASSERT_EQ(answer.blocks, 0);
          ASSERT_EQ(answer.answered_at, request.arrival);
        }
        blocks += answer.blocks;
      }
    }
    EXPECT_EQ(hub.counts().blocks, blocks);
    for (const OperationCounts& of : hub.counts().operations) {
      EXPECT_EQ(of.requests, of.accepted + of.device_not_online_404103 + of.refused());
      std::int64_t refused = 0;
      std::size_t i = 0;
      for (const OperationRefusal& refusal : operation_refusals()) {
        refused += of.*refusal.count;
        reached[i++] += of.*refusal.count;
      }
      EXPECT_EQ(i, reached.size());
      EXPECT_EQ(refused, of.refused());
    }
  }
  for (std::size_t i = 0; i < reached.size(); ++i) EXPECT_GT(reached[i], 0) << i;  // or that way was not tried
}

}  // namespace
}  // namespace picket::sim
