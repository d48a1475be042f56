#include "sim/statistics/dd_sketch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

// Compared with the sorted sample itself, at the same rank.
TEST(DdSketch, stays_within_one_percent_of_the_exact_quantile) {
  for (std::uint32_t sample = 0; sample < 20; ++sample) {
    RandomStream random(20250106, sample, 0, Purpose::kTest);
    DdSketch sketch;
    std::vector<double> values(5000);
    for (double& x : values) {
      x = random.lognormal(0.05, 2);
      sketch.add(x);
    }
    std::sort(values.begin(), values.end());
    for (const double q : {0.0, 0.01, 0.5, 0.95, 0.99, 0.999, 1.0}) {
      const double exact = values[static_cast<std::size_t>(std::floor(q * 4999))];
      EXPECT_NEAR(sketch.quantile(q) / exact, 1, DdSketch::kRelativeError * 1.0001)
          << "seed 20250106, sample " << sample << " q " << q;
    }
  }
}

TEST(DdSketch, merges_to_the_same_sketch_in_any_order) {
  RandomStream random(20250107, 0, 0, Purpose::kTest);
  DdSketch whole;
  std::vector<DdSketch> parts(8);
  for (int i = 0; i < 4000; ++i) {
    const double x = i % 50 == 0 ? 0 : random.lognormal(1, 3);
    whole.add(x);
    parts[static_cast<std::size_t>(i % 8)].add(x);
  }
  DdSketch forward;
  for (const DdSketch& part : parts) forward.merge(part);
  DdSketch backward;
  for (std::size_t i = parts.size(); i-- > 0;) backward.merge(parts[i]);
  EXPECT_EQ(forward, whole);
  EXPECT_EQ(backward, whole);
}

TEST(DdSketch, counts_zero_and_what_it_clamps) {
  DdSketch sketch;
  EXPECT_EQ(sketch.quantile(0.5), 0);
  sketch.add(0, 3);
  sketch.add(1e12);
  EXPECT_EQ(sketch.count(), 4U);
  EXPECT_EQ(sketch.clamped(), 1U);
  EXPECT_EQ(sketch.quantile(0.5), 0);
  EXPECT_NEAR(sketch.quantile(1), DdSketch::kLargest, DdSketch::kLargest * 0.01);
}

TEST(DdSketch, is_bounded_over_its_whole_range) {
  DdSketch sketch;
  for (double x = DdSketch::kSmallest; x <= DdSketch::kLargest; x *= 1.005) sketch.add(x);
  sketch.add(DdSketch::kLargest);
  EXPECT_LE(sketch.bytes(), 28'000U);
}

}  // namespace
}  // namespace picket::sim
