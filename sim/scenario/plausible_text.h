#pragma once

#include <string>

#include "sim/scenario/type_info.h"

namespace picket::sim {

/// The plausible range of a field as people read it: "6 h to 4 days", "0.1 to 0.6"; empty without one. Of a distribution it is that of
/// its first parameter.
std::string plausible_text(const TypeInfo& type, const FieldInfo& info);

/// The same as a range of a file of uncertain inputs: "6 h..4 days".
std::string plausible_range_text(const TypeInfo& type, const FieldInfo& info);

}  // namespace picket::sim
