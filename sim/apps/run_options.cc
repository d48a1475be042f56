#include "sim/apps/run_options.h"

#include <CLI/CLI.hpp>
#include <charconv>
#include <string_view>
#include <system_error>

#include "sim/apps/option_checks.h"

namespace picket::sim {

std::optional<double> precision_of_word(const std::string& word) {
  std::string_view number = word;
  if (number.ends_with('%')) number.remove_suffix(1);
  while (number.ends_with(' ')) number.remove_suffix(1);
  double percent = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), percent);
  if (error != std::errc() || end != number.data() + number.size()) return std::nullopt;
  if (!(percent >= 0.1 && percent <= 50)) return std::nullopt;
  return percent / 100;
}

CLI::App* add_run(CLI::App& app, std::string& scenario, RunOptions& options) {
  CLI::App* run = app.add_subcommand("run", "Simulate a scenario and compare its policies");
  run->add_option("scenario", scenario, "Scenario file")->required();
  run->add_option("--shard", options.shard, kShardHelp)->type_name("I/N")->check(not_empty);
  run->add_option("--timeout", options.timeout, "A replication that takes longer, '10 min' or '90s', is ended, and the study fails (default: none)")
      ->type_name("TIME")->check(not_empty);
  run->add_flag("--rerun", options.rerun, "Simulate again what earlier starts of this very program left complete");
  run->add_option("--precision", options.precision,
                  "Stop at the first of the looks after 10, 20, 40, 80... replications at which bytes and cost of every policy are known to so "
                  "many per cent, and detected shares to so many points; --replications, or the scenario's, is then the most that run")
      ->type_name("PERCENT")->check([](const std::string& word) {
        return precision_of_word(word) ? std::string() : word + " is no precision: give per cent from 0.1 to 50, as in '5 %'";
      });
  run->add_option("--explain-misses", options.explain_misses,
                  "Of so many attacks whose evidence arrived and that no rule matched, look for the nearest rule and the condition "
                  "that failed; each repeats a run (one policy, one replication)")
      ->type_name("N")->check(CLI::Range(0, 1000))->capture_default_str();
  run->add_option("--uncertainty", options.uncertainty,
                  "Run every replication once more with uncertain inputs drawn from their ranges, and show what they move: 'inputs', the "
                  "estimates that ship, or a file of your own")
      ->type_name("FILE")->check(not_empty);
  run->footer("Examples:\n"
              "  picket run scenarios/smoke/quick.yaml\n"
              "  picket run scenarios/smoke/first_light.yaml --set 'duration=24 h' --replications 5\n"
              "  picket run scenarios/smoke/quick.yaml --seed 7 --out /tmp/out --format json\n"
              "  picket run scenarios/smoke/why.yaml --explain-misses 5\n"
              "  picket run scenarios/smoke/quick.yaml --replications 30 --uncertainty inputs\n"
              "  picket run scenarios/smoke/quick.yaml --precision '5 %' --replications 200\n"
              "  picket run scenarios/smoke/quick.yaml --replications 40 --shard 1/4 --out shared\n\n"
              "Runs that are complete are not simulated again: after an interruption the same command goes on where it was. Several\n"
              "processes may share a folder; none does what another is at. A part (--shard) leaves runs and no result: when all\n"
              "parts are done, the command without --shard makes it. What is killed from outside (memory, disk) is tried three times.");
  return run;
}

}  // namespace picket::sim
