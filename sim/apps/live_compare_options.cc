#include "sim/apps/live_compare_options.h"

#include "sim/apps/option_checks.h"

namespace picket::sim {

CLI::App* add_live_compare(CLI::App& live, LiveCompareOptions& options, CommonOptions& common) {
  CLI::App* compare = live.add_subcommand("compare", "Put what a live fleet measured beside the simulated run of the same scenario and seed");
  compare->add_option("run", options.run, "Simulated: a study, or a run of it")->capture_default_str()->check(not_empty);
  compare->add_option("live", options.live, "Live: the folder that 'picket live fleet' left, or its live_fleet.json")->capture_default_str()->check(not_empty);
  compare->add_option("--workspace", options.workspace, "Workspace of the 'picket live pipeline' that read the hub, to compare alerts by type")->type_name("FILE")->check(not_empty);
  compare->add_option("--tolerance", options.tolerance, "Share of the simulated value within which a live one agrees, where fewer than 5 replications show no spread;\n"
                      "and within which a cause has to account for a difference")->capture_default_str()->type_name("PERCENT")->check(not_empty);
  compare->add_option("--write-profile", options.write_profile, "Write round trip and loss, fitted to the live messages, as a line that scenarios include")->type_name("FILE")->check(not_empty);
  compare->add_option("--profile-name", options.profile_name, "What that line is called")->capture_default_str()->type_name("NAME")->check(not_empty);
  compare->add_flag("--force", options.force, "Replace the profile that is there");
  compare->add_option("--format", common.format, "human or json")->check(CLI::IsMember({"human", "json"}))->capture_default_str();
  compare->add_flag("--json", [&common](std::int64_t) { common.format = "json"; }, "The same as --format json");
  compare->footer("Examples:\n"
                  "  picket run fleet.yaml --replications 10\n"
                  "  picket live fleet fleet.yaml --connection registry.txt --message-budget 20000 --yes\n"
                  "  picket live compare\n"
                  "  picket live compare out/latest live/latest --workspace live/workspace.sqlite\n"
                  "  picket live compare out/latest live/latest --write-profile here.yaml\n\n"
                  "A live value agrees if it is the simulated one (messages that agents make), or lies within what one more replication would show\n"
                  "(95 %, from 5 replications on), or within --tolerance. A difference is explained if what the live fleet counted of itself\n"
                  "accounts for it: an end before the scenario's, messages held, connects and pings, another speed, another line. Else it is\n"
                  "flagged. What differs beforehand (program, prices, lines) is said first; another seed, fleet, attack or policy is refused.\n"
                  "Exit codes: 0 all agree or are explained, 1 a measure is flagged, 2 wrong input, 3 the profile could not be written.");
  return compare;
}

}  // namespace picket::sim
