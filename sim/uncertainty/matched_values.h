#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// A value of a scenario that a pattern names.
struct MatchedValue {
  std::string path;  ///< "fleet[2].vulnerable_share"
  std::string text;  ///< as written: "0.3", "86400 s"
};

/// The scalars of `root` that `pattern` names, in the order of the text.
///
/// Model:  steps as in --set: keys joined by dots, `[n]` for an element of a list. `*` is any key of a mapping, `[*]` any element;
///         an element may be called by its `name`, `use` or `device_class`, as there.
/// Cost:   linear in the part of the tree that it walks.
std::vector<MatchedValue> values_at(const YamlNode& root, std::string_view pattern);

}  // namespace picket::sim
