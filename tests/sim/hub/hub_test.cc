#include "sim/hub/hub.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "agent_core/base/random.h"
#include "tests/sim/hub/sample_device.h"
#include "tests/support/sample_day.h"

namespace picket::sim {
namespace {

using test::kDevice;
using picket::test::at;

constexpr ConnectionIdentity kModule{kDevice, true};

HubSettings plain_settings() {
  HubSettings settings;
  settings.ingress_latency = Distribution::constant(0.05);
  return settings;
}

Hub one_device_hub(std::uint32_t units = 1, const HubSettings& settings = plain_settings()) {
  Hub hub(settings, units);
  EXPECT_TRUE(hub.add_identity(kDevice, true));
  hub.assume_connected(kDevice);
  return hub;
}

TEST(Hub, enqueues_a_message_after_the_ingress_latency) {
  Hub hub = one_device_hub();
  const Hub::SendAnswer answer = hub.send(kDevice, at(10), Bytes(100), 0.5);
  EXPECT_EQ(answer.result_type, hub_code::kOk);
  EXPECT_EQ(answer.enqueued_time, at(10.05));
  EXPECT_FALSE(answer.closed);
  EXPECT_EQ(hub.counts().blocks, 1);
  EXPECT_EQ(hub.counts().bytes_metered, 100);
}

TEST(Hub, holds_a_million_identities_and_so_half_a_million_devices_with_modules) {
  Hub hub(plain_settings(), 1);
  for (std::uint32_t i = 0; i < 499'999; ++i) ASSERT_TRUE(hub.add_identity(DeviceId(i), true));
  EXPECT_TRUE(hub.add_identity(DeviceId(499'999), false));
  EXPECT_FALSE(hub.add_identity(DeviceId(500'000), true));  // 999,999 + 2 > 1,000,000
  EXPECT_TRUE(hub.add_identity(DeviceId(500'000), false));
  EXPECT_FALSE(hub.add_identity(DeviceId(500'001), false));
  EXPECT_EQ(hub.identities(), 1'000'000);
}

TEST(Hub, registering_twice_is_our_own_mistake) {
  Hub hub = one_device_hub();
  EXPECT_DEATH(static_cast<void>(hub.add_identity(kDevice, false)), "registered twice");
}

TEST(Hub, keeps_one_connection_an_identity) {
  Hub hub(plain_settings(), 1);
  ASSERT_TRUE(hub.add_identity(kDevice, false));
  EXPECT_FALSE(hub.connected(kDevice));
  EXPECT_FALSE(hub.connect(kDevice, at(0)).replaced);
  EXPECT_TRUE(hub.connected(kDevice));
  EXPECT_TRUE(hub.connect(kDevice, at(1)).replaced);
  EXPECT_EQ(hub.counts().connections_replaced, 1);
  EXPECT_EQ(hub.open_connections(), 1);
  hub.disconnect(kDevice, at(2));
  hub.disconnect(kDevice, at(3));
  EXPECT_FALSE(hub.connected(kDevice));
  EXPECT_EQ(hub.open_connections(), 0);
  EXPECT_FALSE(hub.connect(kDevice, at(4)).replaced);
}

// The module's second client throws out the module's first, and the device notices nothing; and the other way round.
TEST(Hub, keeps_one_connection_for_the_device_and_one_for_its_module) {
  Hub hub(plain_settings(), 1);
  ASSERT_TRUE(hub.add_identity(kDevice, true));
  EXPECT_FALSE(hub.connect(kDevice, at(0)).replaced);
  EXPECT_FALSE(hub.connected(kModule));
  EXPECT_FALSE(hub.connect(kModule, at(1)).replaced) << "the device's connection is another";
  EXPECT_EQ(hub.open_connections(), 2);

  EXPECT_TRUE(hub.connect(kModule, at(2)).replaced);
  EXPECT_EQ(hub.counts().connections_replaced, 1);
  EXPECT_TRUE(hub.connect(kDevice, at(3)).replaced);
  EXPECT_EQ(hub.counts().connections_replaced, 2);
  EXPECT_EQ(hub.open_connections(), 2);

  hub.disconnect(kModule, at(4));
  EXPECT_TRUE(hub.connected(kDevice));
  EXPECT_FALSE(hub.connected(kModule));
  EXPECT_TRUE(hub.connect(kDevice, at(5)).replaced);
  EXPECT_FALSE(hub.connect(kModule, at(6)).replaced) << "nobody is there to be thrown out";
  hub.disconnect(kDevice, at(7));
  EXPECT_FALSE(hub.connected(kDevice));
  EXPECT_TRUE(hub.connected(kModule));

  // Who holds both keys takes over both.
  hub.assume_connected(kDevice);
  EXPECT_TRUE(hub.connect(kDevice, at(8)).replaced);
  EXPECT_TRUE(hub.connect(kModule, at(8)).replaced);
  EXPECT_EQ(hub.counts().connections_replaced, 5);
  EXPECT_EQ(hub.counts().connects_accepted, 8);
  EXPECT_EQ(hub.open_connections(), 2);
}

TEST(Hub, knows_no_module_that_is_not_registered) {
  Hub hub(plain_settings(), 1);
  EXPECT_FALSE(hub.registered(kDevice));
  ASSERT_TRUE(hub.add_identity(kDevice, false));
  EXPECT_TRUE(hub.registered(kDevice));
  EXPECT_FALSE(hub.registered(kModule));
  EXPECT_EQ(hub.connect(kModule, at(0)).result_type, hub_code::kUnauthorized);
  EXPECT_EQ(hub.counts().connects_unknown_identity, 1);
  EXPECT_EQ(hub.connect_with_bad_token(kModule, at(1)).result_type, hub_code::kUnauthorized);
  EXPECT_EQ(hub.counts().connects_unknown_identity, 2);
  EXPECT_EQ(hub.send(kModule, at(2), Bytes(1), 0.5).result_type, hub_code::kUnauthorized);
  EXPECT_FALSE(hub.connected(kModule));
  EXPECT_EQ(hub.open_connections(), 0);
  EXPECT_DEATH(hub.assume_connected(kModule), "not registered: device 7 with a module");
}

TEST(Hub, closes_the_connection_over_which_it_refuses_a_message_and_no_other) {
  Hub hub = one_device_hub();
  hub.assume_connected(kModule);
  EXPECT_TRUE(hub.send(kModule, at(1), Bytes(300'000), 0.5).closed);
  EXPECT_FALSE(hub.connected(kModule));
  EXPECT_TRUE(hub.connected(kDevice));
  EXPECT_EQ(hub.send(kModule, at(2), Bytes(1), 0.5).result_type, hub_code::kDeviceConnectionClosedRemotely);
  EXPECT_EQ(hub.send(kDevice, at(3), Bytes(1), 0.5).result_type, hub_code::kOk);
  EXPECT_EQ(hub.counts().messages_accepted, 1);
  EXPECT_EQ(hub.counts().sends, hub.counts().messages_accepted + hub.counts().refused_sends());
}

// 5,000 devices and their modules come back at once: 10,000 connects. The bucket of an S1 unit takes 9,000, and the rest waits.
TEST(Hub, throttles_each_connect_of_device_and_module) {
  Hub hub(plain_settings(), 1);
  Time last;
  for (std::uint32_t i = 0; i < 5'000; ++i) {
    ASSERT_TRUE(hub.add_identity(DeviceId(i), true));
    for (const bool module : {false, true}) {
      const Hub::ConnectAnswer answer = hub.connect({DeviceId(i), module}, at(0));
      ASSERT_EQ(answer.result_type, hub_code::kOk);
      last = answer.answered_at;
    }
  }
  EXPECT_EQ(last, at(10));
  EXPECT_EQ(hub.counts().busiest_second_connects, 10'000);
  EXPECT_EQ(hub.counts().connects_accepted, 10'000);
  EXPECT_EQ(hub.counts().connections_replaced, 0);
  EXPECT_EQ(hub.open_connections(), 10'000);
}

// Each with its connection, and a message sent over it; at most, while the table grows, and in the end.
TEST(Hub, refuses_who_is_not_registered) {
  Hub hub = one_device_hub();
  EXPECT_EQ(hub.connect(DeviceId(3), at(0)).result_type, hub_code::kUnauthorized);
  EXPECT_EQ(hub.send(DeviceId(999), at(0), Bytes(1), 0.5).result_type, hub_code::kUnauthorized);
  EXPECT_EQ(hub.counts().connects_unknown_identity, 1);
  EXPECT_EQ(hub.counts().unknown_identity_401003, 1);
}

TEST(Hub, refuses_a_bad_token_and_leaves_the_connection_open) {
  Hub hub = one_device_hub();
  hub.assume_connected(kDevice);
  const Hub::ConnectAnswer answer = hub.connect_with_bad_token(kDevice, at(0));
  EXPECT_EQ(answer.result_type, hub_code::kUnauthorized);
  EXPECT_EQ(answer.answered_at, at(0));
  EXPECT_FALSE(answer.replaced);
  EXPECT_TRUE(hub.connected(kDevice));
  EXPECT_EQ(hub.connect_with_bad_token(DeviceId(3), at(1)).result_type, hub_code::kUnauthorized);
  const HubCounts& counts = hub.counts();
  EXPECT_EQ(counts.connects_bad_token, 1);
  EXPECT_EQ(counts.connects_unknown_identity, 1);
  EXPECT_EQ(counts.connects, 2);
  EXPECT_EQ(counts.busiest_second_connects, 0);
}

TEST(Hub, refuses_a_send_without_connection) {
  Hub hub = one_device_hub();
  hub.disconnect(kDevice, at(0));
  const Hub::SendAnswer answer = hub.send(kDevice, at(1), Bytes(1), 0.5);
  EXPECT_EQ(answer.result_type, hub_code::kDeviceConnectionClosedRemotely);
  EXPECT_TRUE(answer.closed);
  EXPECT_EQ(hub.counts().not_connected, 1);
}

TEST(Hub, closes_the_connection_on_a_message_over_256_kilobytes) {
  Hub hub = one_device_hub();
  EXPECT_EQ(hub.send(kDevice, at(0), Bytes(262'144), 0.5).result_type, hub_code::kOk);
  const Hub::SendAnswer answer = hub.send(kDevice, at(1), Bytes(262'145), 0.5);
  EXPECT_EQ(answer.result_type, hub_code::kMessageTooLarge);
  EXPECT_TRUE(answer.closed);
  EXPECT_FALSE(hub.connected(kDevice));
  EXPECT_EQ(hub.counts().blocks, 64);
}

// S1, one unit: 400,000 blocks a day. 6,250 messages of 64 blocks use them up; the next message, of
// any size, is refused until 00:00 UTC and is charged to the new day then.
TEST(Hub, refuses_over_quota_until_midnight_utc) {
  Hub hub = one_device_hub();
  for (int i = 0; i < 6'250; ++i) {
    ASSERT_EQ(hub.send(kDevice, at(i), Bytes(262'144), 0.5).result_type, hub_code::kOk);
  }
  EXPECT_EQ(hub.counts().blocks, 400'000);
  const Hub::SendAnswer refused = hub.send(kDevice, at(86'399.999999), Bytes(1), 0.5);
  EXPECT_EQ(refused.result_type, hub_code::kQuotaExceeded);
  EXPECT_EQ(refused.enqueued_time, at(86'399.999999));
  EXPECT_TRUE(refused.closed);
  EXPECT_EQ(hub.connect(kDevice, at(86'400)).result_type, hub_code::kOk);
  EXPECT_EQ(hub.send(kDevice, at(86'400), Bytes(1), 0.5).result_type, hub_code::kOk);
  EXPECT_EQ(hub.counts().over_quota_403002, 1);
  EXPECT_EQ(hub.counts().busiest_day_blocks, 400'001);  // demand: the refused block counts
}

TEST(Hub, admits_no_part_of_a_message_at_the_end_of_the_quota) {
  Hub hub = one_device_hub();
  for (int i = 0; i < 6'249; ++i) hub.send(kDevice, at(i), Bytes(262'144), 0.5);
  hub.send(kDevice, at(6'300), Bytes(63 * 4'096), 0.5);
  EXPECT_EQ(hub.send(kDevice, at(6'400), Bytes(4'097), 0.5).result_type, hub_code::kQuotaExceeded);
  hub.assume_connected(kDevice);
  EXPECT_EQ(hub.send(kDevice, at(6'500), Bytes(4'096), 0.5).result_type, hub_code::kOk);
  EXPECT_EQ(hub.counts().blocks, 400'000);
}

// The worked case of throttle_test, seen from outside: 90 s of nothing, 60 s of growth, then refusal.
TEST(Hub, shapes_then_refuses_twice_the_limit) {
  Hub hub = one_device_hub();
  for (std::int64_t n = 0; n < 29'999; ++n) {
    const double arrival = 0.005 * static_cast<double>(n);
    const Hub::SendAnswer answer = hub.send(kDevice, at(arrival), Bytes(100), 0.5);
    ASSERT_EQ(answer.result_type, hub_code::kOk);
    const double wait = n < 17'999 ? 0 : 0.005 * static_cast<double>(n - 17'998);
    ASSERT_EQ(answer.enqueued_time, at(arrival + wait + 0.05)) << n;
  }
  const Hub::SendAnswer refused = hub.send(kDevice, at(149.995), Bytes(100), 0.5);
  EXPECT_EQ(refused.result_type, hub_code::kThrottleBacklogLimitExceeded);
  EXPECT_TRUE(refused.closed);
  EXPECT_FALSE(hub.connected(kDevice));
  EXPECT_EQ(hub.counts().throttled_429002, 1);
  EXPECT_EQ(hub.counts().messages_delayed, 12'000);
  EXPECT_EQ(hub.counts().delay_longest, Duration::seconds(60));
  EXPECT_EQ(hub.counts().busiest_second_messages, 200);
}

TEST(Hub, gives_429003_where_the_wait_limit_is_tighter) {
  HubSettings settings = plain_settings();
  settings.throttle_burst_seconds = 0;
  settings.throttle_wait_seconds = 0.01;
  Hub hub = one_device_hub(1, settings);
  EXPECT_EQ(hub.send(kDevice, at(0), Bytes(1), 0.5).result_type, hub_code::kOk);
  EXPECT_EQ(hub.send(kDevice, at(0), Bytes(1), 0.5).result_type, hub_code::kOk);  // waits 10 ms
  EXPECT_EQ(hub.send(kDevice, at(0), Bytes(1), 0.5).result_type, hub_code::kThrottlingBacklogTimeout);
  EXPECT_EQ(hub.counts().throttled_429003, 1);
}

// 20,000 devices at once on one S1 unit: the bucket takes 9,000, the queue 6,000, the rest is refused.
TEST(Hub, throttles_a_reconnect_storm) {
  Hub hub(plain_settings(), 1);
  for (std::uint32_t i = 0; i < 20'000; ++i) ASSERT_TRUE(hub.add_identity(DeviceId(i), true));
  Time last;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    const Hub::ConnectAnswer answer = hub.connect(DeviceId(i), at(0));
    if (answer.result_type == hub_code::kOk) last = answer.answered_at;
    EXPECT_EQ(hub.connected(DeviceId(i)), answer.result_type == hub_code::kOk);
  }
  EXPECT_EQ(hub.counts().connects_accepted, 15'000);
  EXPECT_EQ(hub.counts().connects_throttled, 5'000);
  EXPECT_EQ(last, at(60));
  EXPECT_EQ(hub.counts().busiest_second_connects, 20'000);
}

TEST(Hub, assumed_connections_cost_nothing) {
  Hub hub = one_device_hub();
  EXPECT_EQ(hub.counts().connects, 0);
  EXPECT_EQ(hub.counts().busiest_second_connects, 0);
  EXPECT_TRUE(hub.connected(kDevice));
}

TEST(Hub, without_units_has_no_limits_but_identities_and_size) {
  Hub hub = one_device_hub(0);
  for (int i = 0; i < 500'000; ++i) {
    ASSERT_EQ(hub.send(kDevice, at(0), Bytes(4'097), 0.5).enqueued_time, at(0.05));
  }
  EXPECT_EQ(hub.counts().busiest_second_messages, 500'000);
  EXPECT_EQ(hub.counts().busiest_day_blocks, 1'000'000);
  EXPECT_EQ(hub.send(kDevice, at(1), Bytes(262'145), 0.5).result_type, hub_code::kMessageTooLarge);
}

TEST(Hub, keeps_the_order_of_a_device_whatever_the_latency) {
  HubSettings settings;  // lognormal latency
  Hub hub = one_device_hub(1, settings);
  RandomStream random(5, 0, 0, Purpose::kTest);
  Time last;
  bool held_back = false;
  for (int i = 0; i < 1'000; ++i) {
    const Hub::SendAnswer answer = hub.send(kDevice, at(0.02 * i), Bytes(1), random.uniform());
    ASSERT_GE(answer.enqueued_time, last);
    ASSERT_GT(answer.enqueued_time, at(0.02 * i));
    held_back = held_back || answer.enqueued_time == last;
    last = answer.enqueued_time;
  }
  EXPECT_TRUE(held_back);  // or the case was not reached
}

TEST(Hub, keeps_the_order_of_a_device_and_its_module_which_share_a_partition) {
  HubSettings settings;  // lognormal latency
  Hub hub = one_device_hub(1, settings);
  hub.assume_connected(kModule);
  const Time first = hub.send(kModule, at(0), Bytes(1), 0.999).enqueued_time;
  EXPECT_EQ(hub.send(kDevice, at(0.01), Bytes(1), 0.001).enqueued_time, first);
}

// That of who uses the identity of an agent without a module: metered and counted, and what happens to it leaves the agent's alone.
TEST(Hub, meters_connections_that_it_keeps_no_account_of) {
  Hub hub(plain_settings(), 1);
  ASSERT_TRUE(hub.add_identity(kDevice, true));
  EXPECT_EQ(hub.connect_unkept(kDevice, at(1)).result_type, hub_code::kOk);
  EXPECT_FALSE(hub.connected(kDevice));
  EXPECT_EQ(hub.send_unkept(kDevice, at(2), Bytes(100), 0.5).result_type, hub_code::kOk);
  hub.assume_connected(kDevice);
  EXPECT_FALSE(hub.connect_unkept(kDevice, at(3)).replaced);
  const Hub::SendAnswer refused = hub.send_unkept(kDevice, at(4), Bytes(300'000), 0.5);
  EXPECT_EQ(refused.result_type, hub_code::kMessageTooLarge);
  EXPECT_TRUE(refused.closed);
  EXPECT_TRUE(hub.connected(kDevice));
  EXPECT_EQ(hub.connect_unkept(DeviceId(8), at(5)).result_type, hub_code::kUnauthorized);
  EXPECT_EQ(hub.send_unkept(DeviceId(8), at(5), Bytes(1), 0.5).result_type, hub_code::kUnauthorized);
  const HubCounts& counts = hub.counts();
  EXPECT_EQ(counts.connects, counts.connects_accepted + counts.connects_throttled + counts.connects_unknown_identity + counts.connects_bad_token);
  EXPECT_EQ(counts.sends, counts.messages_accepted + counts.refused_sends());
  EXPECT_EQ(counts.connects_accepted, 2);
  EXPECT_EQ(counts.messages_accepted, 1);
  EXPECT_EQ(counts.blocks, 1);
}

TEST(Hub, refuses_to_go_back_in_time) {
  Hub hub = one_device_hub();
  hub.send(kDevice, at(5), Bytes(1), 0.5);
  EXPECT_DEATH(hub.send(kDevice, at(4), Bytes(1), 0.5), "time went back");
}

TEST(Hub, nothing_disappears) {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, 0, 2, Purpose::kTest);
    HubSettings settings;
    settings.sku = random.chance(0.5) ? Sku::kF1 : Sku::kS1;
    settings.throttle_burst_seconds = random.uniform(0, 3);
    settings.throttle_queue_seconds = random.uniform(0, 3);
    settings.throttle_wait_seconds = random.uniform(0, 3);
    Hub hub(settings, 1);
    for (std::uint32_t i = 0; i < 20; ++i) ASSERT_TRUE(hub.add_identity(DeviceId(i), random.chance(0.5)));
    std::set<std::pair<std::uint32_t, bool>> open;
    std::int64_t replaced = 0;
    double now = 86'000;
    std::int64_t accepted_blocks = 0;
    std::int64_t connected = 0;
    for (int i = 0; i < 20'000; ++i) {
      now += random.exponential(0.008);
      const auto device = static_cast<std::uint32_t>(random.below(22));  // two are unknown
      const ConnectionIdentity identity(DeviceId(device), random.chance(0.5));  // and half of the modules
      const std::pair key{device, identity.module};
      if (random.chance(0.3)) {
        const Hub::ConnectAnswer answer = hub.connect(identity, at(now));
        if (answer.result_type != hub_code::kOk) continue;
        ++connected;
        ASSERT_EQ(answer.replaced, !open.insert(key).second);
        replaced += answer.replaced ? 1 : 0;
      } else if (random.chance(0.05)) {
        hub.disconnect(identity, at(now));
        open.erase(key);
      } else {
        const Bytes size(static_cast<std::int64_t>(random.lognormal(2'000, 2)));
        const Hub::SendAnswer answer = hub.send(identity, at(now), size, random.uniform());
        ASSERT_EQ(answer.closed, answer.result_type != hub_code::kOk);
        if (answer.closed) open.erase(key);
        if (!answer.closed) accepted_blocks += blocks_of(size, hub.limits().block_bytes);
      }
      ASSERT_EQ(hub.connected(identity), open.contains(key));
      ASSERT_EQ(hub.open_connections(), static_cast<std::int64_t>(open.size()));
    }
    EXPECT_EQ(hub.counts().connections_replaced, replaced);
    const HubCounts& counts = hub.counts();
    EXPECT_EQ(counts.sends, counts.messages_accepted + counts.refused_sends());
    EXPECT_EQ(counts.connects, counts.connects_accepted + counts.connects_throttled + counts.connects_unknown_identity + counts.connects_bad_token);
    EXPECT_EQ(counts.blocks, accepted_blocks);
    EXPECT_EQ(counts.connects_accepted, connected);
  }
}

TEST(Hub, that_is_not_available_answers_so_before_all_else) {
  Hub hub = one_device_hub();
  hub.set_available(false);
  EXPECT_FALSE(hub.available());
  EXPECT_EQ(hub.send(kDevice, at(1), Bytes(1'000'000), 0.5).result_type, hub_code::kServerBusy);
  EXPECT_EQ(hub.connect(DeviceId(99), at(2)).result_type, hub_code::kServerBusy) << "it does not look whose it is";
  hub.set_available(true);
  EXPECT_EQ(hub.connect(kDevice, at(3)).result_type, hub_code::kOk);
  EXPECT_EQ(hub.refuse_connect(at(4), hub_code::kReconnectTooEarly).result_type, hub_code::kReconnectTooEarly);
  const HubCounts& counts = hub.counts();
  EXPECT_EQ(counts.unavailable_503005, 1);
  EXPECT_EQ(counts.connects_unavailable, 2);
  EXPECT_EQ(counts.connects, counts.connects_accepted + counts.connects_unavailable);
  EXPECT_EQ(counts.sends, counts.messages_accepted + counts.refused_sends());
}

// An S1 unit has 400,000 blocks a day. Others take three quarters, and a message of one block finds the rest until it is gone.
TEST(Hub, has_the_rest_of_a_quota_that_others_have_used) {
  Hub hub = one_device_hub();
  hub.spend_quota(at(10), 0.75);
  EXPECT_EQ(hub.counts().blocks_of_others, 300'000);
  hub.spend_quota(at(11), 1);
  EXPECT_EQ(hub.counts().blocks_of_others, 400'000) << "no more than there is";
  EXPECT_EQ(hub.send(kDevice, at(12), Bytes(100), 0.5).result_type, hub_code::kQuotaExceeded);
  EXPECT_EQ(hub.connect(kDevice, at(86'399)).result_type, hub_code::kOk);
  EXPECT_EQ(hub.send(kDevice, at(86'400), Bytes(100), 0.5).result_type, hub_code::kOk);
  EXPECT_EQ(hub.counts().blocks, 1);
  EXPECT_EQ(hub.counts().busiest_day_blocks, 1) << "what others use is no demand of ours";
}

TEST(Hub, without_limits_has_no_quota_to_spend) {
  Hub hub = one_device_hub(0);
  hub.spend_quota(at(10), 1);
  EXPECT_EQ(hub.counts().blocks_of_others, 0);
  EXPECT_EQ(hub.send(kDevice, at(12), Bytes(100), 0.5).result_type, hub_code::kOk);
}

// Others send 200 a second to a hub that lets 100 pass, with no burst and a queue of a second: in half a minute 6,000 give or
// take three deviations (232), of which 3,101 fit (1 + 100 + 30 x 100). Of ours, too, about half is refused.
TEST(Hub, counts_what_others_ask_of_its_throttle) {
  HubSettings settings = plain_settings();
  settings.throttle_burst_seconds = 0;
  settings.throttle_queue_seconds = 1;
  settings.throttle_wait_seconds = 10;
  Hub hub = one_device_hub(1, settings);
  hub.add_load_of_others(HubThrottle::kSends, at(0), at(60), 200, 4);
  hub.send(kDevice, at(30), Bytes(100), 0.5);
  EXPECT_NEAR(static_cast<double>(hub.counts().requests_of_others), 6'000, 232);
  const std::int64_t fitted = hub.counts().requests_of_others - hub.counts().requests_of_others_throttled;
  EXPECT_LE(fitted, 3'102);
  EXPECT_GE(fitted, 3'080);
  EXPECT_EQ(hub.connect(kDevice, at(31)).answered_at, at(31)) << "each throttle counts for itself";
  int refused = 0;
  for (int i = 0; i < 100; ++i) {
    refused += hub.send(kDevice, at(32 + 0.2 * i), Bytes(100), 0.5).result_type == hub_code::kOk ? 0 : 1;
    hub.connect(kDevice, at(32.1 + 0.2 * i));
  }
  EXPECT_NEAR(refused, 50, 20);
  ASSERT_EQ(hub.send(kDevice, at(90), Bytes(100), 0.5).result_type, hub_code::kOk);
  EXPECT_NEAR(static_cast<double>(hub.counts().requests_of_others), 12'000, 330) << "until minute 1";
}

}  // namespace
}  // namespace picket::sim
