#pragma once

#include <memory>
#include <string>
#include <vector>

#include "pipeline_core/content/content.h"
#include "sim/experiment/feed_content.h"
#include "sim/experiment/lane.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/rule_content.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// How a replication is run and where its results go.
struct ReplicationSettings {
  unsigned threads = 1;
  RuleTexts rules;
  std::vector<FeedText> feeds;
  std::string out_directory;             ///< of all studies
  std::string study_id;
  std::string scenario_path;
  std::string resolved_scenario;         ///< YAML with every value
  std::vector<std::string> argv;
  std::vector<std::string> warnings;     ///< about what it works on, for the manifest of each run
};

/// The folder name of one run below `runs/`.
std::string run_key_of(const ReplicationSettings& settings, const Scenario& scenario, const std::string& policy,
                       bool fixed_hub, std::uint32_t replication);

/// Whether this replication also runs on the fixed hub of the second table.
bool on_fixed_hub(const Scenario& scenario, std::uint32_t replication);

/// Runs one replication in this process: world, warm-up once, then every policy in a child process
/// that continues from the same device histories; each leaves one run directory. A policy whose
/// limits on the fixed hub were never reached is not run twice.
/// Output: 0 if all is well, else the exit code that tells why.
int run_replication(const Scenario& scenario, std::uint32_t replication, const ReplicationSettings& settings,
                    Progress& progress);

/// Hubs of a run: as the scenario sizes them, or of the second table.
std::vector<HubSize> hubs_of_run(const Scenario& scenario, bool fixed_hub);

/// Benign life up to the measured period: generated once, felt by every policy's agents.
void warm_up(const World& world, std::vector<std::unique_ptr<Lane>>& lanes, DeviceLives& lives, WorkerPool& pool,
             Progress& progress);

/// Rules, and indicators as the scenario's threat intelligence knows them in this world.
/// Errors: throws WrongInput if a rule is bad; `input_problems` has said so before.
std::shared_ptr<const PipelineContent> build_content(const World& world, const ReplicationSettings& settings);

/// What replaces those indicators as further feeds come, by time.
std::vector<IndicatorReload> build_reloads(const World& world, const ReplicationSettings& settings);

}  // namespace picket::sim
