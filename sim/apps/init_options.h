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

struct InitOptions {
  std::string name = "compare";       ///< of a template
  std::string file;                   ///< to write; empty: standard output
  std::string from_hub;               ///< device registry of a hub, in place of a template
  std::vector<std::string> metrics;   ///< of the hub, CSV
  std::string group_by;               ///< "tags.KEY"; empty: IoT Edge or not
  std::vector<std::string> classes;   ///< VALUE=DEVICE_CLASS
  std::string tier;                   ///< of the hub; empty: not said
  std::optional<std::uint32_t> units;
  std::string scenario_name = "hub_fleet";
};
/// Writes a scenario with the fleet of a real hub.
int init_from_hub_command(const InitOptions& init, const CommonOptions& common);

/// Adds the command `init`.
CLI::App* add_init(CLI::App& app, InitOptions& init, CommonOptions& common);

}  // namespace picket::sim
