#pragma once

#include <string>
#include <string_view>

#include "sim/scenario/type_info.h"

namespace picket::sim {

/// A value of a leaf type as YAML on one line; reads back as the same value.
std::string leaf_text(const TypeInfo& type, const void* object, const FieldInfo& info);
/// A text as a YAML scalar: plain if that cannot be mistaken for something else, else in quotes.
std::string yaml_text(std::string_view text);

}  // namespace picket::sim
