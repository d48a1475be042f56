#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "agent_core/base/ids.h"
#include "agent_core/base/time.h"
#include "pipeline_core/findings/recommendation_catalogue.h"
#include "pipeline_core/pipeline.h"

namespace picket {

/// Words of the workspace's column RecommendationState. Of these the product's published samples show
/// "Active" alone; resolution is in its columns ResolvedTimeUTC and StatusChangeDate.
enum class RecommendationState : std::uint8_t { kActive, kResolved };
std::string_view to_string(RecommendationState state);

/// A recommendation for a device or a hub that became active or was resolved.
struct Recommendation {
  Time time;        ///< of the change, pipeline delay included
  DeviceId device;  ///< or `hub_identity`
  RecommendationType type = RecommendationType::kOpenPorts;
  std::string subtype;  ///< kCisBenchmarks: the group of checks, "Filesystem"; else empty
  RecommendationState state = RecommendationState::kActive;
  /// The item of the report that says so, the first one; nothing if it rests on data of the hub.
  std::optional<Evidence> evidence = {};
  std::string additional_data;  ///< JSON object, bounded; empty when resolved
  Time since{};                 ///< what rests on data of the hub: when it came to hold or ceased to
};

/// "IoT_OpenPorts"; "IoT_CISBenchmarks_Filesystem".
std::string recommendation_type_text(const Recommendation& recommendation);

}  // namespace picket
