#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/apps/options.h"

namespace CLI {
class App;
}

namespace picket::sim {

struct PlanOptions {
  std::string scenario;                ///< a scenario, or the folder of a study that was run
  std::optional<std::uint32_t> devices;  ///< of the planned fleet; none: the scenario's
  std::string days;                    ///< of a billing month, "30"; empty: the price book's
  std::string max_refused = "0.1 %";
  std::string max_delay = "10 s";      ///< at `delay_percentile`
  double delay_percentile = 99;
  std::string headroom = "20 %";
  std::string reconnect_within = "30 min";
  std::optional<std::uint32_t> sample;   ///< devices of each group that are simulated; none: 100
  std::optional<double> simulated_days;  ///< none: 7
  std::string storm_outage;            ///< of the hub in the simulated storm, "2 min"; "none": it is not simulated; empty: StormSettings has it
  std::string outbreak;                ///< an attack of the scenario or of the library, "auto"; empty: none is simulated
  std::string outbreak_share;          ///< "10 %"; this and the next three empty: OutbreakSettings has it
  std::string outbreak_lasts;          ///< "2 days"
  std::string outbreak_doubling;       ///< "76 min"
  std::string outbreak_sample;         ///< "20 %"
  std::vector<std::string> backtest;   ///< exports of what was invoiced; empty: nothing is compared
  std::string timeout;                 ///< of a simulation, "10 min"; empty: none
  bool dry_run = false;                ///< say what it would take, and run nothing
};
/// Plans hubs and bill of a fleet. Also 1: no choice of hubs holds it under one of the policies.
int plan_command(const PlanOptions& plan, const CommonOptions& common);

/// Adds the command `plan` with what is its own.
CLI::App* add_plan(CLI::App& app, PlanOptions& options);

}  // namespace picket::sim
