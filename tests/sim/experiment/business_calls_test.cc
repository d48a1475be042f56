#include "sim/experiment/business_calls.h"

#include <gtest/gtest.h>

#include <cmath>

namespace picket::sim {
namespace {

Scenario scenario_with_calls(std::uint64_t seed) {
  Scenario s;
  s.seed = seed;
  FleetGroup quiet;
  quiet.count = 5;
  FleetGroup busy;
  busy.count = 10;
  busy.business_operations.direct_methods = {48, Bytes(100), Bytes(200)};
  busy.business_operations.file_uploads.per_day = 24;
  s.fleet = {quiet, busy};
  return s;
}

const Time kCallsBegin = Time::from_unix_seconds(1'000'000);

TEST(BusinessCalls, come_at_their_rate_and_to_the_devices_of_their_group) {
  // 10 devices x 48 a day: 4,800 in ten days; a Poisson count has a standard deviation of 69.
  BusinessCalls calls(scenario_with_calls(1), 0, kCallsBegin);
  ASSERT_EQ(calls.streams(), 2U);
  std::array<int, 15> by_device{};
  int count = 0;
  Time last = kCallsBegin;
  while (calls.due(0) < kCallsBegin + Duration::days(10)) {
    EXPECT_GE(calls.due(0), last);
    last = calls.due(0);
    const BusinessCalls::Call call = calls.take(0);
    EXPECT_EQ(call.operation, HubOperation::kDirectMethod);
    EXPECT_EQ(call.response, Bytes(200));
    ++by_device.at(call.device.value());
    ++count;
  }
  EXPECT_NEAR(count, 4'800, 5 * 69);
  for (std::size_t d = 0; d < by_device.size(); ++d) {
    if (d < 5) {
      EXPECT_EQ(by_device[d], 0) << "of another group";
    } else {
      EXPECT_NEAR(by_device[d], 480, 5 * 22);
    }
  }
}

TEST(BusinessCalls, are_those_of_seed_and_replication) {
  BusinessCalls one(scenario_with_calls(1), 0, kCallsBegin);
  BusinessCalls same(scenario_with_calls(1), 0, kCallsBegin);
  const BusinessCalls next(scenario_with_calls(1), 1, kCallsBegin);
  const BusinessCalls other(scenario_with_calls(2), 0, kCallsBegin);
  EXPECT_NE(one.due(0), next.due(0));
  EXPECT_NE(one.due(0), other.due(0));
  EXPECT_NE(one.due(0), one.due(1));
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(one.due(1), same.due(1));
    EXPECT_EQ(one.take(1).device, same.take(1).device);
  }
}

TEST(BusinessCalls, are_none_without_a_rate) {
  EXPECT_EQ(BusinessCalls(Scenario(), 0, kCallsBegin).streams(), 0U);
}

}  // namespace
}  // namespace picket::sim
