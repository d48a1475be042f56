#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "agent_core/base/random.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

struct CountingSink : FindingSink {
  void on_finding(const Finding&) override { ++count; }
  std::uint64_t count = 0;
};

/// A benign mix of repeating content: processes, flows, names, as a raw policy delivers it.
class Traffic {
 public:
  Traffic() {
    for (int i = 0; i < 60; ++i) programs_.push_back(texts.intern("/usr/bin/program" + std::to_string(i)));
    for (int i = 0; i < 200; ++i)
      commands_.push_back(texts.intern("/usr/bin/program" + std::to_string(i % 60) + " --task " + std::to_string(i)));
    for (int i = 0; i < 20; ++i) names_.push_back(texts.intern("host" + std::to_string(i) + ".cloud.example"));
    texts.freeze();
  }
  /// `count` observations around `time`.
  void fill(RandomStream& random, Time time, std::size_t count, std::vector<Observation>& out) const {
    out.clear();
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t draw = random.below(100);
      if (draw < 60) {
        const std::uint64_t c = random.below(commands_.size());
        out.push_back(
            at(time, ProcessRecord{commands_[c], programs_[c % 60], static_cast<std::uint32_t>(random.below(30000)), 1,
                                   0, ProcessOperation::kExec}));
      } else if (draw < 95) {
        NetworkRecord n;
        n.local_address = IpAddress::v4(0xc0a80105);
        n.remote_address = IpAddress::v4(0x5db80000U + static_cast<std::uint32_t>(random.below(64)) * 256);
        n.local_port = static_cast<std::uint16_t>(32768 + random.below(20000));
        n.remote_port = random.below(2) == 0 ? 443 : 8883;
        n.bytes_out = 400;
        out.push_back(at(time, n));
      } else {
        out.push_back(at(time, DnsRecord{names_[random.below(names_.size())], false}));
      }
    }
  }
  TextTable texts;

 private:
  std::vector<Text> programs_;
  std::vector<Text> commands_;
  std::vector<Text> names_;
};

std::shared_ptr<const PipelineContent> bench_content() {
  PipelineContent::Builder builder;
  add_own_rules(builder);
  RandomStream random(7, 0, 0, Purpose::kTest);
  for (int i = 0; i < 50'000; ++i) {
    builder.indicators().add(address_value(IpAddress::v4(static_cast<std::uint32_t>(random.next()))), {kStart, Time::max(), "bench"});
  }
  for (int i = 0; i < 1'000; ++i) {
    const IpAddress base = IpAddress::v4(static_cast<std::uint32_t>(random.next()) & 0xffffff00U);
    builder.indicators().add(*block_value(base, 24), {kStart, Time::max(), "bench"});
    builder.indicators().add(*domain_value("bad" + std::to_string(i) + ".example"), {kStart, Time::max(), "bench"});
  }
  return builder.build();
}

/// Devices x messages x observations a message, driven in parallel style on one thread.
void analyse(benchmark::State& state, std::size_t devices, std::size_t rounds, std::size_t per_message) {
  const Traffic traffic;
  const auto content = bench_content();
  std::vector<std::vector<Observation>> pool(256);
  RandomStream random(1, 0, 0, Purpose::kTest);
  for (auto& message : pool) traffic.fill(random, kStart, per_message, message);
  std::uint64_t observations = 0;
  std::uint64_t messages = 0;
  for (auto _ : state) {
    PipelineCore core(content, PipelineSettings{}, traffic.texts);
    for (std::uint32_t d = 0; d < devices; ++d)
      core.register_device(DeviceId(d), ClassId(0), Duration::hours(1), kStart);
    core.set_learning(true);
    CountingSink sink;
    for (std::uint32_t r = 0; r < rounds; ++r) {
      const Time time = kStart + Duration::seconds(r * 60 + 30);
      for (std::uint32_t d = 0; d < devices; ++d) {
        const auto& message = pool[(d * 7 + r * 13) % pool.size()];
        core.submit(DeviceMessage{DeviceId(d), r, time, Encoding::kG2FlatBuffers, {}, message});
      }
      const Time watermark = kStart + Duration::seconds((r + 1) * 60);
      for (unsigned s = 0; s < PipelineCore::kShards; ++s) core.run_shard(s, watermark);
      core.run_fleet(watermark, sink);
      if (r == rounds / 4) core.set_learning(false);
    }
    observations += core.counts().observations;
    messages += core.counts().messages;
    PICKET_CHECK(core.counts().messages == devices * rounds);
    PICKET_CHECK(core.counts().observations == devices * rounds * per_message);
    state.counters["cache_hit_share"] =
        static_cast<double>(core.counts().verdict_cache_hits) / static_cast<double>(core.counts().observations);
    state.counters["findings"] = static_cast<double>(core.counts().findings);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(observations));
  state.counters["ns_per_observation"] = benchmark::Counter(static_cast<double>(observations) * 1e-9,
                                                            benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.counters["ns_per_message"] = benchmark::Counter(static_cast<double>(messages) * 1e-9,
                                                        benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void structs(benchmark::State& state) {
  analyse(state, static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)),
          static_cast<std::size_t>(state.range(2)));
}
BENCHMARK(structs)->Name("structs/small")->Args({64, 2, 10});
BENCHMARK(structs)
    ->Args({10'000, 20, 1})
    ->Args({10'000, 20, 10})
    ->Args({10'000, 20, 100})
    ->Unit(benchmark::kMillisecond);

/// Rules on content never seen before: what a cache miss costs.
void rule_miss(benchmark::State& state) {
  PipelineContent::Builder builder;
  add_own_rules(builder);
  const auto content = builder.build();
  TextTable texts;
  std::vector<Observation> fresh;
  for (int i = 0; i < 512; ++i)
    fresh.push_back(exec(texts, kStart, "/usr/bin/program --task " + std::to_string(i * 7919), "/usr/bin/program"));
  texts.freeze();
  RuleMatcher matcher(content->rules());
  std::vector<std::uint32_t> out;
  std::size_t i = 0;
  for (auto _ : state) {
    out.clear();
    matcher.match(fresh[i++ % fresh.size()], texts, out);
  }
  PICKET_CHECK(out.empty());
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(rule_miss)->Name("rule_miss/small");

}  // namespace
}  // namespace picket
