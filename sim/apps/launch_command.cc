#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/utf8.h"
#include "sim/apps/launch_script.h"
#include "sim/apps/options.h"
#include "sim/apps/program_run.h"
#include "sim/experiment/rule_content.h"
#include "sim/results/atomic_file.h"

namespace picket::sim {
namespace {

/// Errors: throws WrongInput with everything that is wrong.
void check(const LaunchOptions& options) {
  std::string problems;
  const auto problem = [&problems](const std::string& text) { problems += (problems.empty() ? "" : "\n") + text; };
  const std::string& command = options.words.front();
  const std::vector<std::string_view> known{"run", "suite", "sweep"};
  if (std::find(known.begin(), known.end(), command) == known.end()) {
    const std::string near = closest_word(command, known);
    problem("'" + command + "' cannot be had in parts; run, suite and sweep can" + (near.empty() ? "" : ": did you mean '" + near + "'?"));
  }
  for (const std::string& word : options.words) {
    if (word == "--shard" || word.starts_with("--shard=")) problem("--shard is what the script adds: leave it out");
  }
  if (options.launcher != "slurm") {
    for (const auto& [name, value] : {std::pair{"--time", &options.time_limit}, {"--mem", &options.memory}, {"--partition", &options.partition}}) {
      if (!value->empty()) problem(std::string(name) + " is for slurm");
    }
  }
  if (options.launcher == "mpi" && options.at_once > 0) problem("--at-once is for slurm and parallel: mpirun starts all ranks");
  if (!problems.empty()) throw WrongInput(problems);
}

/// What the command itself would say of its words and files, before they wait in a queue for a machine that says it.
int check_command(const LaunchOptions& options) {
  ProgramCall call{this_program(), options.words, 0};
  call.arguments.insert(call.arguments.end(), {"--shard", "1/" + std::to_string(options.shards), "--check"});
  const ProcessEnd end = run_program(call);
  if (end.exit_code != exit_code::kWrongInput && !end.ok()) {
    throw std::runtime_error("the command was tried, to check its files, and ended with " + end.to_string());
  }
  return end.exit_code;
}

}  // namespace

int launch_command(const LaunchOptions& options) {
  check(options);
  if (const int refused = check_command(options); refused != exit_code::kOk) return refused;
  LaunchPlan plan;
  plan.launcher = options.launcher == "slurm" ? Launcher::kSlurm : options.launcher == "mpi" ? Launcher::kMpi : Launcher::kParallel;
  plan.shards = options.shards;
  plan.at_once = options.at_once;
  plan.program = this_program();
  plan.folder = std::filesystem::current_path().string();
  plan.words = options.words;
  plan.threads = options.threads;
  plan.time_limit = options.time_limit;
  plan.memory = options.memory;
  plan.partition = options.partition;
  const std::string script = launch_script(plan);
  if (options.output.empty()) {
    std::fputs(script.c_str(), stdout);
    return exit_code::kOk;
  }
  if (const auto error = write_file(options.output, script)) {
    std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
    return exit_code::kInternalError;
  }
  const char* how = plan.launcher == Launcher::kSlurm ? "sbatch" : "bash";
  std::fprintf(stderr, "wrote %s; start it with: %s %s\n", printable(options.output).c_str(), how, printable(options.output).c_str());
  return exit_code::kOk;
}

}  // namespace picket::sim
