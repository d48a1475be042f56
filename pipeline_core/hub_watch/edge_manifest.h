#pragma once

#include <cstdint>

#include "pipeline_core/hub_watch/identity_record.h"

namespace picket {

/// Recommendations about an IoT Edge device that follow from its manifest alone, a bit each:
/// a module with high permissions (privileged, extensive capabilities or the host's network), an image from ACR
/// without a service principal, a module without logging, a protocol head of the Edge hub that nobody uses.
/// Source: recommendations of the product, rows fed by the Edge manifest.
std::uint64_t recommendations_for(const EdgeManifest& manifest);
/// The recommendations that it judges.
std::uint64_t manifest_recommendations();

}  // namespace picket
