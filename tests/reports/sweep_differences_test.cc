// Differences are paired by replication with the reference beside the point, or with the first reference, and adjusted together.

#include "reports/sweep_differences.h"

#include <gtest/gtest.h>

#include <cmath>

#include "reports/sweep_reader.h"
#include "tests/reports/sample_sweep.h"

namespace picket {
namespace {

TEST(SweepDifferences, are_those_of_the_means_to_the_reference_at_the_same_point) {
  const SweepStudy study = read_sweep(sample_sweep().dump()).value();
  const std::vector<Alternative> alternatives = alternatives_of(study);
  const std::vector<SweepDifference> found = sweep_differences(study, alternatives);
  ASSERT_FALSE(found.empty());
  for (const SweepDifference& d : found) {
    const double x = measure_of(alternatives[d.alternative], d.measure->name)->estimate.value;
    const double y = measure_of(alternatives[d.reference], d.measure->name)->estimate.value;
    EXPECT_NEAR(d.paired.difference.value, x - y, 1e-9 * (1 + std::abs(x) + std::abs(y)));
    if (alternatives[d.alternative].result->policy != "none") {
      EXPECT_EQ(alternatives[d.alternative].point, alternatives[d.reference].point);
    }
    ASSERT_TRUE(d.p_adjusted && d.simultaneous);
    EXPECT_GE(*d.p_adjusted, *d.paired.p_value);
    EXPECT_LE(d.simultaneous->low, d.paired.difference.interval->low);
    EXPECT_GE(d.simultaneous->high, d.paired.difference.interval->high);
  }
}

TEST(SweepDifferences, the_reference_again_is_no_question) {
  SweepSampleOptions options;
  options.fleet = false;
  const SweepStudy study = read_sweep(sample_sweep(options).dump()).value();
  const std::vector<Alternative> alternatives = alternatives_of(study);
  const std::vector<SweepDifference> found = sweep_differences(study, alternatives);
  EXPECT_EQ(found.size(), 8U * 4U);
  for (const SweepDifference& d : found) EXPECT_EQ(alternatives[d.alternative].result->policy, "g2_linux");
}

TEST(SweepDifferences, a_tuner_compares_every_point_with_the_one_reference) {
  SweepSampleOptions options;
  options.tune = true;
  const SweepStudy study = read_sweep(sample_sweep(options).dump()).value();
  const std::vector<Alternative> alternatives = alternatives_of(study);
  for (const SweepDifference& d : sweep_differences(study, alternatives)) {
    EXPECT_EQ(label_of(study, alternatives[d.reference]), "none");
    EXPECT_NE(d.alternative, d.reference);
  }
}

TEST(SweepDifferences, replications_that_one_side_lacks_are_left_out_of_both) {
  auto json = sample_sweep();
  json["points"][0]["results"][0]["measures"][1]["per_replication"][3] = nullptr;
  const SweepStudy study = read_sweep(json.dump()).value();
  for (const SweepDifference& d : sweep_differences(study, alternatives_of(study))) {
    if (d.alternative == 0) {
      EXPECT_EQ(d.paired.difference.n, d.measure->name == "p_miss" ? 11U : 12U);
    }
  }
}

}  // namespace
}  // namespace picket
