#include <benchmark/benchmark.h>

#include <vector>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "pipeline_core/shard.h"

namespace picket {
namespace {

const Time kStart = Time::from_unix_seconds(1'800'000'000);
constexpr std::size_t kBatch = 4096;

/// An observation as the models see it, for a device anywhere in memory.
struct Update {
  std::uint32_t device;
  std::uint64_t service;
  std::uint64_t network;
  BehaviourSample sample;
};

class Updates {
 public:
  Updates(std::size_t devices, std::uint64_t batch) {
    for (std::uint64_t i = 0; i < kBatch; ++i) {
      const std::uint64_t draw = mix64(batch * kBatch + i + 1);
      const Time time = kStart + Duration::seconds(static_cast<std::int64_t>(batch));
      all.push_back({static_cast<std::uint32_t>(draw % devices),
                     mix64(draw % 7) | 1,
                     mix64(100 + draw % 23) | 1,
                     {time, time, 1, draw | 1, 400, 0, 1, 0}});
    }
  }
  std::vector<Update> all;
};

struct Scratch {
  NoveltySettings novelty;
  EgressSettings egress;
  BehaviourSettings behaviour;
  std::vector<BehaviourShift> raised;
  std::uint64_t first_sightings = 0;
};

void update_all(DeviceModel& model, const Update& u, Scratch& scratch) {
  scratch.first_sightings +=
      model.novelty.is_first_sighting(NoveltyFamily::kPeer, u.service, 1, true, false, scratch.novelty) ? 1U : 0U;
  scratch.first_sightings +=
      model.novelty.is_first_sighting(NoveltyFamily::kPeer, u.network, 1, true, false, scratch.novelty) ? 1U : 0U;
  model.behaviour.add(u.sample, {u.sample.last, true, false}, scratch.behaviour, scratch.raised);
  model.egress.add(u.sample.last, u.sample.bytes_out, 1, 0, true, false, scratch.egress);
}

void update_behaviour(DeviceModel& model, const Update& u, Scratch& scratch) {
  model.behaviour.add(u.sample, {u.sample.last, true, false}, scratch.behaviour, scratch.raised);
}

/// The floor: one line of each device is read and written.
void touch(DeviceModel& model, const Update&, Scratch&) {
  ++model.frozen_until;
}

/// Arguments: devices, updates that a prefetch is ahead (0: none).
template <auto kUpdate>
void run(benchmark::State& state) {
  const auto devices = static_cast<std::size_t>(state.range(0));
  const auto ahead = static_cast<std::size_t>(state.range(1));
  LargePageVector<DeviceModel> models(devices);
  std::vector<Updates> batches;
  for (std::uint64_t b = 0; b < 64; ++b) batches.emplace_back(devices, b);
  Scratch scratch;
  std::size_t batch = 0;
  for (auto _ : state) {
    const std::vector<Update>& all = batches[batch++ % batches.size()].all;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (ahead != 0 && i + ahead < all.size()) models[all[i + ahead].device].prefetch();
      kUpdate(models[all[i].device], all[i], scratch);
    }
  }
  PICKET_CHECK(scratch.raised.empty());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kBatch));
  state.counters["bytes_per_device"] = static_cast<double>(sizeof(DeviceModel));
}
BENCHMARK(run<update_all>)->Name("update_all/small")->Args({1'000, 0});
BENCHMARK(run<update_all>)
    ->Name("update_all")
    ->Args({1'000, 0})
    ->Args({1'000'000, 0})
    ->Args({1'000'000, 2})
    ->Args({1'000'000, 8});
BENCHMARK(run<update_behaviour>)
    ->Name("update_behaviour")
    ->Args({1'000, 0})
    ->Args({1'000'000, 0})
    ->Args({1'000'000, 2})
    ->Args({1'000'000, 8});
BENCHMARK(run<touch>)->Name("touch_one_line")->Args({1'000'000, 0})->Args({1'000'000, 2})->Args({1'000'000, 8});

}  // namespace
}  // namespace picket
