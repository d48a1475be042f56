// Values against R 4.2 (t.test) where a number is given; the rest by hand.

#include "sim/compare/value_comparison.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace picket::sim {
namespace {

const std::vector<double> kX{12.1, 11.4, 13.0, 12.7, 11.9, 12.4, 12.0, 13.3};
const std::vector<double> kY{11.2, 10.9, 12.1, 11.5, 11.3, 11.2, 11.4, 12.2};

// R: t.test(x, y, paired = TRUE): t = 8.7893, df = 7, 95 % [0.6395956, 1.1104044]; here after - before, so both signs turn.
TEST(ValueComparison, shares_are_compared_by_their_paired_difference) {
  const ValueComparison c = compare_values(kX, kY, true, ValueKind::kShare);
  EXPECT_FALSE(c.relative);
  EXPECT_EQ(c.n, 8U);
  EXPECT_NEAR(c.effect, -0.875, 1e-12);
  EXPECT_NEAR(c.interval.value().low, -1.1104044, 1e-6);
  EXPECT_NEAR(c.interval.value().high, -0.6395956, 1e-6);
  EXPECT_LT(c.p.value(), 0.001);
  // By the non-central t, near the usual approximation
  // (t(7, 0.975) + t(7, 0.8)) s / sqrt(n) = (2.364624 + 0.8960296) 0.0995529, from which it differs by a few per cent.
  EXPECT_NEAR(c.detectable.value(), (2.364624 + 0.8960296) * 0.875 / 8.7893, 0.015);
  EXPECT_GT(c.variance_reduction.value(), 1);
  EXPECT_GT(c.correlation.value(), 0.8);
}

// R: t.test(x, y): t = 3.2046, df = 12.754, [0.283963, 1.466037].
TEST(ValueComparison, sides_that_share_no_random_numbers_are_compared_by_welch) {
  const ValueComparison c = compare_values(kX, kY, false, ValueKind::kShare);
  EXPECT_FALSE(c.paired);
  EXPECT_NEAR(c.interval.value().low, -1.466037, 1e-5);
  EXPECT_NEAR(c.interval.value().high, -0.283963, 1e-5);
  EXPECT_GT(c.detectable.value(), compare_values(kX, kY, true, ValueKind::kShare).detectable.value());
  EXPECT_FALSE(c.variance_reduction.has_value());
}

// Each is 10 % more than the other up to factors that cancel: the geometric means are in the ratio 1.1 exactly.
TEST(ValueComparison, amounts_are_compared_by_their_ratio) {
  const std::vector<double> before{100, 200, 400, 50, 1000};
  const std::vector<double> after{100 * 1.1 * 1.02, 200 * 1.1 / 1.02, 400 * 1.1 * 1.01, 50 * 1.1 / 1.01, 1000 * 1.1};
  const ValueComparison c = compare_values(before, after, true, ValueKind::kAmount);
  EXPECT_TRUE(c.relative);
  EXPECT_NEAR(c.effect, 0.1, 1e-12);
  EXPECT_LT(c.interval.value().low, 0.1);
  EXPECT_GT(c.interval.value().low, 0.05);
  EXPECT_DOUBLE_EQ(c.relative_effect(), c.effect);
  EXPECT_GT(c.variance_reduction.value(), 100);
}

TEST(ValueComparison, an_amount_that_may_be_zero_is_compared_by_its_difference) {
  const ValueComparison c = compare_values(std::vector<double>{0, 1, 2, 3, 4}, std::vector<double>{1, 1, 2, 3, 5}, true, ValueKind::kAmount);
  EXPECT_FALSE(c.relative);
  EXPECT_NEAR(c.effect, 0.4, 1e-12);
  EXPECT_NEAR(c.relative_effect(), 0.2, 1e-12);
}

TEST(ValueComparison, equal_values_give_no_evidence_and_the_same_difference_everywhere_a_sign_test) {
  const std::vector<double> ones(12, 1.0);
  const std::vector<double> zeros(12, 0.0);
  const ValueComparison equal = compare_values(ones, ones, true, ValueKind::kShare);
  EXPECT_TRUE(equal.constant);
  EXPECT_EQ(equal.p.value(), 1.0);
  EXPECT_FALSE(equal.interval.has_value());
  const ValueComparison all = compare_values(zeros, ones, true, ValueKind::kShare);
  EXPECT_EQ(all.effect, 1.0);
  EXPECT_DOUBLE_EQ(all.p.value(), 2.0 / 4096);
  EXPECT_FALSE(all.interval.has_value());
  EXPECT_EQ(all.relative_effect(), std::numeric_limits<double>::infinity());
}

// 0.1 + 0.2 is not 0.3: the difference is one of rounding and no difference.
TEST(ValueComparison, rounding_is_no_difference) {
  const std::vector<double> a{0.1 + 0.2, 0.3, 0.1 + 0.2, 0.3, 0.3};
  const std::vector<double> b(5, 0.3);
  const ValueComparison c = compare_values(a, b, true, ValueKind::kShare);
  EXPECT_TRUE(c.constant);
  EXPECT_EQ(c.effect, 0);
  EXPECT_EQ(c.p.value(), 1.0);
}

TEST(ValueComparison, few_replications_have_a_value_and_no_interval) {
  const ValueComparison c = compare_values(std::vector<double>{1, 2}, std::vector<double>{2, 4}, true, ValueKind::kAmount);
  EXPECT_NEAR(c.effect, 1.0, 1e-12);
  EXPECT_FALSE(c.interval.has_value());
  EXPECT_FALSE(c.p.has_value());
  EXPECT_FALSE(c.detectable.has_value());
  const ValueComparison none = compare_values({}, {}, true, ValueKind::kAmount);
  EXPECT_EQ(none.n, 0U);
  EXPECT_FALSE(none.p.has_value());
}

TEST(ValueComparison, unpaired_values_that_do_not_vary_are_only_told_equal) {
  const std::vector<double> ones(6, 1.0);
  EXPECT_EQ(compare_values(ones, std::vector<double>(8, 1.0), false, ValueKind::kShare).p.value(), 1.0);
  EXPECT_FALSE(compare_values(ones, std::vector<double>(8, 0.0), false, ValueKind::kShare).p.has_value());
}

TEST(ValueComparison, a_sign_test_of_five_cannot_be_significant) {
  const auto p_of = [](std::size_t n) {
    return compare_values(std::vector<double>(n, 0.0), std::vector<double>(n, 1.0), true, ValueKind::kShare).p;
  };
  EXPECT_DOUBLE_EQ(p_of(5).value(), 0.0625);
  EXPECT_DOUBLE_EQ(p_of(6).value(), 0.03125);
  EXPECT_FALSE(p_of(1).has_value());
  EXPECT_FALSE(p_of(0).has_value());
}

// One wild replication of eight: the positive ranks 1 to 7 sum to 28 of 36, and 25 of the 256 signs have as much: p = 50 / 256.
TEST(ValueComparison, ranks_are_not_moved_by_one_wild_replication) {
  const std::vector<double> before{0, 0, 0, 0, 0, 0, 0, 20};
  const std::vector<double> after{1, 2, 3, 4, 5, 6, 7, 0};
  const ValueComparison c = compare_values(before, after, true, ValueKind::kAmount);
  EXPECT_GT(c.p.value(), 0.5);
  EXPECT_NEAR(c.rank_p.value(), 0.1953, 1e-4);
  const ValueComparison apart = compare_values(std::vector<double>{0, 1, 2, 3, 4}, std::vector<double>{5, 6, 7, 8, 9}, false, ValueKind::kAmount);
  EXPECT_NEAR(apart.rank_p.value(), 2.0 / 252, 1e-12);  // of 252 orders one, and its mirror
}

// As a run's own table says it; a Student interval of equal shares would have no width, and others would leave [0, 1].
TEST(ValueComparison, intervals_of_shares_are_those_of_a_run) {
  const std::vector<double> all(10, 1.0);
  const std::vector<double> most{1, 1, 1, 0.9, 1, 1, 0.8, 1, 1, 1};
  const ValueComparison c = compare_values(all, most, true, ValueKind::kShare);
  EXPECT_EQ(c.before.interval.value().high, 1);
  EXPECT_LT(c.before.interval.value().low, 0.75);  // ten of ten replications: Clopper and Pearson, 0.692
  EXPECT_LE(c.after.interval.value().high, 1);
  EXPECT_LT(c.after.interval.value().low, c.after.value);
}

// A damaged file may hold any double.
TEST(ValueComparison, what_no_measure_can_be_has_no_value) {
  const std::vector<double> huge{1e308, -1e308, 1e308, 1, 2};
  const std::vector<double> plain{1, 2, 3, 4, 5};
  for (const bool paired : {true, false}) {
    const ValueComparison c = compare_values(huge, plain, paired, ValueKind::kAmount);
    EXPECT_EQ(c.n, 0U);
    EXPECT_TRUE(std::isnan(c.before.value));
    EXPECT_FALSE(c.p.has_value());
  }
}

}  // namespace
}  // namespace picket::sim
