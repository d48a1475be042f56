#include "pipeline_core/learn/regular_contact.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/clock.h"

namespace picket {
namespace {

using testing_support::kStart;

constexpr double kNoRestart = 1e9;
Time after(double seconds) {
  return kStart + Duration::from_seconds(seconds);
}

/// Contact at random times: so many gaps, each told alone.
double dispersion_of_poisson(std::uint32_t gaps, RandomStream& random) {
  RegularContact contact;
  double time = 0;
  for (std::uint32_t i = 0; i <= gaps; ++i) {
    contact.add(after(time), after(time), 1, kNoRestart);
    time += random.exponential(60);
  }
  return contact.dispersion();
}

double share_at_most(std::uint32_t gaps, double dispersion, int runs) {
  RandomStream random(gaps, 0, 0, Purpose::kTest);
  int within = 0;
  for (int i = 0; i < runs; ++i) within += dispersion_of_poisson(gaps, random) <= dispersion ? 1 : 0;
  return static_cast<double>(within) / runs;
}

/// Share of the simplex of gaps that lies within the ball around its centre; exact while the ball is inside it.
double share_of_simplex(std::uint32_t gaps, double dispersion) {
  const double k = gaps;
  const double v = k - 1;
  const double radius = std::sqrt(dispersion * v / (k * k));
  const double ball = std::pow(std::numbers::pi, v / 2) / std::tgamma(v / 2 + 1) * std::pow(radius, v);
  return ball * std::tgamma(k) / std::sqrt(k);
}

// What an agent that merges for an hour tells of two hours: three values, the two means within and the gap between. Of
// contact at random they agree as well as those of a call each minute with 30 % of jitter (c2 = 0.03) for one peer in
// some fifty, so nothing that looks at two windows could tell the two apart at one false alert in a million. That some
// call is in each window says less still: of contact at random both windows have one nearly always.
TEST(RegularContact, two_merged_windows_cannot_tell_a_clock_from_chance) {
  RandomStream random(7, 0, 0, Purpose::kTest);
  constexpr int kPeers = 20'000;
  int alike = 0;
  int present = 0;
  double chance = 0;
  for (int peer = 0; peer < kPeers; ++peer) {
    RegularContact contact;
    double time = random.exponential(60);
    int windows = 0;
    for (int window = 0; window < 2; ++window) {
      const double first = time;
      double last = time;
      std::uint32_t calls = 0;
      for (; time < 3600 * (window + 1); time += random.exponential(60)) {
        last = time;
        ++calls;
      }
      if (calls == 0) continue;
      contact.add(after(first), after(last), calls, kNoRestart);
      ++windows;
    }
    present += windows == 2 ? 1 : 0;
    if (contact.values != 3 || contact.dispersion() > 0.03) continue;
    ++alike;
    chance = std::max(chance, std::exp(contact.log_chance()));
  }
  EXPECT_EQ(present, kPeers);
  EXPECT_GT(alike, kPeers / 100);
  EXPECT_LT(alike, kPeers / 20);
  EXPECT_GE(chance, static_cast<double>(alike) / kPeers * 0.9) << "the bound is none below what chance does";
}

TEST(RegularContact, a_window_of_unknown_contacts_begins_anew) {
  RegularContact contact;
  for (int window = 0; window < 20; ++window)
    contact.add_window(after(3600.0 * window), after(3600.0 * (window + 1)), 5);
  EXPECT_EQ(contact.values, 19U);
  EXPECT_EQ(contact.add_window(after(72'000), after(75'600), 0), RegularContact::Added::kRestarted);
  EXPECT_EQ(contact.values, 0U);
}

TEST(RegularContact, of_single_contacts_is_the_sample_variation_of_their_gaps) {
  const std::vector<double> gaps{50, 61, 70, 44, 66};
  RegularContact contact;
  double time = 0;
  contact.add(after(0), after(0), 1, kNoRestart);
  double mean = 0;
  for (const double gap : gaps) {
    time += gap;
    contact.add(after(time), after(time), 1, kNoRestart);
    mean += gap / 5;
  }
  double squares = 0;
  for (const double gap : gaps) squares += (gap - mean) * (gap - mean);
  EXPECT_NEAR(contact.mean, mean, 1e-6);
  EXPECT_NEAR(contact.dispersion(), squares / 4 / (mean * mean), 1e-9);
}

// Uniform jitter j has a variation of j / sqrt(3). Aggregates of ten contacts tell nine gaps as one value; the mean of
// the estimate over many streams is that of single contacts.
TEST(RegularContact, of_aggregates_estimates_the_same) {
  for (const double jitter : {0.3, 0.5, 0.9}) {
    for (const int size : {1, 10}) {
      RandomStream random(7, 0, static_cast<std::uint32_t>(size), Purpose::kTest);
      double sum = 0;
      constexpr int kRuns = 400;
      for (int run = 0; run < kRuns; ++run) {
        RegularContact contact;
        double time = 0;
        for (int i = 0; i < 40; ++i) {
          const double first = time;
          double last = time;
          for (int c = 0; c < size; ++c) {
            last = time;
            time += random.uniform(60 * (1 - jitter), 60 * (1 + jitter));
          }
          contact.add(after(first), after(last), static_cast<std::uint32_t>(size), kNoRestart);
        }
        sum += contact.dispersion();
      }
      EXPECT_NEAR(sum / kRuns, jitter * jitter / 3, 0.02 * jitter) << jitter << ", " << size;
    }
  }
}

// Greenwood's statistic: sums of squared spacings have the mean 2 / (k + 1), so the dispersion k / (k + 1).
TEST(RegularContact, of_random_contact_has_the_mean_of_greenwoods_statistic) {
  RandomStream random(3, 0, 0, Purpose::kTest);
  for (const std::uint32_t gaps : {3U, 10U}) {
    double sum = 0;
    for (int i = 0; i < 20'000; ++i) sum += dispersion_of_poisson(gaps, random);
    EXPECT_NEAR(sum / 20'000, gaps / (gaps + 1.0), 0.02) << gaps;
  }
}

// Three gaps: a disc in a triangle, 4 pi c2 / (9 sqrt(3)). In general a ball in a simplex, up to c2 = k / (k - 1)^2.
TEST(RegularContact, random_contact_looks_regular_as_often_as_a_ball_lies_in_a_simplex) {
  EXPECT_NEAR(share_of_simplex(3, 0.5), 4 * std::numbers::pi * 0.5 / (9 * std::sqrt(3.0)), 1e-9);
  EXPECT_NEAR(share_at_most(3, 0.5, 20'000), share_of_simplex(3, 0.5), 0.012);
  EXPECT_NEAR(share_at_most(5, 0.3, 20'000), share_of_simplex(5, 0.3), 0.007);
  EXPECT_NEAR(share_at_most(8, 0.16, 20'000), share_of_simplex(8, 0.16), 0.002);
}

TEST(LogChance, is_above_the_exact_probability_and_by_no_more_than_said) {
  for (const std::uint32_t gaps : {2U, 3U, 8U, 20U, 60U}) {
    for (const double dispersion : {0.001, 0.05, 0.2}) {
      const double k = gaps;
      const double v = k - 1;
      const double ratio =
          v / 2 * std::log(2 * std::numbers::pi) + std::lgamma(k) - v * std::log(k) - std::log(k) / 2;
      EXPECT_LT(ratio, 0);
      EXPECT_NEAR(log_chance_of(dispersion, gaps) + ratio, std::log(share_of_simplex(gaps, dispersion)), 1e-6)
          << gaps << ", " << dispersion;
    }
  }
  for (const std::uint32_t gaps : {8U, 20U}) {
    for (const double dispersion : {0.2, 0.35, 0.5}) {
      EXPECT_LE(share_at_most(gaps, dispersion, 5'000), std::exp(log_chance_of(dispersion, gaps)) + 0.003);
    }
  }
}

// Ten values of 200 gaps each, at random times.
TEST(LogChance, is_above_the_probability_of_aggregates) {
  RandomStream random(11, 0, 0, Purpose::kTest);
  int within = 0;
  for (int run = 0; run < 1'000; ++run) {
    RegularContact contact;
    double time = 0;
    for (int value = 0; value < 10; ++value) {
      const double first = time;
      double last = time;
      for (int i = 0; i < 201; ++i) {
        last = time;
        time += random.exponential(60);
      }
      contact.add(after(first), after(last), 201, kNoRestart);
    }
    within += contact.dispersion() <= 0.35 ? 1 : 0;
  }
  EXPECT_LE(within / 1'000.0, std::exp(log_chance_of(0.35, 10)) + 0.01);
}

TEST(LogChance, of_too_little_or_of_a_clock) {
  EXPECT_EQ(log_chance_of(0.1, 0), 0);
  EXPECT_EQ(log_chance_of(0.1, 1), 0);
  EXPECT_EQ(log_chance_of(0, 5), -HUGE_VAL);
  EXPECT_EQ(log_chance_of(0.1, kMostValues + 100), log_chance_of(0.1, kMostValues));
}

// Random contact of 60 s a gap, times cut to whole seconds: an aggregate of seven contacts, then a single one. The sum of its
// six gaps is a multiple of six in one case of six, and the next gap their mean to the second in
// E(e^(-m / 60)) / 60 = (7 / 6)^-6 / 60: both in 1.1e-3 of all cases, which is no chance of 1e-4.
TEST(LogChance, is_above_the_probability_of_times_in_whole_seconds) {
  RandomStream random(17, 0, 0, Purpose::kTest);
  constexpr int kRuns = 100'000;
  int within = 0;
  int alike = 0;
  for (int run = 0; run < kRuns; ++run) {
    double times[8] = {};
    for (int i = 1; i < 8; ++i) times[i] = times[i - 1] + random.exponential(60);
    for (double& time : times) time = std::floor(time);
    RegularContact contact;
    contact.add(after(times[0]), after(times[6]), 7, kNoRestart);
    contact.add(after(times[7]), after(times[7]), 1, kNoRestart);
    within += contact.log_chance() <= std::log(1e-4) ? 1 : 0;
    alike += contact.values == 2 && contact.dispersion() < 1e-9 ? 1 : 0;
  }
  EXPECT_NEAR(alike, 1.1e-3 * kRuns, 40);
  EXPECT_LE(within, 1e-4 * kRuns + 10);
}

TEST(RegularContact, begins_anew_after_an_outage) {
  RegularContact contact;
  for (int i = 0; i < 10; ++i) contact.add(after(60 * i), after(60 * i), 1, 20);
  EXPECT_EQ(contact.add(after(540 + 1'199), after(540 + 1'199), 1, 20), RegularContact::Added::kAdded);
  RegularContact other;
  for (int i = 0; i < 10; ++i) other.add(after(60 * i), after(60 * i), 1, 20);
  EXPECT_EQ(other.add(after(540 + 1'201), after(540 + 1'201), 1, 20), RegularContact::Added::kRestarted);
  EXPECT_EQ(other.values, 0U);
  EXPECT_EQ(other.start, after(540 + 1'201));
  EXPECT_EQ(other.dispersion(), 1);
}

TEST(RegularContact, takes_no_contact_that_begins_before_the_last_one_ended) {
  RegularContact contact;
  contact.add(after(0), after(100), 11, kNoRestart);
  EXPECT_EQ(contact.add(after(50), after(60), 1, kNoRestart), RegularContact::Added::kUntimely);
  EXPECT_EQ(contact.values, 1U);
  EXPECT_NEAR(contact.mean, 10, 1e-9);
  EXPECT_EQ(contact.weight, 10U);
}

TEST(RegularContact, leaves_the_gaps_out_that_are_not_known) {
  RegularContact contact;
  contact.add(after(0), after(100), 1, kNoRestart);
  contact.add(after(160), after(260), 1, kNoRestart);
  EXPECT_EQ(contact.values, 1U);
  EXPECT_NEAR(contact.mean, 60, 1e-9);
}

// Index of dispersion of the counts 6, 5, 7, 6 of two hours each, after a first window that tells nothing: m = 7200 / 6 s,
// the sum of h (7200 / h - m)^2 / m^2 is 0 + 1/5 + 1/7 + 0, the correction 1/12 (1/6 + 1/5 + 1/7 + 1/6), over 3.
TEST(RegularContact, of_windows_is_the_dispersion_of_their_counts) {
  RegularContact contact;
  int window = 0;
  for (const std::uint32_t hits : {2U, 6U, 5U, 7U, 6U}) {
    contact.add_window(after(7200 * window), after(7200 * (window + 1)), hits);
    ++window;
  }
  EXPECT_EQ(contact.values, 4U);
  EXPECT_EQ(contact.start, after(7200));
  EXPECT_NEAR(contact.mean, 1200, 1e-6);
  EXPECT_NEAR(contact.dispersion(), (1.0 / 5 + 1.0 / 7 + (2.0 / 6 + 1.0 / 5 + 1.0 / 7) / 12) / 3, 1e-6);
}

// Counts at random, of one, few and many contacts a window; a window without any begins anew, so only streams of ten that
// have none are looked at, which is rarer still.
TEST(LogChance, is_above_the_probability_of_windows) {
  for (const double mean : {1.0, 3.0, 6.0, 20.0}) {
    RandomStream random(13, 0, static_cast<std::uint32_t>(mean), Purpose::kTest);
    constexpr int kRuns = 20'000;
    int within[2] = {};
    for (int run = 0; run < kRuns; ++run) {
      RegularContact contact;
      bool whole = true;
      for (int w = 0; w < 10; ++w) {
        const auto hits = static_cast<std::uint32_t>(random.poisson(mean));
        whole = whole && hits > 0;
        contact.add_window(after(7200 * w), after(7200 * (w + 1)), hits);
      }
      if (!whole) continue;
      const double chance = log_chance_of(contact.dispersion(), contact.values);
      within[0] += chance <= std::log(0.01) ? 1 : 0;
      within[1] += chance <= std::log(0.001) ? 1 : 0;
    }
    EXPECT_LE(within[0], 0.01 * kRuns + 40) << mean;
    EXPECT_LE(within[1], 0.001 * kRuns + 15) << mean;
  }
}

TEST(RegularContact, begins_anew_after_a_window_without_contact_and_with_another_kind) {
  RegularContact contact;
  for (int w = 0; w < 5; ++w) contact.add_window(after(7200 * w), after(7200 * (w + 1)), 6);
  EXPECT_EQ(contact.add_window(after(7200 * 3), after(7200 * 4), 6), RegularContact::Added::kUntimely);
  RegularContact late = contact;
  EXPECT_EQ(late.add_window(after(7200 * 6), after(7200 * 7), 6), RegularContact::Added::kRestarted);
  EXPECT_EQ(late.values, 0U);
  EXPECT_EQ(contact.add(after(7200 * 5 + 10), after(7200 * 5 + 10), 1, kNoRestart), RegularContact::Added::kRestarted);
  EXPECT_EQ(contact.values, 0U);
  EXPECT_FALSE(contact.by_windows);
}

}  // namespace
}  // namespace picket
