#include "sim/apps/sweep_options.h"

#include <CLI/CLI.hpp>

#include "sim/apps/option_checks.h"
#include "sim/scenario/sweep_study.h"

namespace picket::sim {
CLI::App* add_sweep(CLI::App& app, SweepOptions& options) {
  CLI::App* sweep = app.add_subcommand("sweep", "Run a scenario at many points of its parameters and compare them");
  sweep->add_option("study", options.study, "A study (a file with `sweep:`), or a scenario")->required();
  sweep->add_option("--policy", options.policies, "Policies in place of the study's or the scenario's: names, or files; repeatable")
      ->allow_extra_args(false)->check(not_empty);
  sweep->add_option("--design", options.design, "full_factorial (every combination), latin_hypercube or sobol (default: the study's)")
      ->check(CLI::IsMember({"full_factorial", "latin_hypercube", "sobol"}));
  sweep->add_option("--points", options.points, "Points of latin_hypercube and sobol")->check(CLI::Range(1U, kMostPoints))->type_name("N");
  sweep->add_option("--lock-step", options.lock_steps, "Parameters that vary together: 'path,path'; repeatable")
      ->allow_extra_args(false)->type_name("PATHS");
  sweep->add_option("--constraint", options.constraints, "What must hold at a point: 'policy.x.high <= policy.x.medium'; repeatable")
      ->allow_extra_args(false)->type_name("TEXT");
  sweep->add_option("--shard", options.shard, "Only part I of N, I from 1: for several machines or jobs")->type_name("I/N")->check(not_empty);
  sweep->add_option("--timeout", options.timeout, "A simulation that takes longer, '10 min' or '90s', is ended and fails its point (default: none)")
      ->type_name("TIME")->check(not_empty);
  sweep->add_flag("--dry-run", options.dry_run, "Say points, simulations, time and bill; run nothing");
  sweep->footer("Examples:\n"
                "  picket sweep scenarios/studies/window_curve.yaml\n"
                "  picket sweep scenarios/smoke/quick.yaml --policy g2_linux --set 'policy.g2_linux.medium=30 min..240 min:30 min' --dry-run\n"
                "  picket sweep scenarios/smoke/quick.yaml --policy picket --set 'fleet.kiosk.count=20..80:20' --set 'duration=[6 h, 12 h]'\n"
                "  picket sweep scenarios/smoke/quick.yaml --policy g2_linux --set 'policy.g2_linux.high=log(1 min..60 min)' \\\n"
                "    --set 'policy.g2_linux.medium=60 min..240 min' --design sobol --points 16 --replications 10\n"
                "  picket sweep scenarios/studies/window_curve.yaml --shard 1/4 --out shared\n\n"
                "With a range as its value, --set varies a value: 'low..high:step', 'linear(low..high:n)', 'log(low..high:n)' or '[a, b]'; without\n"
                "step or n the range is continuous, for latin_hypercube and sobol. 'policy.NAME.KEY' is short for 'policy_templates.NAME.KEY'.\n"
                "All points have the same seed and replications. Runs that are complete are not repeated: after an interruption, or with more\n"
                "levels or replications, the same command goes on. A part (--shard) leaves runs and no result; when all parts are done, copy\n"
                "their folders together, unless they shared one, and give the command without --shard.\n"
                "Results: study.yaml, sweep.json, measures.csv (policy x parameters x replication x measure) and points.csv.");
  return sweep;
}

}  // namespace picket::sim
