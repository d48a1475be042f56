#pragma once

#include <string>

#include "sim/apps/options.h"

namespace CLI {
class App;
}

namespace picket::sim {

/// Adds the command `run` with what is its own.
CLI::App* add_run(CLI::App& app, std::string& scenario, RunOptions& options);

}  // namespace picket::sim
