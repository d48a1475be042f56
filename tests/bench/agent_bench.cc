#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <new>
#include <vector>

#include "agent_core/agent_bytes.h"
#include "agent_core/base/check.h"
#include "tests/support/agent_driver.h"
#include "tests/support/reduced.h"

namespace {

std::uint64_t allocations = 0;

}  // namespace

// Every allocation of this program is counted, so that the benchmark can check that `observe` makes none.
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace picket {
namespace {

using test::kStart;

/// A day's mix of a device: few keys that repeat, most of them network.
struct Mix {
  TextTable texts;
  std::vector<Record> records;

  explicit Mix(std::uint32_t keys) {
    std::vector<Text> commands;
    std::vector<Text> names;
    for (std::uint32_t i = 0; i < 40; ++i) {
      commands.push_back(texts.intern(std::string("/usr/bin/tool --job ") += static_cast<char>('0' + i)));
      names.push_back(texts.intern((std::string("host") += static_cast<char>('0' + i)) += ".example.com"));
    }
    texts.freeze();
    RandomStream random(7, 0, 0, Purpose::kTest);
    for (std::uint32_t i = 0; i < 4'096; ++i) {
      const auto key = static_cast<std::uint32_t>(random.below(keys));
      switch (random.below(10)) {
        case 0:
        case 1:
        case 2:
          records.emplace_back(ProcessRecord{commands[key % 40], commands[key % 10], i, 1, 0, ProcessOperation::kExec});
          break;
        case 3:
          records.emplace_back(DnsRecord{names[key % 40], false});
          break;
        default: {
          NetworkRecord r;
          r.local_address = IpAddress::v4(0x0a000002);
          r.remote_address = IpAddress::v4(0x01000000 + key * 7919);
          r.local_port = static_cast<std::uint16_t>(32'768 + key);
          r.remote_port = 443;
          r.bytes_in = 100;
          r.bytes_out = 200;
          records.emplace_back(r);
        }
      }
    }
  }
};

/// Windows of ten minutes: of each key, or of a sketch.
Policy reduced_policy_of(std::int64_t number) {
  Reduction r = test::reduction_of(number == 4 ? "window" : "sketch");
  r.period = Duration::minutes(10);
  if (number == 4) r.key_overflow = KeyOverflow::kEmitOldest;
  if (number == 5) r.max_keys = 64;
  if (number == 6) r.sketch = SketchType::kCountMin;
  if (number == 7) r.sketch = SketchType::kHyperLogLog;
  Policy policy = test::reduced_policy(r);
  policy.name = number == 4 ? "window" : kSketchTypeNames[static_cast<std::size_t>(r.sketch)];
  return policy;
}

Policy policy_of(std::int64_t number) {
  switch (number) {
    case 0:
      return test::raw_policy();
    case 1:
      return test::g1_c_policy();
    case 2:
      return test::g2_linux_policy();
    case 3:
      return test::picket_policy();
    default:
      return reduced_policy_of(number);
  }
}

/// One event at a time, with the polls that are due; 10 events a second, `keys` distinct keys.
void observe_mix(benchmark::State& bench, std::int64_t policy, std::uint32_t keys) {
  const Mix mix(keys);
  test::Device device(policy_of(policy), mix.texts);
  device.keep = false;
  Time now = kStart;
  std::uint64_t events = 0;
  std::uint64_t observe_allocations = 0;
  for (auto _ : bench) {
    EventRun run{{now, mix.records[events % mix.records.size()]}, 1, {}, VaryingField::kNone, 0, 0};
    while (next_wake_up(device.state) <= now) device.poll_at(next_wake_up(device.state));
    const std::uint64_t before = allocations;
    const Fate fate = observe(*device.plan, device.state, run, device.pool);
    observe_allocations += allocations - before;
    device.count(fate, 1);
    if (fate.poll_now) device.poll_at(now);
    now += Duration::milliseconds(100);
    ++events;
  }
  PICKET_CHECK(device.balanced());
  PICKET_CHECK(device.observed >= events, "events", events);
  // The pool's chunks, its list of them, and nothing else.
  PICKET_CHECK(observe_allocations <= 2 * (device.pool.bytes_reserved() / SlotPool::kChunkBytes + 1), "allocations",
               observe_allocations);
  bench.SetItemsProcessed(static_cast<std::int64_t>(events));
  bench.SetLabel(policy_of(policy).name);
}

/// The floor of `observe`: one upsert of the same key (of the same policy) in an open-addressing table with linear probing, at
/// most half full, of entries of 64 bytes (hash, hits, times, record packed as an agent packs it).
class FloorTable {
 public:
  FloorTable(const AgentPlan& plan, std::size_t most_keys) : plan_(plan), entries_(std::bit_ceil(2 * most_keys)) {}

  bool upsert(const Record& record, std::uint32_t now_ms) {
    const std::uint64_t hash = plan_.of(kind_of(record)).key.hash(record, plan_.texts) | 1;
    const std::size_t mask = entries_.size() - 1;
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
      Entry& entry = entries_[i];
      if (entry.hash == hash) {
        ++entry.slot.hits;
        entry.slot.last_ms = now_ms;
        return false;
      }
      if (entry.hash != 0) continue;
      WideAddresses wide;
      pack(record, entry.slot, wide);
      entry.hash = hash;
      entry.slot.hits = 1;
      entry.slot.first_ms = entry.slot.last_ms = now_ms;
      return true;
    }
  }
  void clear() { std::fill(entries_.begin(), entries_.end(), Entry{}); }

 private:
  struct alignas(64) Entry {
    std::uint64_t hash = 0;
    Slot slot;
  };
  const AgentPlan& plan_;
  std::vector<Entry> entries_;
};

/// `keys` processes that differ in their user; every other one repeats, or all are new.
std::vector<Record> processes(const TextTable& texts, std::uint32_t keys) {
  std::vector<Record> records;
  for (std::uint32_t i = 0; i < keys; ++i) {
    records.emplace_back(ProcessRecord{texts.find("/usr/bin/tool --job 7"), {}, i, 1, i * 7'919, ProcessOperation::kExec});
  }
  return records;
}

void upsert_floor(benchmark::State& bench, bool all_new) {
  const Mix mix(40);
  const auto plan = compile(policy_of(bench.range(0)), mix.texts);
  const std::vector<Record> records = processes(mix.texts, 200);
  FloorTable table(*plan, records.size());
  for (const Record& record : records) table.upsert(record, 0);
  std::uint64_t created = 0;
  std::uint32_t now_ms = 0;
  for (auto _ : bench) {
    if (all_new) {
      bench.PauseTiming();
      table.clear();
      bench.ResumeTiming();
    }
    for (const Record& record : records) created += table.upsert(record, ++now_ms) ? 1 : 0;
    benchmark::DoNotOptimize(created);
  }
  PICKET_CHECK(created == (all_new ? records.size() * bench.iterations() : 0));
  bench.SetItemsProcessed(static_cast<std::int64_t>(records.size() * bench.iterations()));
}

void observe_processes(benchmark::State& bench, bool all_new) {
  const Mix mix(40);
  test::Device empty(policy_of(bench.range(0)), mix.texts);
  const std::vector<Record> records = processes(mix.texts, 200);
  test::Device device = empty;
  const Time now = kStart + Duration::seconds(1);
  std::vector<EventRun> runs;
  for (const Record& record : records) runs.push_back({{now, record}, 1, {}, VaryingField::kNone, 0, 0});
  std::uint64_t created = 0;
  for (const EventRun& run : runs) observe(*device.plan, device.state, run, device.pool);
  for (auto _ : bench) {
    if (all_new) {
      bench.PauseTiming();
      stop(*device.plan, device.state, device.pool);
      start(*device.plan, device.state, kStart, 1, device.pool);
      bench.ResumeTiming();
    }
    for (const EventRun& run : runs) created += observe(*device.plan, device.state, run, device.pool).created;
    benchmark::DoNotOptimize(created);
  }
  PICKET_CHECK(created == (all_new ? records.size() * bench.iterations() : 0), "created", created);
  bench.SetItemsProcessed(static_cast<std::int64_t>(records.size() * bench.iterations()));
  bench.SetLabel(policy_of(bench.range(0)).name);
}

/// A scan as one run, on a table that is full of other flows.
void observe_scan(benchmark::State& bench, std::int64_t policy, std::uint32_t count) {
  const Mix mix(200);
  test::Device device(policy_of(policy), mix.texts);
  device.keep = false;
  device.advance(kStart + Duration::minutes(5));
  for (std::size_t i = 0; i < 1'000; ++i) device.give(kStart + Duration::minutes(5), mix.records[i]);
  NetworkRecord syn;
  syn.local_address = IpAddress::v4(0x0a000002);
  syn.remote_port = 23;
  std::uint64_t key = 0;
  for (auto _ : bench) {
    bench.PauseTiming();
    test::Device scanner = device;
    bench.ResumeTiming();
    const EventRun run{{kStart + Duration::minutes(6), syn}, count, Duration::microseconds(100),
                       VaryingField::kRemoteAddress,         ++key, 0};
    const Fate fate = observe(*scanner.plan, scanner.state, run, scanner.pool);
    PICKET_CHECK(fate.created + fate.merged + fate.dropped.total() >= count);
    benchmark::DoNotOptimize(fate.created);
  }
  bench.SetItemsProcessed(static_cast<std::int64_t>(bench.iterations()) * count);
  bench.SetLabel(policy_of(policy).name);
}

/// The poll that sends a full network cache.
void poll_full_cache(benchmark::State& bench, std::uint32_t keys) {
  const Mix mix(keys);
  test::Device device(test::g2_linux_policy(), mix.texts);
  device.keep = false;
  device.advance(kStart + Duration::minutes(5));
  for (const Record& record : mix.records) device.give(kStart + Duration::minutes(5), record);
  std::uint64_t observations = 0;
  for (auto _ : bench) {
    bench.PauseTiming();
    test::Device copy = device;
    const Time due = next_wake_up(copy.state);
    bench.ResumeTiming();
    poll(*copy.plan, copy.state, due, copy.pool, copy.out);
    bench.PauseTiming();
    PICKET_CHECK(copy.out.messages.size() == 1 && !copy.out.observations.empty());
    observations += copy.out.observations.size();
    bench.ResumeTiming();
  }
  bench.SetItemsProcessed(static_cast<std::int64_t>(observations));
}

/// Bytes of one device that has seen `keys` distinct keys at 10 events a second for 400 s: as saved, and in the
/// pool. The time is that of `save` and `restore` together.
void save_and_restore(benchmark::State& bench, std::int64_t policy, std::uint32_t keys) {
  const Mix mix(keys);
  test::Device device(policy_of(policy), mix.texts);
  device.keep = false;
  Time now = kStart;
  for (const Record& record : mix.records) {
    device.give(now, record);
    now += Duration::milliseconds(100);
  }
  std::string bytes;
  for (auto _ : bench) {
    bytes = save(*device.plan, device.state, device.pool);
    SlotPool pool;
    auto state = restore(*device.plan, bytes, pool);
    PICKET_CHECK(state.ok());
    benchmark::DoNotOptimize(state.value().sequence);
  }
  std::uint32_t entries = 0;
  for (const TableState& table : device.state.tables) entries += table.size;
  bench.counters["entries"] = entries;
  bench.counters["saved_bytes"] = static_cast<double>(bytes.size());
  bench.counters["pool_bytes"] = static_cast<double>(device.pool.bytes_in_use());
  bench.SetLabel(policy_of(policy).name);
}

void Observe(benchmark::State& bench) {
  observe_mix(bench, bench.range(0), static_cast<std::uint32_t>(bench.range(1)));
}
void ObserveScan(benchmark::State& bench) {
  observe_scan(bench, bench.range(0), static_cast<std::uint32_t>(bench.range(1)));
}
void Poll(benchmark::State& bench) {
  poll_full_cache(bench, static_cast<std::uint32_t>(bench.range(0)));
}

void UpsertFloorRepeat(benchmark::State& bench) {
  upsert_floor(bench, false);
}
void UpsertFloorNew(benchmark::State& bench) {
  upsert_floor(bench, true);
}
void ObserveRepeat(benchmark::State& bench) {
  observe_processes(bench, false);
}
void ObserveNew(benchmark::State& bench) {
  observe_processes(bench, true);
}

BENCHMARK(UpsertFloorRepeat)->Name("floor_upsert_repeat/small")->Arg(2);
BENCHMARK(UpsertFloorRepeat)->Name("floor_upsert_repeat")->Arg(1)->Arg(3);
BENCHMARK(ObserveRepeat)->Name("observe_repeat/small")->Arg(2);
BENCHMARK(ObserveRepeat)->Name("observe_repeat")->Arg(1)->Arg(3);
BENCHMARK(UpsertFloorNew)->Name("floor_upsert_new/small")->Arg(2);
BENCHMARK(UpsertFloorNew)->Name("floor_upsert_new")->Arg(1)->Arg(3);
BENCHMARK(ObserveNew)->Name("observe_new/small")->Arg(2);
BENCHMARK(ObserveNew)->Name("observe_new")->Arg(1)->Arg(3);
BENCHMARK(Observe)->Name("observe/small")->Args({2, 20});
BENCHMARK(Observe)->Name("observe")->ArgsProduct({{0, 1, 2, 3}, {40, 250, 4'000}});
BENCHMARK(Observe)->Name("observe_reduced/small")->Args({5, 20});
BENCHMARK(Observe)->Name("observe_reduced")->ArgsProduct({{4, 5, 6, 7}, {40, 4'000}});
BENCHMARK(ObserveScan)->Name("observe_scan/small")->Args({2, 1'000});
BENCHMARK(ObserveScan)->Name("observe_scan")->ArgsProduct({{2, 3}, {1'000'000}});
void SaveAndRestore(benchmark::State& bench) {
  save_and_restore(bench, bench.range(0), static_cast<std::uint32_t>(bench.range(1)));
}

BENCHMARK(SaveAndRestore)->Name("save_and_restore/small")->Args({2, 20});
BENCHMARK(SaveAndRestore)->Name("save_and_restore")->ArgsProduct({{0, 1, 2, 3}, {40, 4'000}});
BENCHMARK(Poll)->Name("poll/small")->Arg(20);
BENCHMARK(Poll)->Name("poll")->Arg(4'000);

}  // namespace
}  // namespace picket
