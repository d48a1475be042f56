#include "sim/apps/hub_access.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "agent_core/base/utf8.h"
#include "agent_core/publish/client_presets.h"
#include "sim/apps/load_input.h"
#include "sim/apps/wanted_policies.h"
#include "sim/experiment/replay.h"
#include "sim/live/agent/host_agent.h"
#include "sim/live/mqtt/secret_source.h"
#include "sim/results/manifest.h"

namespace picket::sim {
namespace {

std::optional<Secret> take_secret(SecretRead read, std::vector<std::string>& problems, std::vector<std::string>& warnings) {
  if (!read.warning.empty()) warnings.push_back(read.warning);
  if (!read.secret) problems.push_back(read.error);
  return std::move(read.secret);
}

std::optional<LiveIdentity> read_identity(const HubAccessOptions& options, std::vector<std::string>& problems, std::vector<std::string>& warnings) {
  if (options.connection.empty() && std::getenv(kConnectionVariable) == nullptr) {
    problems.push_back(std::string("no connection string: name its file with --connection, or set ") + kConnectionVariable +
                       "; the portal shows it as the module's or device's primary connection string, and 'az iot hub module-identity connection-string show' prints it");
    return std::nullopt;
  }
  const std::string source = options.connection.empty() ? std::string("variable ") + kConnectionVariable : options.connection;
  SecretRead read = options.connection.empty() ? take_secret_of_environment(kConnectionVariable) : read_secret_file(options.connection);
  const std::optional<Secret> text = take_secret(std::move(read), problems, warnings);
  if (!text) return std::nullopt;
  ConnectionString connection = read_connection_string(*text);
  if (!connection.identity) problems.push_back(describe(connection.problems, source));
  return std::move(connection.identity);
}

void read_certificate(const HubAccessOptions& options, HubClientSettings& settings, std::vector<std::string>& problems, std::vector<std::string>& warnings) {
  const bool given = !options.certificate.empty() || !options.key.empty();
  if (!settings.identity.x509) {
    if (given) problems.emplace_back("--certificate and --key are for an identity with x509=true; this one has a SharedAccessKey");
    return;
  }
  if (options.certificate.empty()) problems.emplace_back("x509=true: name the certificate's PEM file with --certificate");
  if (options.key.empty()) problems.emplace_back("x509=true: name the private key's PEM file with --key");
  if (options.certificate.empty() || options.key.empty()) return;
  std::optional<Secret> key = take_secret(read_secret_file(options.key), problems, warnings);
  if (key) settings.certificate = ClientCertificate{options.certificate, *std::move(key)};
}

}  // namespace

std::optional<HubClientSettings> read_hub_access(const HubAccessOptions& options, const std::string& client, std::vector<std::string>& problems,
                                                 std::vector<std::string>& warnings) {
  std::optional<LiveIdentity> identity = read_identity(options, problems, warnings);
  if (!identity) return std::nullopt;
  HubClientSettings settings;
  settings.preset = client_preset(client).value();
  settings.identity = *std::move(identity);
  settings.roots = options.roots;
  settings.address = options.address;
  settings.port = options.port;
  settings.user_agent = "&DeviceClientType=" + percent_encoded("picket/" + this_build().version);
  read_certificate(options, settings, problems, warnings);
  return settings;
}

std::optional<Policy> read_live_policy(const std::string& word, const CommonOptions& common, std::vector<std::string>& problems) {
  const std::size_t before = problems.size();
  const WantedPolicies wanted = policies_of({word}, problems);
  check_policies(wanted, library_of(common), problems);
  if (problems.size() != before) return std::nullopt;
  Diagnostics diagnostics;
  const LoadResult loaded = load_scenario_text(replay_scenario_text(wanted.names), "live", common.sets, library_of(common), diagnostics, wanted.files);
  if (!loaded.ok()) {
    std::fputs(diagnostics.text().c_str(), stderr);
    problems.push_back("policy '" + printable(word) + "' cannot be used");
    return std::nullopt;
  }
  const Policy policy = loaded.scenario->policy_templates.at(wanted.names.front());
  const std::string why_not = why_not_live(policy);
  if (!why_not.empty()) problems.push_back("policy '" + printable(word) + "': " + why_not);
  return policy;
}

std::string live_queue_file(const std::string& given, const LiveIdentity& identity, std::vector<std::string>& problems) {
  if (!given.empty()) return given;
  const char* states = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  std::string folder = states != nullptr && *states == '/' ? std::string(states) : home != nullptr && *home == '/' ? std::string(home) + "/.local/state" : "";
  if (folder.empty()) {
    problems.emplace_back("neither XDG_STATE_HOME nor HOME is set; name a file for messages on their way with --queue");
    return {};
  }
  folder += "/picket";
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) problems.push_back(folder + ": cannot be made: " + error.message() + "; name a file with --queue");
  // Of one identity each: what waits for one hub is not sent to another.
  std::string name = identity.names.host + "_" + percent_encoded(identity.names.device);
  if (!identity.names.module.empty()) name += "_" + percent_encoded(identity.names.module);
  return folder + "/" + name + ".sqlite";
}

int refuse_live(const std::vector<std::string>& problems) {
  for (const std::string& problem : problems) std::fprintf(stderr, "error: %s\n", printable_lines(problem).c_str());
  std::fprintf(stderr, "%zu error%s; nothing was run.\n", problems.size(), problems.size() == 1 ? "" : "s");
  return exit_code::kWrongInput;
}

}  // namespace picket::sim
