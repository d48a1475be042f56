#include "sim/experiment/standing_recommendations.h"

namespace picket::sim {

void StandingRecommendations::on_recommendation(const Recommendation& change) {
  const Key key{change.device, change.type, change.subtype};
  if (change.state == RecommendationState::kResolved) {
    active_.erase(key);
  } else if (active_.size() < kMax || active_.contains(key)) {
    active_.insert_or_assign(key, change);
  } else {
    ++not_kept_;
  }
}

}  // namespace picket::sim
