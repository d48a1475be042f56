#include "sim/apps/compare_options.h"

#include <CLI/CLI.hpp>

#include <charconv>

#include "sim/apps/option_checks.h"

namespace picket::sim {

std::optional<double> threshold_of(const std::string& words) {
  double value = 0;
  const char* const end = words.data() + words.size();
  const auto [stop, error] = std::from_chars(words.data(), end, value, std::chars_format::fixed);
  if (error != std::errc()) return std::nullopt;
  std::string_view unit(stop, static_cast<std::size_t>(end - stop));
  while (unit.starts_with(' ')) unit.remove_prefix(1);
  if (unit == "%") {
    value /= 100;
  } else if (!unit.empty()) {
    return std::nullopt;
  }
  // Negated, so that what is no number is refused too.
  if (!(value >= 0 && value <= 10)) return std::nullopt;
  return value;
}

CLI::App* add_compare(CLI::App& app, CompareOptions& options, CommonOptions& common) {
  CLI::App* compare = app.add_subcommand(
      "compare", "Compare two stored results, policies or points of one, or two programs: paired differences, and what they rest on");
  compare->add_option("old", options.before, "Folder of a study, suite, sweep, tuning or run; with --program a scenario")->required()->type_name("DIR");
  compare->add_option("new", options.after, "A second one of the same kind; without: policies of the first are compared")->type_name("DIR");
  compare->add_option("--policies,--policy", options.policies,
                      "Policies of one result, the first is the old side; of two results: only these; with commas, or repeatable")
      ->allow_extra_args(false)->delimiter(',')->type_name("NAMES");
  compare->add_option("--points", options.points, "Of one sweep or tuning: points to compare, the first is the old side; with commas, or repeatable")
      ->allow_extra_args(false)->delimiter(',')->type_name("IDS");
  compare->add_option("--reference", options.reference, "Old side of all tables of one result (default: the first of --policies, else the scenario's)")
      ->type_name("NAME");
  compare->add_option("--correction", options.correction, "Of p for the lines of a table: holm, bh (Benjamini-Hochberg, for exploring) or none")
      ->check(CLI::IsMember({"holm", "bh", "none"}))->capture_default_str();
  compare->add_option("--threshold", options.threshold, "Least effect that is flagged, such as '1 %'; of shares, points")
      ->type_name("SHARE")->capture_default_str()->check([](const std::string& words) {
        return threshold_of(words) ? "" : words + " is no share such as '1 %' or 0.01";
      });
  compare->add_option("--measure", options.measures, "Only this measure, by its name in measures.csv; repeatable")->allow_extra_args(false)->type_name("NAME");
  compare->add_flag("--all", options.all, "All measures, and attacks that both sides detect alike");
  compare->add_option("--fail-on", options.fail_on, "worse: exit code 1 if something flagged is worse; never")
      ->check(CLI::IsMember({"worse", "never"}))->capture_default_str();
  compare->add_option("--program", options.programs, "Run the scenario with this built picket; give it twice: the old program, then the new one")
      ->allow_extra_args(false)->type_name("FILE");
  compare->add_option("--seed", options.seed, "With --program: seed of both")->check(no_less_than_none)->type_name("N");
  compare->add_option("--replications", options.replications, "With --program: repetitions of both; 5 or more give intervals")
      ->check(CLI::Range(1U, 100'000U))->type_name("N");
  compare->add_option("--set", common.sets, "With --program: path=value of the scenario; repeatable")->allow_extra_args(false);
  compare->add_option("--library", common.library, "With --program: folder with profiles/, attacks/, policies/ and prices/")->check(CLI::ExistingDirectory);
  compare->add_option("--timeout", options.timeout, "With --program: longest time of each program, such as '10 min' (default: none)")->type_name("TIME");
  compare->add_option("--threads", common.threads, "With --program: cores to use (default: all)")->check(CLI::Range(0, 1024));
  compare->add_option("--out", common.out, "With --program: folder for results, with one below it for each program")->capture_default_str();
  compare->add_flag("-q,--quiet", common.quiet, "With --program: no progress");
  compare->add_option("--format", common.format, "human, markdown, csv or json")
      ->check(CLI::IsMember({"human", "markdown", "csv", "json"}))->capture_default_str();
  compare->footer("Examples:\n"
                  "  picket compare out/latest --policies g2_linux,picket\n"
                  "  picket compare out/latest --reference g2_linux --correction bh --all\n"
                  "  picket compare out/quick-s1-0123abcd out/quick-s1-4567abcd --fail-on worse\n"
                  "  picket compare out/held_out-s1-0123abcd --policies g2_linux,picket --format markdown\n"
                  "  picket compare out/window_curve-s1-0123abcd --points p0001,p0002\n"
                  "  picket compare out/window_curve-s1-0123abcd out/window_curve-s1-4567abcd\n"
                  "  picket compare scenarios/smoke/quick.yaml --program ../old/build/release/picket --program build/release/picket --replications 10\n\n"
                  "Replications of one scenario name, fleet and seed are pairs: they share devices, lives and attacks, so small differences\n"
                  "show. Else Welch's t is used, and said. Equal digests are identical, and nothing is computed. A suite is compared attack\n"
                  "by attack, the variants of one together; two sweeps at the points with the same values. '~' means no evidence of a\n"
                  "difference, '-' no value; 'detectable' says what would have been seen. Times to detect are compared as restricted means,\n"
                  "and their curves by the log-rank test. All lines of one printed table are one family, over which p is corrected: a suite\n"
                  "has two, totals and attacks, each pair of sides its own. Two programs run the same scenario, library and seed, each into a\n"
                  "folder of its own; what is there of the same build is not run again.\n"
                  "Exit codes: 0 compared, 1 something is worse (--fail-on worse), 2 wrong input, 3 a program failed, 130 interrupted.");
  return compare;
}

CLI::App* add_reproduce(CLI::App& app, ReproduceOptions& options, CommonOptions& common) {
  CLI::App* reproduce = app.add_subcommand("reproduce", "Repeat a stored study, sweep, tuning, suite or run, and compare every number to the digit");
  reproduce->add_option("results", options.results, "Study, sweep, tuning, suite or run")->capture_default_str()->type_name("DIR");
  reproduce->add_option("--policy", options.policy, "Only one run of the study: of this policy");
  reproduce->add_option("--replication", options.replication, "Only one run of the study: of this replication, from 0 (with --policy: the first)")
      ->check(no_less_than_none);
  reproduce->add_flag("--all", options.all, "Of a tuning: repeat its search too, and not its certification alone");
  reproduce->add_option("--primitive", common.primitives, "Shared object with a primitive of your own, as it was run with; repeatable")
      ->allow_extra_args(false)->type_name("FILE");
  reproduce->add_option("--threads", common.threads, "Cores to use (default: all)")->check(CLI::Range(0, 1024));
  reproduce->add_option("--format", common.format, "human or json")->check(CLI::IsMember({"human", "json"}))->capture_default_str();
  reproduce->add_flag("-q,--quiet", common.quiet, "No progress");
  reproduce->footer("Examples:\n"
                    "  picket reproduce\n"
                    "  picket reproduce out/quick-s1-0123abcd\n"
                    "  picket reproduce out/latest --policy picket --replication 3\n"
                    "  picket reproduce out/window_curve-s1-0123abcd\n"
                    "  picket reproduce out/tune_picket-s1-0123abcd --all\n\n"
                    "The study is run again in a temporary folder from the scenario and the feeds that lie beside its results, and the rules that it\n"
                    "names. Of a tuning the certification is run again, and the search's runs are taken as they are. Of a suite every case is run\n"
                    "again, as often as it was; verdicts follow from these numbers and are not computed again. A stored run that is damaged or\n"
                    "missing is told, and counts as a difference. Another commit is said first; another version cannot repeat it. Times that a\n"
                    "run took are not compared, and runs with drawn values (--uncertainty) are not repeated.\n"
                    "Exit codes: 0 reproduced, 1 something differs, 2 wrong input, 3 a run failed, 130 interrupted.");
  return reproduce;
}

}  // namespace picket::sim
