#include "sim/cost/least_units.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

TEST(LeastUnits, are_the_first_that_hold_of_every_number_there_is) {
  for (std::uint32_t need = 1; need <= 200; ++need) {
    EXPECT_EQ(least_units(Sku::kS1, [need](std::uint32_t units) { return units >= need; }), need);
  }
}

TEST(LeastUnits, are_none_where_the_most_do_not_hold) {
  EXPECT_FALSE(least_units(Sku::kS3, [](std::uint32_t units) { return units >= 11; }).has_value());
}

}  // namespace
}  // namespace picket::sim
