#include "sim/apps/suite_options.h"

#include <CLI/CLI.hpp>

#include "sim/apps/option_checks.h"
#include "sim/attack/attack_template.h"

namespace picket::sim {

CLI::App* add_suite(CLI::App& app, SuiteOptions& options) {
  CLI::App* suite = app.add_subcommand("suite", "Run attacks against policies and judge what is expected of them");
  suite->add_option("paths", options.paths, "A suite; or attacks, scenarios and folders of them")->required();
  suite->add_option("--policy", options.policies,
                    "Policies in place of the suite's: names of the library, or files; repeatable (without a suite: g2_linux, picket)")
      ->allow_extra_args(false);
  suite->add_option("--tier", options.tier, "The part of the suite of that name, such as pr or nightly");
  suite->add_option("--budget", options.budget, "Start no simulation after this time, such as '10 min'");
  suite->add_option("--inconclusive", options.inconclusive, "What undecided checks do: fail, pass or warn")
      ->check(CLI::IsMember({"fail", "pass", "warn"}))->capture_default_str();
  suite->add_option("--baseline", options.baseline,
                    "Folder of an earlier result of the suite with the same seed: what got worse fails")->type_name("DIR");
  suite->add_option("--changed-since", options.changed_since,
                    "Only cases that changes of the working tree since this git revision affect: all, if code changed")->type_name("REV");
  suite->add_option("--variants", options.variants, "This many variants of each attack that has ranges, in place of the suite's number; 0: none")
      ->check(CLI::Range(0U, kMostVariants))->type_name("N");
  suite->add_flag("--held-out", options.held_out, "Draw the variants from held-out ranges, which nothing was tuned on");
  suite->add_option("--seeds", options.seeds,
                    "fixed: the suite's seed, or --seed, for gates; fresh: a seed drawn for this run, said in every result, for nightly runs")
      ->check(CLI::IsMember({"fixed", "fresh"}))->capture_default_str();
  suite->add_option("--corpus", options.corpus,
                    "Folder of known failures: tried first and reported apart; failures of this run join")
      ->type_name("DIR")->check(not_empty);
  suite->add_option("--shard", options.shard, kShardHelp)->type_name("I/N")->check(not_empty);
  suite->add_option("--timeout", options.timeout, "A simulation that takes longer, '10 min' or '90s', is ended and fails its case (default: none)")
      ->type_name("TIME")->check(not_empty);
  suite->add_flag("--list", options.list, "Say what would run; run nothing");
  suite->footer("Examples:\n"
                "  picket suite scenarios/suites/library.yaml --tier pr\n"
                "  picket suite scenarios/suites/library.yaml --shard 2/4 --out shared\n"
                "  picket suite scenarios/attacks --policy g2_linux --policy picket --budget '10 min'\n"
                "  picket suite scenarios/attacks/a10_ssh_brute_force.yaml --variants 3 --held-out\n"
                "  picket suite my_attack.yaml --policy my_policy.yaml --rules picket --rules my_rules/ --set confidence=0.9\n"
                "  picket suite scenarios/suites/library.yaml --tier nightly --seeds fresh --corpus known_failures/\n\n"
                "Each check ends as PASS, FAIL or INCONCLUSIVE. Beside suite.json lie junit.xml, summary.md and report.html; each case is a\n"
                "study below cases/, for 'picket report' and 'picket why'. After an interruption the same command goes on where it was.\n"
                "A part (--shard) runs every N-th case until its checks are decided, as the whole suite would, and leaves runs: the command\n"
                "without --shard then judges them, and simulates nothing again.\n"
                "Invariants (`invariants:` of a suite) are judged exactly on every run; that counts balance is always one.\n"
                "Exit codes: 0 no check failed, 1 a check or an invariant failed, 2 wrong input, 3 a simulation failed or broke what Picket\n"
                "itself promises (counts balance, delays sum, same digest again), 4 undecided (--inconclusive fail).");
  return suite;
}

}  // namespace picket::sim
