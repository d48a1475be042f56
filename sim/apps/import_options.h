#pragma once

#include "sim/apps/options.h"

namespace CLI {
class App;
}

namespace picket::sim {

/// Adds the command `import` with its sub-commands; what the command line says goes into `mud` and `common`.
CLI::App* add_import(CLI::App& app, ImportMudOptions& mud, CommonOptions& common);

}  // namespace picket::sim
