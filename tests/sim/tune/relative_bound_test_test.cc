#include "sim/tune/relative_bound_test.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "agent_core/base/random.h"
#include "tests/sim/tune/event_rates.h"

namespace picket::sim {
namespace {

using test::rates;

/// One unit in each of n replications; those of `missed` are not detected.
MeasureSample all_but(std::uint32_t n, const std::vector<std::uint32_t>& missed) {
  MeasureSample out;
  out.values.assign(n, 1.0);
  out.weights.assign(n, 1.0);
  for (const std::uint32_t i : missed) out.values[i] = 0;
  return out;
}

BoundTest of_rates(const MeasureSample& x, const MeasureSample& y, double margin, double times = 1, bool at_least = false) {
  return test_relative(x, y, MeasureScale::kRate, times, margin, at_least, 0.95);
}

// 60 replications of 10 device-days without an event on either side. The excess has 0.9 of the error: -ln 0.045 = 3.1011 events in 600
// device-days at most. A margin of 0.001 is 0.6 events, p = exp(-0.6) / 0.9 = 0.61, and takes 3101.1 device-days, 311 replications.
TEST(RelativeBoundTest, no_event_on_either_side_shows_as_much_as_the_exposure_says) {
  const MeasureSample none = rates(std::vector<double>(60, 0.0), 10);
  const BoundTest tight = of_rates(none, none, 0.001);
  EXPECT_NEAR(tight.p_pass, std::exp(-0.6) / 0.9, 1e-6);
  EXPECT_NEAR(tight.bound, -std::log(0.045) / 600, 1e-9);
  EXPECT_EQ(tight.runs_missing.value(), 251U);
  EXPECT_EQ(tight.estimate, 0);
  const BoundTest wide = of_rates(none, none, 0.01);
  EXPECT_NEAR(wide.p_pass, std::exp(-6) / 0.9, 1e-8);
  EXPECT_EQ(wide.runs_missing.value(), 0U);
  const BoundTest least = of_rates(none, none, 0.001, 1, true);
  EXPECT_NEAR(least.p_pass, tight.p_pass, 1e-9);
  EXPECT_NEAR(least.bound, -tight.bound, 1e-12);
}

TEST(RelativeBoundTest, what_is_equal_is_not_shown_to_keep_a_bound_without_a_margin) {
  const MeasureSample none = rates(std::vector<double>(60, 0.0), 10);
  EXPECT_EQ(of_rates(none, none, 0).p_pass, 1);
  EXPECT_FALSE(of_rates(none, none, 0).runs_missing.has_value());
}

// A factor above 1 needs events of the reference: 1.5 times none is none.
TEST(RelativeBoundTest, a_factor_helps_only_with_events_of_the_reference) {
  const MeasureSample none = rates(std::vector<double>(60, 0.0), 10);
  EXPECT_EQ(of_rates(none, none, 0, 1.5).p_pass, 1);
  // 120 shared events: of 1.5 x 120 the half of 120 is to spare, and its lower limit is far above the excess of 3.1.
  const MeasureSample shared = rates(std::vector<double>(60, 2.0), 10);
  const BoundTest test = of_rates(shared, shared, 0, 1.5);
  EXPECT_LE(test.p_pass, 0.05);
  EXPECT_LT(test.bound, 0);
  EXPECT_GT(of_rates(shared, shared, 0, 0.9).p_pass, 0.5);
}

// Shared events cancel: a policy that sees the same 120 false alerts differs by at most 3.1 of them.
TEST(RelativeBoundTest, events_that_both_have_cancel) {
  const MeasureSample shared = rates(std::vector<double>(60, 2.0), 10);
  EXPECT_NEAR(of_rates(shared, shared, 0.01).bound, -std::log(0.045) / 600, 1e-9);
}

// Five replications with an event of the reference alone: (1/2)^5 = 0.031. Student's t of the same: mean -5/60, p = 0.011.
TEST(RelativeBoundTest, fewer_events_are_judged_by_those_that_differ) {
  std::vector<double> events(60, 0.0);
  for (std::size_t i = 0; i < 4; ++i) events[7 * i] = 1;
  const MeasureSample none = rates(std::vector<double>(60, 0.0), 10);
  const BoundTest four = of_rates(none, rates(events, 10), 0);
  EXPECT_NEAR(four.p_pass, 1.0 / 16, 1e-9);
  EXPECT_EQ(four.runs_missing.value(), 15U);  // 75 replications have five at this rate
  events[59] = 1;
  const BoundTest five = of_rates(none, rates(events, 10), 0);
  EXPECT_NEAR(five.p_pass, 1.0 / 32, 1e-9);
  EXPECT_LE(five.bound, 0);
  EXPECT_NEAR(of_rates(rates(events, 10), none, 0).p_fail, 1.0 / 32, 1e-9);
}

TEST(RelativeBoundTest, amounts_are_tested_by_students_t) {
  const MeasureSample x{{12.1, 11.4, 13.0, 12.7, 11.9, 12.4, 12.0, 13.3}, {}};
  const MeasureSample y{{11.2, 10.9, 12.1, 11.5, 11.3, 11.2, 11.4, 12.2}, {}};
  const BoundTest test = test_relative(x, y, MeasureScale::kLog, 1, 2, false, 0.95);
  EXPECT_EQ(test.p_pass, test_against(x, y, 1, 2, false, 0.95).p_pass);
}

// 60 pairs that do not differ: an excess of 0.05 leaves them so with 0.95^60 = 0.046 of the whole error, and it has nine tenths.
TEST(RelativeBoundTest, detections_that_never_differ_prove_no_margin_that_their_number_is_too_small_for) {
  const MeasureSample all = all_but(60, {});
  const auto at_least = [&](const MeasureSample& x, double margin) { return test_relative(x, all, MeasureScale::kLogit, 1, margin, true, 0.95); };
  const BoundTest small = at_least(all, 0.01);
  EXPECT_NEAR(small.p_pass, std::pow(0.99, 60) / 0.9, 1e-6);
  EXPECT_NEAR(small.bound, -(1 - std::pow(0.045, 1.0 / 60)), 1e-9);
  EXPECT_EQ(small.runs_missing.value(), 309U - 60);  // ln 0.045 / ln 0.99 = 308.6
  EXPECT_LE(at_least(all, 0.06).p_pass, 0.05);
  // One miss more than the reference in 60: Student's t would pass 0.05 with p = 0.025.
  EXPECT_GT(at_least(all_but(60, {5}), 0.05).p_pass, 0.05);
}

// McNemar: five pairs against none.
TEST(RelativeBoundTest, single_units_without_a_margin_are_mcnemars_test) {
  const MeasureSample all = all_but(30, {});
  const MeasureSample worse = all_but(30, {1, 4, 9, 16, 25});
  EXPECT_NEAR(test_relative(all, worse, MeasureScale::kLogit, 1, 0, true, 0.95).p_pass, 1.0 / 32, 1e-9);
  EXPECT_NEAR(test_relative(worse, all, MeasureScale::kLogit, 1, 0, true, 0.95).p_fail, 1.0 / 32, 1e-9);
}

// Where all devices of all replications are detected by both, a replication is one trial: 0.95^n is 0.045 with 61 of them.
TEST(RelativeBoundTest, many_devices_that_never_differ_do_not_replace_replications) {
  MeasureSample sample;
  sample.values.assign(30, 1.0);
  sample.weights.assign(30, 40.0);
  const BoundTest test = test_relative(sample, sample, MeasureScale::kLogit, 1, 0.05, true, 0.95);
  EXPECT_NEAR(test.p_pass, std::pow(0.95, 30) / 0.9, 1e-6);
  EXPECT_EQ(test.runs_missing.value(), 31U);
  EXPECT_EQ(test.method, "logit-t limits of excess and deficit, replications as clusters");
  // Half the detection of the reference, of which all is there, leaves half as room.
  EXPECT_LE(test_relative(sample, sample, MeasureScale::kLogit, 0.5, 0, true, 0.95).p_pass, 0.001);
}

/// How often `passes` of pairs drawn by `draw` holds.
template <class Draw>
double share_that_passes(std::uint32_t seed, int repetitions, MeasureScale scale, double margin, bool at_least, const Draw& draw) {
  RandomStream random(seed, 0, 0, Purpose::kTest);
  int passed = 0;
  for (int k = 0; k < repetitions; ++k) {
    MeasureSample x;
    MeasureSample y;
    draw(random, x, y);
    passed += test_relative(x, y, scale, 1, margin, at_least, 0.95).p_pass <= 0.05 ? 1 : 0;
  }
  return static_cast<double>(passed) / repetitions;
}

double poisson(RandomStream& random, double mean) {
  double n = 0;
  for (double t = -std::log(random.uniform()); t < mean; t -= std::log(random.uniform())) n += 1;
  return n;
}

// The policy has just as many more events as the margin allows, from few to many, with shared ones beside: 0.05 and three
// standard errors of 400 repetitions are 0.083.
TEST(RelativeBoundTest, rates_on_their_bound_seldom_pass) {
  struct Case {
    double own;     // expected events of a replication that the policy has alone
    double other;   // that the reference has alone
    double shared;
  };
  for (const Case& c : {Case{0.03, 0, 0}, Case{0.08, 0.03, 0.2}, Case{0.3, 0.1, 0}, Case{3, 2, 5}}) {
    const double share = share_that_passes(1, 400, MeasureScale::kRate, (c.own - c.other) / 10, false, [&](RandomStream& random, auto& x, auto& y) {
      for (int i = 0; i < 60; ++i) {
        const double both = poisson(random, c.shared);
        x.values.push_back((both + poisson(random, c.own)) / 10);
        y.values.push_back((both + poisson(random, c.other)) / 10);
        x.weights.push_back(10);
        y.weights.push_back(10);
      }
    });
    EXPECT_LE(share, 0.083) << "seed 1, own " << c.own;
  }
}

// Detection is worse than the reference's by just the margin, in single units and in clusters whose devices are alike: a
// replication in which the policy is blind loses all of them (beta-binomial, intra-class correlation 0.6).
TEST(RelativeBoundTest, shares_on_their_bound_seldom_pass) {
  for (const std::uint32_t units : {1U, 10U}) {
    for (const double margin : {0.02, 0.05}) {
      const double share = share_that_passes(2, 400, MeasureScale::kLogit, margin, true, [&](RandomStream& random, auto& x, auto& y) {
        for (int i = 0; i < 60; ++i) {
          const double a = random.gamma(margin * (1 / 0.6 - 1));
          const double b = random.gamma((1 - margin) * (1 / 0.6 - 1));
          const double blind = units == 1 ? margin : a / (a + b);
          double hits = 0;
          for (std::uint32_t u = 0; u < units; ++u) hits += random.chance(blind) ? 0 : 1;
          x.values.push_back(hits / units);
          y.values.push_back(1);
          x.weights.push_back(units);
          y.weights.push_back(units);
        }
      });
      EXPECT_LE(share, 0.083) << "seed 2, " << units << " units, margin " << margin;
    }
  }
}

}  // namespace
}  // namespace picket::sim
