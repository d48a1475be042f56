#include "sim/apps/live_fleet_options.h"

#include "sim/apps/option_checks.h"

namespace picket::sim {

CLI::App* add_live_fleet(CLI::App& live, LiveFleetOptions& options, CommonOptions& common) {
  CLI::App* fleet = live.add_subcommand("fleet", "Connect a scenario's devices to a real hub, and send what their agents send");
  fleet->add_option("scenario", options.scenario, "Scenario file; its one hub says tier and units")->check(not_empty);
  fleet->add_option("--policy", options.policy, "Policy, as the scenario names it (default: its first)")->check(not_empty);
  fleet->add_option("--connection", options.connection, std::string("File with the connection string of a policy that may change identities, readable by you alone\n"
                    "(default: the variable ") + kRegistryVariable + ")")->type_name("FILE")->check(not_empty);
  fleet->add_option("--message-budget", options.message_budget, "Messages that all devices together send at most, repeats included; required to send")
      ->type_name("N")->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}));
  fleet->add_flag("-y,--yes", common.yes, "Make the identities, send and remove them; without it, it is said what would be done");
  fleet->add_flag("--clean-up", options.clean_up, "Remove the identities that a run which was killed left behind, and nothing else");
  fleet->add_option("--speed", options.speed, "The scenario's time per time of day: 60 plays an hour in a minute")->capture_default_str()->type_name("X")->check(CLI::Range(0.001, 100'000.0));
  fleet->add_option("--module", options.module, "Module that sends on each device")->capture_default_str()->check(not_empty);
  fleet->add_option("--journal", options.journal, "File that names the identities while they are there")->capture_default_str()->type_name("FILE")->check(not_empty);
  fleet->add_option("-o,--out", options.out, "Folder for what each run measured; 'latest' in it is the newest")->capture_default_str()->type_name("DIR")->check(not_empty);
  fleet->add_option("--connects", options.connects_per_second, "Connects a second, all devices (default: nine tenths of the hub's limit)")->type_name("N")->check(CLI::Range(1U, 100'000U));
  fleet->add_option("--sends", options.sends_per_second, "Messages a second, all devices (default: nine tenths of the hub's limit)")->type_name("N")->check(CLI::Range(1U, 1'000'000U));
  fleet->add_option("--roots", options.roots, "PEM file with the roots to trust (default: the system's)")->type_name("FILE")->check(CLI::ExistingFile);
  fleet->add_option("--address", options.address, "Where to connect in place of looking the host up; its certificate has to be the hub's")->type_name("ADDRESS")->check(not_empty);
  fleet->add_option("--port", options.port, "Port of MQTT over TLS")->capture_default_str()->type_name("N")->check(CLI::Range(1, 65'535));
  fleet->add_option("--registry-port", options.registry_port, "Port of the registry")->capture_default_str()->type_name("N")->check(CLI::Range(1, 65'535));
  fleet->add_option("--set", common.sets, "Override a value of the scenario: 'hubs[0].units=2'; repeatable")->allow_extra_args(false);
  fleet->add_option("--library", common.library, "Folder with profiles/, attacks/, policies/, prices/ (default: the built-in one)")->check(CLI::ExistingDirectory);
  fleet->add_option("--status-every", options.status_every, "Time between lines about how it is doing")->capture_default_str()->type_name("TIME")->check(not_empty);
  fleet->add_flag("-q,--quiet", common.quiet, "No such lines");
  fleet->footer("Examples:\n"
                "  az iot hub connection-string show --hub-name contoso-hub --policy-name registryReadWrite -o tsv > registry.txt\n"
                "  chmod 600 registry.txt\n"
                "  picket live fleet fleet.yaml\n"
                "  picket live fleet fleet.yaml --connection registry.txt\n"
                "  picket live fleet fleet.yaml --connection registry.txt --speed 60 --message-budget 20000 --yes\n"
                "  picket live fleet --clean-up --connection registry.txt\n\n"
                "Without --yes, or without a hub, it says how many messages, blocks of the quota and identities that would be, and what they\n"
                "cost, and sends nothing. Identities get names of this run alone, and are removed at its end; those of a run that was killed stand in the\n"
                "journal, and --clean-up removes them. Connects, messages and changes of identities keep under the hub's throttles.\n"
                "Ctrl-C ends it in good order: devices disconnect, identities go, and every message is accounted for.\n"
                "What it measured is in live_fleet.json of its folder; 'picket live compare' puts it beside the simulated run.\n"
                "Exit codes: 0 all arrived, 1 no device connected, 2 wrong input, 3 something failed, 4 messages were held, lost or not sent.");
  return fleet;
}

}  // namespace picket::sim
