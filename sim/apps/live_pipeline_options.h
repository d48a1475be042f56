#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace picket::sim {

struct LivePipelineOptions {
  std::string connection;        ///< file with the endpoint's connection string; empty: kEndpointVariable
  std::string consumer_group = "$Default";
  std::string from = "earliest";  ///< earliest, latest, or a time
  std::string workspace = "live/workspace.sqlite";
  std::vector<std::string> rules;
  std::string silence;
  std::string learn;
  std::string keep = "26 h";
  std::string roots;
  std::string address;           ///< to connect to in place of looking the host up
  std::uint16_t port = 5'671;
  std::string hold = "5 s";
  bool until_present = false;
  bool quiet = false;
};

/// Of the endpoint's connection string.
inline constexpr const char* kEndpointVariable = "PICKET_EVENT_HUB_CONNECTION_STRING";

/// Declares `picket live pipeline` below `live`; the options must outlive the parsing.
CLI::App* add_live_pipeline(CLI::App& live, LivePipelineOptions& options);
int live_pipeline_command(const LivePipelineOptions& options);

}  // namespace picket::sim
