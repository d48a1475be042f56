#pragma once

#include <string_view>

#include "pipeline_core/findings/recommendation_settings.h"
#include "pipeline_core/pipeline.h"

namespace picket {

struct RecommendationInfo {
  std::string_view name;
  /// Machine name; the name where the product publishes none, a prefix for kCisBenchmarks.
  std::string_view recommendation_type;
  Severity severity = Severity::kMedium;
  std::string_view description;
  std::string_view remediation;
};

/// Source: defender.md 5.6 (names, types, severities, triggers verbatim); the sentences are ours, and so
/// is the severity of the CIS groups, which is not published.
const RecommendationInfo& recommendation_info(RecommendationType type);

}  // namespace picket
