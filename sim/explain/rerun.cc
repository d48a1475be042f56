#include "sim/explain/rerun.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <fmt/format.h>

#include "sim/experiment/pipeline_of_world.h"
#include "sim/experiment/process_pool.h"
#include "sim/experiment/progress.h"
#include "sim/experiment/replication.h"
#include "sim/experiment/study.h"
#include "sim/results/digest.h"
#include "sim/scenario/load.h"

namespace picket::sim {
namespace {

/// A pipe that holds what a child says in a few lines.
class Answer {
 public:
  Answer() {
    if (::pipe2(ends_, O_CLOEXEC) != 0) throw std::runtime_error("no pipe can be had");
  }
  ~Answer() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;
  /// At most kMaxEvidence short lines: they fit the pipe, so writing never waits.
  void write(const std::string& text) { static_cast<void>(!::write(ends_[1], text.data(), text.size())); }
  /// Once the writer has ended.
  std::string read() {
    ::close(ends_[1]);
    ends_[1] = ::dup(ends_[0]);
    std::string text;
    char buffer[4096];
    for (ssize_t n = 0; (n = ::read(ends_[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(n));
    return text;
  }

 private:
  int ends_[2] = {-1, -1};
};

double device_seconds_of(const World& world, bool twice) {
  const double measured = (world.end() - world.start()).to_seconds() * (twice ? 2 : 1);
  return ((world.start() - world.begin()).to_seconds() + measured) * static_cast<double>(world.fleet().size());
}

}  // namespace

Scenario scenario_of(const ChosenRun& run) {
  Diagnostics diagnostics;
  LoadResult loaded = load_scenario_text(run.manifest.resolved_scenario, run.path + "/manifest.json", {}, "", diagnostics);
  if (!loaded.ok())
    throw WrongInput(run.path + ": the scenario in its manifest cannot be read; was it run by another version?\n" + diagnostics.text());
  return std::move(*loaded.scenario);
}

Rerun::Rerun(const ChosenRun& run, const Scenario& scenario, Settings settings)
    : run_(run), scenario_(scenario), settings_(std::move(settings)) {
  world_ = std::make_unique<World>(scenario_, run_.manifest.replication);
  ReplicationSettings replication;
  replication.rules = settings_.rules;
  replication.feeds = settings_.feeds;
  content_ = build_content(*world_, replication);
  reloads_ = build_reloads(*world_, replication);
  pipeline_ = pipeline_of_world(*world_, *content_, run_.manifest.policy);
}

void Rerun::repeat(const Focus& focus) {
  run(focus, nullptr);
  if (focus.alert && (*focus.alert == 0 || *focus.alert > record_->findings().size()))
    throw WrongInput(fmt::format("{}: there is no alert {}; the run raised {}", run_.path, *focus.alert, record_->findings().size()));
}

void Rerun::repeat(RunProbe& probe) { run({}, &probe); }

/// A probe of the caller's takes the place of the record.
void Rerun::run(const Focus& focus, RunProbe* probe) {
  const auto use = std::find_if(scenario_.policies.begin(), scenario_.policies.end(),
                                [this](const PolicyUse& u) { return u.name == run_.manifest.policy; });
  if (use == scenario_.policies.end())
    throw WrongInput(run_.path + ": its scenario has no policy '" + run_.manifest.policy + "'");
  std::vector<std::unique_ptr<Lane>> lanes;
  lanes.push_back(std::make_unique<Lane>(*world_, use->name, scenario_.policy_templates.at(use->use), content_));
  lanes.front()->set_reloads(reloads_);
  Progress progress(device_seconds_of(*world_, focus.alert.has_value()));
  ProgressLine line(progress, "repeating the run", settings_.quiet);
  DeviceLives lives(world_->fleet(), world_->begin());
  {
    WorkerPool pool(settings_.threads);
    lanes.front()->start(pool);
    warm_up(*world_, lanes, lives, pool, progress);
  }
  line.update();
  record_ = std::make_unique<RunRecord>(*world_);
  Lane::Options options;
  // A run on the fixed hub that met no limit is the run on the sized hub.
  options.fixed_hub = run_.result.fixed_hub && !run_.result.reused;
  options.hubs = hubs_of_run(scenario_, options.fixed_hub);
  options.probe = probe == nullptr ? record_.get() : probe;
  if (focus.alert) record_->want(evidence_of(*focus.alert, *lanes.front(), lives, options));
  if (focus.unit) {
    record_->want_unit(*focus.unit);
    trace_ = std::make_unique<AttackTrace>(world_->attacks().units()[*focus.unit].device);
    options.trace = trace_.get();
    options.model_probe = record_.get();
  }
  line.update();
  WorkerPool pool(settings_.threads);
  result_ = lanes.front()->measure(lives, pool, options, &progress);
  line.finish();
  check_digest();
}

std::set<MessageKey> Rerun::evidence_of(std::uint64_t alert, Lane& lane, const DeviceLives& lives, const Lane::Options& options) {
  Answer answer;
  const auto job = [&]() -> int {
    WorkerPool pool(settings_.threads);
    DeviceLives own(lives);
    lane.measure(own, pool, options, nullptr);
    if (alert == 0 || alert > record_->findings().size()) return 0;
    std::string text;
    for (const Evidence& e : record_->findings()[alert - 1].evidence) text += fmt::format("{} {}\n", e.device.value(), e.sequence);
    answer.write(text);
    return 0;
  };
  const ProcessEnd end = run_in_processes({job}, 1, {}).front();
  if (was_interrupted()) throw Interrupted("interrupted: nothing was done");
  if (!end.ok()) throw std::runtime_error("the repetition ended with " + end.to_string());
  std::set<MessageKey> keys;
  const std::string text = answer.read();
  for (std::size_t at = 0; at < text.size();) {
    MessageKey key;
    const std::size_t stop = text.find('\n', at);
    if (std::sscanf(text.c_str() + at, "%u %u", &key.first, &key.second) == 2) keys.insert(key);
    at = stop + 1;
  }
  return keys;
}

void Rerun::check_digest() const {
  const std::string now = hex16(result_.digest);
  if (now == run_.manifest.digest) return;
  std::string cause;
  const BuildInfo build = this_build();
  if (run_.manifest.commit != build.commit)
    cause += fmt::format("\n  the run was made by commit {}, this program is of commit {}", run_.manifest.commit, build.commit);
  std::error_code ignored;
  const std::string study = std::filesystem::weakly_canonical(run_.path, ignored).parent_path().parent_path().filename().string();
  const std::string id = study_id_of(scenario_, run_.manifest.resolved_scenario, settings_.rules, settings_.feeds);
  if (study != id) cause += fmt::format("\n  rules or feeds have changed since, or the study's folder was renamed: it would be called {} now, and is {}", id, study);
  if (cause.empty()) cause = "\n  same version, commit and rules: was it built by another compiler, or run with --primitive?";
  throw WrongInput(fmt::format("{}: repeating the run gave digest {}, and it has {}: what would be explained is another run{}",
                               run_.path, now, run_.manifest.digest, cause));
}

}  // namespace picket::sim
