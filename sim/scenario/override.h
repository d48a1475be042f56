#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// One `--set path=value`, read but not yet applied.
struct Override {
  struct Step {
    std::string key;  ///< a key, or the name of a list's element
    bool is_index = false;
    std::size_t index = 0;
    Where where;
  };
  std::vector<Step> steps;
  YamlNode value;
};

/// Reads overrides. Each text becomes a source of its own, "<--set #2>", so that messages can show
/// it. Paths: keys joined by dots, `[n]` for the n-th element of a list (from 0); an element of a
/// list may also be called by its `name`, `use` or `device_class`, whichever it has first.
/// first: the number of the first text, if they are only some of those that were typed.
std::vector<Override> read_overrides(std::span<const std::string> texts, Diagnostics& diagnostics, std::size_t first = 1);

/// Applies one to a tree, creating mappings where a key is missing.
void apply_override(YamlNode& root, const Override& override, Diagnostics& diagnostics);

}  // namespace picket::sim
