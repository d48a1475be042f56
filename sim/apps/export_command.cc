#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "reports/terminal_table.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"
#include "sim/exchange/export_run.h"
#include "sim/experiment/process_pool.h"

namespace picket::sim {
namespace {

ExportForms forms_of(const ExportOptions& exported) {
  const auto routed = [&exported](const char* source) {
    return std::find(exported.routes.begin(), exported.routes.end(), source) != exported.routes.end();
  };
  ExportForms forms;
  forms.event_hubs = exported.form.empty() || exported.form == "eventhubs";
  forms.log_analytics = exported.form.empty() || exported.form == "log-analytics";
  forms.resource_logs = exported.form == "resource-logs";
  forms.connection_states = routed("deviceConnectionStateEvents");
  forms.twin_changes = routed("twinChangeEvents");
  forms.lifecycle = routed("deviceLifecycleEvents");
  if (!forms.event_hubs && !exported.routes.empty()) throw WrongInput("--route is about the endpoint: without eventhubs there is none");
  return forms;
}

std::string file_table(const ExportOutcome& outcome) {
  std::vector<std::vector<std::string>> rows;
  for (const ExportedFile& file : outcome.files) rows.push_back({file.path, std::to_string(file.lines), std::to_string(file.bytes)});
  return render_table({{"file", "", Align::kLeft}, {"lines", "", Align::kRight}, {"bytes", "", Align::kRight}}, rows, {});
}

}  // namespace

int export_command(const ExportOptions& exported, const CommonOptions& common) {
  const InterruptEnds interruption(&ExportFolder::remove_interrupted);
  const ExportForms forms = forms_of(exported);
  const ChosenRun run = choose_run({exported.run, exported.policy, exported.replication});
  const Scenario scenario = scenario_of(run);
  const std::string directory = exported.directory.empty() ? default_export_directory(run) : exported.directory;
  const Rerun::Settings settings{read_rules(scenario.rules), read_feeds(scenario, run.path + "/../../scenario.yaml"),
                                 threads_of(common), common.quiet};
  const ExportOutcome outcome = export_run(run, scenario, settings, {directory, exported.force, forms});
  const std::string text =
      fmt::format("{}, policy {}, replication {}; digest {} repeated; {} messages{}\n{}{}\n", scenario.name, run.manifest.policy,
                  run.manifest.replication, outcome.digest, outcome.counts.messages,
                  outcome.counts.copies == 0 ? "" : fmt::format(", {} of them copies", outcome.counts.copies), file_table(outcome),
                  outcome.directory + "/manifest.json");
  std::fwrite(text.data(), 1, text.size(), stdout);
  return exit_code::kOk;
}

}  // namespace picket::sim
