#include "sim/apps/studies_options.h"

#include <string>

#include "sim/apps/option_checks.h"
#include "sim/experiment/shard.h"

namespace picket::sim {
namespace {

/// A check of words that go into a script as they are.
std::string plain_word(const std::string& word) {
  if (word.starts_with('-')) return "'" + word + "' is the next option: a value is missing";
  const bool plain = !word.empty() && word.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:._-,") == std::string::npos;
  return plain ? "" : "'" + word + "' holds more than letters, digits and :._-,";
}

}  // namespace

CLI::App* add_studies(CLI::App& app, StudiesOptions& studies_options, CommonOptions& common) {
  CLI::App* studies = app.add_subcommand("studies", "Folders with results: list, index, merge and clean them");
  studies->add_option("action", studies_options.action, "ls, reindex, merge or gc")->required()->check(CLI::IsMember({"ls", "reindex", "merge", "gc"}));
  studies->add_option("folders", studies_options.folders, "merge: folders with studies, or studies; else the folder to look at (default: --out)");
  studies->add_option("--out", common.out, "Folder of results; merge brings runs here")->capture_default_str()->check(not_empty);
  studies->add_flag("-y,--yes", common.yes, "gc: remove what it lists");
  studies->footer("Examples:\n  picket studies ls\n  picket studies reindex shared\n"
                  "  picket studies merge --out all node1/out node2/out\n  picket studies gc --yes\n\n"
                  "ls       studies with their replications, state, age since the last run, and size\n"
                  "reindex  writes index.sqlite anew from the run folders alone: tables runs, measures (one row a study, policy,\n"
                  "         replication and measure) and verdicts, for sqlite3 and its like\n"
                  "merge    copies runs that are not there. The same run with another digest is an error, and nothing is copied.\n"
                  "         The study's own command then makes the result, and simulates nothing again\n"
                  "gc       lists partial runs, claims of processes that are gone, and temporary files; --yes removes them. A study\n"
                  "         that a living process is at is left alone");
  return studies;
}

CLI::App* add_launch(CLI::App& app, LaunchOptions& launch_options) {
  CLI::App* launch = app.add_subcommand("launch", "Write a script that runs the parts of a study on a cluster or on many cores");
  launch->add_option("launcher", launch_options.launcher, "slurm (job array), parallel (GNU parallel) or mpi (Open MPI)")
      ->required()->check(CLI::IsMember({"slurm", "parallel", "mpi"}));
  launch->add_option("command", launch_options.words, "run, suite or sweep with its arguments, after --")->required()->expected(1, 10'000);
  launch->add_option("--shards", launch_options.shards, "Parts, each a process")->required()->type_name("N")->check(CLI::Range(1U, kMostShards));
  launch->add_option("--at-once", launch_options.at_once, "slurm, parallel: parts at a time at most (default: as many as there is room for)")
      ->type_name("N")->check(CLI::Range(1U, kMostShards));
  launch->add_option("--threads", launch_options.threads, "Cores of a part")->check(CLI::Range(1, 1024))->capture_default_str();
  launch->add_option("--time", launch_options.time_limit, "slurm: time limit of a part, '4:00:00'")->type_name("TIME")->check(plain_word);
  launch->add_option("--mem", launch_options.memory, "slurm: memory of a part, '8G'")->type_name("SIZE")->check(plain_word);
  launch->add_option("--partition", launch_options.partition, "slurm: where to run")->type_name("NAME")->check(plain_word);
  launch->add_option("-o,--output", launch_options.output, "File to write (default: standard output)")->type_name("FILE")->check(not_empty);
  launch->footer("Examples:\n"
                 "  picket launch slurm --shards 50 --threads 4 --time 2:00:00 -o job.sh -- run big.yaml --replications 400 --out shared\n"
                 "  picket launch parallel --shards 8 -- suite scenarios/suites/library.yaml --out shared | bash\n"
                 "  picket launch mpi --shards 16 -o job.sh -- run big.yaml --out shared\n\n"
                 "Each part is the command with --shard I/N. When all have ended, the script runs the command once more without it, which\n"
                 "makes the result of the runs that are there. All parts need the same folder --out, which all machines see; where they\n"
                 "do not, picket studies merge brings the runs together.");
  return launch;
}

}  // namespace picket::sim
