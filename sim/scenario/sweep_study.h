#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/scenario/field.h"

namespace picket::sim {

/// How the points of a sweep are spread over its parameters.
enum class DesignKind : std::uint8_t { kFullFactorial, kLatinHypercube, kSobol };

inline constexpr auto kDesignWords = std::to_array<EnumName<DesignKind>>({{DesignKind::kFullFactorial, "full_factorial"},
                                                                          {DesignKind::kLatinHypercube, "latin_hypercube"},
                                                                          {DesignKind::kSobol, "sobol"}});
inline std::span<const EnumName<DesignKind>> enum_names(DesignKind) { return kDesignWords; }

/// Points of one sweep at most: each is a scenario that is read, checked and held in memory (some 300 kB with its rules).
inline constexpr std::uint32_t kMostPoints = 2'000;

/// One value of the scenario that a sweep varies.
struct SweepParameter {
  std::string path;
  std::string range;
  std::vector<std::string> values;
  std::string lock_step;
};

template <class Visitor>
void describe(Visitor& v, SweepParameter& p) {
  v.field("path", p.path,
          {.says = "Value of the scenario, as in --set; `policy.NAME.KEY` is short for `policy_templates.NAME.KEY`, and KEY may be "
                   "the last key alone where the policy has it once.",
           .required = true});
  v.field("range", p.range,
          {.says = "Its levels: `30 min..240 min:30 min` (from, to, step), `linear(1..9:5)` and `log(1 min..1000 min:4)` (from, to, "
                   "number of levels), `[a, b]`; without step or number, `1 min..9 min` and `log(...)` are continuous, for "
                   "latin_hypercube and sobol."});
  v.field("values", p.values, {.says = "Its levels one by one, in place of `range`."});
  v.field("lock_step", p.lock_step,
          {.says = "Parameters with the same word here vary together: the first level of one with the first of the others, and so on."});
}

/// What a sweep varies, and how.
struct SweepSection {
  DesignKind design = DesignKind::kFullFactorial;
  std::uint32_t points = 0;
  std::vector<SweepParameter> parameters;
  std::vector<std::string> constraints;
};

template <class Visitor>
void describe(Visitor& v, SweepSection& s) {
  v.field("design", s.design,
          {.says = "full_factorial: every combination of levels; latin_hypercube and sobol: `points` spread over the ranges."});
  v.field("points", s.points,
          {.says = "Points of latin_hypercube and sobol; full_factorial takes none.", .min = 0, .max = static_cast<double>(kMostPoints)});
  v.field("parameters", s.parameters, {.says = "The values that vary.", .required = true});
  v.field("constraints", s.constraints,
          {.says = "What must hold at a point, such as `policy.x.high <= policy.x.medium`; others are left out. Both sides are a "
                   "path or a value; <=, <, >=, >, == and !=."});
}

/// A study over points of a scenario: the file of `picket sweep`, and of `picket tune`, whose own part `tune` is declared
/// in sim/tune.
struct StudyFile {
  std::string name;
  std::string title;
  std::string scenario;
  std::vector<std::string> set;
  std::vector<std::string> policies;
  std::optional<std::uint64_t> seed;
  std::optional<std::uint32_t> replications;
  SweepSection sweep;
};

template <class Visitor>
void describe(Visitor& v, StudyFile& s) {
  v.field("name", s.name, {.says = "Short name, used in file names; empty means the scenario's with `_sweep`."});
  v.field("title", s.title, {.says = "Heading of tables and reports; empty means the scenario's."});
  v.field("scenario", s.scenario, {.says = "The scenario, a file; its path is from the study's folder.", .required = true});
  v.field("set", s.set, {.says = "Values that hold at every point, each `path=value` as in --set."});
  v.field("policies", s.policies,
          {.says = "Policies that every point runs under: names of the scenario's, names of the library, or files (from the study's "
                   "folder, ending in .yaml); empty means all of the scenario."});
  v.field("seed", s.seed, {.says = "Seed of all random numbers, the same at every point; empty means the scenario's."});
  v.field("replications", s.replications,
          {.says = "Replications of every point, the same at each; empty means the scenario's.", .min = 1, .max = 100'000});
  v.field("sweep", s.sweep, {.says = "What varies, and how."});
}

}  // namespace picket::sim
