#include "sim/experiment/standing_recommendations.h"

#include <gtest/gtest.h>

namespace picket::sim {
namespace {

Recommendation change(std::uint32_t device, RecommendationType type, RecommendationState state, std::string subtype = {}) {
  Recommendation r;
  r.device = DeviceId(device);
  r.type = type;
  r.state = state;
  r.subtype = std::move(subtype);
  return r;
}

TEST(StandingRecommendations, are_what_became_active_and_was_not_resolved) {
  StandingRecommendations standing;
  constexpr auto kPorts = RecommendationType::kOpenPorts;
  constexpr auto kCis = RecommendationType::kCisBenchmarks;
  standing.on_recommendation(change(1, kPorts, RecommendationState::kActive));
  standing.on_recommendation(change(2, kPorts, RecommendationState::kActive));
  standing.on_recommendation(change(1, kCis, RecommendationState::kActive, "Filesystem"));
  standing.on_recommendation(change(1, kCis, RecommendationState::kActive, "Logging"));
  standing.on_recommendation(change(1, kPorts, RecommendationState::kResolved));
  standing.on_recommendation(change(1, kCis, RecommendationState::kResolved, "Logging"));
  standing.on_recommendation(change(3, kPorts, RecommendationState::kResolved));  // never heard of before
  ASSERT_EQ(standing.active().size(), 2U);
  EXPECT_TRUE(standing.active().contains({DeviceId(2), kPorts, ""}));
  EXPECT_TRUE(standing.active().contains({DeviceId(1), kCis, "Filesystem"}));
  EXPECT_EQ(standing.not_kept(), 0U);
}

TEST(StandingRecommendations, beyond_the_bound_are_counted_and_known_ones_are_renewed) {
  StandingRecommendations standing;
  constexpr auto kPorts = RecommendationType::kOpenPorts;
  for (std::uint32_t d = 0; d < StandingRecommendations::kMax + 2; ++d) {
    standing.on_recommendation(change(d, kPorts, RecommendationState::kActive));
  }
  EXPECT_EQ(standing.active().size(), StandingRecommendations::kMax);
  EXPECT_EQ(standing.not_kept(), 2U);
  Recommendation again = change(0, kPorts, RecommendationState::kActive);
  again.time = Time::from_unix_seconds(1);
  standing.on_recommendation(again);
  EXPECT_EQ(standing.active().at({DeviceId(0), kPorts, ""}).time, again.time);
  EXPECT_EQ(standing.not_kept(), 2U);
}

}  // namespace
}  // namespace picket::sim
