#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// A script of an atomic test, with its place.
struct AtomicScript {
  std::string text;
  Where where;                 ///< of its first line, where the file has it line by line
  bool has_own_lines = false;  ///< line n of the script is line n of the file from `where` on
};

struct AtomicDependency {
  std::string description;
  Where where;
};

/// One test of an Atomic Red Team file.
struct AtomicTest {
  Where where;
  std::size_t number = 1;  ///< in the file, from 1, as Invoke-AtomicTest counts
  std::string name;
  std::string guid;
  std::vector<std::string> platforms;
  std::map<std::string, std::string> inputs;  ///< defaults by name
  std::string executor;                       ///< "sh", "bash", "manual" and so on
  bool elevation_required = false;
  AtomicScript command;
  AtomicScript cleanup;
  std::vector<AtomicDependency> dependencies;

  bool runs_on(std::string_view platform) const;
  /// Why it cannot become process steps; empty if it can.
  std::string why_not() const;
};

struct AtomicFile {
  std::string technique;  ///< "T1070.003"
  std::string display_name;
  std::vector<AtomicTest> tests;
};

inline constexpr std::size_t kMaxAtomicTests = 1'000;

/// Reads an Atomic Red Team file.
///
/// Input:  `text`, which `diagnostics` holds as `source`.
/// Output: nothing after an error.
/// Errors: all into `diagnostics`, with their places. Keys that we do not know are not looked at.
/// Limits: those of parse_yaml, and kMaxAtomicTests tests. Nothing of a file is run or resolved.
/// Source: Atomic Red Team, atomic_red_team/atomic_test_template.yaml and spec.yaml.
std::optional<AtomicFile> read_atomic(std::string_view text, std::uint32_t source, Diagnostics& diagnostics);

/// The test that `which` names by number or GUID; without a name the only one of the platform that can become steps.
/// Output: null if there is none or it is not clear which, with the reason and the choice in `diagnostics`.
const AtomicTest* choose_test(const AtomicFile& file, const std::string& which, const std::string& platform, Diagnostics& diagnostics);

/// The tests of a file with number, GUID, platforms and what stands against an import, one a line.
std::string atomic_list(const AtomicFile& file, const std::string& platform);

}  // namespace picket::sim
