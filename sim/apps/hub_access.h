#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent_core/policy/policy.h"
#include "sim/apps/live_options.h"
#include "sim/live/mqtt/hub_client.h"

namespace picket::sim {

/// What a live command reads before it starts.
struct LiveInput {
  std::optional<Policy> policy;
  std::optional<HubClientSettings> hub;
};

/// The client's settings of what the options name; secrets from files and the environment alone.
/// Errors: problems, none of which quotes a secret; warnings as well.
std::optional<HubClientSettings> read_hub_access(const HubAccessOptions& options, const std::string& client, std::vector<std::string>& problems,
                                                 std::vector<std::string>& warnings);
/// The policy that a word names, with --set and --library.
/// Errors: problems; what is wrong with a file is said on standard error.
std::optional<Policy> read_live_policy(const std::string& word, const CommonOptions& common, std::vector<std::string>& problems);
/// The file of messages on their way of an identity: `given`, or ~/.local/state/picket/HUB_DEVICE_MODULE.sqlite, whose folder is made.
std::string live_queue_file(const std::string& given, const LiveIdentity& identity, std::vector<std::string>& problems);
/// Says problems, and how many; exit code 2.
int refuse_live(const std::vector<std::string>& problems);

}  // namespace picket::sim
