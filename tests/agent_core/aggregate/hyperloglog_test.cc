// HyperLogLog against the paper's standard error and against exact numbers.
#include "agent_core/aggregate/hyperloglog.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "agent_core/base/random.h"

namespace picket {
namespace {

struct HyperLogLogSketch {
  std::vector<std::uint32_t> cells;
  HyperLogLog view;
  HyperLogLogSketch(std::size_t registers, std::uint64_t seed) : cells(registers / 4), view(cells, seed) {}
};

// The relative error of one estimate has standard deviation 1.04 / sqrt(m). Over R seeds the mean lies within four
// standard errors of 0 (the bias of the method is below 1 % of that for m >= 16 and n >> m; 2 % of the truth are
// granted to it), and the deviation within four of its own standard errors, about 1 / sqrt(2 R) of it, of the paper's.
TEST(HyperLogLog, has_the_published_standard_error) {
  constexpr int kSeeds = 300;
  for (const std::size_t m : {64U, 256U, 1024U}) {
    const std::size_t n = m * 40;
    double sum = 0;
    double squares = 0;
    for (int seed = 0; seed < kSeeds; ++seed) {
      HyperLogLogSketch sketch(m, static_cast<std::uint64_t>(seed));
      for (std::uint64_t key = 0; key < n; ++key) sketch.view.add(key);
      const double error = sketch.view.estimate() / static_cast<double>(n) - 1;
      sum += error;
      squares += error * error;
    }
    const double published = HyperLogLog::kErrorFactor / std::sqrt(static_cast<double>(m));
    const double deviation = std::sqrt(squares / kSeeds);
    EXPECT_LE(std::abs(sum / kSeeds), 4 * published / std::sqrt(kSeeds) + 0.02) << m;
    EXPECT_NEAR(deviation, published, 4 * published / std::sqrt(2.0 * kSeeds) + 0.02 * published) << m;
  }
}

// Few keys: linear counting. With n keys in m = 1,024 registers its standard error is sqrt(m (e^t - t - 1)), t = n / m
// (Whang, Vander-Zanden, Taylor 1990): below one key for n <= 40.
TEST(HyperLogLog, counts_few_keys_almost_exactly) {
  EXPECT_EQ(HyperLogLogSketch(1024, 0).view.estimate(), 0);
  for (int seed = 0; seed < 50; ++seed) {
    for (const std::uint64_t n : {1U, 10U, 40U}) {
      HyperLogLogSketch sketch(1024, static_cast<std::uint64_t>(seed));
      for (std::uint64_t key = 0; key < n; ++key) sketch.view.add(key);
      const double t = static_cast<double>(n) / 1024;
      const double error = std::sqrt(1024 * (std::exp(t) - t - 1));
      EXPECT_NEAR(sketch.view.estimate(), static_cast<double>(n), 5 * error + 0.5) << seed;
    }
  }
}

TEST(HyperLogLog, a_key_that_was_added_changes_nothing) {
  HyperLogLogSketch sketch(64, 5);
  for (std::uint64_t key = 0; key < 500; ++key) sketch.view.add(key);
  const std::vector<std::uint32_t> before = sketch.cells;
  for (std::uint64_t key = 0; key < 500; ++key) EXPECT_FALSE(sketch.view.add(key));
  EXPECT_EQ(sketch.cells, before);
}

// What the policy rests on: the keys that raised a register make the same registers.
TEST(HyperLogLog, the_keys_that_raise_a_register_are_the_sketch) {
  HyperLogLogSketch whole(128, 7);
  HyperLogLogSketch from_few(128, 7);
  std::size_t few = 0;
  for (std::uint64_t key = 0; key < 20'000; ++key) {
    if (!whole.view.add(key)) continue;
    from_few.view.add(key);
    ++few;
  }
  EXPECT_EQ(whole.cells, from_few.cells);
  EXPECT_LT(few, 128U * 5);
}

TEST(HyperLogLog, merged_is_the_sketch_of_both_streams) {
  RandomStream random(2, 0, 0, Purpose::kTest);
  HyperLogLogSketch a(64, 1);
  HyperLogLogSketch b(64, 1);
  HyperLogLogSketch both(64, 1);
  for (int i = 0; i < 3'000; ++i) {
    const std::uint64_t key = random.below(2'000);
    (random.chance(0.5) ? a : b).view.add(key);
    both.view.add(key);
  }
  HyperLogLogSketch other_way(64, 1);
  other_way.view.merge(b.view);
  other_way.view.merge(a.view);
  other_way.view.merge(a.view);
  a.view.merge(b.view);
  EXPECT_EQ(a.cells, both.cells);
  EXPECT_EQ(other_way.cells, both.cells);
}

}  // namespace
}  // namespace picket
