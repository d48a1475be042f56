#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/scenario_files.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// The folder of ready-made parts: profiles/, attacks/, policies/, prices/, clients/. A scenario
/// names a part; what it defines itself under that name wins.
class Library {
 public:
  /// An empty folder means that there is no library.
  Library(std::string folder, ScenarioFiles& files, Diagnostics& diagnostics)
      : folder_(std::move(folder)), files_(files), diagnostics_(diagnostics) {}

  /// The library that belongs to a scenario file: the nearest folder above it, or `scenarios` in
  /// one above it, that has `policies` and `profiles`. Empty if there is none.
  static std::string find_for(const std::string& scenario_path);

  /// Adds to `root` every part that it names and does not define, and puts inline definitions with
  /// `base: NAME` over their base. Names that are found nowhere stay; the check of references
  /// reports them.
  void resolve(YamlNode& root);

  /// The part that is called so for the keys of `map`, over its bases; none if there is no such part. `asked_at` is where a
  /// file that cannot be read is told.
  std::optional<YamlNode> part(std::string_view map, const std::string& name, Where asked_at);

  /// Names that the library offers for the keys of `map` ("policy_templates"), sorted.
  std::vector<std::string> names_for(std::string_view map) const;

 private:
  struct Part;
  static std::span<const Part> parts();
  std::optional<YamlNode> load(const Part& part, const std::string& name, Where asked_at);
  std::optional<YamlNode> load_network(const std::string& name, Where asked_at);
  void resolve_map(YamlNode& root, const Part& part);
  void resolve_single(YamlNode& root, const Part& part);
  YamlNode over_base(const Part& part, YamlNode value, const YamlNode* siblings, std::vector<std::string>& chain);

  std::string folder_;
  ScenarioFiles& files_;
  std::size_t depth_ = 0;  ///< of parts of the library that are being based on each other
  Diagnostics& diagnostics_;
  std::optional<YamlNode> networks_;
  bool networks_read_ = false;
};

/// True for the keys whose values come from the library: an override below one of them must wait
/// until the library has been read.
bool is_library_key(std::string_view key);

}  // namespace picket::sim
