#pragma once

#include <vector>

#include "sim/scenario/load.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {

/// Lists every value of `object` with where it comes from.
std::vector<Origin> list_origins(const TypeInfo& type, void* object, const Places& places,
                                 const Diagnostics& diagnostics);

/// "choice", "measured", "published", "estimate".
std::string_view to_string(Grade grade);

}  // namespace picket::sim
