// From an encoded message to a finding: the analytics core alone, on one core, over what the agents of first_light's
// fleet send in a day with its attacks. Messages are made before the clock runs; rules, indicators, models and
// detectors are those of a run.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "agent_core/base/check.h"
#include "sim/experiment/pipeline_of_world.h"
#include "sim/experiment/replication.h"
#include "sim/generate/device_stage.h"
#include "sim/scenario/load.h"
#include "tests/support/rule_files.h"

namespace picket::sim {
namespace {

struct Sent {
  DeviceId device;
  std::uint32_t sequence;
  Time time;
  std::string bytes;
};

/// A policy's messages by window, and how many of the windows are learned from.
struct Life {
  std::unique_ptr<Scenario> scenario;
  std::unique_ptr<World> world;
  std::shared_ptr<const PipelineContent> content;
  Encoding encoding = Encoding::kG2FlatBuffers;
  std::vector<std::pair<Time, std::vector<Sent>>> windows;
  std::size_t learned = 0;
  std::uint64_t observations = 0;  ///< of the windows that are measured
  std::uint64_t bytes = 0;
};

Scenario first_light(const std::string& policy, bool small) {
  Diagnostics diagnostics;
  std::vector<std::string> sets{"policies=[{use: " + policy + "}]", "reference_policy=" + policy, "wire=exact",
                                "replications=1", "warm_up=24 h", "duration=24 h", "attacks.mirai.start=23 h"};
  if (small) sets.insert(sets.end(), {"warm_up=1 h", "duration=1 h", "attacks=[]"});
  const std::string folder = std::string(PICKET_SOURCE_DIR) + "/scenarios";
  std::ostringstream text;
  text << std::ifstream(folder + "/smoke/first_light.yaml").rdbuf();
  LoadResult loaded = load_scenario_text(text.str(), "first_light", sets, folder, diagnostics);
  PICKET_CHECK(loaded.ok(), diagnostics.text());
  return std::move(*loaded.scenario);
}

Life life_of(const std::string& policy, bool small) {
  Life life;
  life.scenario = std::make_unique<Scenario>(first_light(policy, small));
  life.world = std::make_unique<World>(*life.scenario, 0);
  const World& world = *life.world;
  ReplicationSettings settings;
  picket::test::add_rules(settings.rules.texts, settings.rules.names);
  life.content = build_content(world, settings);
  const Policy& rules_of_sending = life.scenario->policy_templates.at(policy);
  life.encoding = rules_of_sending.encoding;
  DeviceStage stage(world, rules_of_sending);
  DeviceLives lives(world.fleet(), world.begin());
  for (unsigned s = 0; s < DeviceStage::kShards; ++s) stage.start_shard(s, world.begin());
  std::vector<EventRun> benign;
  std::vector<LabelledRun> malicious;
  ShardOutput out;
  for (Time from = world.begin(); from < world.end(); from = from + life.scenario->window) {
    if (from == world.start()) {
      stage.begin_measuring();
      life.learned = life.windows.size();
    }
    const Time until = std::min(world.end(), from + life.scenario->window);
    auto& sent = life.windows.emplace_back(until, std::vector<Sent>()).second;
    for (unsigned s = 0; s < DeviceStage::kShards; ++s) {
      out.clear();
      const auto [first, last] = stage.devices_of(s);
      for (std::uint32_t d = first; d < last; ++d) {
        benign.clear();
        malicious.clear();
        lives.advance(world.fleet(), DeviceId(d), until, benign);
        if (from >= world.start() && world.attacks().under_attack(DeviceId(d)))
          world.attacks().events(DeviceId(d), from, until, malicious);
        stage.feed(DeviceId(d), benign, malicious, until, out);
      }
      for (const CarriedMessage& m : out.messages) {
        sent.push_back({m.device, m.sequence, m.created, out.batch->bytes.substr(m.first_byte, m.body_bytes)});
        if (from < world.start()) continue;
        life.observations += m.observations;
        life.bytes += m.body_bytes;
      }
    }
  }
  return life;
}

class CountingFindings final : public FindingSink {
 public:
  void on_finding(const Finding&) override { ++findings; }
  std::uint64_t findings = 0;
};

void analyse(const std::vector<Sent>& sent, Time until, Encoding encoding, PipelineCore& core, FindingSink& sink) {
  for (const Sent& s : sent) {
    DeviceMessage message;
    message.device = s.device;
    message.sequence = s.sequence;
    message.enqueued_time = s.time;
    message.encoding = encoding;
    message.bytes = s.bytes;
    core.submit(message);
  }
  for (Time stop = std::min(core.next_stop(), until);; stop = std::min(core.next_stop(), until)) {
    for (unsigned s = 0; s < PipelineCore::kShards; ++s) core.run_shard(s, stop);
    core.run_fleet(stop, sink);
    if (stop == until) return;
  }
}

void run(benchmark::State& state, const std::string& policy, bool behaviour, bool small) {
  const Life life = life_of(policy, small);
  const World& world = *life.world;
  std::uint64_t findings = 0;
  for (auto _ : state) {
    state.PauseTiming();
    PipelineSettings settings = pipeline_of_world(world, *life.content, policy);
    settings.behaviour = behaviour;
    auto core = std::make_unique<PipelineCore>(life.content, settings, world.texts());
    for (std::uint32_t d = 0; d < world.fleet().size(); ++d)
      core->register_device(DeviceId(d), world.fleet().device(DeviceId(d)).device_class, Duration(), world.begin());
    core->set_learning(true);
    CountingFindings sink;
    for (std::size_t w = 0; w < life.learned; ++w)
      analyse(life.windows[w].second, life.windows[w].first, life.encoding, *core, sink);
    core->set_learning(false);
    const std::uint64_t before = core->counts().observations;
    state.ResumeTiming();
    for (std::size_t w = life.learned; w < life.windows.size(); ++w)
      analyse(life.windows[w].second, life.windows[w].first, life.encoding, *core, sink);
    state.PauseTiming();
    PICKET_CHECK(core->counts().observations - before == life.observations, core->counts().observations - before);
    findings = sink.findings;
    core.reset();
    state.ResumeTiming();
  }
  PICKET_CHECK(small || findings > 0);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(life.observations));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(life.bytes));
  state.counters["findings"] = static_cast<double>(findings);
}

void register_all() {
  const auto add = [](const std::string& name, const char* policy, bool behaviour, bool small) {
    benchmark::RegisterBenchmark(name.c_str(), run, policy, behaviour, small)->Unit(benchmark::kMillisecond);
  };
  for (const char* policy : {"raw", "g1_c", "g2_linux", "picket"}) {
    add(std::string("message to finding/") + policy, policy, false, false);
    add(std::string("message to finding/behaviour too/") + policy, policy, true, false);
  }
  add("message to finding/small", "picket", true, true);
}
const bool kRegistered = (register_all(), true);

}  // namespace
}  // namespace picket::sim
