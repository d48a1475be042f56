#include "pipeline_core/learn/surprise.h"

#include <gtest/gtest.h>

#include <vector>

namespace picket {
namespace {

TEST(Surprise, is_the_logarithm_of_a_distribution_over_keys) {
  // Counts 5, 2, 0 and peers 0.5, 0.3, 0.2: the probabilities add up to 1 for every weight of the peers.
  const std::vector<double> counts{5, 2, 0};
  const std::vector<double> peers{0.5, 0.3, 0.2};
  for (const double a : {0.1, 1.0, 10.0, 1000.0}) {
    double sum = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) sum += std::exp(-surprise(counts[i], 7, peers[i], a));
    EXPECT_NEAR(sum, 1, 1e-12) << a;
  }
}

TEST(Surprise, hand_computed) {
  // A device with 90 observations, peers worth 10: a key of no peer share 0.005 is 10 * 0.005 / 100 = 5e-4.
  EXPECT_NEAR(surprise(0, 90, 0.005, 10), -std::log(5e-4), 1e-12);
  EXPECT_NEAR(surprise(45, 90, 0, 10), -std::log(0.45), 1e-12);
  EXPECT_NEAR(surprise(0, 0, 0.25, 10), -std::log(0.25), 1e-12);  // a new device is its peers
}

TEST(Surprise, peers_make_a_key_usual) {
  EXPECT_NEAR(peer_probability(0, 99), 0.005, 1e-12);
  EXPECT_GT(surprise(0, 90, peer_probability(0, 99), 10), surprise(0, 90, peer_probability(50, 99), 10));
}

}  // namespace
}  // namespace picket
