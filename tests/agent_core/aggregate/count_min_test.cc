// Count-Min against its published bounds and against exact counts.
#include "agent_core/aggregate/count_min.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <numbers>
#include <vector>

#include "agent_core/base/random.h"

namespace picket {
namespace {

struct CountMinSketch {
  std::vector<std::uint32_t> cells;
  CountMin view;
  CountMinSketch(std::uint32_t depth, std::uint32_t width, std::uint64_t seed)
      : cells(std::size_t{depth} * width), view(cells, depth, width, seed) {}
};

// Keys by a power law: key k of 5,000 comes 20,000 / k times, so that light keys are many.
std::map<std::uint64_t, std::uint32_t> power_law() {
  std::map<std::uint64_t, std::uint32_t> counts;
  for (std::uint64_t k = 1; k <= 5'000; ++k) counts[k * 0x9e3779b97f4a7c15ULL] = static_cast<std::uint32_t>(20'000 / k);
  return counts;
}

// epsilon = e / width, delta = e^-depth: an estimate is never too low, and over seeds and keys too high by more than
// epsilon N with probability at most delta. 40 seeds of 5,000 keys each are 200,000 estimates; were each seed's wrong
// together, 40 seeds would still leave a standard error of at most sqrt(delta / 40), of which four are allowed.
TEST(CountMin, is_never_too_low_and_seldom_too_high) {
  const auto counts = power_law();
  std::uint64_t n = 0;
  for (const auto& [key, count] : counts) n += count;
  for (const std::uint32_t depth : {1U, 2U, 4U}) {
    for (const std::uint32_t width : {64U, 256U}) {
      int wrong = 0;
      constexpr int kSeeds = 40;
      for (int seed = 0; seed < kSeeds; ++seed) {
        CountMinSketch sketch(depth, width, static_cast<std::uint64_t>(seed));
        for (const auto& [key, count] : counts) sketch.view.add(key, count);
        const double most = std::numbers::e / width * static_cast<double>(n);
        for (const auto& [key, count] : counts) {
          const std::uint32_t estimate = sketch.view.estimate(key);
          ASSERT_GE(estimate, count);
          wrong += estimate - count > most ? 1 : 0;
        }
      }
      const double delta = std::exp(-static_cast<double>(depth));
      const double share = wrong / (kSeeds * static_cast<double>(counts.size()));
      EXPECT_LE(share, delta + 4 * std::sqrt(delta / kSeeds)) << depth << " x " << width;
    }
  }
}

TEST(CountMin, is_exact_for_one_key_and_adds_alike_at_once) {
  CountMinSketch once(4, 8, 3);
  CountMinSketch each(4, 8, 3);
  once.view.add(77, 1'000);
  for (int i = 0; i < 1'000; ++i) each.view.add(77, 1);
  EXPECT_EQ(once.view.estimate(77), 1'000U);
  EXPECT_EQ(once.cells, each.cells);
}

TEST(CountMin, merged_is_the_sketch_of_both_streams) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  CountMinSketch a(3, 32, 9);
  CountMinSketch b(3, 32, 9);
  CountMinSketch both(3, 32, 9);
  for (int i = 0; i < 2'000; ++i) {
    const std::uint64_t key = random.below(300);
    const auto times = static_cast<std::uint32_t>(random.below(5));
    (i % 3 == 0 ? a : b).view.add(key, times);
    both.view.add(key, times);
  }
  CountMinSketch other_way(3, 32, 9);
  other_way.view.merge(b.view);
  other_way.view.merge(a.view);
  a.view.merge(b.view);
  EXPECT_EQ(a.cells, both.cells);
  EXPECT_EQ(other_way.cells, both.cells);
}

TEST(CountMin, counters_stop_at_their_end) {
  CountMinSketch sketch(2, 4, 0);
  sketch.view.add(1, 0xfffffff0U);
  sketch.view.add(1, 100);
  EXPECT_EQ(sketch.view.estimate(1), 0xffffffffU);
  CountMinSketch other(2, 4, 0);
  other.view.add(1, 5);
  other.view.merge(sketch.view);
  EXPECT_EQ(other.view.estimate(1), 0xffffffffU);
}

TEST(CountMin, another_seed_lets_other_keys_collide) {
  CountMinSketch a(1, 16, 1);
  CountMinSketch b(1, 16, 2);
  for (std::uint64_t key = 0; key < 8; ++key) {
    a.view.add(key, 1);
    b.view.add(key, 1);
  }
  EXPECT_NE(a.cells, b.cells);
}

}  // namespace
}  // namespace picket
