#include "sim/experiment/business_usage.h"

#include <gtest/gtest.h>

#include "tests/sim/experiment/carry_fixture.h"

namespace picket::sim {
namespace {

TEST(BusinessUsage, is_what_the_devices_of_each_hub_are_expected_to_ask_for) {
  test::with_carry(10, 2, {"fleet[0].business_operations={twin_queries: {per_day: 6, response_size: 9000 B}}", "prices.business_peak_ratio=4"},
                   [](test::CarryFixture& f) {
                     const std::vector<Usage> usage = business_usage(f.world);
                     ASSERT_EQ(usage.size(), 1U);
                     EXPECT_DOUBLE_EQ(usage[0].business_blocks_per_day, 10 * 6 * 3);
                     EXPECT_DOUBLE_EQ(usage[0].business_queries_busiest_minute, 4 * 60.0 / 1'440);
                     EXPECT_DOUBLE_EQ(usage[0].blocks_per_day, 0);
                   });
}

}  // namespace
}  // namespace picket::sim
