#include "sim/experiment/lane.h"

#include <sys/resource.h>

#include <algorithm>
#include <stdexcept>

#include "agent_core/base/check.h"
#include "sim/experiment/pipeline_of_world.h"
#include "sim/experiment/promised_silence.h"
#include "sim/experiment/weakness_rest.h"

namespace picket::sim {
namespace {

double resident_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// Tells a probe of each finding after the judge.
class ProbedJudge final : public FindingSink {
 public:
  ProbedJudge(Judge& judge, RunProbe* probe) : judge_(judge), probe_(probe) {}
  void on_finding(const Finding& finding) override {
    const auto before = judge_.counts();
    judge_.on_finding(finding);
    Judgement judgement = Judgement::kDetection;
    while (judge_.counts()[judgement] == before[judgement]) judgement = static_cast<Judgement>(static_cast<int>(judgement) + 1);
    probe_->on_finding(finding, judgement);
  }
  void on_incident(const Incident& incident) override { judge_.on_incident(incident); }
  void on_recommendation(const Recommendation& change) override { judge_.on_recommendation(change); }
  void on_suppressed(const Finding& finding) override { judge_.on_suppressed(finding); }

 private:
  Judge& judge_;
  RunProbe* probe_;
};

/// Benign and malicious events of one device in one window; one for each worker thread.
struct Scratch {
  std::vector<EventRun> benign;
  std::vector<LabelledRun> malicious;
};

}  // namespace

Lane::Lane(const World& world, std::string name, const Policy& policy, std::shared_ptr<const PipelineContent> content)
    : world_(world),
      name_(std::move(name)),
      policy_(policy),
      content_(std::move(content)),
      devices_(std::make_unique<DeviceStage>(world, policy, world.rollout_of(name_))),
      gateways_(world, policy),
      export_(world, HubRegistry(world, policy, gateways_.routes())),
      twin_changes_(world, HubRegistry(world, policy, gateways_.routes()), world.rollout_of(name_)),
      pipeline_(std::make_unique<PipelineCore>(content_, pipeline_of_world(world, *content_, name_), world.texts())) {
  const Duration silence = promised_silence(policy, world.rollout_of(name_));
  for (std::uint32_t d = 0; d < world.fleet().size(); ++d) {
    // The hub never hears of a child itself: its silence promises nothing.
    const Duration promised = gateways_.routes().is_child(DeviceId(d)) ? Duration() : silence;
    pipeline_->register_device(DeviceId(d), world.fleet().device(DeviceId(d)).device_class, promised, world.begin());
  }
  pipeline_->set_learning(true);
}

void Lane::start(WorkerPool& pool) {
  pool.run(DeviceStage::kShards, [this](std::size_t s) {
    outputs_[s].clear();
    devices_->start_shard(static_cast<unsigned>(s), world_.begin());
  });
}

void Lane::feed(unsigned shard, DeviceId device, std::span<const EventRun> benign, Time until) {
  devices_->feed(device, benign, {}, until, outputs_[shard]);
}

void Lane::merge_at_gateways(Time until) {
  if (!gateways_.used()) return;
  gateway_output_.clear();
  gateways_.run(outputs_, until, gateway_output_);
}

void Lane::learn(WorkerPool& pool, Time until) {
  merge_at_gateways(until);
  export_.submit_due(until, *pipeline_);
  twin_changes_.submit_due(until, *pipeline_);
  const auto submit = [this](const ShardOutput& out) {
    for (const CarriedMessage& message : out.messages) {
      DeviceMessage arrived;
      arrived.device = message.device;
      arrived.sequence = message.sequence;
      arrived.enqueued_time = message.created;
      arrived.encoding = policy_.encoding;
      arrived.compression = message.compression;
      if (world_.scenario().wire == Wire::kExact) {
        arrived.bytes = std::string_view(out.batch->bytes).substr(message.first_byte, message.body_bytes);
        if (policy_.compression == Compression::kZstdDictionary) samples_.add(message, arrived.bytes);
      } else {
        arrived.observations = std::span<const Observation>(out.batch->observations).subspan(message.first_observation, message.observations);
      }
      pipeline_->submit(arrived);
    }
  };
  for (const ShardOutput& out : outputs_) submit(out);
  submit(gateway_output_);
  analyse(pool, until, standing_);
  for (ShardOutput& out : outputs_) out.clear();
}

void Lane::analyse(WorkerPool& pool, Time until, FindingSink& sink) {
  for (Time stop = std::min(pipeline_->next_stop(), until);; stop = std::min(pipeline_->next_stop(), until)) {
    pool.run(PipelineCore::kShards, [&](std::size_t s) { pipeline_->run_shard(static_cast<unsigned>(s), stop); });
    pipeline_->run_fleet(stop, sink);
    if (stop == until) return;
  }
}

void Lane::generate(unsigned shard, DeviceLives& lives, Time from, Time until, ShardOutput& out) {
  thread_local Scratch scratch;
  out.clear();
  const auto [first, last] = devices_->devices_of(shard);
  for (std::uint32_t d = first; d < last; ++d) {
    scratch.benign.clear();
    scratch.malicious.clear();
    lives.advance(world_.fleet(), DeviceId(d), until, scratch.benign);
    world_.add_storm_events(DeviceId(d), from, until, scratch.benign);
    if (world_.attacks().under_attack(DeviceId(d))) {
      world_.attacks().events(DeviceId(d), from, until, scratch.malicious);
    }
    devices_->feed(DeviceId(d), scratch.benign, scratch.malicious, until, out);
  }
}

std::shared_ptr<const CompressionDictionary> Lane::train_dictionary() {
  if (policy_.compression != Compression::kZstdDictionary) return nullptr;
  auto trained = samples_.train();
  if (!trained.ok()) {
    throw std::runtime_error("policy '" + name_ + "' asks for a compression dictionary, and the " +
                             std::to_string(samples_.size()) +
                             " messages of the warm-up are too few to train one: make warm_up longer, or take "
                             "compression: zstd");
  }
  const auto dictionary = std::make_shared<const CompressionDictionary>(std::move(trained).value());
  devices_->set_dictionary(dictionary);
  gateways_.set_dictionary(dictionary);
  pipeline_->set_dictionary(dictionary);
  return dictionary;
}

LaneResult Lane::measure(DeviceLives& lives, WorkerPool& pool, const Options& options, Progress* progress) {
  const double started = wall_clock_seconds();
  LaneResult result;
  result.policy = name_;
  result.replication = world_.replication();
  result.fixed_hub = options.fixed_hub;
  const auto dictionary = train_dictionary();
  devices_->begin_measuring();
  gateways_.begin_measuring();
  pipeline_->set_learning(false);
  if (!world_.attacks().units().empty()) pipeline_->tell_suppressed();
  for (const IndicatorReload& reload : reloads_) pipeline_->reload_indicators(reload.at, reload.set);
  learned_ = pipeline_->counts();
  const Scenario& scenario = world_.scenario();
  RunWorkspace workspace(world_, policy_, *content_, options.run_directory);
  workspace.begin_with(standing_);
  const bool has_weaknesses = !world_.weaknesses().empty();
  WeaknessEvidence weak_evidence(world_.weaknesses().units().size());
  CarryStage carry(world_, policy_,
                   {scenario.backend, scenario.sharing, options.hubs, options.probe, has_weaknesses ? &weak_evidence : nullptr,
                    world_.rollout_of(name_)},
                   *pipeline_, &workspace);
  Judge judge(world_, *content_, carry, &workspace);
  WeaknessScore weakness_score(world_.weaknesses(), standing_, world_.fleet().size(), world_.start(), world_.end());
  if (has_weaknesses) {
    devices_->set_weakness_evidence(&weak_evidence);
    judge.set_weakness_score(&weakness_score);
  }
  ProbedJudge probed(judge, options.probe);
  FindingSink& findings = options.probe == nullptr ? static_cast<FindingSink&>(judge) : probed;
  if (options.probe != nullptr && dictionary != nullptr) options.probe->on_dictionary(dictionary);
  if (options.trace != nullptr) {
    devices_->set_trace(options.trace);
    gateways_.set_trace(options.trace);
    pipeline_->set_probe(options.trace->device(), options.model_probe);
  }

  const auto generate_window = [&](Time from, Time until) {
    return [this, &lives, from, until](std::size_t s) {
      generate(static_cast<unsigned>(s), lives, from, until, outputs_[s]);
    };
  };
  const auto end_of_window = [&](Time from) { return std::min(world_.end(), from + scenario.window); };
  double mark = wall_clock_seconds();
  const auto lap = [&mark](double& sum) {
    const double now = wall_clock_seconds();
    sum += now - mark;
    mark = now;
  };
  pool.run(DeviceStage::kShards, generate_window(world_.start(), end_of_window(world_.start())));
  lap(result.times.devices_seconds);
  for (Time from = world_.start(); from < world_.end(); from = end_of_window(from)) {
    const Time until = end_of_window(from);
    const bool more = until < world_.end();
    // The messages of the instant at which a window ends are the next one's, and what happens then comes after them.
    const Time last = more ? until - Duration::microseconds(1) : until;
    merge_at_gateways(until);
    export_.submit_due(last, *pipeline_);
    twin_changes_.submit_due(last, *pipeline_);
    for (ShardOutput& out : outputs_) carry.take(out);
    if (gateways_.used()) carry.take(gateway_output_);
    // Nothing that happens on the way changes what devices do, so the next window is generated
    // while the kernel carries this one.
    if (more) pool.start(DeviceStage::kShards, generate_window(until, end_of_window(until)));
    carry.run_until(last);
    lap(result.times.carry_seconds);
    if (more) pool.wait();
    lap(result.times.devices_seconds);
    analyse(pool, last, findings);
    carry.release_submitted();
    lap(result.times.pipeline_seconds);
    if (progress != nullptr) progress->add((until - from).to_seconds() * static_cast<double>(world_.fleet().size()));
  }
  carry.account_keep_alive(world_.end());
  if (has_weaknesses) collect_weaknesses(weakness_score, weak_evidence, result);
  if (options.probe != nullptr) options.probe->on_hub_acts(carry.hub_acts());
  collect(carry, judge, options, result);
  workspace.add(result);
  if (const auto error = workspace.close()) throw std::runtime_error("cannot write " + error->text());
  bound_weaknesses(result, world_.end() - world_.start());
  result.rows_over_limit = workspace.over_limit();
  result.times.wall_seconds = wall_clock_seconds() - started;
  result.times.device_megabytes = static_cast<double>(devices_->bytes()) / 1e6;
  result.times.resident_megabytes = resident_megabytes();
  return result;
}

}  // namespace picket::sim
