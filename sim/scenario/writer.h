#pragma once

#include <string>

#include "sim/scenario/type_info.h"

namespace picket::sim {

/// An object of any described type as YAML with every field, default or not, and nothing left to a
/// library; reads back as the same object.
std::string write_yaml(const TypeInfo& type, void* object);
template <class T>
std::string write_yaml(T object) {
  return write_yaml(type_of<T>(), &object);
}

}  // namespace picket::sim
