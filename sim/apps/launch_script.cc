#include "sim/apps/launch_script.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "agent_core/base/hash.h"
#include "sim/results/shell_word.h"

namespace picket::sim {
namespace {

/// The command as the script types it, without --shard.
std::string command_of(const LaunchPlan& plan) {
  std::string text = shell_word(plan.program);
  const auto has = [&plan](std::string_view option) {
    return std::any_of(plan.words.begin(), plan.words.end(), [option](std::string_view word) {
      return word == option || (word.starts_with(option) && word.substr(option.size()).starts_with('='));
    });
  };
  for (const std::string& word : plan.words) text += " " + shell_word(word);
  if (!has("--threads")) text += fmt::format(" --threads {}", plan.threads);
  if (!has("--quiet") && !has("-q")) text += " --quiet";
  return text;
}

std::string slurm(const LaunchPlan& plan) {
  std::string directives = fmt::format("#SBATCH --array=0-{}{}\n", plan.shards - 1, plan.at_once > 0 ? fmt::format("%{}", plan.at_once) : "");
  directives += fmt::format("#SBATCH --cpus-per-task={}\n", plan.threads);
  if (!plan.time_limit.empty()) directives += "#SBATCH --time=" + plan.time_limit + "\n";
  if (!plan.memory.empty()) directives += "#SBATCH --mem=" + plan.memory + "\n";
  if (!plan.partition.empty()) directives += "#SBATCH --partition=" + plan.partition + "\n";
  return fmt::format(R"(#!/bin/bash
#SBATCH --job-name=picket
#SBATCH --output=picket-%A_%a.log
{}#
# Submit with: sbatch THIS_FILE; then, for the result, when all tasks of the array have ended:
#   sbatch --dependency=afterany:JOBID --array=0-0 --export=ALL,PICKET_RESULT=1 THIS_FILE
# The highest index must be below the cluster's MaxArraySize, often 1001 (scontrol show config). A task should last five minutes or
# more: choose fewer shards otherwise. A task that was killed can be submitted again: what is complete is not repeated.
# If the program needs modules, load them here, for example: module load gcc

set -euo pipefail
cd {}
if [[ -n "${{PICKET_RESULT:-}}" ]]; then
  exec {}
fi
exec {} --shard "$((SLURM_ARRAY_TASK_ID + 1))/{}"
)",
                     directives, shell_word(plan.folder), command_of(plan), command_of(plan), plan.shards);
}

/// The log of what has run is of one command in so many parts: another's parts would be taken for done.
std::string joblog_of(const LaunchPlan& plan) {
  return fmt::format("picket-{:08x}.joblog", static_cast<std::uint32_t>(fnv1a(command_of(plan), hash_combine(kFnvOffset, plan.shards))));
}

std::string parallel(const LaunchPlan& plan) {
  // What GNU parallel is given is a template: {} is replaced, and its shell reads the rest once more. So the command stands
  // in a function, and only the number of the part is handed over.
  return fmt::format(R"(#!/bin/bash
# Needs GNU parallel. Run it again to go on after an interruption: parts that ended well are left out, the others are
# started anew, and no simulation that is complete is repeated. --sshlogin in PARALLEL_OPTIONS uses other machines, which
# must see the same folders and have this script's program.

set -euo pipefail
cd {}
part() {{
  {} --shard "$1/{}"
}}
export -f part
# shellcheck disable=SC2086
SHELL=/bin/bash parallel {}--joblog {} --resume-failed --retries 3 --halt soon,fail=20% ${{PARALLEL_OPTIONS:-}} part ::: $(seq 1 {})
{}
)",
                     shell_word(plan.folder), command_of(plan), plan.shards, plan.at_once > 0 ? fmt::format("--jobs {} ", plan.at_once) : "",
                     joblog_of(plan), plan.shards, command_of(plan));
}

std::string mpi(const LaunchPlan& plan) {
  return fmt::format(R"(#!/bin/bash
# Needs Open MPI; each rank runs one part, and ranks do not talk to each other. MPI_OPTIONS takes more options for mpirun,
# such as --hostfile. A rank that dies ends the others with it: where jobs may be killed, an array of jobs is the better
# way. Run it again to go on: no simulation that is complete is repeated.

set -euo pipefail
self=$(realpath "$0")
cd {}
if [[ -n "${{OMPI_COMM_WORLD_RANK:-}}" ]]; then
  exec {} --shard "$((OMPI_COMM_WORLD_RANK + 1))/{}"
fi
# shellcheck disable=SC2086
mpirun -np {} ${{MPI_OPTIONS:-}} bash "$self"
{}
)",
                     shell_word(plan.folder), command_of(plan), plan.shards, plan.shards, command_of(plan));
}

}  // namespace

std::string launch_script(const LaunchPlan& plan) {
  switch (plan.launcher) {
    case Launcher::kSlurm: return slurm(plan);
    case Launcher::kParallel: return parallel(plan);
    case Launcher::kMpi: return mpi(plan);
  }
  return {};
}

}  // namespace picket::sim
