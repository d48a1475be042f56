// p values by hand: sums of binomial coefficients over powers of two, as R's binom.test gives them.
#include "sim/statistics/mcnemar.h"

#include <gtest/gtest.h>

#include "tests/sim/statistics/simulated_share.h"

namespace picket::sim {
namespace {

TEST(McNemar, counts_disagreements_alone) {
  EXPECT_NEAR(mcnemar_p({.both = 80, .only_first = 1, .only_second = 9, .neither = 3}), 2 * (1 + 10) / 1024.0, 1e-14);
  EXPECT_NEAR(mcnemar_p({.both = 0, .only_first = 6, .only_second = 0, .neither = 0}), 2 / 64.0, 1e-14);
  EXPECT_NEAR(mcnemar_p({.both = 5, .only_first = 5, .only_second = 0, .neither = 0}), 2 / 32.0, 1e-14);
  EXPECT_EQ(mcnemar_p({.both = 5, .only_first = 3, .only_second = 3, .neither = 0}), 1);
  EXPECT_EQ(mcnemar_p({.both = 50, .only_first = 0, .only_second = 0, .neither = 7}), 1);
}

TEST(McNemar, pairs_are_counted_by_what_both_made_of_them) {
  PairedDetections detections;
  detections.add(true, true);
  detections.add(true, false);
  detections.add(true, false);
  detections.add(false, true);
  detections.add(false, false);
  EXPECT_EQ(detections.both, 1U);
  EXPECT_EQ(detections.only_first, 2U);
  EXPECT_EQ(detections.only_second, 1U);
  EXPECT_EQ(detections.neither, 1U);
  EXPECT_EQ(detections.pairs(), 5U);
  EXPECT_DOUBLE_EQ(detections.difference(), 1 / 5.0);
  EXPECT_DOUBLE_EQ(PairedDetections{}.difference(), 0);
}

// An exact test of counts never exceeds its level; common difficulty of an attack makes pairs alike and changes nothing of it.
TEST(McNemar, keeps_its_level_and_finds_a_difference) {
  const auto rejects = [](RandomStream& random, double second) {
    PairedDetections detections;
    for (int i = 0; i < 200; ++i) {
      const double hard = random.uniform();
      detections.add(random.uniform() < 0.4 + 0.5 * hard, random.uniform() < second + 0.5 * hard);
    }
    return mcnemar_p(detections) <= 0.05;
  };
  constexpr std::uint32_t kSamples = 2000;
  const double level = simulated_share(20261207, kSamples, [&](RandomStream& r) { return rejects(r, 0.4); });
  EXPECT_LE(level, 0.05 + three_errors(0.05, kSamples)) << "seed 20261207";
  EXPECT_GT(level, 0.015) << "seed 20261207";
  EXPECT_GT(simulated_share(20261208, 500, [&](RandomStream& r) { return rejects(r, 0.2); }), 0.9) << "seed 20261208";
}

}  // namespace
}  // namespace picket::sim
