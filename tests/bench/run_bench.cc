// A whole run: fleet, agents, network, hub, pipeline and results, in device-days a second.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/experiment/lane_result.h"
#include "sim/experiment/study.h"
#include "sim/scenario/load.h"
#include "tests/support/rule_files.h"

namespace picket::sim {
namespace {

// One process a replication, one thread: what a core does. The fleet has the mix of smoke/first_light.
constexpr const char* kScenario = R"(
name: bench
seed: 1
replications: 1
warm_up: 0 s
duration: 24 h
window: 10 min
wire: sized
store: findings
policies:
  - {use: g2_linux}
fleet:
  - {device_class: ip_camera, count: 44, sites: 8, access: {fibre: 1}, public_share: 0.3, vulnerable_share: 0.4}
  - {device_class: iot_gateway, count: 13, sites: 4, access: {ethernet: 2, lte: 1}}
  - {device_class: smart_meter, count: 240, sites: 8, access: {lte_m: 1, nb_iot: 1}}
  - {device_class: kiosk, count: 13, sites: 4, access: {ethernet: 3, lte: 1}}
  - {device_class: ev_charger, count: 90, sites: 6, access: {lte: 2, ethernet: 1}}
hubs:
  - {name: hub}
attacks:
  - {name: miner, use: a09_miner, start: 1 h, targets: {device_class: iot_gateway, count: 4}}
client: c_sdk
prices: us_2026_11
)";

/// One class and nothing else: what its life leaves in agents.
constexpr const char* kOneClass = R"(
name: bench
seed: 1
replications: 1
warm_up: 0 s
duration: 24 h
wire: sized
store: findings
policies:
  - {use: g2_linux}
fleet:
  - {device_class: ip_camera, count: 40, sites: 4, access: {ethernet: 1}}
hubs:
  - {name: hub}
client: c_sdk
prices: us_2026_11
)";

LoadResult scenario_of(const char* text, const std::vector<std::string>& sets) {
  Diagnostics diagnostics;
  LoadResult loaded = load_scenario_text(text, "bench", sets, std::string(PICKET_SOURCE_DIR) + "/scenarios", diagnostics);
  PICKET_CHECK(loaded.ok());
  return loaded;
}

std::filesystem::path results_folder() {
  return std::filesystem::temp_directory_path() / ("picket_run_bench_" + std::to_string(getpid()));
}

/// Bytes of agent state a device after a day: `DeviceStage::bytes`, as the run's own results have it.
void state_of_class(benchmark::State& state, const std::string& policy, const std::string& device_class) {
  const LoadResult loaded = scenario_of(kOneClass, {"policies[0].use=" + policy, "fleet[0].device_class=" + device_class});
  const std::filesystem::path folder = results_folder();
  StudySettings settings;
  settings.out_directory = folder.string();
  settings.quiet = true;
  settings.rerun = true;
  for (auto _ : state) PICKET_CHECK(run_study(*loaded.scenario, settings).exit_code == 0);
  double bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().filename() != "measures.json") continue;
    std::ifstream file(entry.path());
    std::stringstream text;
    text << file.rdbuf();
    bytes = lane_result_from_json(text.str()).times.device_megabytes * 1e6 / 40;
  }
  std::filesystem::remove_all(folder);
  PICKET_CHECK(bytes > 0);
  state.counters["state_bytes_per_device"] = bytes;
}

void run(benchmark::State& state, const std::string& policy, const std::string& duration) {
  const LoadResult loaded = scenario_of(kScenario, {"policies[0].use=" + policy, "duration=" + duration});
  const std::filesystem::path folder = results_folder();
  StudySettings settings;
  settings.out_directory = folder.string();
  settings.quiet = true;
  settings.rerun = true;
  picket::test::add_rules(settings.rules.texts, settings.rules.names);
  double device_days = 0;
  for (auto _ : state) {
    const StudyOutcome outcome = run_study(*loaded.scenario, settings);
    PICKET_CHECK(outcome.exit_code == 0 && !outcome.result.policies.empty());
    device_days += 400 * loaded.scenario->duration.to_seconds() / 86'400;
  }
  std::filesystem::remove_all(folder);
  state.counters["device_days/s"] = benchmark::Counter(device_days, benchmark::Counter::kIsRate);
}

void register_all() {
  for (const char* policy : {"raw", "g1_c", "g2_linux", "picket"}) {
    // The work is done in child processes: only the wall clock sees it.
    benchmark::RegisterBenchmark((std::string("whole run/") + policy).c_str(), run, policy, "24 h")->UseRealTime()->Unit(benchmark::kMillisecond);
  }
  for (const char* device_class : {"ip_camera", "iot_gateway", "smart_meter", "kiosk", "ev_charger", "thermostat", "smart_hub", "smart_speaker",
                                   "router", "set_top_box", "plc_gateway", "medical", "water_gas_meter"}) {
    for (const char* policy : {"g1_c", "g2_linux", "picket"}) {
      benchmark::RegisterBenchmark((std::string("state of a device/") + device_class + '/' + policy).c_str(), state_of_class, policy, device_class)
          ->UseRealTime()
          ->Iterations(1)
          ->Unit(benchmark::kMillisecond);
    }
  }
  benchmark::RegisterBenchmark("whole run/small", run, "picket", "20 min")->UseRealTime()->Unit(benchmark::kMillisecond);
}
const bool kRegistered = (register_all(), true);

}  // namespace
}  // namespace picket::sim
