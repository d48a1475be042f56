#include "sim/faults/redelivery.h"

#include <gtest/gtest.h>

#include <map>

#include "sim/fleet/keyed_draws.h"

namespace picket::sim {
namespace {

Redelivery some_of_each() {
  Fault fault;
  fault.lost_answer_share = 0.2;
  fault.copied_share = 0.1;
  fault.late_share = 0.3;
  fault.late_by = Distribution::constant(12);
  return Redelivery(fault);
}

// Of 10,000 messages; three deviations are below 140.
TEST(Redelivery, happens_to_the_shares_that_are_said) {
  const Redelivery fault = some_of_each();
  std::map<Delivery, int> counts;
  KeyedDraws draws(key_of(1, 2));
  for (int i = 0; i < 10'000; ++i) ++counts[fault.delivery_of(Duration::minutes(1), draws.uniform())];
  EXPECT_NEAR(counts[Delivery::kAnswerLost], 2'000, 140);
  EXPECT_NEAR(counts[Delivery::kCopied], 1'000, 140);
  EXPECT_NEAR(counts[Delivery::kLate], 3'000, 140);
  EXPECT_NEAR(counts[Delivery::kOnce], 4'000, 150);
}

TEST(Redelivery, spares_connections_that_are_older) {
  const Redelivery fault = some_of_each();
  EXPECT_EQ(fault.delivery_of(Duration::minutes(5), 0.01), Delivery::kAnswerLost);
  EXPECT_EQ(fault.delivery_of(Duration::minutes(5) + Duration::microseconds(1), 0.01), Delivery::kOnce);
}

TEST(Redelivery, is_late_by_what_is_said) { EXPECT_EQ(some_of_each().lateness(0.4), Duration::seconds(12)); }

}  // namespace
}  // namespace picket::sim
