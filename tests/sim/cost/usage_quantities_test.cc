#include "sim/cost/usage_quantities.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <set>
#include <string>

namespace picket::sim {
namespace {

/// Usage is numbers alone, which can be looked at one by one whatever their names.
using UsageNumbers = std::array<double, sizeof(Usage) / sizeof(double)>;

TEST(UsageQuantities, are_every_member_of_usage_once) {
  EXPECT_EQ(kUsageQuantities.size() + kUsagePeaks.size(), UsageNumbers{}.size());
  std::set<std::string> names;
  Usage counted;
  for (const UsageQuantity& one : kUsageQuantities) {
    counted.*one.value += 1;
    EXPECT_TRUE(names.insert(std::string(one.name)).second) << one.name;
    EXPECT_FALSE(one.unit.empty()) << one.name;
  }
  for (const UsageQuantity& one : kUsagePeaks) {
    counted.*one.value += 1;
    EXPECT_TRUE(names.insert(std::string(one.name)).second) << one.name;
  }
  for (const double count : std::bit_cast<UsageNumbers>(counted)) EXPECT_EQ(count, 1);
}

TEST(ScaledUsage, has_every_member_in_proportion) {
  UsageNumbers ones;
  ones.fill(1);
  for (const double value : std::bit_cast<UsageNumbers>(scaled_usage(std::bit_cast<Usage>(ones), 3))) EXPECT_EQ(value, 3);
}

}  // namespace
}  // namespace picket::sim
