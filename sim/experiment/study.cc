#include "sim/experiment/study.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <map>
#include <set>
#include <stdexcept>

#include "agent_core/base/utf8.h"
#include "sim/cost/paid_price.h"
#include "sim/cost/size_hub.h"
#include "sim/experiment/client_wire.h"
#include "sim/experiment/merge.h"
#include "sim/experiment/merge_bill.h"
#include "sim/experiment/pipeline_losses.h"
#include "sim/experiment/process_pool.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/replication.h"
#include "sim/experiment/run_files.h"
#include "sim/experiment/simulation_jobs.h"
#include "sim/results/digest.h"
#include "sim/results/manifest.h"
#include "sim/results/run_directory.h"
#include "sim/results/study_result_json.h"
#include "sim/results/study_tables.h"
#include "sim/scenario/own_estimates.h"
#include "sim/scenario/quantity_text.h"

namespace picket::sim {
namespace {

/// Shorter periods give daily figures that are mostly chance. Our choice.
constexpr Duration kLeastForDailyFigures = Duration::hours(1);

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text;
}

using LaneKey = std::pair<std::string, bool>;  ///< policy, fixed hub

std::map<LaneKey, PolicyLanes> by_policy(const std::vector<LaneResult>& lanes) {
  std::map<LaneKey, PolicyLanes> groups;
  for (const LaneResult& lane : lanes) groups[{lane.policy, lane.fixed_hub}].push_back(&lane);
  for (auto& [key, group] : groups) {
    std::sort(group.begin(), group.end(), [](const LaneResult* a, const LaneResult* b) { return a->replication < b->replication; });
  }
  return groups;
}

void merge_kind(const Scenario& scenario, const std::map<LaneKey, PolicyLanes>& groups, bool fixed, StudyResult& out) {
  const auto reference = groups.find({scenario.reference_policy, fixed});
  for (const PolicyUse& use : scenario.policies) {
    const auto group = groups.find({use.name, fixed});
    if (group == groups.end()) continue;
    PolicyResult policy = merge_policy(scenario, use.name, group->second, reference == groups.end() ? PolicyLanes{} : reference->second);
    const Policy& settings = scenario.policy_templates.at(use.use);
    policy.generation = std::string(to_string(settings.generation));
    std::vector<DetectionResult> detections = merge_detections(scenario, use.name, group->second);
    (fixed ? out.fixed_hub : out.policies).push_back(std::move(policy));
    auto& all = fixed ? out.fixed_hub_detections : out.detections;
    all.insert(all.end(), std::make_move_iterator(detections.begin()), std::make_move_iterator(detections.end()));
    auto& weaknesses = fixed ? out.fixed_hub_weaknesses : out.weaknesses;
    for (WeaknessResult& kind : merge_weaknesses(scenario, use.name, group->second)) weaknesses.push_back(std::move(kind));
  }
}

std::vector<std::string> warnings_of(const Scenario& scenario, const StudyResult& result) {
  std::vector<std::string> out;
  if (scenario.replications < 5) out.push_back("Fewer than 5 replications: no intervals are given.");
  if (scenario.duration < kLeastForDailyFigures) {
    out.push_back("The measured period is " + format_duration(scenario.duration) +
                  ": figures per day and the bill per month multiply what happened in it, and may mean little.");
  }
  std::uint32_t more = 0;
  for (const DetectionResult& d : result.detections) more = std::max(more, d.measurable ? d.runs_needed : 0);
  if (more > 0) {
    out.push_back("Some detection probabilities are uncertain by more than +-0.1; up to " + std::to_string(more) +
                  " more replications would settle them (column \"runs needed\").");
  }
  if (std::string remark = remark_on_sizes(scenario.client.transport); !remark.empty()) out.push_back(std::move(remark));
  for (const DetectionResult& d : result.detections) {
    if (d.measurable || d.policy != result.policies.front().policy) continue;
    out.push_back("Attack '" + d.attack + "' is not measurable: its deadline exceeds the horizon.");
  }
  return out;
}

/// Bounds of the analytics core that a policy's runs reached, over its replications.
std::vector<std::string> bounds_warnings(const std::map<LaneKey, PolicyLanes>& groups) {
  std::vector<std::string> out;
  for (const auto& [key, lanes] : groups) {
    if (key.second) continue;
    std::vector<DropCount> sums = lanes.front()->pipeline_losses;
    for (std::size_t i = 1; i < lanes.size(); ++i) {
      const std::vector<DropCount>& more = lanes[i]->pipeline_losses;
      for (std::size_t k = 0; k < sums.size() && k < more.size(); ++k) sums[k].count += more[k].count;
    }
    for (const std::string& bound : bounds_reached(sums)) {
      out.push_back("A bound of the analytics core was reached under " + key.first + ": " + bound + ".");
    }
  }
  return out;
}

/// Hubs that cannot carry the devices' own business beside the security messages: of a given number of units, or sized and
/// larger than any that is sold. The business is in the bill and not simulated, so that no message met a limit for it.
std::vector<std::string> hub_warnings(const Scenario& scenario, const std::map<LaneKey, PolicyLanes>& groups) {
  std::set<std::string> hubs;
  for (const auto& [key, lanes] : groups) {
    for (const LaneResult* lane : lanes) {
      for (std::size_t h = 0; h < lane->hubs.size() && h < lane->hub_usage.size(); ++h) {
        const HubSize& hub = lane->hubs[h];
        if (!has_business(lane->hub_usage[h], scenario.prices)) continue;
        const HubLimits limits = limits_of(hub.sku, hub.units);
        if (fits(with_business(lane->hub_usage[h], scenario.prices, limits.block_bytes), limits)) continue;
        const std::string name = lane->fixed_hub             ? quote(scenario.fixed_hub.name)
                                 : h < scenario.hubs.size() ? quote(scenario.hubs[h].name)
                                                            : "of number " + std::to_string(h);
        hubs.insert(name + " under " + key.first);
      }
    }
  }
  std::vector<std::string> out;
  for (const std::string& hub : hubs) {
    out.push_back("Hub " + hub + " is too small for the devices' own business beside security: the bill is of units that could not carry both.");
  }
  return out;
}

/// Attacked units of whose steps only the totals are told, in the replication with most of them.
std::vector<std::string> steps_warnings(const std::map<LaneKey, PolicyLanes>& groups) {
  std::vector<std::string> out;
  for (const auto& [key, lanes] : groups) {
    if (key.second) continue;
    std::int64_t most = 0;
    for (const LaneResult* lane : lanes) most = std::max(most, lane->units_without_steps);
    if (most == 0) continue;
    out.push_back("Under " + key.first + " the fate of each step is told for the first " +
                  std::to_string(kMaxUnitsWithSteps) + " attacked units of a replication; of up to " + std::to_string(most) +
                  " more it is in the totals alone.");
  }
  return out;
}

/// Telemetry of business is not simulated, its operations are.
bool fits_with_operations(const Usage& usage, const HubLimits& limits) { return fits(with_business_operations(usage, limits.block_bytes), limits); }

/// Which policies asked more of hubs with a given number of units than those give.
std::string over_limit(const Scenario& scenario, const std::vector<LaneResult>& lanes) {
  std::set<std::string> policies;
  for (const LaneResult& lane : lanes) {
    if (lane.fixed_hub) continue;
    for (std::size_t h = 0; h < lane.hub_usage.size() && h < scenario.hubs.size(); ++h) {
      if (scenario.hubs[h].units != 0 && !fits_with_operations(lane.hub_usage[h], limits_of(scenario.hubs[h].sku, scenario.hubs[h].units))) {
        policies.insert(lane.policy);
      }
    }
  }
  std::string text;
  for (const std::string& policy : policies) text += (text.empty() ? "" : ", ") + policy;
  return text;
}

ReplicationSettings replication_settings(const StudySettings& settings, const std::string& study_id) {
  ReplicationSettings each;
  each.rules = settings.rules;
  each.feeds = settings.feeds;
  each.out_directory = settings.out_directory;
  each.study_id = study_id;
  each.scenario_path = settings.scenario_path;
  each.resolved_scenario = settings.resolved_scenario;
  each.argv = settings.argv;
  each.warnings = feed_remarks(settings.feeds);
  return each;
}

std::vector<LaneResult> read_lanes(const Scenario& scenario, const ReplicationSettings& settings, const StudyDirectory& study) {
  std::vector<LaneResult> lanes;
  for (const PolicyUse& use : scenario.policies) {
    for (std::uint32_t r = 0; r < scenario.replications; ++r) {
      for (const bool fixed : {false, true}) {
        if (fixed && !on_fixed_hub(scenario, r)) continue;
        lanes.push_back(read_run(study.path() + "/runs/" + run_key_of(settings, scenario, use.name, fixed, r)));
      }
    }
  }
  return lanes;
}

/// The replications of this shard that are not complete.
std::vector<std::uint32_t> missing_replications(const Scenario& scenario, const StudySettings& settings, const ReplicationSettings& each) {
  std::vector<std::uint32_t> missing;
  std::uint32_t ours = 0;
  for (std::uint32_t r = 0; r < scenario.replications; ++r) {
    if (!settings.shard.has(r)) continue;
    ++ours;
    if (settings.rerun || !is_complete(scenario, each, r)) missing.push_back(r);
  }
  if (missing.size() < ours && !settings.quiet && !settings.goes_on) {
    std::fprintf(stderr, "note: %zu of %u replications are there from before; --rerun simulates them again\n", ours - missing.size(), ours);
  }
  return missing;
}

bool run_replications(const Scenario& scenario, const StudySettings& settings, const ReplicationSettings& each) {
  const std::vector<std::uint32_t> missing = missing_replications(scenario, settings, each);
  if (missing.empty()) return true;
  Progress progress(work_of(scenario) * static_cast<double>(missing.size()));
  ProgressLine line(progress, printable(scenario.name), settings.quiet);
  std::vector<SimulationJob> jobs;
  for (const std::uint32_t r : missing) jobs.push_back({0, &scenario, &each, r, false});
  SimulationSettings how;
  how.threads = settings.threads;
  how.rerun = settings.rerun;
  how.wait_for_others = settings.shard.is_whole();
  how.timeout_seconds = settings.timeout_seconds;
  how.progress = &progress;
  how.tick = [&line] { line.update(); };
  const std::vector<JobResult> results = run_simulations(jobs, how);
  line.finish();
  if (was_interrupted()) return false;
  bool ok = true;
  std::size_t elsewhere = 0;
  for (const JobResult& result : results) {
    if (result.end == JobEnd::kElsewhere) ++elsewhere;
    if (result.end != JobEnd::kBroken) continue;
    ok = false;
    std::fprintf(stderr, "error: %s\n", result.says.c_str());
  }
  if (elsewhere > 0) std::fprintf(stderr, "note: other processes are at %zu of these replications: they were left to them\n", elsewhere);
  return ok;
}

/// Whether counts balance in every run; says where they do not.
bool is_balanced(const std::vector<LaneResult>& lanes) {
  bool balanced = true;
  for (const LaneResult& lane : lanes) {
    if (lane.imbalances.empty()) continue;
    balanced = false;
    std::fprintf(stderr, "error: the counts of policy '%s', replication %u do not balance: %s\n", printable(lane.policy).c_str(),
                 lane.replication, lane.imbalances.front().c_str());
  }
  return balanced;
}

}  // namespace

bool write_study_tables(const StudyDirectory& directory, const StudyResult& result) {
  const auto write = [&](const char* name, const std::string& text) {
    const auto error = directory.write(name, text);
    if (error) std::fprintf(stderr, "error: cannot write %s\n", error->text().c_str());
    return !error;
  };
  bool ok = write("result.json", study_result_json(result));
  ok = write("measures.csv", measures_csv(result)) && ok;
  ok = write("detections.csv", detections_csv(result)) && ok;
  ok = write("misses.csv", misses_csv(result)) && ok;
  ok = write("delays.csv", delays_csv(result)) && ok;
  ok = write("bill.csv", bill_csv(result)) && ok;
  ok = write("usage.csv", usage_csv(result)) && ok;
  ok = write("prices.csv", prices_csv(result)) && ok;
  if (!result.calibration.empty()) ok = write("calibration.csv", calibration_csv(result)) && ok;
  if (!result.faults.empty()) ok = write("faults.csv", faults_csv(result)) && ok;
  if (!result.weaknesses.empty()) ok = write("weaknesses.csv", weaknesses_csv(result)) && ok;
  return ok;
}

std::string study_id_of(const Scenario& scenario, const std::string& resolved_scenario, const RuleTexts& rules,
                        const std::vector<FeedText>& feeds) {
  Digest digest;
  digest.add(resolved_scenario);
  digest.add(this_build().version);
  for (const std::string& rule : rules.texts) digest.add(rule);
  for (const FeedText& feed : feeds) digest.add(feed.text);
  return safe_name(scenario.name) + "-s" + std::to_string(scenario.seed) + "-" + digest.hex().substr(0, 8);
}

StudyResult merge_study(const Scenario& scenario, const std::vector<LaneResult>& lanes) {
  StudyResult result;
  result.scenario_name = scenario.name;
  result.title = scenario.title;
  result.description = scenario.description;
  result.seed = scenario.seed;
  result.replications = scenario.replications;
  result.warm_up_seconds = scenario.warm_up.to_seconds();
  result.duration_seconds = scenario.duration.to_seconds();
  result.reference_policy = scenario.reference_policy;
  result.price_book = scenario.prices.name + " of " + scenario.prices.compiled;
  result.prices = price_rows(scenario.prices);
  result.own_estimates = own_estimates_of(scenario);
  for (const FleetGroup& group : scenario.fleet) {
    result.devices += group.count;
    if (group.gateway.empty()) result.sites += group.sites;  // else they are its gateways'
  }
  const auto groups = by_policy(lanes);
  result.hubs_sized = std::all_of(scenario.hubs.begin(), scenario.hubs.end(), [](const HubSettings& hub) { return hub.units == 0; });
  if (!groups.empty()) result.faults = merge_faults(scenario, groups.begin()->second);
  merge_kind(scenario, groups, false, result);
  merge_kind(scenario, groups, true, result);
  result.warnings = warnings_of(scenario, result);
  if (const std::string policies = over_limit(scenario, lanes); !policies.empty()) {
    result.warnings.push_back("The hub has fewer units than its use asks for: messages of " + policies +
                              " met a limit (throttle, connections or daily quota), which delays or drops them.");
  }
  for (std::string& hubs : hub_warnings(scenario, groups)) result.warnings.push_back(std::move(hubs));
  for (std::string& bounds : bounds_warnings(groups)) result.warnings.push_back(std::move(bounds));
  for (std::string& steps : steps_warnings(groups)) result.warnings.push_back(std::move(steps));
  result.verdict = verdict_of(scenario, result);
  Digest digest;
  for (const auto& [key, group] : groups) {
    for (const LaneResult* lane : group) digest.add(lane->digest);
  }
  result.digest = digest.hex();
  return result;
}

StudyOutcome run_study(const Scenario& scenario, const StudySettings& settings) {
  StudyOutcome outcome;
  const double started = wall_clock_seconds();
  const std::string id = study_id_of(scenario, settings.resolved_scenario, settings.rules, settings.feeds);
  const auto directory = StudyDirectory::create(settings.out_directory, id);
  if (!directory.ok()) {
    std::fprintf(stderr, "error: cannot write %s\n1 error; nothing was run.\n", directory.error().text().c_str());
    outcome.exit_code = 2;
    return outcome;
  }
  const StudyDirectory& study = directory.value();
  outcome.directory = study.path();
  if (const auto error = study.write("scenario.yaml", settings.resolved_scenario)) {
    std::fprintf(stderr, "error: cannot write %s\n", error->text().c_str());
    outcome.exit_code = 3;
    return outcome;
  }
  for (const FeedText& feed : settings.feeds) {
    if (const auto error = study.write(feed.kept, feed.text)) {
      std::fprintf(stderr, "error: cannot write %s\n", error->text().c_str());
      outcome.exit_code = 3;
      return outcome;
    }
  }
  study.mark_partial("running");
  const ReplicationSettings each = replication_settings(settings, id);
  if (!run_replications(scenario, settings, each)) {
    if (was_interrupted()) {
      study.mark_partial("interrupted");
      std::fprintf(stderr, "interrupted: %s holds no result; the same command goes on from the runs that it holds\n", study.path().c_str());
      outcome.exit_code = 130;
      return outcome;
    }
    study.mark_partial("a run failed");
    outcome.exit_code = 3;
    return outcome;
  }
  if (!settings.shard.is_whole()) {
    study.mark_partial("shards are running");
    return outcome;
  }
  const std::vector<LaneResult> lanes = read_lanes(scenario, each, study);
  if (!is_balanced(lanes)) {
    study.mark_partial("a run failed");
    outcome.exit_code = 3;
    return outcome;
  }
  outcome.result = merge_study(scenario, lanes);
  outcome.result.warnings.insert(outcome.result.warnings.end(), each.warnings.begin(), each.warnings.end());
  outcome.result.calibration = settings.calibration;
  if (std::any_of(settings.calibration.begin(), settings.calibration.end(), [](const CalibrationResult& c) { return c.extrapolated; })) {
    outcome.result.warnings.push_back("Some thresholds were extrapolated by a generalised Pareto tail: the benign life "
                                      "was too short to see their rate of false alerts.");
  }
  outcome.result.study_id = id;
  outcome.result.scenario_path = settings.scenario_path;
  outcome.result.created_utc = utc_now();
  if (auto old = old_prices(scenario.prices, outcome.result.created_utc)) outcome.result.warnings.push_back(*std::move(old));
  outcome.result.commit = this_build().commit;
  outcome.result.version = this_build().version;
  outcome.result.repeat_command = settings.repeat_command;
  outcome.result.wall_seconds = wall_clock_seconds() - started;
  if (!write_study_tables(study, outcome.result)) {
    outcome.exit_code = 3;
    return outcome;
  }
  study.clear_partial();
  if (const auto error = study.point_latest()) std::fprintf(stderr, "warning: %s\n", error->text().c_str());
  return outcome;
}

}  // namespace picket::sim
