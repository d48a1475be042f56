#pragma once

#include <memory>
#include <optional>
#include <set>

#include "sim/experiment/lane.h"
#include "sim/experiment/rule_content.h"
#include "sim/explain/run_choice.h"
#include "sim/explain/run_record.h"

namespace picket::sim {

/// The scenario of a run, from its manifest.
/// Errors: throws WrongInput if it cannot be read, which another version may bring about.
Scenario scenario_of(const ChosenRun& run);

/// A run that is repeated to look inside: one policy of one replication, warm-up included, with the same digest.
///
/// Model:  deterministic, so nothing has to be stored by ordinary runs, and what is seen is exactly what happened.
///         The messages that an alert rests on are known only when it is raised, so a first pass in a child process
///         finds them and a second one keeps them.
/// Cost:   the run's own time for one policy, for an alert twice its measured period.
/// Limits: one repetition a process, since SimGrid keeps global state.
class Rerun {
 public:
  struct Settings {
    RuleTexts rules;
    std::vector<FeedText> feeds;
    unsigned threads = 1;
    bool quiet = true;
  };
  /// What of the run is looked at beyond its alerts; neither: nothing.
  struct Focus {
    std::optional<std::uint64_t> alert;  ///< its number
    std::optional<std::uint32_t> unit;
  };

  /// Builds the world; nothing has run.
  Rerun(const ChosenRun& run, const Scenario& scenario, Settings settings);
  const World& world() const { return *world_; }
  const PipelineContent& content() const { return *content_; }
  const ChosenRun& run() const { return run_; }
  const PipelineSettings& pipeline() const { return pipeline_; }

  /// Runs. Call once.
  /// Errors: throws WrongInput if there is no alert of that number, or if the digest is not the run's, and names
  ///         the cause as far as it can be known.
  void repeat(const Focus& focus);
  /// The same with a probe of the caller's own, which must last; `record()` stays empty. What the probe did stands even
  /// where the digest turns out to be another.
  void repeat(RunProbe& probe);

  // After `repeat`:
  const LaneResult& result() const { return result_; }
  const RunRecord& record() const { return *record_; }
  const AttackTrace* trace() const { return trace_.get(); }

 private:
  std::set<MessageKey> evidence_of(std::uint64_t alert, Lane& lane, const DeviceLives& lives, const Lane::Options& options);
  void run(const Focus& focus, RunProbe* probe);
  void check_digest() const;

  ChosenRun run_;
  const Scenario& scenario_;
  Settings settings_;
  std::unique_ptr<World> world_;
  std::shared_ptr<const PipelineContent> content_;
  std::vector<IndicatorReload> reloads_;
  PipelineSettings pipeline_;
  std::unique_ptr<RunRecord> record_;
  std::unique_ptr<AttackTrace> trace_;
  LaneResult result_;
};

}  // namespace picket::sim
