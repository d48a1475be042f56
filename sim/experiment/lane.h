#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "pipeline_core/content/content.h"
#include "pipeline_core/explain/model_probe.h"
#include "sim/experiment/carry_stage.h"
#include "sim/experiment/dictionary_samples.h"
#include "sim/experiment/feed_content.h"
#include "sim/experiment/judge.h"
#include "sim/experiment/lane_result.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/registry_export.h"
#include "sim/experiment/standing_recommendations.h"
#include "sim/experiment/step_fate.h"
#include "sim/experiment/twin_change_feed.h"
#include "sim/experiment/worker_pool.h"
#include "sim/generate/device_stage.h"
#include "sim/generate/gateway_stage.h"
#include "sim/generate/world.h"
#include "sim/results/run_directory.h"

namespace picket::sim {

/// One policy in one replication: its agents, its messages, its pipeline.
///
/// Life: warmed up together with the other policies of its replication (`start`, `warm`), then
/// forked into a process of its own, where `measure` runs the measured period.
class Lane {
 public:
  Lane(const World& world, std::string name, const Policy& policy, std::shared_ptr<const PipelineContent> content);

  const std::string& name() const { return name_; }
  /// Indicators that come during the measured period, by time.
  void set_reloads(std::vector<IndicatorReload> reloads) { reloads_ = std::move(reloads); }
  /// For calibration: what the models measure in the measured period is kept, and taken afterwards.
  void record_scores() { pipeline_->record_scores(); }
  std::array<std::vector<double>, kScoredModels> take_scores() { return pipeline_->take_scores(); }
  /// Starts the agents at the beginning of the warm-up.
  void start(WorkerPool& pool);
  /// Takes one device of `shard` through the current window; for all lanes of a replication the
  /// benign events are generated once.
  void feed(unsigned shard, DeviceId device, std::span<const EventRun> benign, Time until);
  /// Ends a window of the warm-up: what the agents sent reaches the pipeline without network, and
  /// the models learn from it.
  void learn(WorkerPool& pool, Time until);

  struct Options {
    std::vector<HubSize> hubs;       ///< units 0: without limits, sized afterwards
    bool fixed_hub = false;
    const RunDirectory* run_directory = nullptr;  ///< for the workspace; null: none is written
    // Of a run that is repeated to be explained:
    RunProbe* probe = nullptr;
    AttackTrace* trace = nullptr;         ///< with a probe: what attacks do on one device
    ModelProbe* model_probe = nullptr;    ///< with a trace: what models measure of that device
  };
  /// Runs the measured period. `lives` is the fleet's state at its start (consumed).
  /// Errors: throws std::runtime_error if the workspace cannot be written, or a compression dictionary
  /// cannot be trained from the warm-up.
  LaneResult measure(DeviceLives& lives, WorkerPool& pool, const Options& options, Progress* progress);

 private:
  /// Null unless the policy compresses with one.
  std::shared_ptr<const CompressionDictionary> train_dictionary();
  /// What the gateways make of the window that ends at `until`: their messages follow those of the shards.
  void merge_at_gateways(Time until);
  /// Takes the analytics core to `until`, with a stop wherever it wants one.
  void analyse(WorkerPool& pool, Time until, FindingSink& sink);
  void generate(unsigned shard, DeviceLives& lives, Time from, Time until, ShardOutput& out);
  void collect(const CarryStage& carry, const Judge& judge, const Options& options, LaneResult& result);
  void collect_units(const CarryStage& carry, const Judge& judge, LaneResult& result);
  /// Where the events of each step ended, by StepIndex.
  std::vector<StepAccount> account_for_steps(const StepIndex& index, const CarryStage& carry, const Judge& judge) const;
  void account_for_hub_records(const StepIndex& index, const CarryStage& carry, std::vector<StepAccount>& accounts) const;
  void collect_steps(const StepIndex& index, const std::vector<StepAccount>& accounts, LaneResult& result) const;
  void collect_energy(const CarryStage& carry, LaneResult& result);
  void collect_usage(const CarryStage& carry, const Judge& judge, const Options& options, LaneResult& result);
  void collect_faults(const CarryStage& carry, LaneResult& result) const;
  void collect_endpoint(const CarryStage& carry, LaneResult& result) const;
  void collect_operations(const CarryStage& carry, LaneResult& result) const;
  void collect_timeline(const CarryStage& carry, const Judge& judge, LaneResult& result);
  void collect_weaknesses(const WeaknessScore& score, WeaknessEvidence& evidence, LaneResult& result);
  void balance(const CarryStage& carry, LaneResult& result);
  void collect_gateways(const Judge& judge, LaneResult& result);

  const World& world_;
  std::string name_;
  Policy policy_;
  std::shared_ptr<const PipelineContent> content_;
  std::unique_ptr<DeviceStage> devices_;
  GatewayStage gateways_;
  RegistryExport export_;
  TwinChangeFeed twin_changes_;
  std::unique_ptr<PipelineCore> pipeline_;
  std::vector<IndicatorReload> reloads_;
  DictionarySamples samples_;
  PipelineCounts learned_;   ///< counts at the start of the measured period
  StandingRecommendations standing_;
  std::array<ShardOutput, DeviceStage::kShards> outputs_;
  ShardOutput gateway_output_;
};

}  // namespace picket::sim
