#include "pipeline_core/hub_watch/quota_starve.h"

#include <gtest/gtest.h>

#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

constexpr std::uint32_t kThrottled = 429'002;

TEST(QuotaStarve, needs_somebody_heavy_and_somebody_else_who_is_refused) {
  const QuotaStarveSettings settings;
  QuotaStarve share;
  EXPECT_FALSE(share.on_heavy(DeviceId(1), 400, 7, settings).has_value());
  EXPECT_FALSE(share.on_refused(DeviceId(1), 7, settings).has_value()) << "the heavy one itself";
  const auto alarm = share.on_refused(DeviceId(2), 7, settings);
  ASSERT_TRUE(alarm.has_value());
  EXPECT_EQ(alarm.value().heaviest, DeviceId(1));
  EXPECT_EQ(alarm.value().starved, 1U);
  EXPECT_FALSE(share.on_refused(DeviceId(3), 7, settings).has_value()) << "once a window";
  EXPECT_FALSE(share.on_refused(DeviceId(2), 8, settings).has_value()) << "a new window";
  EXPECT_TRUE(share.on_heavy(DeviceId(1), 301, 8, settings).has_value());
}

TEST(QuotaStarve, who_turns_out_to_be_heavy_was_not_starved) {
  const QuotaStarveSettings settings;
  QuotaStarve share;
  share.on_refused(DeviceId(1), 7, settings);
  EXPECT_FALSE(share.on_heavy(DeviceId(1), 400, 7, settings).has_value());
}

TEST(QuotaStarve, names_the_heaviest_of_a_few_and_nobody_of_many) {
  QuotaStarveSettings settings;
  settings.min_starved = 2;
  QuotaStarve few;
  for (std::uint32_t d = 1; d <= 3; ++d) few.on_heavy(DeviceId(d), d == 2 ? 900 : 400, 7, settings);
  EXPECT_FALSE(few.on_refused(DeviceId(8), 7, settings).has_value());
  const auto alarm = few.on_refused(DeviceId(9), 7, settings);
  ASSERT_TRUE(alarm.has_value());
  EXPECT_EQ(alarm.value().heaviest, DeviceId(2));
  QuotaStarve many;
  for (std::uint32_t d = 1; d <= 4; ++d) many.on_heavy(DeviceId(d), 400, 7, settings);
  for (std::uint32_t d = 10; d < 20; ++d) EXPECT_FALSE(many.on_refused(DeviceId(d), 7, settings).has_value());
}

struct Hub : Bench {
  Hub() { start(8); }
  void record(std::uint32_t device, Time time, OperationName operation, std::uint32_t result, std::uint32_t count = 1,
              std::uint32_t hub = 0) {
    OperationRecord r{time, DeviceId(device), operation, result, true};
    r.count = count;
    r.hub = HubId(hub);
    core->ingest(r, *sink);
  }
  std::size_t told() {
    advance(kStart + Duration::hours(1));
    return sink->count("sim.quota_starve");
  }
};

// 200 messages/s of device 1 are traced; from the tenth second on the hub refuses it and device 2.
TEST(QuotaStarveInPipeline, is_raised_for_who_sends_too_much) {
  Hub hub;
  for (int s = 0; s < 10; ++s) hub.record(1, kStart + Duration::seconds(s), OperationName::kTelemetryTrace, 0, 200);
  hub.record(1, kStart + Duration::seconds(10), OperationName::kTelemetryError, kThrottled);
  hub.record(2, kStart + Duration::seconds(20), OperationName::kTelemetryError, kThrottled);
  ASSERT_EQ(hub.told(), 1U);
  for (const StoredFinding& f : hub.sink->findings) {
    if (f.alert != "sim.quota_starve") continue;
    EXPECT_EQ(f.device, 1U);
    EXPECT_EQ(f.window_start, kStart);
    EXPECT_EQ(f.window_end, kStart + Duration::seconds(20));
    EXPECT_EQ(measured_unit(*hub.content, f.rule), "devices");
  }
}

// Device 1 sends 400 messages at once and no more; device 2 passes the floor with its 301st and goes on to 2,000. It is device
// 2 that uses the quota up, whatever each had when it became heavy.
TEST(QuotaStarveInPipeline, names_who_sent_most_by_then) {
  Hub hub;
  hub.record(1, kStart, OperationName::kTelemetryTrace, 0, 400);
  for (int i = 0; i < 2'000; ++i) hub.record(2, kStart + Duration::milliseconds(10 * i), OperationName::kTelemetryTrace, 0);
  hub.record(3, kStart + Duration::seconds(30), OperationName::kTelemetryError, kThrottled);
  ASSERT_EQ(hub.told(), 1U);
  for (const StoredFinding& f : hub.sink->findings) {
    if (f.alert != "sim.quota_starve") continue;
    EXPECT_EQ(f.device, 2U);
  }
}

// The hub traces nothing: the refused messages alone tell, 301 of them.
TEST(QuotaStarveInPipeline, sees_refused_messages_where_nobody_traces) {
  Hub hub;
  hub.record(2, kStart, OperationName::kTelemetryError, kThrottled);
  for (int i = 0; i < 300; ++i) {
    hub.record(1, kStart + Duration::milliseconds(500 * i), OperationName::kTelemetryError, kThrottled);
  }
  EXPECT_EQ(hub.sink->count("sim.quota_starve"), 0U);
  hub.record(1, kStart + Duration::seconds(200), OperationName::kTelemetryError, kThrottled);
  EXPECT_EQ(hub.told(), 1U);
}

// Eight devices are back after an outage; the hub refuses all of them for a while.
TEST(QuotaStarveInPipeline, a_stampede_is_none) {
  Hub hub;
  for (int i = 0; i < 20; ++i) {
    for (std::uint32_t d = 0; d < 8; ++d) {
      hub.record(d, kStart + Duration::seconds(i), OperationName::kTelemetryError, kThrottled);
    }
  }
  EXPECT_EQ(hub.told(), 0U);
}

TEST(QuotaStarveInPipeline, other_hubs_and_other_errors_are_not_its_doing) {
  Hub hub;
  for (int s = 0; s < 10; ++s) hub.record(1, kStart + Duration::seconds(s), OperationName::kTelemetryTrace, 0, 200);
  hub.record(2, kStart + Duration::seconds(20), OperationName::kTelemetryError, kThrottled, 1, 1);
  hub.record(3, kStart + Duration::seconds(21), OperationName::kTelemetryError, 404'104);
  EXPECT_EQ(hub.told(), 0U);
}

}  // namespace
}  // namespace picket
