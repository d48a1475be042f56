#pragma once

#include <string>

#include "agent_core/base/result.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// A mapping whose keys are another program's and not ours: what stands in the file, as JSON.
/// In YAML: any mapping. It is written back as JSON on one line, which is YAML as well.
struct FreeMapping {
  std::string json = "{}";
  bool operator==(const FreeMapping&) const = default;
};

/// What of a tree has no JSON form.
struct NoJson {
  Where where;
  std::string message;
};

/// The tree as JSON. What is a number, a truth value or null is decided as everywhere in our files (010 is ten,
/// yes is a text); texts in quotes stay texts.
/// Output: members in the order of the file; whole numbers with all their digits, however large.
/// Errors: .nan, .inf and numbers beyond a double, with their place.
Result<std::string, NoJson> json_of(const YamlNode& node);

}  // namespace picket::sim
