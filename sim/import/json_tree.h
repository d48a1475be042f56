#pragma once

#include <optional>
#include <string_view>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// Reads a JSON text (RFC 8259) into the tree that YAML files become, so that problems are told with their places.
///
/// Output: nothing if the text is not usable as a whole; texts are `in_quotes`, numbers and truth values stand as they
///         were written. Of a repeated key the first value is kept, and the repetition is an error.
/// Errors: all into `diagnostics`, which must hold the text as `source`, with line and column.
/// Limits: those of yaml_tree.h, in bytes, values and levels.
std::optional<YamlNode> parse_json(std::string_view text, std::uint32_t source, Diagnostics& diagnostics);

}  // namespace picket::sim
