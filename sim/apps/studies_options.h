#pragma once

#include <CLI/CLI.hpp>

#include "sim/apps/options.h"

namespace picket::sim {

/// Declares `picket studies` and `picket launch` with their words; both must outlive the parsing.
CLI::App* add_studies(CLI::App& app, StudiesOptions& studies_options, CommonOptions& common);
CLI::App* add_launch(CLI::App& app, LaunchOptions& launch_options);

}  // namespace picket::sim
