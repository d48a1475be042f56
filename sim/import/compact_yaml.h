#pragma once

#include <string>

#include "sim/scenario/type_info.h"

namespace picket::sim {

/// An object of any described type as YAML for people: only what is required or differs from the default, short parts in
/// braces on one line. Reads back as the same object.
///
/// Input:  `indent`: spaces before each line.
/// Limits: a list of a type whose items are equal to the default is written with `{}` for each; a line is no longer than
///         about 120 characters unless one item of a list is.
std::string compact_yaml(const TypeInfo& type, void* object, int indent);
template <class T>
std::string compact_yaml(T object, int indent = 0) {
  return compact_yaml(type_of<T>(), &object, indent);
}

}  // namespace picket::sim
