#include "sim/apps/init_options.h"

#include <CLI/CLI.hpp>

#include "sim/apps/option_checks.h"
#include "sim/hub/sku.h"
#include "sim/scenario/plain_name.h"

namespace picket::sim {
namespace {

std::string plain_scenario_name(const std::string& word) {
  return is_plain_name(word, kLongestStudyName) ? "" : word + " is no name: " + plain_name_rule(kLongestStudyName);
}

}  // namespace

CLI::App* add_init(CLI::App& app, InitOptions& init, CommonOptions& common) {
  CLI::App* command = app.add_subcommand("init", "Write a commented scenario to start from: a template, or the fleet of a real hub");
  CLI::Option* name = command->add_option("template", init.name, "minimal, compare or spread")->capture_default_str();
  command->add_option("-o,--output,--file", init.file, "File to write (default: standard output); never overwritten")->type_name("FILE");
  CLI::Option* hub = command->add_option("--from-hub", init.from_hub, "Device registry of a hub: devices.txt of an export job, or a JSON list of identities or twins")
                         ->type_name("FILE")->check(not_empty)->excludes(name);
  command->add_option("--metrics", init.metrics, "Metrics of that hub from Azure Monitor, CSV or the CLI's table; repeatable")
      ->allow_extra_args(false)->type_name("FILE")->needs(hub);
  command->add_option("--group-by", init.group_by, "What tells kinds of devices apart: tags.KEY or properties.reported.KEY (default: IoT Edge or not)")
      ->type_name("PATH")->check(not_empty)->needs(hub);
  command->add_option("--class", init.classes, "Device class of a value: VALUE=CLASS; without --group-by the values are edge and device; '*' for all others; repeatable")
      ->allow_extra_args(false)->type_name("VALUE=CLASS")->needs(hub);
  std::vector<std::string> tiers;
  for (const EnumName<Sku>& tier : kSkuNames) tiers.emplace_back(tier.name);
  CLI::Option* tier = command->add_option("--tier", init.tier, "Tier of the hub")->check(CLI::IsMember(tiers))->needs(hub);
  command->add_option("--units", init.units, "Its units (default: what each policy needs)")->check(CLI::Range(1U, 200U))->needs(tier);
  command->add_option("--name", init.scenario_name, "Name of the scenario")->check(plain_scenario_name)->needs(hub)->capture_default_str();
  command->add_option("--library", common.library, "Folder with profiles/ (default: the built-in one)")->check(CLI::ExistingDirectory);
  command->footer("Examples:\n  picket init\n  picket init minimal --file my_scenario.yaml\n  picket init spread\n"
                  "  picket init --from-hub devices.txt -o fleet.yaml\n"
                  "  picket init --from-hub devices.txt --metrics metrics.csv --group-by tags.model --class cam-a=ip_camera --tier S1 --units 2 -o fleet.yaml\n\n"
                  "A registry comes from 'az iot hub device-identity export' (leave the keys out), 'az iot hub device-identity list' or\n"
                  "'az iot hub query -q \"select * from devices\"'; metrics, for a week or more, from\n"
                  "  az monitor metrics list --resource HUB --interval PT1H --offset 7d --aggregation Total Average Maximum --output table\n"
                  "      --metrics d2c.telemetry.ingress.success dailyMessageQuotaUsed connectedDeviceCount totalDeviceCount deviceDataUsage\n"
                  "or an export with columns for time, name and Total, Average, Maximum. Keys and names of devices are never kept or shown. What is\n"
                  "refused is told with its place and spoils nothing else; each figure of the file says whether it was counted or assumed.");
  return command;
}

}  // namespace picket::sim
