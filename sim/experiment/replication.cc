#include "sim/experiment/replication.h"

#include <algorithm>
#include <cstdio>

#include "agent_core/base/utf8.h"
#include "sim/experiment/process_pool.h"
#include "sim/experiment/retry.h"
#include "sim/experiment/run_files.h"
#include "sim/results/manifest.h"

namespace picket::sim {
namespace {

std::vector<std::unique_ptr<Lane>> lanes_of(const World& world, const ReplicationSettings& settings) {
  const Scenario& scenario = world.scenario();
  const auto content = build_content(world, settings);
  const std::vector<IndicatorReload> reloads = build_reloads(world, settings);
  std::vector<std::unique_ptr<Lane>> lanes;
  for (const PolicyUse& use : scenario.policies) {
    lanes.push_back(std::make_unique<Lane>(world, use.name, scenario.policy_templates.at(use.use), content));
    lanes.back()->set_reloads(reloads);
  }
  return lanes;
}

/// Whether this usage would never have met a limit of the fixed hub. Of business operations only the expected use is known here, so that
/// a run with any is simulated again.
bool fits_fixed_hub(const LaneResult& lane, const HubSettings& hub) {
  if (!lane.business_operations.empty()) return false;
  HubLimits limits = limits_of(hub.sku, hub.units);
  // Bursts of twin operations pass a bucket of 90 s; a smaller one lets less of them through at once.
  const double bucket = std::min(1.0, hub.throttle_burst_seconds / 90);
  limits.twin_reads_per_minute *= bucket;
  limits.twin_updates_per_minute *= bucket;
  return std::all_of(lane.hub_usage.begin(), lane.hub_usage.end(), [&](const Usage& usage) { return fits(usage, limits); });
}

/// Of a run that could not be written: the disk's fault, or for ever.
int exit_code_of(const WriteError& error) { return is_of_surroundings(error.error_number) ? kSurroundingsFailed : 3; }

int measure_in_child(Lane& lane, const World& world, const ReplicationSettings& settings, const DeviceLives& lives,
                     Lane::Options options, Progress* progress) {
  const auto job = [&]() -> int {
    const Time started = wall_clock();
    // Threads do not survive a fork: this process starts its own.
    WorkerPool pool(settings.threads);
    DeviceLives own(lives);
    const LaneResult result = lane.measure(own, pool, options, progress);
    if (const auto error = write_run(*options.run_directory, result, world, settings, started)) return exit_code_of(*error);
    for (const std::string& imbalance : result.imbalances) {
      std::fprintf(stderr, "error: the counts of policy '%s', replication %u do not balance: %s\n", printable(lane.name()).c_str(),
                   world.replication(), imbalance.c_str());
    }
    return result.imbalances.empty() ? 0 : 3;
  };
  const ProcessEnd end = run_in_processes({job}, 1, {}).front();
  if (end.ok()) return 0;
  if (!was_interrupted()) {
    std::fprintf(stderr, "error: policy '%s', replication %u ended with %s\n", printable(lane.name()).c_str(), world.replication(),
                 end.to_string().c_str());
  }
  if (!why_again(end).empty()) return kSurroundingsFailed;
  return end.exit_code > 0 ? end.exit_code : 3;
}

}  // namespace

std::vector<HubSize> hubs_of_run(const Scenario& scenario, bool fixed_hub) {
  if (fixed_hub) return std::vector<HubSize>(scenario.hubs.size(), {scenario.fixed_hub.sku, scenario.fixed_hub.units});
  std::vector<HubSize> hubs;
  for (const HubSettings& hub : scenario.hubs) hubs.push_back({hub.sku, hub.units});
  return hubs;
}

void warm_up(const World& world, std::vector<std::unique_ptr<Lane>>& lanes, DeviceLives& lives, WorkerPool& pool,
             Progress& progress) {
  const Duration window = world.scenario().window;
  for (Time from = world.begin(); from < world.start(); from += window) {
    const Time until = std::min(world.start(), from + window);
    pool.run(DeviceStage::kShards, [&](std::size_t s) {
      thread_local std::vector<EventRun> benign;
      const std::uint64_t n = world.fleet().size();
      const auto first = static_cast<std::uint32_t>(n * s / DeviceStage::kShards);
      const auto last = static_cast<std::uint32_t>(n * (s + 1) / DeviceStage::kShards);
      for (std::uint32_t d = first; d < last; ++d) {
        benign.clear();
        lives.advance(world.fleet(), DeviceId(d), until, benign);
        for (auto& lane : lanes) lane->feed(static_cast<unsigned>(s), DeviceId(d), benign, until);
      }
    });
    for (auto& lane : lanes) lane->learn(pool, until);
    progress.add((until - from).to_seconds() * static_cast<double>(world.fleet().size() * lanes.size()));
  }
}

std::string run_key_of(const ReplicationSettings& settings, const Scenario& scenario, const std::string& policy,
                       bool fixed_hub, std::uint32_t replication) {
  return run_key(settings.resolved_scenario, fixed_hub ? policy + "-fixed" : policy, scenario.seed, replication,
                 this_build().version);
}

bool on_fixed_hub(const Scenario& scenario, std::uint32_t replication) {
  if (scenario.fixed_hub.name.empty()) return false;
  return scenario.fixed_hub_replications == 0 || replication < scenario.fixed_hub_replications;
}

int run_replication(const Scenario& scenario, std::uint32_t replication, const ReplicationSettings& settings,
                    Progress& progress) {
  const World world(scenario, replication);
  std::vector<std::unique_ptr<Lane>> lanes = lanes_of(world, settings);
  DeviceLives lives(world.fleet(), world.begin());
  {
    WorkerPool pool(settings.threads);
    for (auto& lane : lanes) lane->start(pool);
    warm_up(world, lanes, lives, pool, progress);
  }
  const auto study = StudyDirectory::create(settings.out_directory, settings.study_id);
  if (!study.ok()) return exit_code_of(study.error());
  int worst = 0;
  for (auto& lane : lanes) {
    Lane::Options options;
    options.hubs = hubs_of_run(scenario, false);
    const auto sized_run = study.value().run(run_key_of(settings, scenario, lane->name(), false, replication));
    if (!sized_run.ok()) return exit_code_of(sized_run.error());
    options.run_directory = &sized_run.value();
    worst = std::max(worst, measure_in_child(*lane, world, settings, lives, options, &progress));
    if (worst != 0 || !on_fixed_hub(scenario, replication)) continue;

    const auto fixed_run = study.value().run(run_key_of(settings, scenario, lane->name(), true, replication));
    if (!fixed_run.ok()) return exit_code_of(fixed_run.error());
    LaneResult sized = read_run(sized_run.value().path());
    options.run_directory = &fixed_run.value();
    options.fixed_hub = true;
    options.hubs = hubs_of_run(scenario, true);
    if (fits_fixed_hub(sized, scenario.fixed_hub) && !world.faults().burden_hubs()) {
      sized.fixed_hub = true;
      sized.reused = true;
      sized.hubs.assign(sized.hubs.size(), options.hubs.front());
      if (const auto error = write_run(fixed_run.value(), sized, world, settings, wall_clock())) return exit_code_of(*error);
    } else {
      worst = std::max(worst, measure_in_child(*lane, world, settings, lives, options, nullptr));
    }
  }
  return worst;
}

}  // namespace picket::sim
