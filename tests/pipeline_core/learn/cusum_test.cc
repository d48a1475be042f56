#include "pipeline_core/learn/cusum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "agent_core/base/random.h"

namespace picket {
namespace {

double two_sided(double reference, double threshold, double shift) {
  return 1 / (1 / cusum_run_length(reference, threshold, shift) + 1 / cusum_run_length(reference, threshold, -shift));
}

// Montgomery, "Introduction to Statistical Quality Control", table of run lengths of the tabular CUSUM
// with k = 1/2 and h = 4 or 5 (after Lucas and Crosier 1982).
struct PublishedRow {
  double shift;
  double h4;
  double h5;
};
constexpr PublishedRow kTable[] = {{0.00, 168, 465},   {0.25, 74.2, 139},  {0.50, 26.6, 38.0}, {0.75, 13.3, 17.0},
                                   {1.00, 8.38, 10.4}, {1.50, 4.75, 5.75}, {2.00, 3.34, 4.01}};

TEST(Cusum, run_lengths_equal_the_published_table) {
  for (const PublishedRow& row : kTable) {
    // The approximation is for small shifts; from 1.5 on the overshoot of a step shows.
    const double tolerance = row.shift <= 1 ? 0.03 : 0.06;
    EXPECT_NEAR(two_sided(0.5, 4, row.shift) / row.h4, 1, tolerance) << row.shift;
    EXPECT_NEAR(two_sided(0.5, 5, row.shift) / row.h5, 1, tolerance) << row.shift;
  }
}

/// Mean windows until an alarm of the two-sided sum, over `runs` runs.
double simulated(double threshold, double shift, int runs, std::uint32_t seed) {
  CusumSettings settings;
  settings.threshold = threshold;
  settings.clip = 1e9;
  RandomStream random(seed, 0, 0, Purpose::kTest);
  double windows = 0;
  for (int run = 0; run < runs; ++run) {
    Cusum cusum;
    do {
      ++windows;
    } while (cusum.add(shift + random.normal(), settings) == Cusum::Alarm::kNone);
  }
  return windows / runs;
}

TEST(Cusum, runs_as_long_as_the_published_table_says) {
  // Run lengths in control are about exponential: 4,000 runs give the mean to 1.6 %, 3 of that are 5 %.
  EXPECT_NEAR(simulated(4, 0, 4000, 1) / 168, 1, 0.05);
  EXPECT_NEAR(simulated(5, 0, 4000, 2) / 465, 1, 0.05);
  for (const PublishedRow& row : kTable) {
    if (row.shift == 0) continue;
    EXPECT_NEAR(simulated(4, row.shift, 4000, 3) / row.h4, 1, 0.05) << row.shift;
    EXPECT_NEAR(simulated(5, -row.shift, 4000, 4) / row.h5, 1, 0.05) << row.shift;
  }
}

/// Run length in control of the one-sided sum by a Markov chain of `states` states; independent of Siegmund's
/// diffusion. Source: Brook and Evans 1972.
double markov_run_length(double k, double h, int states) {
  const double width = 2 * h / (2.0 * states - 1);
  const auto cdf = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); };
  const auto n = static_cast<std::size_t>(states);
  std::vector<std::vector<double>> a(n, std::vector<double>(n + 1, 0));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const double to = (static_cast<double>(j) - static_cast<double>(i)) * width + k;
      const double p = j == 0 ? cdf(to + width / 2) : cdf(to + width / 2) - cdf(to - width / 2);
      a[i][j] = (i == j ? 1.0 : 0.0) - p;
    }
    a[i][n] = 1;
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t r = 0; r < n; ++r) {
      if (r == i) continue;
      const double f = a[r][i] / a[i][i];
      for (std::size_t c = i; c <= n; ++c) a[r][c] -= f * a[i][c];
    }
  }
  return a[0][n] / a[0][0];
}

TEST(Cusum, threshold_has_the_run_length_that_was_asked_for) {
  for (const double target : {300.0, 2'400.0, 24'000.0}) {
    for (const double k : {0.25, 0.5, 1.0}) {
      const double h = cusum_threshold(k, target);
      EXPECT_NEAR(cusum_run_length(k, h) / target, 1, 1e-6);
      if (h < 3) continue;
      EXPECT_NEAR(markov_run_length(k, h, 120) / target, 1, 0.06) << "k " << k << " target " << target;
    }
  }
  EXPECT_NEAR(markov_run_length(0.5, 4, 120), 336, 3);  // Montgomery: 168 two-sided
}

TEST(Cusum, a_single_wild_window_is_no_drift) {
  CusumSettings settings;
  Cusum cusum;
  EXPECT_EQ(cusum.add(1e9, settings), Cusum::Alarm::kNone);
  EXPECT_NEAR(cusum.high(), settings.clip - settings.reference, 1e-3);
  EXPECT_EQ(cusum.low(), 0);
}

TEST(Cusum, alarms_on_the_side_of_the_shift_and_starts_again) {
  CusumSettings settings;
  settings.threshold = 5;
  Cusum cusum;
  int alarms = 0;
  // 1.5 a window net of the reference: passes 5 in the fourth window, again and again.
  for (int i = 0; i < 40; ++i) alarms += cusum.add(2, settings) == Cusum::Alarm::kRise ? 1 : 0;
  EXPECT_EQ(alarms, 10);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(cusum.add(-2, settings), Cusum::Alarm::kNone);
  EXPECT_EQ(cusum.add(-2, settings), Cusum::Alarm::kFall);
}

}  // namespace
}  // namespace picket
