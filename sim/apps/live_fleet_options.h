#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "sim/apps/options.h"

namespace picket::sim {

/// Of a policy of the hub that may change identities.
inline constexpr const char* kRegistryVariable = "PICKET_REGISTRY_CONNECTION_STRING";

struct LiveFleetOptions {
  std::string scenario;
  std::string policy;               ///< column of the scenario; empty: its only or first one
  std::string connection;           ///< file with the connection string of a registry policy; empty: kRegistryVariable
  std::string module = "azureiotsecurity";
  std::string journal = "live/fleet-identities.txt";
  std::string out = "live";         ///< each run's measures go to a folder of their own in it
  double speed = 1;
  std::optional<std::uint64_t> message_budget;
  std::uint32_t connects_per_second = 0;  ///< 0: nine tenths of the hub's limit
  std::uint32_t sends_per_second = 0;
  std::string roots;
  std::string address;
  std::uint16_t port = 8'883;
  std::uint16_t registry_port = 443;
  std::string status_every = "10 s";
  bool clean_up = false;
};

/// Declares `picket live fleet` below `live`; the options must outlive the parsing.
CLI::App* add_live_fleet(CLI::App& live, LiveFleetOptions& options, CommonOptions& common);
/// A scenario's devices at a real hub. Also 1: no device came to connect; 4: messages were lost or not sent.
int live_fleet_command(const LiveFleetOptions& options, const CommonOptions& common);

}  // namespace picket::sim
