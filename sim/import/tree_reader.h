#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// Takes single values out of the tree of a file whose form is not ours, and says what is wrong with them.
///
/// Errors: into the diagnostics, with the path of the value; a value that is wrong reads as none.
/// Limits: texts of at most kMaxImportedText bytes.
class TreeReader {
 public:
  static constexpr std::size_t kMaxImportedText = 65'536;

  explicit TreeReader(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// The member `key`, whether the key carries the name of a module ("ietf-mud:" and the like) or not.
  const YamlNode* find(const YamlNode& map, std::string_view key) const;
  bool is(const YamlNode& node, YamlNode::Kind kind, const std::string& path);
  /// Null, with an error, if it is missing or of another kind.
  const YamlNode* required(const YamlNode& map, std::string_view key, const std::string& path, YamlNode::Kind kind);
  /// Null if it is missing; with an error if it is of another kind.
  const YamlNode* optional(const YamlNode& map, std::string_view key, const std::string& path, YamlNode::Kind kind);
  /// A text; empty if there is none.
  std::string text(const YamlNode& map, std::string_view key, const std::string& path);
  /// A whole number from 0 to `most`.
  std::optional<std::uint32_t> number(const YamlNode& map, std::string_view key, const std::string& path, std::uint32_t most);

 private:
  Diagnostics& diagnostics_;
};

/// The key without the name of its module: "controller" of "ietf-mud:controller".
std::string_view without_module(std::string_view key);

}  // namespace picket::sim
