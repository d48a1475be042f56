#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/apps/options.h"

namespace CLI {
class App;
}

namespace picket::sim {

struct SweepOptions {
  std::string study;                     ///< a study, or a scenario
  std::vector<std::string> policies;     ///< names or files; empty: the study's, or all of the scenario
  std::vector<std::string> lock_steps;   ///< "path,path"
  std::vector<std::string> constraints;  ///< "path <= path"
  std::string design;                    ///< full_factorial, latin_hypercube, sobol; empty: the study's
  std::optional<std::uint32_t> points;   ///< of the last two
  std::string shard;                     ///< "i/n"; empty: all
  std::string timeout;                   ///< of a simulation, "10 min"; empty: none
  bool dry_run = false;                  ///< say what it would take, and run nothing
};
/// Runs a scenario at every point of a study. Also 3: a simulation failed; the others' results are there.
int sweep_command(const SweepOptions& sweep, const CommonOptions& common);
/// Says what is wrong with a study, as the command would before it runs anything.
bool is_valid_sweep(const std::string& study, const CommonOptions& common);

/// Adds the command `sweep` with what is its own.
CLI::App* add_sweep(CLI::App& app, SweepOptions& options);

}  // namespace picket::sim
