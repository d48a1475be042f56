#include "sim/hub/latency.h"

#include <gtest/gtest.h>

#include <cmath>

namespace picket::sim {
namespace {

using Kind = Distribution::Kind;

TEST(Latency, of_a_lognormal_has_its_median_at_one_half) {
  const Latency latency(Distribution{Kind::kLognormal, 0.09, 0.6, 10});
  EXPECT_EQ(latency.at(0.5), Duration::milliseconds(90));
  // One standard deviation above: 0.09 * e^0.6 = 0.163991 s.
  EXPECT_NEAR(latency.at(0.8413447460685429).to_seconds(), 0.1639907, 1e-6);
}

TEST(Latency, is_cut_to_the_maximum) {
  const Latency latency(Distribution{Kind::kLognormal, 0.09, 0.6, 0.1});
  EXPECT_EQ(latency.at(0.999), Duration::milliseconds(100));
}

TEST(Latency, inverts_every_kind) {
  EXPECT_EQ(Latency(Distribution::constant(2)).at(0.3), Duration::seconds(2));
  EXPECT_EQ(Latency(Distribution{Kind::kUniform, 1, 3}).at(0.25), Duration::milliseconds(1'500));
  EXPECT_NEAR(Latency(Distribution{Kind::kExponential, 2}).at(0.5).to_seconds(), 2 * std::log(2), 1e-6);
  EXPECT_NEAR(Latency(Distribution{Kind::kPareto, 1, 2}).at(0.75).to_seconds(), 2, 1e-6);
  // Negative binomial with k = 1 is geometric: P(0) = 1/3, P(<= 1) = 5/9 for mean 2.
  EXPECT_EQ(Latency(Distribution{Kind::kNegativeBinomial, 2, 1}).at(0.3), Duration{});
  EXPECT_EQ(Latency(Distribution{Kind::kNegativeBinomial, 2, 1}).at(0.5), Duration::seconds(1));
  EXPECT_EQ(Latency(Distribution{Kind::kNegativeBinomial, 2, 1}).at(0.6), Duration::seconds(2));
  EXPECT_EQ(Latency(Distribution{Kind::kLognormal, 0, 0.5}).at(0.7), Duration{});
}

TEST(Latency, never_turns_negative_and_grows_with_the_random_number) {
  const Latency uniform(Distribution{Kind::kUniform, -5, 5});
  EXPECT_EQ(uniform.at(0.1), Duration{});
  const Latency lognormal(Distribution{Kind::kLognormal, 60, 0.5, 600});
  Duration last;
  for (int i = 1; i < 1'000; ++i) {
    const Duration now = lognormal.at(i / 1'000.0);
    EXPECT_GE(now, last);
    last = now;
  }
  EXPECT_DEATH(static_cast<void>(lognormal.at(1.0)), "random 1");
}

}  // namespace
}  // namespace picket::sim
