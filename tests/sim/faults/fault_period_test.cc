#include "sim/faults/fault_period.h"

#include <gtest/gtest.h>

#include "tests/sim/faults/fault_start.h"

namespace picket::sim {
namespace {

using test::kFaultStart;

TEST(FaultPeriod, lasts_as_drawn_and_never_past_the_end_of_the_run) {
  Fault fault;
  fault.kind = FaultKind::kHubOutage;
  fault.duration = Distribution::constant(600);
  KeyedDraws draws(7);
  const Time end = kFaultStart + Duration::hours(1);
  EXPECT_EQ(period_of(fault, kFaultStart, end, draws), (FaultPeriod{kFaultStart, kFaultStart + Duration::minutes(10)}));
  EXPECT_EQ(period_of(fault, kFaultStart, kFaultStart + Duration::minutes(3), draws).until, kFaultStart + Duration::minutes(3));
  fault.duration = Distribution::constant(kUntilTheEnd);
  EXPECT_EQ(period_of(fault, kFaultStart, end, draws).until, end);
}

TEST(FaultPeriod, holds_from_its_begin_until_before_its_end) {
  const FaultPeriod period{kFaultStart, kFaultStart + Duration::seconds(5)};
  EXPECT_FALSE(period.holds(kFaultStart - Duration::microseconds(1)));
  EXPECT_TRUE(period.holds(kFaultStart));
  EXPECT_TRUE(period.holds(period.until - Duration::microseconds(1)));
  EXPECT_FALSE(period.holds(period.until));
}

// One number taken, so that what follows does not depend on the kind of duration.
TEST(FaultPeriod, takes_one_draw) {
  Fault fault;
  KeyedDraws a(3);
  KeyedDraws b(3);
  period_of(fault, kFaultStart, kFaultStart + Duration::hours(1), a);
  b.uniform();
  EXPECT_EQ(a.next(), b.next());
}

}  // namespace
}  // namespace picket::sim
