#include "sim/apps/live_options.h"

#include <algorithm>
#include <cstdio>

#include "agent_core/publish/client_presets.h"
#include "sim/apps/option_checks.h"

namespace picket::sim {
namespace {

void add_hub_access(CLI::App& command, HubAccessOptions& hub) {
  command.add_option("--connection", hub.connection, "File with the connection string of a device or module, readable by you alone (default: the\n"
                     "variable PICKET_CONNECTION_STRING)")->type_name("FILE")->check(not_empty);
  command.add_option("--certificate", hub.certificate, "PEM file with the certificate of an identity with x509=true, and its chain")->type_name("FILE")->check(not_empty);
  command.add_option("--key", hub.key, "PEM file with its private key, without a passphrase")->type_name("FILE")->check(not_empty);
  command.add_option("--roots", hub.roots, "PEM file with the roots to trust (default: the system's)")->type_name("FILE")->check(not_empty);
  command.add_option("--address", hub.address, "Where to connect in place of looking the host up, a private endpoint say; its certificate has to be the hub's")
      ->type_name("ADDRESS")->check(not_empty);
  command.add_option("--port", hub.port, "Port of MQTT over TLS")->capture_default_str()->type_name("N")->check(CLI::Range(1, 65'535));
}

void add_policy(CLI::App& command, std::string& policy, std::string& client, CommonOptions& common) {
  command.add_option("--policy", policy, "Policy: a name of the library, or a file")->capture_default_str()->check(not_empty);
  command.add_option("--client", client, "How it connects, renews and retries")->capture_default_str()
      ->check(CLI::IsMember(std::vector<std::string>(kClientPresetNames.begin(), kClientPresetNames.end())));
  command.add_option("--set", common.sets, "Override a value of the policy: 'policy_templates.picket.KEY=VALUE'; repeatable")->allow_extra_args(false);
  command.add_option("--library", common.library, "Folder with policies/ (default: the built-in one)")->check(CLI::ExistingDirectory);
}

CLI::App* add_live_agent(CLI::App& live, LiveAgentOptions& options, CommonOptions& common) {
  CLI::App* agent = live.add_subcommand("agent", "This Linux host as a device: what happens on it, through a policy, to an IoT Hub");
  agent->add_flag("--dry-run", options.dry_run, "Print messages to standard output, one a line as JSON, and send nothing; needs no hub");
  add_policy(*agent, options.policy, options.client, common);
  add_hub_access(*agent, options.hub);
  agent->add_option("--message-budget", options.message_budget, "Messages that it sends at most, repeats included; required to send")
      ->type_name("N")->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
  agent->add_flag("-y,--yes", common.yes, "Send to the hub; without it, it is said what would be sent to whom");
  agent->add_option("--duration", options.duration, "Stop after this time, '10 min' or '90s' (default: until it is stopped)")->type_name("TIME")->check(not_empty);
  agent->add_option("--queue", options.queue, "File of messages on their way (default: of the identity, in ~/.local/state/picket)")->type_name("FILE")->check(not_empty);
  agent->add_option("--device", options.device, "Dry run: name of the device (default: the host's)")->type_name("NAME")->check(not_empty);
  agent->add_option("--status-every", options.status_every, "Time between lines about how it is doing")->capture_default_str()->type_name("TIME")->check(not_empty);
  agent->add_flag("-q,--quiet", common.quiet, "No such lines");
  agent->footer("Examples:\n"
                "  picket live agent --dry-run --duration '2 min'\n"
                "  picket live agent --dry-run --policy g2_linux --duration '2 min' > messages.jsonl\n"
                "  picket live agent --connection module.txt --message-budget 1000 --yes\n"
                "  PICKET_CONNECTION_STRING=\"$(cat module.txt)\" picket live agent --message-budget 100 --duration '1 h' --yes\n\n"
                "Run it as root to see everything: else processes are polled, and login failures and others' open files are not seen; it says\n"
                "so. SIGTERM or Ctrl-C stops it in good order: what it holds is sent, for 10 s at most, and the rest waits in the queue for\n"
                "the next start. The queue survives kill -9; no message has the identifier of another.\n"
                "A connection string stands in a file or the environment, never on the command line, and is never printed.\n"
                "Exit codes: 0 all well, 1 no connection came about, 2 wrong input, 3 something failed on the way, 130 a second Ctrl-C.");
  return agent;
}

CLI::App* add_live_doctor(CLI::App& live, LiveDoctorOptions& options, CommonOptions& common) {
  CLI::App* doctor = live.add_subcommand("doctor", "Find what is wrong with a connection to a hub, or with this host's collectors, and what to do");
  add_policy(*doctor, options.policy, options.client, common);
  add_hub_access(*doctor, options.hub);
  doctor->add_option("--queue", options.queue, "File of messages on their way, as for live agent")->type_name("FILE")->check(not_empty);
  doctor->add_option("--https-port", options.https_port, "Port of HTTPS at the hub, whose answers say what time it is")
      ->capture_default_str()->check(CLI::Range(1, 65'535))->type_name("N");
  doctor->add_option("--patience", options.patience, "Longest wait for each step")->capture_default_str()->type_name("TIME")->check(not_empty);
  doctor->footer("Examples:\n  picket live doctor --connection module.txt\n  picket live doctor --connection module.txt --policy g2_linux\n\n"
                 "Looked at: the connection string, the host's address, TCP, TLS (chain, name, dates), this clock by an answer over HTTPS, the log-in\n"
                 "(key, clock, identity, another program with the same identity), collectors' rights, the queue on disk. It logs in and out once and sends\n"
                 "no message; where an agent runs on the queue it does not log in, as that would throw the agent out.\n"
                 "Exit codes: 0 nothing is wrong, 1 something is, 2 wrong input.");
  return doctor;
}

}  // namespace

CLI::App* add_live(CLI::App& app, LiveOptions& options, CommonOptions& common) {
  CLI::App* live = app.add_subcommand("live", "A real device and a real IoT Hub: run this host's agent, find what hinders it, analyse what arrives");
  live->require_subcommand(1);
  live->footer("Examples:\n  picket live agent --dry-run --duration '2 min'\n  picket live doctor --connection module.txt\n"
               "  picket live pipeline --connection endpoint.txt --consumer-group picket\n\n"
               "Exit codes: 0 all well, 1 no connection came about or one is wrong, 2 wrong input, 3 something failed on the way, 130 interrupted.");
  add_live_agent(*live, options.agent, common);
  add_live_doctor(*live, options.doctor, common);
  add_live_pipeline(*live, options.pipeline);
  add_live_fleet(*live, options.fleet, common);
  add_live_compare(*live, options.compare, common);
  return live;
}

int live_command(const CLI::App& live, const LiveOptions& options, const CommonOptions& common) {
  if (live.got_subcommand("pipeline")) return live_pipeline_command(options.pipeline);
  if (live.got_subcommand("compare")) return live_compare_command(options.compare, common);
  if (live.got_subcommand("fleet")) return live_fleet_command(options.fleet, common);
  return live.got_subcommand("doctor") ? live_doctor_command(options.doctor, common) : live_agent_command(options.agent, common);
}

bool refuses_secrets(const std::vector<std::string>& argv) {
  const bool holds = std::any_of(argv.begin(), argv.end(), [](const std::string& word) {
    return word.find("SharedAccessKey=") != std::string::npos || word.find("SharedAccessSignature") != std::string::npos;
  });
  if (!holds) return false;
  std::fprintf(stderr, "error: a word of the command line holds a key, which every user of this machine can see and the shell remembers; put the\n"
               "connection string into a file that you alone can read (chmod 600) and name it with --connection, or into the\n"
               "variable %s. Make a new key for the identity: this one is no longer secret.\n1 error; nothing was run.\n", kConnectionVariable);
  return true;
}

}  // namespace picket::sim
