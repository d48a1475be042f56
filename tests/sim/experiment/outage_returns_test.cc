#include "sim/experiment/outage_returns.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

using Connection = OutageReturns::Connection;

Time outage_time(double seconds) { return Time::from_unix_seconds(1'000'000) + Duration::from_seconds(seconds); }

TEST(OutageReturns, counts_from_the_moment_the_hub_is_there_again) {
  OutageReturns returns(4, 1);
  for (std::uint32_t d = 0; d < 4; ++d) returns.closed(d, Connection::kAgent);
  returns.hub_is_back(0, outage_time(100));
  for (std::uint32_t d = 0; d < 3; ++d) returns.connected(d, Connection::kAgent, 0, outage_time(101 + d));
  EXPECT_EQ(returns.lost(), 4);
  EXPECT_EQ(returns.waits(), (std::vector<std::int64_t>{1'000'000, 2'000'000, 3'000'000}));
  EXPECT_EQ(returns.wait_quantile(0.5), 2'000'000);
  EXPECT_EQ(returns.wait_quantile(1), 3'000'000);
}

TEST(OutageReturns, takes_no_other_connect_for_a_return) {
  OutageReturns returns(2, 1);
  returns.connected(0, Connection::kAgent, 0, outage_time(1));
  returns.closed(0, Connection::kAgent);
  returns.hub_is_back(0, outage_time(10));
  returns.connected(0, Connection::kOwn, 0, outage_time(11));
  returns.connected(1, Connection::kAgent, 0, outage_time(11));
  EXPECT_TRUE(returns.waits().empty());
  returns.connected(0, Connection::kAgent, 0, outage_time(12));
  returns.connected(0, Connection::kAgent, 0, outage_time(13));
  EXPECT_EQ(returns.waits(), (std::vector<std::int64_t>{2'000'000}));
}

TEST(OutageReturns, keeps_hubs_and_a_devices_two_connections_apart) {
  OutageReturns returns(2, 2);
  returns.closed(0, Connection::kAgent);
  returns.closed(0, Connection::kOwn);
  returns.closed(1, Connection::kAgent);
  returns.hub_is_back(0, outage_time(10));
  returns.hub_is_back(1, outage_time(50));
  returns.connected(0, Connection::kOwn, 0, outage_time(11));
  returns.connected(0, Connection::kAgent, 0, outage_time(14));
  returns.connected(1, Connection::kAgent, 1, outage_time(52));
  EXPECT_EQ(returns.waits(), (std::vector<std::int64_t>{1'000'000, 4'000'000, 2'000'000}));
}

TEST(OutageReturns, counts_who_is_lost_again_from_the_last_time_the_hub_was_there) {
  OutageReturns returns(1, 1);
  returns.closed(0, Connection::kAgent);
  returns.hub_is_back(0, outage_time(10));
  returns.hub_is_back(0, outage_time(30));
  returns.connected(0, Connection::kAgent, 0, outage_time(31));
  returns.closed(0, Connection::kAgent);
  returns.hub_is_back(0, outage_time(40));
  returns.connected(0, Connection::kAgent, 0, outage_time(45));
  EXPECT_EQ(returns.lost(), 2);
  EXPECT_EQ(returns.waits(), (std::vector<std::int64_t>{1'000'000, 5'000'000}));
}

TEST(OutageReturns, has_no_quantile_without_an_outage) { EXPECT_EQ(OutageReturns(3, 1).wait_quantile(0.95), 0); }

}  // namespace
}  // namespace picket::sim
