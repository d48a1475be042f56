#include "sim/apps/plan_options.h"

#include <CLI/CLI.hpp>

#include "sim/apps/option_checks.h"

namespace picket::sim {

CLI::App* add_plan(CLI::App& app, PlanOptions& options) {
  CLI::App* plan = app.add_subcommand("plan", "Hubs and bill of a fleet: the cheapest that hold it, why cheaper ones fail, and where it breaks");
  plan->add_option("scenario", options.scenario, "A scenario, or the folder of a study that was run")->required();
  plan->add_option("--devices", options.devices, "Devices of the planned fleet, in the scenario's mix (default: the scenario's)")
      ->check(CLI::Range(1U, 1'000'000'000U))->type_name("N");
  plan->add_option("--days", options.days, "Days of a billing month, 1 to 31 (default: the price book's, 30)")
      ->type_name("N")->check(not_empty)->check(is_a_number)->check(CLI::Range(1.0, 31.0));
  plan->add_option("--max-refused", options.max_refused, "Share of the messages that the hubs may refuse")->capture_default_str()->type_name("SHARE")->check(not_empty);
  plan->add_option("--max-delay", options.max_delay, "Wait in the hub's throttle at the percentile of --delay-percentile")
      ->capture_default_str()->type_name("TIME")->check(not_empty);
  plan->add_option("--delay-percentile", options.delay_percentile, "Of the messages' waits")->capture_default_str()->check(is_a_number)->check(CLI::Range(1.0, 99.99))->type_name("P");
  plan->add_option("--headroom", options.headroom, "Share of every limit of a hub that stays free; the time to reconnect is kept to as it is")->capture_default_str()->type_name("SHARE")->check(not_empty);
  plan->add_option("--reconnect-within", options.reconnect_within, "Time in which all devices of a hub are back after all lost their connection")
      ->capture_default_str()->type_name("TIME")->check(not_empty);
  plan->add_option("--sample", options.sample, "Devices that are simulated of each group of the fleet, or all of a smaller one")
      ->default_str("100")->check(CLI::Range(1U, 10'000'000U))->type_name("N");
  plan->add_option("--simulated-days", options.simulated_days, "Days that are simulated after the warm-up; a week has every hour of it once")
      ->default_str("7")->check(is_a_number)->check(CLI::Range(0.04, 366.0))->type_name("N");
  plan->add_option("--storm-outage", options.storm_outage, "How long a hub is down before all of its devices come back in the simulated storm; none: it is not simulated")
      ->default_str("2 min")->type_name("TIME")->check(not_empty);
  plan->add_option("--outbreak", options.outbreak, "What an outbreak costs: an attack of the scenario by its name, or one of the library; auto: the scenario's that spreads, or else a worm")
      ->type_name("ATTACK")->check(not_empty);
  plan->add_option("--outbreak-share", options.outbreak_share, "Share of the devices that it can hit, infected at one time or another (an estimate)")
      ->default_str("10 %")->type_name("SHARE")->check(not_empty);
  plan->add_option("--outbreak-lasts", options.outbreak_lasts, "Time from a device's infection until it is cleaned, at most the simulated days (an estimate)")
      ->default_str("48 h")->type_name("TIME")->check(not_empty);
  plan->add_option("--outbreak-doubling", options.outbreak_doubling, "Time in which the infected double at first (default: the scenario's spread, or Mirai's 76 min)")
      ->type_name("TIME")->check(not_empty);
  plan->add_option("--outbreak-sample", options.outbreak_sample, "Share of the sampled devices that are infected in the simulation")
      ->default_str("20 %")->type_name("SHARE")->check(not_empty);
  plan->add_option("--backtest", options.backtest, "Export of Azure Cost Management (CSV) to compare the bill with, line by line; repeatable for parts of one")
      ->allow_extra_args(false)->type_name("FILE")->check(not_empty);
  plan->add_option("--timeout", options.timeout, "A simulation that takes longer, '10 min' or '90s', is ended and fails the plan (default: none)")
      ->type_name("TIME")->check(not_empty);
  plan->add_flag("--dry-run", options.dry_run, "Say the sample, simulations and time; run nothing");
  plan->footer("Examples:\n"
               "  picket plan scenarios/smoke/quick.yaml --devices 50000 --dry-run\n"
               "  picket plan scenarios/smoke/quick.yaml --devices 50000 --replications 10\n"
               "  picket plan scenarios/smoke/quick.yaml --devices 50000 --replications 10 --headroom 30% --reconnect-within '10 min' --format json\n"
               "  picket plan out/quick-s1-0123abcd --devices 50000\n"
               "  picket plan scenarios/smoke/quick.yaml --devices 50000 --replications 10 --backtest costs.csv\n"
               "  picket plan scenarios/smoke/quick.yaml --devices 50000 --replications 10 --outbreak auto --outbreak-share '20 %'\n\n"
               "For each policy: the cheapest tier, units and hubs that keep to the goals, the month's bill with its 95 % interval, what was tried\n"
               "and why it fails (daily quota, send and connect throttle, the reconnect of all devices, identities of a hub), cost and refusals\n"
               "against fleet size with the breaking points, which number moves the bill most, and from which fleet size on another policy is\n"
               "cheaper. Shares are written '0.1 %' or 0.001.\n"
               "A sample of every group of the fleet is simulated, in ordinary life and without the scenario's attacks; volumes are extrapolated to\n"
               "the whole fleet and month, and the output says what was simulated and what was not. Then one of the chosen hubs is simulated with all\n"
               "of its devices in the fleet's busiest hour: the hub is down for --storm-outage, and all come back. Runs that are there are not\n"
               "repeated: another price or goal plans anew in a moment, but for the storm of other hubs. Of a study's folder the stored\n"
               "runs are taken, and nothing is simulated: --set then takes prices and depths of throttles alone.\n"
               "--backtest reads 'Cost and usage details' of an Enterprise or Microsoft Customer Agreement or of pay as you go, in the price book's\n"
               "currency: predicted against invoiced by line, brought to the plan's month, and whether it is in the interval; what is on no line of the\n"
               "bill is listed with its sum, so nothing is missing. Parts of months are told.\n"
               "--outbreak simulates the sample once more with infected devices in it and says what one outbreak adds to a month, with intervals from\n"
               "paired replications, and whether the plan's hubs hold; another share or doubling time simulates nothing again.\n"
               "Results: plan.json, plan.csv and report.html, in the study's folder below --out. Exit codes: 0 all well, 1 no choice of hubs holds\n"
               "the fleet under a policy, 2 wrong input, 3 something failed on the way, 130 interrupted.");
  return plan;
}

}  // namespace picket::sim
