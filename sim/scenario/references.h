#pragma once

#include <map>
#include <set>
#include <string>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {

/// The names that a field's `refers_to` may point to: "class" -> {"ip_camera", ...}. `known` are
/// further names to suggest, of the library.
struct NameTables {
  std::map<std::string, std::set<std::string>, std::less<>> defined;
  std::map<std::string, std::set<std::string>, std::less<>> known;
};

/// Checks every field of `object` that refers to a name. A table that does not exist is not
/// checked; an empty text refers to nothing.
void check_references(const TypeInfo& type, void* object, const NameTables& names, const Places& places,
                      Diagnostics& diagnostics);

/// The place of the value at `path`, or of the nearest value around it.
Where place_of(const Places& places, std::string_view path);

}  // namespace picket::sim
