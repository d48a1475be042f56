// sample: Vector's sample, Cribl's and Tenzir's dynamic sampling.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "tests/support/reduced.h"

namespace picket {
namespace {

using test::ReducedDevice;
using test::reduction_of;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Sample, passes_the_first_and_each_nth_after_it) {
  Reduction r = reduction_of("sample");
  r.rate = 10;
  ReducedDevice device(r);
  device.dns_run(0, 25, 1);
  device.until(100);
  EXPECT_THAT(device.times(), ElementsAre(0, 10, 20));
  EXPECT_EQ(device.dropped[DropReason::kSampledOut], 22);
  EXPECT_TRUE(device.balanced());
}

// Tenzir's documentation: of 1,000,000 events under ln 71,429 are left. In the first period all pass (N is
// 1); ln(1,000,000) = 13.8 gives N = 14 in the second, and 1,000,000 / 14 = 71,428.6: with the first, 71,429.
TEST(Sample, ln_of_a_million_leaves_71429) {
  Reduction r = reduction_of("sample");
  r.rate_scale = RateScale::kLn;
  r.period = Duration::seconds(30);
  r.min_events = 30;
  const auto primitive = test::made(r);
  KeyState key;
  std::uint32_t passed = 0;
  for (std::uint32_t period = 0; period < 2; ++period) {
    passed = 0;
    for (std::uint32_t i = 0; i < 1'000'000; ++i) {
      Arrival a;
      a.fresh = period == 0 && i == 0;
      a.now_ms = period * 30'000 + i / 40;
      passed += primitive->on_event(key, a).action == Action::kFlush ? 1 : 0;
    }
    if (period == 0) {
      EXPECT_EQ(passed, 1'000'000U);
    }
  }
  EXPECT_EQ(passed, 71'429U);
}

// 100 events in a period: ln 4.6, log2 6.6, log10 2, sqrt 10, each rounded up; of the next period's 100
// events every N-th passes, the first of them included. Fewer than min_events: N = 1.
TEST(Sample, the_scale_says_n_for_the_next_period) {
  const auto next_period = [](RateScale scale, std::uint32_t min_events, std::uint32_t max_rate) {
    Reduction r = reduction_of("sample");
    r.rate_scale = scale;
    r.period = Duration::seconds(100);
    r.min_events = min_events;
    r.max_rate = max_rate;
    ReducedDevice device(r);
    device.dns_run(0, 200, 1);
    device.until(1'000);
    return device.times().size() - 100;
  };
  EXPECT_EQ(next_period(RateScale::kLn, 30, 1'000), 20U);     // N = 5
  EXPECT_EQ(next_period(RateScale::kLog2, 30, 1'000), 15U);   // N = 7: 0, 7, ..., 98
  EXPECT_EQ(next_period(RateScale::kLog10, 30, 1'000), 50U);  // N = 2
  EXPECT_EQ(next_period(RateScale::kSqrt, 30, 1'000), 10U);   // N = 10
  EXPECT_EQ(next_period(RateScale::kSqrt, 101, 1'000), 100U);
  EXPECT_EQ(next_period(RateScale::kSqrt, 30, 4), 25U);
}

// A period without events ends the memory of the one before it.
TEST(Sample, a_silent_period_takes_n_back_to_one) {
  Reduction r = reduction_of("sample");
  r.rate_scale = RateScale::kSqrt;
  r.period = Duration::seconds(100);
  ReducedDevice device(r);
  device.dns_run(0, 100, 1);
  device.dns_run(250, 10, 1);
  device.until(1'000);
  EXPECT_EQ(device.hits().size(), 110U);
}

// By random: 10,000 events at 1/10 give 1,000 +- 5 standard deviations of 30; another device draws others.
TEST(Sample, random_draws_are_keyed_by_device_and_event) {
  Reduction r = reduction_of("sample");
  r.sample_by = SampleBy::kRandom;
  r.rate = 10;
  const Policy policy = test::reduced_policy(r);
  const test::Vocabulary& words = ReducedDevice::shared_words();
  std::vector<std::vector<Time>> seen;
  for (const std::uint64_t seed : {1ULL, 1ULL, 2ULL}) {
    test::Device device(policy, words.texts, test::kStart, seed);
    device.give({{test::kStart, DnsRecord{words.names[0], false}}, 10'000, Duration::milliseconds(10), {}, 0, 0});
    device.advance(test::kStart + Duration::hours(1));
    seen.emplace_back();
    for (const auto& m : device.sent) {
      for (const Observation& o : m.observations) seen.back().push_back(o.first_time);
    }
    EXPECT_NEAR(static_cast<double>(seen.back().size()), 1'000, 150);
  }
  EXPECT_EQ(seen[0], seen[1]);
  EXPECT_NE(seen[0], seen[2]);
}

// By key: a key passes whole or not at all, and which is a matter of its content: the same on every device.
TEST(Sample, by_key_the_same_keys_are_blind_on_every_device) {
  Reduction r = reduction_of("sample");
  r.sample_by = SampleBy::kKey;
  r.rate = 2;
  const Policy policy = test::reduced_policy(r);
  const test::Vocabulary& words = ReducedDevice::shared_words();
  std::vector<std::vector<std::size_t>> seen;
  for (const std::uint64_t seed : {1ULL, 2ULL}) {
    std::vector<std::size_t> counts;
    for (std::size_t name = 0; name < words.names.size(); ++name) {
      test::Device device(policy, words.texts, test::kStart, seed);
      device.give({{test::kStart, DnsRecord{words.names[name], false}}, 20, Duration::seconds(1), {}, 0, 0});
      device.advance(test::kStart + Duration::minutes(1));
      counts.push_back(device.emitted);
      EXPECT_TRUE(counts.back() == 0 || counts.back() == 20) << name;
    }
    seen.push_back(counts);
  }
  EXPECT_EQ(seen[0], seen[1]);
}

TEST(Sample, keeps_the_laws) {
  for (const SampleBy by : {SampleBy::kEveryNth, SampleBy::kRandom, SampleBy::kKey}) {
    for (const RateScale scale : {RateScale::kFixed, RateScale::kSqrt, RateScale::kLn}) {
      for (const CountReport count : {CountReport::kNone, CountReport::kNext}) {
        Reduction r = reduction_of("sample");
        r.sample_by = by;
        r.rate_scale = scale;
        r.rate = 3;
        r.count = count;
        r.period = Duration::seconds(30);
        EXPECT_THAT(broken_laws(*test::made(r)), IsEmpty());
      }
    }
  }
}

TEST(Sample, refuses_what_makes_no_sense) {
  Reduction r = reduction_of("sample");
  r.rate = 0;
  EXPECT_FALSE(find_primitive("sample")->problem(r).empty());
  r.rate = 1;
  r.rate_scale = RateScale::kLn;
  EXPECT_FALSE(find_primitive("sample")->problem(r).empty()) << "no period";
}

}  // namespace
}  // namespace picket
