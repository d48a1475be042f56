#include <benchmark/benchmark.h>
#include <yaml-cpp/yaml.h>

#include <array>
#include <cstdlib>
#include <string>
#include <vector>

#include "agent_core/base/random.h"
#include "pipeline_core/rules/correlation_table.h"
#include "pipeline_core/rules/rule_matcher.h"
#include "pipeline_core/rules/rule_reader.h"
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

/// Replaces the longest word of a text by other letters, so that a variant of a rule looks for something else.
std::string reword(std::string text, RandomStream& random) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  std::size_t best = 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_letter(text[end])) ++end;
    if (end - i > length) {
      best = i;
      length = end - i;
    }
    i = end + 1;
  }
  for (std::size_t i = best; length >= 3 && i < best + length; ++i) text[i] = static_cast<char>('a' + random.below(26));
  return text;
}

/// Writes a rule again, quotes kept; with `random`, the values of its detection reworded.
void write(const YAML::Node& node, RandomStream* random, YAML::Emitter& out) {
  if (node.IsScalar()) {
    const std::string text = random == nullptr ? node.Scalar() : reword(node.Scalar(), *random);
    if (node.Tag() == "!") out << YAML::DoubleQuoted;
    out << text;
  } else if (node.IsSequence()) {
    out << YAML::BeginSeq;
    for (const YAML::Node& one : node) write(one, random, out);
    out << YAML::EndSeq;
  } else if (node.IsMap()) {
    out << YAML::BeginMap;
    for (const auto& item : node) {
      const std::string key = item.first.Scalar();
      const bool keep = key == "condition" || key.find("|re") != std::string::npos || key.find("|cidr") != std::string::npos;
      out << YAML::Key << key << YAML::Value;
      write(item.second, keep ? nullptr : random, out);
    }
    out << YAML::EndMap;
  } else {
    out << YAML::Null;
  }
}

std::string rule_text(const YAML::Node& rule, std::string_view id, RandomStream* random) {
  YAML::Emitter out;
  out << YAML::BeginMap << YAML::Key << "title" << YAML::Value << "bench" << YAML::Key << "id" << YAML::Value
      << std::string(id) << YAML::Key << "logsource" << YAML::Value;
  write(rule["logsource"], nullptr, out);
  out << YAML::Key << "detection" << YAML::Value;
  write(rule["detection"], random, out);
  out << YAML::EndMap;
  return out.c_str();
}

/// Rules for Linux processes: SigmaHQ's where PICKET_DATA holds them, else the project's own.
std::vector<YAML::Node> process_rules() {
  const char* data = std::getenv("PICKET_DATA");
  const std::filesystem::path published = std::string(data == nullptr ? "" : data) + "/detection/sigma-linux";
  std::vector<std::filesystem::path> files = rule_files();
  if (data != nullptr && std::filesystem::exists(published)) {
    files.clear();
    for (const auto& entry : std::filesystem::recursive_directory_iterator(published)) {
      if (entry.path().extension() == ".yml") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
  }
  std::vector<YAML::Node> rules;
  for (const auto& file : files) {
    for (const YAML::Node& document : YAML::LoadAll(read_text(file))) {
      if (document["logsource"] && document["logsource"]["category"] &&
          document["logsource"]["category"].Scalar() == "process_creation" &&
          (!document["logsource"]["product"] || document["logsource"]["product"].Scalar() == "linux"))
        rules.push_back(document);
    }
  }
  return rules;
}

/// The first `count` process rules, and variants of them where there are not as many. 0: all there are.
RuleSet rule_set_of(std::size_t count) {
  const std::vector<YAML::Node> real = process_rules();
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  RandomStream random(3, 0, 0, Purpose::kTest);
  if (count == 0) count = real.size();
  for (std::size_t i = 0; i < count; ++i) {
    const std::string text = rule_text(real[i % real.size()], std::to_string(i), i < real.size() ? nullptr : &random);
    RuleReader(rules, diagnostics).read(text, "bench.yml");
  }
  rules.resolve(diagnostics);
  PICKET_CHECK(diagnostics.empty(), diagnostics.empty() ? "" : to_string(diagnostics[0]));
  PICKET_CHECK(rules.rules().size() == count);
  return rules;
}

/// Processes of Linux devices, no two alike, about 110 bytes a command line.
std::vector<Observation> distinct_processes(TextTable& texts, std::size_t count) {
  constexpr std::array<const char*, 12> kPrograms{
      "/usr/bin/python3", "/bin/sh",       "/usr/bin/curl", "/usr/sbin/logrotate", "/usr/bin/systemctl", "/usr/bin/find",
      "/opt/edge/bin/agent", "/usr/bin/awk", "/usr/bin/grep", "/usr/bin/tar",      "/usr/bin/docker",    "/usr/bin/ls"};
  constexpr std::array<const char*, 12> kWords{
      "--config /etc/edge/agent.yaml", "-c",          "/var/lib/edge/state.db", "--output=/var/log/edge/job.log", "-la",
      "https://fw.camvendor.example/latest.json", "--verbose", "restart edged.service", "-name *.log -mtime +7",
      "--interval 300 --retries 5", "/tmp/job", "ps --format {{.Names}}"};
  std::vector<Observation> out;
  RandomStream random(5, 0, 0, Purpose::kTest);
  for (std::size_t i = 0; i < count; ++i) {
    const char* program = kPrograms[random.below(kPrograms.size())];
    std::string line = program;
    while (line.size() < 70) line += std::string(" ") + kWords[random.below(kWords.size())];
    line += " --id " + std::to_string(random.next());
    out.push_back(exec(texts, kStart, line, program));
  }
  return out;
}

constexpr std::size_t kDistinct = 16'384;

/// Rules on content never seen before, the verdict cache left out: what a miss costs.
void rules(benchmark::State& state) {
  const RuleSet set = rule_set_of(static_cast<std::size_t>(state.range(0)));
  TextTable texts;
  const std::vector<Observation> events = distinct_processes(texts, kDistinct);
  RuleMatcher matcher(set);
  std::vector<std::uint32_t> out;
  std::uint64_t hits = 0;
  std::size_t i = 0;
  for (auto _ : state) {
    out.clear();
    matcher.match(events[i++ % kDistinct], texts, out);
    hits += out.size();
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["hits_per_event"] = static_cast<double>(hits) / static_cast<double>(state.iterations());
  state.counters["tried_always"] = static_cast<double>(set.index(1).always().size());
  double bytes = 0;
  for (const RuleIndex::Scan& scan : set.index(1).scans()) bytes += static_cast<double>(scan.automaton.table_bytes());
  state.counters["table_bytes"] = bytes;
}
BENCHMARK(rules)->Name("rules/small")->Arg(20);
BENCHMARK(rules)->Arg(100)->Arg(0)->Arg(1000)->Arg(3000);

/// The same without an index: every rule's expression, each predicate once an event.
void rules_in_turn(benchmark::State& state) {
  const RuleSet set = rule_set_of(static_cast<std::size_t>(state.range(0)));
  TextTable texts;
  const std::vector<Observation> events = distinct_processes(texts, kDistinct);
  FieldReader reader(&set.fields());
  std::vector<std::int8_t> known(set.predicates().size());
  std::uint64_t hits = 0;
  std::size_t i = 0;
  for (auto _ : state) {
    reader.reset(events[i++ % kDistinct], texts);
    std::fill(known.begin(), known.end(), std::int8_t{0});
    for (const Rule& rule : set.rules()) {
      hits += evaluate(rule.expression, [&](std::uint32_t p) {
        if (known[p] == 0) known[p] = set.predicates()[p].matches(reader) ? 1 : -1;
        return known[p] > 0;
      }) ? 1 : 0;
    }
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["hits_per_event"] = static_cast<double>(hits) / static_cast<double>(state.iterations());
}
BENCHMARK(rules_in_turn)->Name("rules_in_turn/small")->Arg(20);
BENCHMARK(rules_in_turn)->Arg(0)->Arg(1000);

/// The project's own rules on content never seen before.
void rule_miss(benchmark::State& state) {
  PipelineContent::Builder builder;
  add_own_rules(builder);
  const auto content = builder.build();
  TextTable texts;
  const std::vector<Observation> events = distinct_processes(texts, kDistinct);
  RuleMatcher matcher(content->rules());
  std::vector<std::uint32_t> out;
  std::size_t i = 0;
  for (auto _ : state) {
    out.clear();
    matcher.match(events[i++ % kDistinct], texts, out);
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["tried_always"] = static_cast<double>(content->rules().index(1).always().size());
}
BENCHMARK(rule_miss)->Name("rule_miss/small");

/// What a member costs its correlation: 1,000 groups in turn, members in order or one in eight late, so many in a
/// window. Nothing fires, so windows stay as full as they get.
void correlation_member(benchmark::State& state, CorrelationType type, CorrelationCondition::Operator op) {
  const auto in_window = static_cast<std::uint32_t>(state.range(0));
  const bool late = state.range(1) != 0;
  constexpr std::uint32_t kGroups = 1'000;
  RuleSet rules;
  Rule rule;
  rule.is_correlation = true;
  Correlation& c = rule.correlation;
  c.type = type;
  c.timespan = Duration::seconds(600);
  c.references.resize(4);
  c.percentile = 90;
  const bool temporal = type == CorrelationType::kTemporal || type == CorrelationType::kTemporalOrdered;
  const bool counts = type == CorrelationType::kEventCount || type == CorrelationType::kValueCount;
  c.condition.add(op, temporal ? 4 : counts ? 2 * in_window + 8 : 1e12);
  rules.add_rule(rule);
  CorrelationTable table(rules, {2 * kGroups, 1U << 22}, Duration::minutes(10));
  CorrelationFiring fired;
  RandomStream random(1, 0, 0, Purpose::kTest);
  std::vector<std::uint32_t> draws(4'096);
  for (std::uint32_t& draw : draws) draw = static_cast<std::uint32_t>(random.below(1U << 16));
  std::uint64_t round = 0;
  std::uint64_t firings = 0;
  std::vector<std::uint64_t> parts(1);
  const auto step = [&] {
    const std::uint32_t draw = draws[round % draws.size()];
    const auto second = static_cast<std::int64_t>(round / kGroups * 601 / in_window);
    const Time now = kStart + Duration::seconds(second);
    CorrelationMember m;
    m.time = late && draw % 8 == 0 ? now - Duration::seconds(draw % 500) : now;
    m.value = m.amount = draw;
    m.reference = draw % 3;
    m.sequence = static_cast<std::uint32_t>(round);
    parts[0] = round++ % kGroups;
    while (table.next_close() < now) firings += table.close_next(fired) ? 1 : 0;
    firings += table.add(0, parts, m, now, fired) ? 1 : 0;
  };
  for (std::uint64_t i = 0; i < std::uint64_t{2} * in_window * kGroups; ++i) step();
  for (auto _ : state) step();
  PICKET_CHECK(firings == 0);
  state.SetItemsProcessed(state.iterations());
  state.counters["members_a_group"] = static_cast<double>(table.members()) / kGroups;
}
using Operator = CorrelationCondition::Operator;
BENCHMARK_CAPTURE(correlation_member, small, CorrelationType::kEventCount, Operator::kGte)->Args({4, 1});
#define PICKET_CORRELATION(name, type, op) \
  BENCHMARK_CAPTURE(correlation_member, name, CorrelationType::type, Operator::op) \
      ->ArgNames({"window", "late"})->Args({10, 0})->Args({100, 0})->Args({10, 1})->Args({100, 1})
PICKET_CORRELATION(event_count, kEventCount, kGte);
PICKET_CORRELATION(value_count, kValueCount, kGte);
PICKET_CORRELATION(temporal, kTemporal, kGte);
PICKET_CORRELATION(temporal_ordered, kTemporalOrdered, kGte);
PICKET_CORRELATION(value_sum, kValueSum, kGte);
PICKET_CORRELATION(event_count_range, kEventCount, kEq);
PICKET_CORRELATION(value_avg, kValueAvg, kGte);
PICKET_CORRELATION(value_percentile, kValuePercentile, kGte);
#undef PICKET_CORRELATION

}  // namespace
}  // namespace picket
