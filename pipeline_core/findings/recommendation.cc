#include "pipeline_core/findings/recommendation.h"

namespace picket {

std::string_view to_string(RecommendationState state) {
  return state == RecommendationState::kActive ? "Active" : "Resolved";
}

std::string recommendation_type_text(const Recommendation& recommendation) {
  return std::string(recommendation_info(recommendation.type).recommendation_type) + recommendation.subtype;
}

}  // namespace picket
