// The documented worked case, by hand: 100 requests/s, depth 90 s, queue 60 s, fed 200/s, one each
// 5 ms. Request n (from 0) arrives at 5n ms and finds a level of n - 0.5n = n/2 requests. It passes at
// once while n/2 + 1 <= 9,000, so n = 17,999 at 89.995 s is the first to wait, for half a request's
// time, 5 ms. The queue holds 6,000 when n/2 - 9,000 > 5,999, first at n = 29,999 (149.995 s); the
// one before waits exactly 60 s.
#include "sim/hub/throttle.h"

#include <gtest/gtest.h>

#include <deque>

#include "agent_core/base/random.h"

namespace picket::sim {
namespace {

constexpr std::int64_t kThrottleStart = 1'772'496'000'000'000;
Time at_us(std::int64_t us) {
  return Time::from_unix_microseconds(kThrottleStart + us);
}

TEST(Throttle, follows_the_documented_worked_case) {
  Throttle throttle(RateLimit::per_second(100), 90, 60, 60);
  for (std::int64_t n = 0; n < 30'000; ++n) {
    const Throttle::Answer answer = throttle.request(at_us(5'000 * n));
    if (n < 17'999) {
      ASSERT_EQ(answer.wait, Duration{}) << n;
    } else if (n < 29'999) {
      ASSERT_EQ(answer.outcome, Throttle::Outcome::kAdmitted) << n;
      ASSERT_EQ(answer.wait, Duration::milliseconds(5 * (n - 17'998))) << n;
    } else {
      ASSERT_EQ(answer.outcome, Throttle::Outcome::kQueueFull) << n;
    }
  }
}

TEST(Throttle, refuses_half_once_the_queue_is_full_at_twice_the_limit) {
  Throttle throttle(RateLimit::per_second(100), 90, 60, 60);
  int refused = 0;
  for (std::int64_t n = 0; n < 60'000; ++n) {
    const bool full = throttle.request(at_us(5'000 * n)).outcome == Throttle::Outcome::kQueueFull;
    if (n >= 30'000 && full) ++refused;
  }
  EXPECT_EQ(refused, 15'000);
}

TEST(Throttle, refuses_for_the_wait_when_that_limit_is_the_tighter_one) {
  Throttle throttle(RateLimit::per_second(10), 1, 60, 2);  // bucket 10, queue 600, but nobody waits over 2 s = 20 requests
  int admitted = 0;
  Throttle::Answer answer;
  do {
    answer = throttle.request(at_us(0));
    if (answer.outcome == Throttle::Outcome::kAdmitted) ++admitted;
  } while (answer.outcome == Throttle::Outcome::kAdmitted);
  EXPECT_EQ(admitted, 30);
  EXPECT_EQ(answer.outcome, Throttle::Outcome::kWaitTooLong);
}

TEST(Throttle, without_a_queue_refuses_what_would_wait) {
  Throttle throttle(RateLimit::per_second(10), 1, 0, 60);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(throttle.request(at_us(0)).outcome, Throttle::Outcome::kAdmitted);
  EXPECT_EQ(throttle.request(at_us(99'999)).outcome, Throttle::Outcome::kQueueFull);
  EXPECT_EQ(throttle.request(at_us(100'000)).outcome, Throttle::Outcome::kAdmitted);
}

TEST(Throttle, unlimited_admits_everything_at_once) {
  Throttle throttle;
  for (int i = 0; i < 1'000'000; ++i) ASSERT_EQ(throttle.request(at_us(0)).wait, Duration{});
}

TEST(Throttle, survives_years_of_silence) {
  Throttle throttle(RateLimit::per_second(60'000), 90, 60, 60);
  for (int i = 0; i < 1'000'000; ++i) throttle.request(at_us(0));
  EXPECT_EQ(throttle.request(at_us(10LL * 365 * 86'400 * 1'000'000)).wait, Duration{});
}

TEST(Throttle, never_delays_below_the_limit) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, 0, 0, Purpose::kTest);
    const auto rate = static_cast<std::int64_t>(1 + random.below(5'000));
    Throttle throttle(RateLimit::per_second(rate), 2, 60, 60);
    for (std::int64_t second = 0; second < 50; ++second) {
      // At most `rate` a clock second, however bunched: any window holds at most two seconds' worth.
      std::vector<std::int64_t> offsets(random.below(static_cast<std::uint64_t>(rate) + 1));
      for (std::int64_t& offset : offsets) offset = static_cast<std::int64_t>(random.below(1'000'000));
      std::sort(offsets.begin(), offsets.end());
      for (const std::int64_t offset : offsets) {
        const Throttle::Answer answer = throttle.request(at_us(second * 1'000'000 + offset));
        ASSERT_EQ(answer.outcome, Throttle::Outcome::kAdmitted);
        ASSERT_EQ(answer.wait, Duration{});
      }
    }
  }
}

// 20 a minute and unit, as for queries: one each 3 s. Depth 90 s is 30 requests, queue 60 s is 20 more.
TEST(Throttle, limits_a_minute_refill_by_the_microsecond) {
  Throttle throttle(RateLimit::per_minute(20), 90, 60, 60);
  for (int i = 0; i < 30; ++i) ASSERT_EQ(throttle.request(at_us(0)).wait, Duration{}) << i;
  for (int i = 1; i <= 20; ++i) ASSERT_EQ(throttle.request(at_us(0)).wait, Duration::seconds(3 * i));
  EXPECT_EQ(throttle.request(at_us(2'999'999)).outcome, Throttle::Outcome::kQueueFull);
  EXPECT_EQ(throttle.request(at_us(3'000'000)).wait, Duration::seconds(60));
}

TEST(Throttle, six_thousand_a_minute_are_a_hundred_a_second) {
  RandomStream random(1, 0, 4, Purpose::kTest);
  Throttle by_second(RateLimit::per_second(100), 2, 3, 2);
  Throttle by_minute(RateLimit::per_minute(6'000), 2, 3, 2);
  std::int64_t now = 0;
  for (int i = 0; i < 20'000; ++i) {
    now += static_cast<std::int64_t>(random.exponential(6'000));
    const Throttle::Answer a = by_second.request(at_us(now));
    const Throttle::Answer b = by_minute.request(at_us(now));
    ASSERT_EQ(a.outcome, b.outcome) << i;
    ASSERT_EQ(a.wait, b.wait) << i;
  }
}

// A request of n tokens is n requests at one moment that pass together or not at all; it waits as long as the last.
TEST(Throttle, a_request_of_several_tokens_is_as_many_at_once) {
  for (std::uint32_t seed = 0; seed < 100; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, 0, 5, Purpose::kTest);
    Throttle wide(RateLimit::per_second(40), 1, 2, random.uniform(0.5, 3));
    Throttle narrow = wide;
    std::int64_t now = 0;
    int refused = 0;
    for (int i = 0; i < 2'000; ++i) {
      now += static_cast<std::int64_t>(random.exponential(200'000));
      const auto tokens = static_cast<std::int64_t>(1 + random.below(32));
      const Throttle::Answer answer = wide.request(at_us(now), tokens);
      Throttle tried = narrow;
      Throttle::Answer last;
      for (std::int64_t n = 0; n < tokens && last.outcome == Throttle::Outcome::kAdmitted; ++n) last = tried.request(at_us(now));
      ASSERT_EQ(answer.outcome == Throttle::Outcome::kAdmitted, last.outcome == Throttle::Outcome::kAdmitted) << i;
      if (answer.outcome == Throttle::Outcome::kAdmitted) {
        ASSERT_EQ(answer.wait, last.wait) << i;
        narrow = tried;
      } else {
        ++refused;
      }
    }
    EXPECT_GT(refused, 0);
  }
}

/// The same throttle told plainly: a bucket of tokens and a queue of departure times. In units of
/// one microsecond's refill (1/rate of a millionth token), so it is exact too.
class PlainThrottle {
 public:
  PlainThrottle(std::int64_t rate, std::int64_t depth, std::size_t queue, std::int64_t wait_us)
      : rate_(rate), depth_(depth * kToken), tokens_(depth * kToken), queue_(queue), wait_us_(wait_us) {}

  Throttle::Answer request(std::int64_t now) {
    // Who waits has a claim on the next tokens: the balance is negative while somebody waits.
    tokens_ = std::min(depth_, tokens_ + (now - last_) * rate_);
    last_ = now;
    while (!departures_.empty() && departures_.front() <= now * rate_) departures_.pop_front();
    const std::int64_t lacking = kToken - tokens_;
    if (lacking > 0 && departures_.size() >= queue_) return {Throttle::Outcome::kQueueFull, {}};
    const std::int64_t wait = lacking <= 0 ? 0 : (lacking + rate_ - 1) / rate_;
    if (wait > wait_us_) return {Throttle::Outcome::kWaitTooLong, {}};
    if (lacking > 0) departures_.push_back(now * rate_ + lacking);
    tokens_ -= kToken;
    return {Throttle::Outcome::kAdmitted, Duration::microseconds(wait)};
  }

 private:
  static constexpr std::int64_t kToken = 1'000'000;
  std::int64_t rate_, depth_, tokens_;
  std::size_t queue_;
  std::int64_t wait_us_;
  std::int64_t last_ = 0;
  std::deque<std::int64_t> departures_;
};

TEST(Throttle, equals_a_queue_that_is_simulated_step_by_step) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    RandomStream random(seed, 0, 1, Purpose::kTest);
    const auto rate = static_cast<std::int64_t>(1 + random.below(500));
    const auto burst = static_cast<std::int64_t>(1 + random.below(4));
    const auto queue = static_cast<std::int64_t>(random.below(5));
    const auto wait = static_cast<std::int64_t>(random.below(5));
    Throttle throttle(RateLimit::per_second(rate), static_cast<double>(burst), static_cast<double>(queue), static_cast<double>(wait));
    PlainThrottle plain(rate, burst * rate, static_cast<std::size_t>(queue * rate), wait * 1'000'000);
    const double mean_gap_us = 1e6 / static_cast<double>(rate) * random.uniform(0.3, 1.2);
    std::int64_t now = 0;
    for (int i = 0; i < 5'000; ++i) {
      now += random.chance(0.001) ? 3'000'000 : static_cast<std::int64_t>(random.exponential(mean_gap_us));
      const Throttle::Answer got = throttle.request(at_us(now));
      const Throttle::Answer want = plain.request(now);
      ASSERT_EQ(got.outcome, want.outcome) << i;
      ASSERT_EQ(got.wait, want.wait) << i;
    }
  }
}

}  // namespace
}  // namespace picket::sim
