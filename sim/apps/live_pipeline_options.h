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
  std::string duration;          ///< end after it; empty: no such end
  std::string fit;               ///< scenario to write in place of looking for anything; empty: no
  std::vector<std::string> feeds;
  std::string format = "human";  ///< human or json
  std::string store = "findings";  ///< findings, sample or all
  std::int64_t row_limit = 1'000'000;  ///< of raw events
  bool until_present = false;
  bool quiet = false;
};

/// Of the endpoint's connection string.
inline constexpr const char* kEndpointVariable = "PICKET_EVENT_HUB_CONNECTION_STRING";

/// Declares `picket live pipeline` below `live`; the options must outlive the parsing.
CLI::App* add_live_pipeline(CLI::App& live, LivePipelineOptions& options);
int live_pipeline_command(const LivePipelineOptions& options);

}  // namespace picket::sim
