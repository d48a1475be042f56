#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/load.h"
#include "sim/scenario/scenario_files.h"
#include "sim/scenario/sweep_study.h"
#include "sim/scenario/yaml_tree.h"
#include "sim/sweep/constraint.h"
#include "sim/sweep/design.h"

namespace picket::sim {

/// What a person asks for on the command line.
struct StudyRequest {
  std::string path;                      ///< a study, or a scenario
  std::vector<std::string> sets{};       ///< path=value; with a range as value it is varied, in place of the study's of that path
  std::vector<std::string> policies{};   ///< names or files; empty: the study's, or the scenario's
  std::vector<std::string> lock_steps{}; ///< "path,path": vary together
  std::vector<std::string> constraints{};  ///< besides the study's
  std::optional<DesignKind> design{};    ///< in place of the study's
  std::optional<std::uint32_t> points{};
  std::string library{};                 ///< folder with profiles/, policies/ ...; empty: above the scenario
  bool for_search = false;               ///< `tune` searches the ranges: they need no levels, and no number of points
};

/// A study that is ready to be spread over points.
struct Study {
  StudyFile file;                      ///< with what the command line changed; `sweep.parameters` as `variables`
  std::string path;                    ///< of the study or scenario, as asked for
  bool is_study = false;               ///< false: a scenario
  std::string scenario_path;
  std::vector<std::string> sets;       ///< path=value of the scenario, at every point
  std::vector<std::string> policies;   ///< names, in the order of results
  std::vector<SweepVariable> variables;
  std::vector<Constraint> constraints; ///< with paths of the scenario
  DesignPlan plan;
  LoadResult base;                     ///< the scenario as it is without any level
  std::optional<YamlNode> tune;        ///< the part of that name, for `picket tune`

  // For the points:
  YamlNode tree;                       ///< the scenario's, with its includes and the study's policies
  Diagnostics texts;                   ///< that `tree` points into; no error
  std::uint32_t own_texts = 0;         ///< so many of them; the others are of files of the library
  ReadTrees read_files;                ///< files of the library and parts that the scenario needs, read once for all points
  std::vector<PartFile> parts;
  std::string library;

  /// Value of a path at a point: of a variable its level, else as the scenario has it.
  std::optional<Level> value_at(const DesignPoint& point, const std::string& path) const;
  /// The first constraint that does not hold; nothing if all do.
  std::optional<std::size_t> refused_by(const DesignPoint& point) const;
  bool allows(const DesignPoint& point) const { return !refused_by(point); }
};

/// Reads a study, or makes one of a scenario and ranges: a file with `sweep:` or `tune:`, or with `scenario:` and no `fleet:`, is a
/// study. The scenario is read and checked once, without levels.
///
/// Output: nothing if there was an error. Without `tune` there is at least one variable; unless it is for a search, there is a design for those that are there.
/// Errors: all at once into `diagnostics`: of the study, its scenario, ranges, paths, constraints and policies.
std::optional<Study> read_study(const StudyRequest& request, Diagnostics& diagnostics);

}  // namespace picket::sim
