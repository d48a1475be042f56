#include "sim/experiment/calibration.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "agent_core/base/check.h"
#include "sim/experiment/process_pool.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/replication.h"
#include "sim/results/scratch_folder.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;

using ScoresByModel = std::array<std::vector<double>, kScoredModels>;

/// What a scenario may write, by model: see ModelThresholds.
struct Range {
  double lowest;
  double highest;
  const char* unit;
};
constexpr std::array<Range, kScoredModels> kRanges{{{0, 1'000, "nats"},
                                                    {0.1, 1'000, "deviations"},
                                                    {0.1, 63, "summed deviations"},
                                                    {1, 1e6, "times the largest hour"}}};

std::optional<double>& threshold_of(ModelThresholds& thresholds, ScoredModel model) {
  switch (model) {
    case ScoredModel::kNovelty:
      return thresholds.novelty;
    case ScoredModel::kLevel:
      return thresholds.level;
    case ScoredModel::kDrift:
      return thresholds.drift;
    default:
      return thresholds.egress;
  }
}

double own_setting(const PipelineSettings& pipeline, ScoredModel model) {
  switch (model) {
    case ScoredModel::kNovelty:
      return pipeline.novelty_model.min_surprise;
    case ScoredModel::kLevel:
      return pipeline.behaviour_model.threshold;
    case ScoredModel::kDrift:
      return pipeline.behaviour_model.drift.threshold;
    default:
      return pipeline.egress_model.factor;
  }
}

/// Below a folder beside the results that is gone again at the end: the scores of one policy in one replication.
std::string score_file(const ScratchFolder& folder, std::size_t policy, std::uint32_t replication) {
  return folder.path() + "/" + std::to_string(policy) + "-" + std::to_string(replication);
}

bool write_scores(const std::string& path, const ScoresByModel& scores) {
  std::ofstream file(path, std::ios::binary);
  for (const std::vector<double>& of_model : scores) {
    const std::uint64_t n = of_model.size();
    file.write(reinterpret_cast<const char*>(&n), sizeof n);
    file.write(reinterpret_cast<const char*>(of_model.data()), static_cast<std::streamsize>(n * sizeof(double)));
  }
  file.close();
  return file.good();
}

/// Adds what a child of this process has written.
void add_scores(const std::string& path, ScoresByModel& scores) {
  std::ifstream file(path, std::ios::binary);
  for (std::vector<double>& of_model : scores) {
    std::uint64_t n = 0;
    file.read(reinterpret_cast<char*>(&n), sizeof n);
    if (!file.good()) break;
    const std::size_t before = of_model.size();
    of_model.resize(before + n);
    file.read(reinterpret_cast<char*>(of_model.data() + before), static_cast<std::streamsize>(n * sizeof(double)));
  }
  if (!file.good()) throw std::runtime_error(path + ": the scores cannot be read");
}

/// Which of the models a policy leaves to be calibrated.
std::vector<ScoredModel> open_models(const Scenario& scenario, const std::string& policy) {
  ModelThresholds given;
  if (const auto found = scenario.thresholds.find(policy); found != scenario.thresholds.end()) given = found->second;
  std::vector<ScoredModel> open;
  for (const ScoredModel model : calibrated_models(scenario.pipeline)) {
    if (!threshold_of(given, model)) open.push_back(model);
  }
  return open;
}

double device_days_of(const Scenario& benign) {
  double devices = 0;
  for (const FleetGroup& group : benign.fleet) devices += group.count;
  return devices * benign.duration.to_seconds() / 86'400;
}

/// In a child of a replication's process, as a study measures a lane.
int score_in_child(Lane& lane, const Scenario& benign, const DeviceLives& lives, unsigned threads, Progress& progress,
                   const std::string& file) {
  const auto job = [&]() -> int {
    WorkerPool pool(threads);
    DeviceLives own(lives);
    Lane::Options options;
    options.hubs = hubs_of_run(benign, false);
    lane.record_scores();
    const LaneResult result = lane.measure(own, pool, options, &progress);
    for (const std::string& imbalance : result.imbalances)
      std::fprintf(stderr, "error: the counts of policy '%s' do not balance: %s\n", lane.name().c_str(), imbalance.c_str());
    return result.imbalances.empty() && write_scores(file, lane.take_scores()) ? 0 : 3;
  };
  const ProcessEnd end = run_in_processes({job}, 1, {}).front();
  if (!end.ok() && !was_interrupted())
    std::fprintf(stderr, "error: calibrating policy '%s' ended with %s\n", lane.name().c_str(), end.to_string().c_str());
  return end.ok() ? 0 : 3;
}

int score_replication(const Scenario& benign, std::uint32_t number, const ReplicationSettings& settings,
                      const ScratchFolder& folder, Progress& progress) {
  const World world(benign, kFirstCalibration + number);
  const auto content = build_content(world, settings);
  std::vector<std::unique_ptr<Lane>> lanes;
  for (const PolicyUse& use : benign.policies)
    lanes.push_back(std::make_unique<Lane>(world, use.name, benign.policy_templates.at(use.use), content));
  DeviceLives lives(world.fleet(), world.begin());
  {
    WorkerPool pool(settings.threads);
    for (auto& lane : lanes) lane->start(pool);
    warm_up(world, lanes, lives, pool, progress);
  }
  for (std::size_t p = 0; p < lanes.size(); ++p) {
    if (score_in_child(*lanes[p], benign, lives, settings.threads, progress, score_file(folder, p, number)) != 0) return 3;
  }
  return 0;
}

bool score_all(const Scenario& benign, const StudySettings& settings, const ScratchFolder& folder) {
  const unsigned processes = std::max(1U, std::min(settings.threads, benign.replications));
  ReplicationSettings each;
  each.rules = settings.rules;
  each.feeds = settings.feeds;
  each.threads = std::max(1U, settings.threads / processes);
  const double lives = device_days_of(benign) * 86'400 * (1 + benign.warm_up.to_seconds() / benign.duration.to_seconds());
  Progress progress(lives * static_cast<double>(benign.policies.size() * benign.replications));
  ProgressLine line(progress, "calibrating", settings.quiet);
  std::vector<std::function<int()>> jobs;
  for (std::uint32_t r = 0; r < benign.replications; ++r)
    jobs.emplace_back([&, r] { return score_replication(benign, r, each, folder, progress); });
  const std::vector<ProcessEnd> ends = run_in_processes(jobs, processes, [&line] { line.update(); });
  line.finish();
  return std::all_of(ends.begin(), ends.end(), [](const ProcessEnd& end) { return end.ok(); });
}

}  // namespace

std::vector<ScoredModel> calibrated_models(const PipelineSettings& pipeline) {
  std::vector<ScoredModel> models;
  if (pipeline.novelty) models.push_back(ScoredModel::kNovelty);
  if (pipeline.behaviour) {
    models.push_back(ScoredModel::kLevel);
    models.push_back(ScoredModel::kDrift);
  }
  if (pipeline.egress) models.push_back(ScoredModel::kEgress);
  return models;
}

Scenario benign_scenario(const Scenario& scenario) {
  Scenario benign = scenario;
  benign.attacks.clear();
  benign.weaknesses.clear();
  benign.faults.clear();
  benign.store_replications = 0;
  benign.fixed_hub.name.clear();
  benign.replications = scenario.calibration->replications;
  if (scenario.calibration->duration > Duration()) benign.duration = scenario.calibration->duration;
  benign.pipeline.freeze.enabled = false;
  for (const PolicyUse& use : benign.policies) {
    ModelThresholds& open = benign.thresholds[use.name];
    for (const ScoredModel model : open_models(scenario, use.name))
      threshold_of(open, model) = kRanges[static_cast<std::size_t>(model)].highest;
  }
  std::erase_if(benign.policies, [&](const PolicyUse& use) { return open_models(scenario, use.name).empty(); });
  return benign;
}

CalibrationResult calibrated(const std::string& policy, ScoredModel model, const BenignScores& benign,
                             double budget_per_device_day, const PipelineSettings& pipeline) {
  const Range& range = kRanges[static_cast<std::size_t>(model)];
  CalibrationResult result;
  result.policy = policy;
  result.model = std::string(to_string(model));
  result.unit = range.unit;
  result.budget_per_1000_device_days = budget_per_device_day * 1'000;
  result.device_days = benign.device_days;
  result.threshold = own_setting(pipeline, model);
  if (!benign.maxima.empty()) {
    const bool supported = benign.device_days * budget_per_device_day >= 3;
    const CalibratedThreshold found = supported ? calibrate(benign, budget_per_device_day) : tail_threshold(benign, budget_per_device_day);
    result.extrapolated = !supported;
    const double above = std::floor(std::clamp(found.alert_above, -1e9, 1e9) * 1'000 + 1) / 1'000;
    result.threshold = std::clamp(above, range.lowest, range.highest);
  }
  const auto alerts = std::count_if(benign.maxima.begin(), benign.maxima.end(), [&](double score) { return score >= result.threshold; });
  result.alerts = static_cast<std::uint64_t>(alerts);
  result.upper_bound_per_1000_device_days = poisson_upper_bound(result.alerts, benign.device_days) * 1'000;
  return result;
}

CalibrationOutcome calibrate_policies(Scenario& scenario, const StudySettings& settings) {
  CalibrationOutcome outcome;
  if (!scenario.calibration) return outcome;
  const Scenario benign = benign_scenario(scenario);
  if (benign.policies.empty()) return outcome;
  try {
    const ScratchFolder folder(settings.out_directory, ".calibration-");
    if (!score_all(benign, settings, folder)) {
      outcome.exit_code = was_interrupted() ? 130 : 3;
      return outcome;
    }
    const double exposure = device_days_of(benign) * benign.replications;
    const double budget = scenario.calibration->max_false_alerts_per_1000_device_days / 1'000 /
                          static_cast<double>(calibrated_models(scenario.pipeline).size());
    for (std::size_t p = 0; p < benign.policies.size(); ++p) {
      ScoresByModel scores;
      for (std::uint32_t r = 0; r < benign.replications; ++r) add_scores(score_file(folder, p, r), scores);
      const std::string& policy = benign.policies[p].name;
      for (const ScoredModel model : open_models(scenario, policy)) {
        const BenignScores life{std::move(scores[static_cast<std::size_t>(model)]), exposure, BenignLife::kGenerated};
        outcome.results.push_back(calibrated(policy, model, life, budget, scenario.pipeline));
        threshold_of(scenario.thresholds[policy], model) = outcome.results.back().threshold;
      }
    }
  } catch (const fs::filesystem_error& error) {
    std::fprintf(stderr, "error: cannot write %s: %s\n1 error; nothing was run.\n", settings.out_directory.c_str(), error.code().message().c_str());
    outcome.exit_code = 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "error: %s\n", error.what());
    outcome.exit_code = 3;
  }
  return outcome;
}

}  // namespace picket::sim
