#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/apps/live_compare_options.h"
#include "sim/apps/live_fleet_options.h"
#include "sim/apps/live_pipeline_options.h"
#include "sim/apps/options.h"

namespace picket::sim {

/// The environment variable that a connection string may stand in.
inline constexpr const char* kConnectionVariable = "PICKET_CONNECTION_STRING";

/// How a live command reaches its hub.
struct HubAccessOptions {
  std::string connection;   ///< file with the connection string; empty: kConnectionVariable
  std::string certificate;  ///< PEM, for x509=true
  std::string key;          ///< its private key's file
  std::string roots;        ///< PEM of trusted roots; empty: the system's
  std::string address;      ///< to connect to in place of looking the host up
  std::uint16_t port = 8'883;
};

struct LiveAgentOptions {
  HubAccessOptions hub;
  std::string policy = "picket";  ///< name of the library, or file
  std::string client = "c_sdk";
  std::string queue;              ///< file; empty: by identity, in the user's folder of states
  std::string duration;           ///< "10 min"; empty: until it is stopped
  std::string status_every = "1 min";
  std::optional<std::uint64_t> message_budget;
  std::string device;             ///< of a dry run; empty: the host's name
  bool dry_run = false;
};
struct LiveDoctorOptions {
  HubAccessOptions hub;
  std::string policy = "picket";
  std::string client = "c_sdk";
  std::string queue;
  std::string patience = "20 s";  ///< for each step
  std::uint16_t https_port = 443;
};
struct LiveOptions {
  LiveAgentOptions agent;
  LiveDoctorOptions doctor;
  LivePipelineOptions pipeline;
  LiveFleetOptions fleet;
  LiveCompareOptions compare;
};

/// Declares `picket live` and what stands below it.
CLI::App* add_live(CLI::App& app, LiveOptions& options, CommonOptions& common);
/// Runs the one of them that was asked for.
int live_command(const CLI::App& live, const LiveOptions& options, const CommonOptions& common);

/// This host as a device. Also 1: not a single connection to the hub came about.
int live_agent_command(const LiveAgentOptions& options, const CommonOptions& common);
/// What is wrong with a connection. Also 1: something is.
int live_doctor_command(const LiveDoctorOptions& options, const CommonOptions& common);

/// True, and said, if a word holds a key: others see it in the list of processes, and the shell keeps it.
bool refuses_secrets(const std::vector<std::string>& argv);

}  // namespace picket::sim
