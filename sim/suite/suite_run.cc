#include "sim/suite/suite_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <stdexcept>

#include "agent_core/base/utf8.h"
#include "sim/cost/paid_price.h"
#include "sim/experiment/process_pool.h"
#include "sim/experiment/replication.h"
#include "sim/experiment/run_files.h"
#include "sim/experiment/study.h"
#include "sim/results/digest.h"
#include "sim/results/manifest.h"
#include "sim/results/run_directory.h"
#include "sim/results/study_result_json.h"
#include "sim/results/study_tables.h"
#include "sim/results/utc_time.h"
#include "sim/scenario/load.h"
#include "sim/statistics/holm.h"
#include "sim/suite/corpus_join.h"
#include "sim/suite/corpus_trial.h"
#include "sim/suite/suite_false_alerts.h"
#include "sim/experiment/simulation_jobs.h"
#include "sim/suite/suite_result_json.h"
#include "sim/suite/suite_variants.h"

namespace picket::sim {

namespace {

/// A case while it runs.
struct Running {
  const PreparedCase* source = nullptr;
  ReplicationSettings settings;
  ReplicationSettings again;        ///< for the repetition that an invariant wants
  InvariantTally invariants{0, {}};
  std::vector<std::size_t> checks;  ///< indices into Run::evidence
  std::vector<LaneResult> lanes;
  std::uint32_t next = 0;           ///< replication
  std::vector<std::uint32_t> found;  ///< replications that an earlier start had left
  double wall_seconds = 0;
  std::string failure;
  std::string failed_policy;        ///< of the failure, as far as is known
  std::uint32_t failed_replication = 0;
  bool open = true;
};

class SuiteRun {
 public:
  SuiteRun(const LoadedSuite& suite, const SuiteSettings& settings)
      : suite_(suite), settings_(settings), started_(wall_clock_seconds()), level_(1 - suite.suite.confidence) {}

  SuiteOutcome run() {
    if (!prepare()) return std::move(outcome_);
    const bool sound = try_known_failures();
    if (was_interrupted()) return interrupted();
    while (sound && !stopped_ && round()) {
      if (was_interrupted()) return interrupted();
    }
    if (was_interrupted()) return interrupted();
    if (settings_.shard.is_whole()) {
      finish();
    } else {
      finish_part();
    }
    return std::move(outcome_);
  }

 private:
  bool prepare() {
    SuiteResult& result = outcome_.result;
    Digest digest;
    std::vector<std::string> resolved;
    for (std::size_t i = 0; i < suite_.cases.size(); ++i) {
      resolved.push_back(write_scenario_yaml(with_kept_feeds(suite_.cases[i].scenario, settings_.feeds[i])));
      digest.add(suite_.cases[i].name, resolved.back());
      for (const FeedText& feed : settings_.feeds[i]) digest.add(feed.text);
    }
    digest.add(this_build().version);
    for (const std::string& rule : settings_.rules.texts) digest.add(rule);
    result.suite_id = fmt::format("{}-s{}-{}", safe_name(suite_.suite.name), suite_.suite.seed, digest.hex().substr(0, 8));
    outcome_.directory = settings_.out_directory + "/" + result.suite_id;
    for (std::size_t i = 0; i < suite_.cases.size(); ++i) {
      if (!prepare_case(i, resolved[i])) return false;
      // A check is decided by its own case's runs and the number of all checks, so a part decides as the whole would.
      running_.back().open = settings_.shard.has(i);
    }
    total_checks_ = evidence_.size();
    verdicts_.assign(total_checks_, Verdict::kInconclusive);
    return true;
  }

  bool prepare_case(std::size_t index, const std::string& resolved) {
    const PreparedCase& source = suite_.cases[index];
    Running running;
    running.source = &source;
    running.settings.rules = settings_.rules;
    running.settings.feeds = settings_.feeds[index];
    running.settings.warnings = feed_remarks(settings_.feeds[index]);
    running.settings.out_directory = outcome_.directory + "/cases";
    running.settings.study_id = case_folder(source.name);
    running.settings.scenario_path = source.scenario_path;
    running.settings.resolved_scenario = resolved;
    running.settings.argv = settings_.argv;
    const auto study = StudyDirectory::create(running.settings.out_directory, running.settings.study_id);
    const auto complain = [this](const WriteError& error, int code) {
      std::fprintf(stderr, "error: cannot write %s\n", printable(error.text()).c_str());
      outcome_.exit_code = code;
      return false;
    };
    if (!study.ok()) return complain(study.error(), 2);
    if (const auto error = study.value().write("scenario.yaml", resolved)) return complain(*error, 3);
    for (const FeedText& feed : settings_.feeds[index]) {
      if (const auto error = study.value().write(feed.kept, feed.text)) return complain(*error, 3);
    }
    running.again = for_repetition(running.settings);
    running.invariants = InvariantTally(static_cast<std::uint32_t>(index), source.invariants);
    for (const SuiteCheck& check : source.checks) {
      running.checks.push_back(evidence_.size());
      evidence_.push_back(std::make_unique<CheckEvidence>(check, source.scenario.replications));
    }
    running_.push_back(std::move(running));
    return true;
  }

  /// The next replications of every open case; false if there is none left.
  bool round() {
    const auto open = static_cast<std::size_t>(std::count_if(running_.begin(), running_.end(), [](const Running& r) { return r.open; }));
    if (open == 0) return false;
    // Two at least, so that a round has more than one job a process for most suites; not many, so that few are in vain.
    const std::size_t wanted = (4 * settings_.threads + open - 1) / open;
    const auto batch = static_cast<std::uint32_t>(std::clamp<std::size_t>(wanted, 2, 8));
    std::vector<SimulationJob> jobs;
    std::vector<std::pair<std::size_t, std::uint32_t>> until;
    for (std::size_t i = 0; i < running_.size(); ++i) {
      Running& running = running_[i];
      if (!running.open) continue;
      const Scenario& scenario = running.source->scenario;
      const std::uint32_t last = std::min(running.next + batch, scenario.replications);
      until.emplace_back(i, last);
      for (std::uint32_t r = running.next; r < last; ++r) {
        if (is_complete(scenario, running.settings, r)) {
          running.found.push_back(r);
        } else {
          jobs.push_back({i, &scenario, &running.settings, r, false});
        }
        if (running.invariants.wants_repetition() && !is_complete(scenario, running.again, r)) {
          jobs.push_back({i, &scenario, &running.again, r, true});
        }
      }
    }
    run_jobs(jobs);
    if (was_interrupted()) return false;
    for (const auto& [i, last] : until) take_in(running_[i], last);
    tell_progress();
    return true;
  }

  bool out_of_time() const {
    return settings_.budget > Duration() && wall_clock_seconds() - started_ > settings_.budget.to_seconds();
  }

  void run_jobs(const std::vector<SimulationJob>& jobs) {
    SimulationSettings how;
    how.threads = settings_.threads;
    how.out_of_time = [this] { return out_of_time(); };
    how.timeout_seconds = settings_.timeout_seconds;
    if (!settings_.quiet) how.title = printable(suite_.suite.name) + ": simulations of this round";
    const std::vector<JobResult> results = run_simulations(jobs, how);
    for (std::size_t j = 0; j < results.size(); ++j) {
      Running& running = running_[jobs[j].of];
      if (results[j].end == JobEnd::kRan) {
        ++simulations_;
      } else if (results[j].end == JobEnd::kNotStarted) {
        stopped_ = true;
      } else if (running.failure.empty() && !was_interrupted()) {
        running.failure = results[j].says;
        running.failed_policy = results[j].policy;
        running.failed_replication = jobs[j].replication;
      }
    }
  }

  /// False if the suite ends here: a known failure broke an invariant, or a simulation.
  bool try_known_failures() {
    if (settings_.corpus == nullptr) return true;
    SuiteResult& result = outcome_.result;
    result.corpus_directory = settings_.corpus->directory();
    std::vector<TrialCase> cases;
    for (Running& running : running_) {
      cases.push_back({running.source, running.settings, scenario_path(running), &running.invariants});
    }
    CorpusTrial trial = try_corpus(*settings_.corpus, cases, settings_.threads, [this] { return out_of_time(); });
    result.corpus = std::move(trial.results);
    simulations_ += trial.simulations;
    stopped_ = trial.out_of_time;
    bool sound = true;
    for (std::size_t i = 0; i < running_.size(); ++i) {
      Running& running = running_[i];
      if (!trial.crashes[i].empty()) running.failure = "a known failure: " + trial.crashes[i];
      sound = sound && running.failure.empty() && !running.invariants.is_broken();
    }
    if (!sound) halted_ = "a known failure broke an invariant or a simulation, so nothing else was run";
    return sound;
  }

  /// Judges the replications up to `last` in their order, as far as they are there without a gap.
  void take_in(Running& running, std::uint32_t last) {
    const Scenario& scenario = running.source->scenario;
    // Replications beyond the one that decided are left out, so that results do not depend on how many ran side by side.
    while (running.next < last && running.failure.empty() && !is_decided(running) && !running.invariants.law_is_broken()) {
      std::optional<std::vector<LaneResult>> lanes = read_replication(scenario, running.settings, running.next);
      if (!lanes || !judge_invariants(running, *lanes)) {
        // Not for want of time: asked for again it would come out the same, without end.
        if (!stopped_) {
          running.failure = fmt::format("replication {} ended well, and left no run that can be read", running.next);
          running.failed_replication = running.next;
        }
        break;
      }
      for (LaneResult& lane : *lanes) {
        running.wall_seconds += lane.times.wall_seconds;
        for (std::size_t c = 0; c < running.checks.size(); ++c) {
          const SuiteCheck& check = running.source->checks[c];
          if (check.policy != lane.policy) continue;
          if (const auto value = value_of(check, scenario, lane)) judge(running.checks[c], *value, lane.devices * lane.days);
        }
        running.lanes.push_back(std::move(lane));
      }
      ++running.next;
    }
    if (!running.failure.empty() || is_decided(running) || running.next >= scenario.replications) running.open = false;
    if (running.invariants.law_is_broken()) running.open = false;
  }

  /// False if a repetition that is wanted is not there.
  bool judge_invariants(Running& running, const std::vector<LaneResult>& lanes) {
    const Scenario& scenario = running.source->scenario;
    std::optional<std::vector<LaneResult>> again;
    if (running.invariants.wants_repetition()) {
      again = read_replication(scenario, running.again, running.next);
      if (!again) return false;
    }
    for (std::size_t i = 0; i < lanes.size(); ++i) {
      running.invariants.judge(scenario, lanes[i]);
      if (again) running.invariants.compare(scenario, lanes[i], (*again)[i]);
    }
    return true;
  }

  /// A case of which nothing is expected is measured once.
  bool is_decided(const Running& running) const {
    if (running.checks.empty()) return running.next > 0;
    return std::all_of(running.checks.begin(), running.checks.end(),
                       [this](std::size_t i) { return verdicts_[i] != Verdict::kInconclusive; });
  }

  void judge(std::size_t index, double value, double exposure) {
    CheckEvidence& evidence = *evidence_[index];
    evidence.add(value, exposure);
    if (verdicts_[index] != Verdict::kInconclusive) return;
    if (evidence.p_fail() <= level_ / static_cast<double>(total_checks_)) {
      verdicts_[index] = Verdict::kFail;
    } else if (evidence.p_pass() <= level_) {
      verdicts_[index] = Verdict::kPass;
    }
  }

  void tell_progress() const {
    if (settings_.quiet) return;
    double left = 0;
    for (const Running& running : running_) {
      if (!running.open || running.next == 0) continue;
      left += running.wall_seconds / running.next * (running.source->scenario.replications - running.next);
    }
    const auto decided = std::count_if(verdicts_.begin(), verdicts_.end(), [](Verdict v) { return v != Verdict::kInconclusive; });
    std::fprintf(stderr, "%s: %td of %zu checks decided, %u simulations in %.0f s, at most %.0f s more\n",
                 printable(suite_.suite.name).c_str(), decided, total_checks_, simulations_, wall_clock_seconds() - started_,
                 left / settings_.threads);
  }

  SuiteOutcome interrupted() {
    std::fprintf(stderr, "interrupted: this goes on from what %s holds: %s\n", printable(outcome_.directory).c_str(),
                 printable(settings_.repeat_command).c_str());
    outcome_.exit_code = 130;
    return std::move(outcome_);
  }

  void finish_part() {
    std::size_t ours = 0;
    for (std::size_t i = 0; i < running_.size(); ++i) {
      if (!settings_.shard.has(i)) continue;
      ++ours;
      const Running& running = running_[i];
      if (running.failure.empty() && !running.invariants.law_is_broken()) continue;
      std::fprintf(stderr, "error: case %s: %s\n", printable(running.source->name).c_str(),
                   running.failure.empty() ? "a run broke what Picket itself promises" : printable(running.failure).c_str());
      outcome_.exit_code = 3;
    }
    std::fprintf(stderr, "part %s is done, %zu of %zu cases%s: %s\nwhen all parts are, the same command without --shard judges their runs\n",
                 settings_.shard.text().c_str(), ours, running_.size(), stopped_ ? ", as far as time allowed" : "",
                 printable(outcome_.directory).c_str());
  }

  void finish() {
    SuiteResult& result = outcome_.result;
    result.name = suite_.suite.name;
    result.title = suite_.suite.title;
    result.path = suite_.path;
    result.tier = settings_.tier;
    result.created_utc = utc_text(wall_clock());
    result.version = this_build().version;
    result.commit = this_build().commit;
    result.repeat_command = settings_.repeat_command;
    result.seed = suite_.suite.seed;
    result.fresh_seed = settings_.fresh_seed;
    result.confidence = suite_.suite.confidence;
    result.max_replications = suite_.suite.max_replications;
    result.simulations = simulations_;
    result.out_of_budget = stopped_;
    result.packs = suite_.suite.rules;
    for (const SuitePolicy& policy : suite_.suite.policies) result.policies.push_back(policy.name);
    Digest digest;
    for (Running& running : running_) {
      result.cases.push_back(case_result(running));
      digest.add(result.cases.back().digest);
      if (!running.failure.empty() || running.invariants.law_is_broken()) outcome_.exit_code = 3;
      for (InvariantResult invariant : running.invariants.results()) {
        if (!invariant.breaches.empty()) {
          const Breach& first = invariant.breaches.front();
          invariant.repeat_command = repeating_command(scenario_path(running), result.seed, first.seed, first.replication);
        }
        result.invariants.push_back(std::move(invariant));
      }
    }
    result.digest = digest.hex();
    judge_all();
    std::vector<ClassRuns> of_one_class;
    for (const Running& running : running_) {
      const std::vector<FleetGroup>& fleet = running.source->scenario.fleet;
      if (fleet.size() == 1) of_one_class.push_back({fleet.front().device_class, &running.lanes});
    }
    result.false_alerts = count_false_alerts(result.policies, of_one_class);
    join_known_failures();
    result.wall_seconds = wall_clock_seconds() - started_;
    if (const auto error = write_file(outcome_.directory + "/suite.json", suite_result_json(result))) {
      std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
      outcome_.exit_code = 3;
    } else if (const auto no_link = point_latest(settings_.out_directory, result.suite_id)) {
      std::fprintf(stderr, "warning: %s\n", printable(no_link->text()).c_str());
    }
  }

  /// As it is kept with the results.
  std::string scenario_path(const Running& running) const {
    return outcome_.directory + "/cases/" + running.settings.study_id + "/scenario.yaml";
  }

  /// What failed in this run is known from now on.
  void join_known_failures() {
    if (settings_.corpus == nullptr) return;
    std::vector<JoiningCase> cases;
    for (const Running& running : running_) {
      // What a known failure broke is known already.
      const std::string crash = halted_.empty() ? running.failure : "";
      cases.push_back({running.source, &running.lanes, crash, running.failed_policy, running.failed_replication});
    }
    if (const auto error = join_corpus(*settings_.corpus, suite_.suite.name, cases, outcome_.result)) {
      std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
      outcome_.exit_code = 3;
    }
  }

  CaseResult case_result(Running& running) {
    Scenario scenario = running.source->scenario;
    CaseResult out;
    out.name = running.source->name;
    out.directory = "cases/" + running.settings.study_id;
    out.replications = running.next;
    // Those beyond the one that decided were found, and left out.
    out.resumed = static_cast<std::uint32_t>(std::count_if(running.found.begin(), running.found.end(), [&](std::uint32_t r) { return r < running.next; }));
    out.wall_seconds = running.wall_seconds;
    out.failure = running.failure;
    if (!scenario.fleet.empty()) out.device_class = scenario.fleet.front().device_class;
    if (scenario.attacks.size() == 1) {
      const AttackTemplate& attack = scenario.attack_templates.at(scenario.attacks.front().use);
      out.attack = attack.id;
      const AttackInstance& instance = scenario.attacks.front();
      out.title = attack.title + variant_words({instance.variant, instance.held_out});
      out.techniques = attack.techniques;
    } else {
      out.title = scenario.title;
    }
    if (running.next == 0) return out;
    scenario.replications = running.next;
    StudyResult study = merge_study(scenario, running.lanes);
    study.warnings.insert(study.warnings.end(), running.settings.warnings.begin(), running.settings.warnings.end());
    study.study_id = running.settings.study_id;
    study.scenario_path = running.source->scenario_path;
    study.created_utc = utc_text(wall_clock());
    if (auto old = old_prices(scenario.prices, study.created_utc)) study.warnings.push_back(*std::move(old));
    study.version = this_build().version;
    study.commit = this_build().commit;
    out.repeat_command = repeating_command(scenario_path(running), scenario.seed, scenario.seed, running.next - 1);
    study.repeat_command = out.repeat_command;
    out.digest = study.digest;
    out.detections = study.detections;
    out.policies = study.policies;
    const std::string folder = outcome_.directory + "/" + out.directory;
    for (const auto& [name, text] : {std::pair{"result.json", study_result_json(study)}, {"detections.csv", detections_csv(study)},
                                     {"measures.csv", measures_csv(study)}}) {
      if (const auto error = write_file(folder + "/" + name, text)) {
        std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
        outcome_.exit_code = 3;
      }
    }
    return out;
  }

  void judge_all() {
    std::vector<double> p_fail;
    for (const auto& evidence : evidence_) p_fail.push_back(evidence->p_fail());
    const std::vector<double> adjusted = holm_adjusted(p_fail);
    for (std::size_t r = 0; r < running_.size(); ++r) {
      const Running& running = running_[r];
      for (std::size_t c = 0; c < running.checks.size(); ++c) {
        const std::size_t i = running.checks[c];
        CheckResult check;
        check.check = running.source->checks[c];
        check.verdict = verdicts_[i];
        check.estimate = evidence_[i]->estimate();
        check.n = static_cast<std::uint32_t>(evidence_[i]->values().size());
        check.p_pass = evidence_[i]->p_pass();
        check.p_fail = adjusted[i];
        check.values = evidence_[i]->values();
        if (check.verdict == Verdict::kInconclusive && adjusted[i] <= level_) check.verdict = Verdict::kFail;
        check.why = why_not(check, running, outcome_.result.cases[r]);
        outcome_.result.checks.push_back(std::move(check));
      }
    }
  }

  /// Of a check that did not pass: what stopped it, and of a share where most evidence ended.
  std::string why_not(const CheckResult& check, const Running& running, const CaseResult& result) const {
    if (check.verdict == Verdict::kPass) return {};
    if (!running.failure.empty()) return "the simulation failed: " + running.failure;
    if (check.verdict == Verdict::kInconclusive && !halted_.empty()) return halted_;
    std::string text;
    if (check.verdict == Verdict::kFail && check.check.good > 0) text = fmt::format("shown not to be good ({:g} %)", 100 * check.check.good);
    if (check.verdict == Verdict::kInconclusive && running.invariants.law_is_broken()) return "an invariant is broken, so the case was ended";
    if (check.verdict == Verdict::kInconclusive) {
      text = running.next < running.source->scenario.replications ? "time was up" : fmt::format("not decided after {} replications", running.next);
    }
    if (!check.check.is_share() || !check.check.wants_more()) return text;
    for (const DetectionResult& d : result.detections) {
      if (d.policy != check.check.policy || d.missed_because.empty()) continue;
      text += (text.empty() ? "" : "; ") + std::string("missed because ") + d.missed_because.front();
    }
    return text;
  }

  const LoadedSuite& suite_;
  const SuiteSettings& settings_;
  double started_;
  double level_;
  SuiteOutcome outcome_;
  std::vector<Running> running_;
  std::vector<std::unique_ptr<CheckEvidence>> evidence_;
  std::vector<Verdict> verdicts_;
  std::size_t total_checks_ = 0;
  std::uint32_t simulations_ = 0;
  bool stopped_ = false;
  std::string halted_;  ///< why nothing but known failures was run; empty: it was
};

}  // namespace

SuiteOutcome run_suite(const LoadedSuite& suite, const SuiteSettings& settings) {
  return SuiteRun(suite, settings).run();
}

}  // namespace picket::sim
