#include <algorithm>
#include <cstdio>

#include "agent_core/base/utf8.h"
#include "sim/apps/attack_run_text.h"
#include "sim/apps/colour.h"
#include "sim/apps/load_input.h"
#include "sim/apps/load_suite.h"
#include "sim/apps/options.h"
#include "sim/apps/study_report.h"
#include "sim/experiment/study.h"
#include "sim/results/study_result_json.h"

namespace picket::sim {
namespace {

constexpr const char* kReplications = "max_replications=10";  ///< twice what an interval needs
constexpr std::uint32_t kTargets = 4;

/// The attack as a suite of one case has it: a small fleet of its class, each target attacked at a time of its own.
SuiteRequest request_of(const AttacksOptions& options, const CommonOptions& common) {
  const std::string& name = options.names.front();
  const bool is_file = name.find('/') != std::string::npos || name.ends_with(".yaml");
  SuiteRequest request;
  request.paths = {is_file ? name : library_of(common) + "/attacks/" + name + ".yaml"};
  request.library = is_file ? library_for(name, common) : library_of(common);
  request.policies = options.policies;
  request.rules = common.rules;
  request.sets.emplace_back(kReplications);
  if (options.devices) request.sets.push_back("devices=" + std::to_string(*options.devices));
  if (options.devices && !options.targets) request.sets.push_back("targets=" + std::to_string(std::min(kTargets, std::max(1U, *options.devices))));
  if (options.targets) request.sets.push_back("targets=" + std::to_string(*options.targets));
  request.sets.insert(request.sets.end(), common.sets.begin(), common.sets.end());
  return request;
}

}  // namespace

int attacks_run_command(const AttacksOptions& options, const CommonOptions& common) {
  std::optional<SuiteInput> input = load_suite_or_explain(request_of(options, common), common, true);
  if (!input) return exit_code::kWrongInput;
  LoadedSuite* const suite = &input->suite;
  if (suite->cases.size() > 1) {
    std::fprintf(stderr, "error: attacks run: runs one attack, and these are %zu variants; 'picket suite %s --variants N' runs them\n",
                 suite->cases.size(), printable(suite->path).c_str());
    return exit_code::kWrongInput;
  }
  PreparedCase& one = suite->cases.front();
  if (!suite->suite.rules.empty()) one.scenario.rules = absolute_packs(suite->suite.rules);
  StudySettings settings;
  settings.threads = threads_of(common);
  settings.out_directory = common.out;
  settings.quiet = common.quiet;
  settings.scenario_path = one.scenario_path;
  settings.repeat_command = common.command_line;
  settings.argv = common.argv;
  settings.rules = std::move(input->rules);
  settings.feeds = read_feeds(one.scenario, one.scenario_path);
  settings.resolved_scenario = write_scenario_yaml(with_kept_feeds(one.scenario, settings.feeds));
  const StudyOutcome outcome = run_study(one.scenario, settings);
  if (outcome.exit_code != 0) {
    std::fprintf(stderr, "repeat: %s\n", printable(common.command_line).c_str());
    return outcome.exit_code;
  }
  const std::optional<std::string> report = write_study_report(outcome);
  if (!report) return exit_code::kInternalError;
  if (common.format == "json") {
    std::printf("%s\n", study_result_json(outcome.result).c_str());
  } else {
    TableOptions table;
    table.colour = wants_colour();
    std::fputs(attack_run_text(one.scenario, outcome.result, outcome.directory, table).c_str(), stdout);
    std::printf("results: %s\nreport:  %s\n", printable(outcome.directory).c_str(), printable(*report).c_str());
  }
  return exit_code::kOk;
}

}  // namespace picket::sim
