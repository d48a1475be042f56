#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"
#include "sim/scenario/scenario_files.h"

namespace picket::sim {

/// Where a value of the resolved scenario comes from.
enum class OriginKind : std::uint8_t { kDefault, kFile, kOverride };

/// One value of the resolved scenario, on one line.
struct Origin {
  std::string path;   ///< "fleet[0].count"
  std::string value;  ///< "500", "30 min": as YAML, with its unit
  OriginKind kind = OriginKind::kDefault;
  std::string from;              ///< "scenarios/x.yaml:12", "<--set #1>:1"; empty for a default
  std::string says;              ///< the field's sentence
  Grade grade = Grade::kChoice;  ///< of the default
  std::string source;            ///< of the default
  std::string plausible;         ///< of the default: "6 h to 4 days"; empty without a plausible range
};

struct LoadResult {
  /// Set only if there was no error.
  std::optional<Scenario> scenario;
  /// Every value in the order of the fields; empty after an error.
  std::vector<Origin> origins;
  /// Where each value that was given stands; empty after an error.
  Places places;
  /// Files that were read, the scenario first.
  std::vector<std::string> files;
  bool ok() const { return scenario.has_value(); }
};

/// Reads a scenario: file, includes, parts from the library, overrides, in this order; then checks
/// it. Every problem is reported at once; warnings do not stop.
///
/// Input:  `sets` are texts "path=value" of the command line. `library_folder` holds profiles/,
///         attacks/, policies/, prices/, clients/; empty: looked for above the file.
/// Errors: into `diagnostics`. Never throws for what a file may contain.
/// Cost:   about 30 ms for five classes, six attacks and five policies; memory bounded by the bounds of yaml_tree.h
///         for each file.
LoadResult load_scenario(const std::string& path, std::span<const std::string> sets, const std::string& library_folder,
                         Diagnostics& diagnostics);
/// A file with one part in the form of the library's, and what it is called here.
struct PartFile {
  std::string map;   ///< key of the scenario that it goes to: "policy_templates", "attack_templates"
  std::string name;
  std::string path;
};
/// The same for a text in memory; includes are relative to the folder of `name`. An empty
/// `library_folder` means none. `parts` count as if the text defined them.
LoadResult load_scenario_text(std::string_view text, const std::string& name, std::span<const std::string> sets,
                              const std::string& library_folder, Diagnostics& diagnostics,
                              std::span<const PartFile> parts = {});

/// The same for a tree that other files gave, called `path` in messages, whose texts `files` and `diagnostics` hold.
/// `with_origins` false leaves `origins` empty: for many scenarios, of which nobody asks where a value comes from.
LoadResult load_scenario_tree(YamlNode root, const std::string& path, std::span<const std::string> sets,
                              const std::string& library_folder, std::span<const PartFile> parts, ScenarioFiles& files,
                              Diagnostics& diagnostics, bool with_origins = true);

/// The resolved scenario as YAML with every field; reading it gives the same scenario without a
/// library.
std::string write_scenario_yaml(const Scenario& scenario);

/// Every value with its unit, origin, grade and sentence, for people. `prefix` keeps the value at this
/// path and those below it ("policy_templates.g2_linux"); empty: all, and then the estimates of the scenario in one list
/// (own_estimates_of), which kEstimatesWord keeps alone.
inline constexpr std::string_view kEstimatesWord = "estimates";
std::string explain_text(const LoadResult& result, std::string_view prefix = "");
/// The path of a value, or of what holds values, that was most likely meant; empty if there is none.
std::string nearest_path(const LoadResult& result, std::string_view path);

/// JSON Schema (draft-07) of scenario files, for editors.
std::string scenario_json_schema();
/// The same of one kind of library file: "policy", "class", "attack", "suite", "study", "prices",
/// "client", "networks"; empty for another word.
std::string part_json_schema(std::string_view part);
/// The reference page of all keys.
std::string scenario_reference_markdown();
/// The same of one kind of library file: "policy", "class", "attack", "suite", "study" (without its part `tune`), "prices", "client"; empty
/// for another word.
std::string part_reference_markdown(std::string_view part);

/// A commented scenario to start from: "minimal", "compare" or "spread"; empty for another name.
/// Its first line names the schema file for editors.
std::string init_scenario_text(std::string_view name);
/// The names that init_scenario_text knows.
std::vector<std::string_view> init_scenario_names();

}  // namespace picket::sim
