#include "sim/experiment/run_files.h"

#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "sim/experiment/pipeline_losses.h"
#include "sim/results/digest.h"
#include "sim/results/manifest.h"
#include "sim/results/study_tables.h"

namespace picket::sim {
namespace {

Manifest manifest_of(const LaneResult& result, const World& world, const ReplicationSettings& settings, Time started) {
  const Scenario& scenario = world.scenario();
  Manifest manifest;
  manifest.build = this_build();
  manifest.host = this_host();
  manifest.run_key = run_key_of(settings, scenario, result.policy, result.fixed_hub, result.replication);
  manifest.scenario_name = scenario.name;
  manifest.scenario_path = settings.scenario_path;
  manifest.resolved_scenario = settings.resolved_scenario;
  manifest.policy = result.policy;
  manifest.seed = scenario.seed;
  manifest.replication = result.replication;
  manifest.argv = settings.argv;
  manifest.network_model = std::string("CM02, cross-traffic off, link latency 0; back end ") +
                           (scenario.backend == Backend::kFast ? "fast" : "s4u") + ", sharing " +
                           (scenario.sharing == Sharing::kFifo ? "fifo" : "fair");
  manifest.started = started;
  manifest.ended = wall_clock();
  manifest.used = resources_used();
  manifest.simulated = scenario.warm_up + scenario.duration;
  manifest.digest = hex16(result.digest);
  manifest.counts = {{"raw_events", result.raw_events},
                     {"messages_emitted", result.messages_emitted},
                     {"messages_accepted", result.messages_accepted},
                     {"messages_held", result.messages_held},
                     {"blocks", result.blocks},
                     {"observations", result.observations},
                     {"alerts", result.alerts},
                     {"incidents", result.incidents},
                     {"campaigns", result.campaigns},
                     {"recommendations", result.recommendations}};
  for (const DropCount& loss : result.pipeline_losses) manifest.counts.push_back({"pipeline." + loss.reason, loss.count});
  manifest.balance = result.ledgers;
  manifest.warnings = settings.warnings;
  manifest.warnings.insert(manifest.warnings.end(), result.imbalances.begin(), result.imbalances.end());
  for (const std::string& bound : bounds_reached(result.pipeline_losses)) {
    manifest.warnings.push_back("a bound of the analytics core was reached: " + bound);
  }
  if (result.rows_over_limit > 0) {
    manifest.warnings.push_back(std::to_string(result.rows_over_limit) + " workspace rows were left out: store_row_limit");
  }
  if (result.reused) manifest.warnings.push_back("no limit of the fixed hub was reached: the run on the sized hub stands");
  return manifest;
}

}  // namespace

Time wall_clock() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return Time::from_unix_microseconds(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

std::optional<WriteError> write_run(const RunDirectory& run, const LaneResult& result, const World& world,
               const ReplicationSettings& settings, Time started) {
  const auto write = [&](std::string_view name, const std::string& text) {
    auto error = run.write(name, text);
    if (error) std::fprintf(stderr, "error: cannot write %s\n", error->text().c_str());
    return error;
  };
  // measures.json last: a folder that has it is complete.
  if (auto error = write("series.csv", series_csv(result.series))) return error;
  if (auto error = write("manifest.json", manifest_json(manifest_of(result, world, settings, started)))) return error;
  return write("measures.json", to_json(result));
}

LaneResult read_run(const std::string& run_directory) {
  const std::string path = run_directory + "/measures.json";
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  return lane_result_from_json(text.str());
}

}  // namespace picket::sim
