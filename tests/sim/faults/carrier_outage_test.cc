#include "sim/faults/carrier_outage.h"

#include <gtest/gtest.h>

#include "tests/sim/faults/fault_start.h"

namespace picket::sim {
namespace {

using test::kFaultStart;

// The inverse is held against the curve itself.
TEST(CarrierOutage, recovers_along_the_s_curve) {
  for (int i = 0; i <= 1'000; ++i) {
    const double x = i / 1'000.0;
    EXPECT_NEAR(recovered_at(3 * x * x - 2 * x * x * x), x, 1e-6) << x;
  }
  EXPECT_NEAR(recovered_at(0), 0, 1e-12);
  EXPECT_NEAR(recovered_at(1), 1, 1e-12);
}

// Of 4,000 lines the share 3/16 - 1/32 = 0.156 is back in the first quarter, 0.5 in the first half; three deviations are
// 69 and 95 lines.
TEST(CarrierOutage, brings_few_lines_back_at_first_and_most_in_the_middle) {
  Fault fault;
  fault.kind = FaultKind::kCarrierOutage;
  fault.recovery = Duration::hours(4);
  const FaultPeriod period{kFaultStart, kFaultStart + Duration::hours(12)};
  const Time end = kFaultStart + Duration::days(2);
  int quarter = 0;
  int half = 0;
  for (std::uint64_t site = 0; site < 4'000; ++site) {
    const Outage outage = carrier_outage(fault, period, end, KeyedDraws(key_of(1, site)));
    EXPECT_EQ(outage.start, kFaultStart);
    EXPECT_GE(outage.end, period.until);
    EXPECT_LE(outage.end, period.until + Duration::hours(4));
    quarter += outage.end <= period.until + Duration::hours(1) ? 1 : 0;
    half += outage.end <= period.until + Duration::hours(2) ? 1 : 0;
  }
  EXPECT_NEAR(quarter, 4'000 * 0.15625, 69);
  EXPECT_NEAR(half, 2'000, 95);
}

TEST(CarrierOutage, does_not_end_after_the_run) {
  Fault fault;
  const FaultPeriod period{kFaultStart, kFaultStart + Duration::hours(1)};
  EXPECT_EQ(carrier_outage(fault, period, period.until, KeyedDraws(1)).end, period.until);
}

}  // namespace
}  // namespace picket::sim
