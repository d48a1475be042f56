#include <unistd.h>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

#include <sys/random.h>

#include "agent_core/base/utf8.h"
#include "sim/apps/duration_option.h"
#include "sim/apps/hub_access.h"
#include "sim/apps/live_options.h"
#include "sim/live/agent/live_agent.h"
#include "sim/live/agent/live_text.h"
#include "sim/live/agent/message_line.h"
#include "sim/results/utc_time.h"

namespace picket::sim {
namespace {

/// Says notes and how it is doing on standard error; messages of a dry run on standard output.
class AgentTeller : public LiveAgentListener {
 public:
  AgentTeller(std::string device, std::string agent_version, bool quiet)
      : device_(std::move(device)), agent_version_(std::move(agent_version)), quiet_(quiet) {}

 private:
  void on_note(Time now, const std::string& text) override {
    std::fprintf(stderr, "%sZ  %s\n", utc_text(now).substr(0, 19).c_str(), printable(text).c_str());
  }
  void on_status(const LiveAgentStatus& status) override {
    if (!quiet_) std::fprintf(stderr, "%s\n", status_line(status).c_str());
  }
  void on_message(const HostMessage& message) override {
    std::printf("%s\n", message_line(message, device_, agent_version_).c_str());
    std::fflush(stdout);
  }

  std::string device_;
  std::string agent_version_;
  bool quiet_;
};

std::string host_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 && name[0] != '\0' ? std::string(name.data()) : "this-host";
}

std::uint64_t random_number() {
  std::uint64_t number = 0;
  if (::getrandom(&number, sizeof number, 0) != static_cast<ssize_t>(sizeof number)) {
    number = static_cast<std::uint64_t>(::getpid());  // an early boot; the queue's lineage is made of it once
  }
  return number;
}

/// What would be sent to whom, for somebody who has not said yes.
std::string unconfirmed(const HubClientSettings& hub, const LiveAgentOptions& options) {
  std::string text = "this sends to a hub, which has a bill: as " + hub.identity.names.device +
                     (hub.identity.names.module.empty() ? std::string() : "/" + hub.identity.names.module) + " to " + hub.identity.names.host;
  text += options.message_budget ? ", at most " + std::to_string(*options.message_budget) + " messages" : "";
  return text + "; say so with" + (options.message_budget ? "" : " --message-budget N and") + " --yes, or look first with --dry-run";
}

void check_settings(const LiveAgentOptions& options, const CommonOptions& common, LiveAgentSettings& settings, std::vector<std::string>& problems,
                    std::vector<std::string>& warnings) {
  if (std::optional<Policy> policy = read_live_policy(options.policy, common, problems)) settings.policy = *std::move(policy);
  if (options.dry_run) {
    settings.device = options.device.empty() ? host_name() : options.device;
    return;
  }
  if (!options.device.empty()) problems.emplace_back("--device is for --dry-run: the connection string names the device");
  settings.hub = read_hub_access(options.hub, options.client, problems, warnings);
  if (!settings.hub) return;
  settings.queue_file = live_queue_file(options.queue, settings.hub->identity, problems);
  if (!options.message_budget || !common.yes) problems.push_back(unconfirmed(*settings.hub, options));
  settings.hub->message_budget = options.message_budget.value_or(0);
  if (settings.hub->identity.names.module.empty()) {
    warnings.push_back("it sends as the device itself; security messages usually come from a module of it, '" + settings.policy.module_name + "' for this policy");
  }
}

int code_of(const LiveAgentResult& result) {
  if (!result.status.balances) return exit_code::kInternalError;
  if (result.end == LiveAgentEnd::kInterrupted) return exit_code::kInterrupted;
  return !result.status.dry_run && result.status.connections == 0 ? exit_code::kExpectationFailed : exit_code::kOk;
}

}  // namespace

int live_agent_command(const LiveAgentOptions& options, const CommonOptions& common) {
  std::vector<std::string> problems;
  std::vector<std::string> warnings;
  LiveAgentSettings settings;
  settings.random = random_number();
  settings.run_for = Duration::from_seconds(seconds_of_option("--duration", options.duration));
  settings.status_every = Duration::from_seconds(seconds_of_option("--status-every", options.status_every));
  check_settings(options, common, settings, problems, warnings);
  for (const std::string& warning : warnings) std::fprintf(stderr, "warning: %s\n", printable(warning).c_str());
  if (!problems.empty()) return refuse_live(problems);

  AgentTeller teller(settings.device, settings.policy.agent_version, common.quiet);
  const Result<LiveAgentResult, std::string> ended = run_live_agent(std::move(settings), teller);
  if (!ended.ok()) {
    std::fprintf(stderr, "error: %s\n", printable_lines(ended.error()).c_str());
    return exit_code::kInternalError;
  }
  const LiveAgentResult& result = ended.value();
  std::fprintf(stderr, "%s after %.0f s\n%s", std::string(to_string(result.end)).c_str(), result.status.running.to_seconds(),
               closing_balance(result.status).c_str());
  return code_of(result);
}

}  // namespace picket::sim
