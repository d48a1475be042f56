#pragma once

#include <string>

#include "sim/scenario/type_info.h"

namespace picket::sim {

/// The fields of an object as a table in Markdown: key, type, range, default (the object's value), grade of the default with its
/// plausible range and source, meaning. For pages of reference; `type` is a struct's.
std::string field_table(const TypeInfo& type, void* object);

}  // namespace picket::sim
