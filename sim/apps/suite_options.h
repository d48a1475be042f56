#pragma once

#include "sim/apps/options.h"

namespace CLI {
class App;
}

namespace picket::sim {

/// Adds the command `suite` with what is its own.
CLI::App* add_suite(CLI::App& app, SuiteOptions& options);

}  // namespace picket::sim
