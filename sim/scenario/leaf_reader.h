#pragma once

#include <string>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/type_info.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// What a value that is written on one line is read into, and whom to tell what is wrong.
struct Leaf {
  const TypeInfo& type;
  void* object;
  const FieldInfo& info;
  const YamlNode& node;
  const std::string& path;
  Diagnostics& diagnostics;

  bool fail(Code code, std::string message, std::string hint = "") const {
    diagnostics.add(code, node.where, path, std::move(message), std::move(hint));
    return false;
  }
};

/// Reads bool, numbers, texts, quantities, times, enums, flag sets and distributions. Returns false
/// after an error; the object is then unchanged.
bool read_leaf(const Leaf& leaf);
/// The part of read_leaf for distributions.
bool read_distribution(const Leaf& leaf);

/// What a type of that kind measures; kNone: it is no quantity.
Dimension dimension_of(TypeKind kind);
/// A number of the leaf's text in base units. `needs_unit`: a bare number is an error. `dimension`
/// kNone: any unit.
std::optional<double> read_quantity(const Leaf& leaf, const YamlNode& node, Dimension dimension, bool needs_unit);
/// True if `value` (in base units) is within the field's range; tells otherwise, quoting `shown`.
bool check_range(const Leaf& leaf, double value, std::string_view shown, Dimension dimension);

/// "a list", "a mapping", "a number", ...: what a person wrote.
std::string_view kind_in_words(const YamlNode& node);
std::string_view kind_in_words(TypeKind kind);

}  // namespace picket::sim
