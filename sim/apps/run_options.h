#pragma once

#include <optional>
#include <string>

#include "sim/apps/options.h"

namespace CLI {
class App;
}

namespace picket::sim {

/// "5 %", "5%" or "2.5", in per cent from 0.1 to 50, as a share; nothing of anything else.
std::optional<double> precision_of_word(const std::string& word);

/// Adds the command `run` with what is its own.
CLI::App* add_run(CLI::App& app, std::string& scenario, RunOptions& options);

}  // namespace picket::sim
