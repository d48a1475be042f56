#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// Trees of files that were read before, by path.
using ReadTrees = std::map<std::string, YamlNode>;

/// Reads files into trees, remembering which ones.
class ScenarioFiles {
 public:
  /// `known`: trees that are there and need no reading; their texts are in `diagnostics`, at the places that the trees name.
  /// Null: none. It must outlive this.
  explicit ScenarioFiles(Diagnostics& diagnostics, const ReadTrees* known = nullptr) : diagnostics_(diagnostics), known_(known) {}

  /// The tree of a file. Only regular files of bounded size are read. `asked_at` is where the file
  /// was named, for the message if it cannot be read; line 0 for the command line.
  std::optional<YamlNode> read(const std::string& path, Where asked_at);
  /// The same for a text that is already in memory.
  std::optional<YamlNode> parse(std::string_view text, const std::string& name);

  const std::vector<std::string>& read_so_far() const { return paths_; }

 private:
  Diagnostics& diagnostics_;
  const ReadTrees* known_;
  std::vector<std::string> paths_;
};

/// Replaces the `include:` list of `root` (read from `path`) by the content of its files, and
/// theirs. Of two files that set the same key the later one wins, and the including file wins over
/// all it includes. Top-level mappings are merged key by key; everything else is replaced whole.
/// Errors: cycles and unreadable files, with the chain.
void resolve_includes(YamlNode& root, const std::string& path, ScenarioFiles& files, Diagnostics& diagnostics);

/// Puts the members of `over` over those of `under`, top-level mappings key by key.
YamlNode merge_files(YamlNode under, YamlNode over);
/// Puts `over` over `under`, mappings key by key at every level; lists and scalars are replaced.
YamlNode merge_deep(YamlNode under, YamlNode over);

}  // namespace picket::sim
