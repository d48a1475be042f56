// A hub's stream through the live pipeline: read over AMQP and TLS from the double of tests/support/hub, which runs in this process
// too, decoded, judged by the shipped rules, stored. Events are what happened on devices, as the messages' observations have it.

#include <benchmark/benchmark.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/live/pipeline/live_run.h"
#include "tests/sim/live/pipeline/live_story.h"
#include "tests/support/hub/event_hub_double.h"
#include "tests/support/rule_files.h"

namespace picket::sim {
namespace {

constexpr std::uint16_t kPartitions = 4;
constexpr std::size_t kDevices = 400;

const test::HubCertificates& stream_certificates() {
  static const test::StoryFolder folder("live_pipeline_bench_pki");
  static const test::HubCertificates certificates(folder.file(""));
  return certificates;
}

std::shared_ptr<const PipelineContent> shipped_content() {
  static const std::shared_ptr<const PipelineContent> content = [] {
    std::vector<std::string> texts;
    std::vector<std::string> names;
    picket::test::add_rules(texts, names);
    PipelineContent::Builder builder;
    for (std::size_t i = 0; i < texts.size(); ++i) builder.add_rule(texts[i], names[i]);
    return builder.build();
  }();
  return content;
}

/// A message of generation 2 with so many starts of processes, whose command lines come again as those of a device do.
std::string message_body(std::uint32_t number, std::int64_t observations, Time time) {
  TextTable texts;
  std::vector<Observation> content;
  const Text image = texts.intern("/usr/bin/poll");
  for (std::int64_t i = 0; i < observations; ++i) {
    const Text line = texts.intern("/usr/bin/poll --unit " + std::to_string((number + static_cast<std::uint32_t>(i)) % 64));
    content.push_back({ProcessRecord{line, image, 100 + static_cast<std::uint32_t>(i), 1, 0, ProcessOperation::kExec}, 1, time, time, time, time, false});
  }
  AgentIdentity identity;
  identity.id_seed = {7, number};
  std::string out;
  encode(Encoding::kG2FlatBuffers, identity, SecurityMessage{number, time, content, {}}, texts, out);
  return out;
}

/// Fills the hub with messages of so many observations each.
void fill(test::EventHubDouble& hub, std::size_t messages, std::int64_t observations) {
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  std::vector<std::vector<test::StoredEvent>> partitions(kPartitions);
  for (std::size_t i = 0; i < messages; ++i) {
    test::StoredEvent event;
    event.device = "dev-" + std::to_string(i % kDevices);
    event.enqueued_ms = now - 60'000 + static_cast<std::int64_t>(i * 50'000 / messages);
    event.message_id = "m" + std::to_string(i);
    event.content_type = "application/octet-stream";
    event.properties = {{"mti", message_type_information(MessageSource::kLinux)}};
    event.body = message_body(static_cast<std::uint32_t>(i), observations, Time::from_unix_microseconds(event.enqueued_ms * 1'000));
    partitions[i % kDevices % kPartitions].push_back(std::move(event));
  }
  for (std::uint16_t p = 0; p < kPartitions; ++p) hub.append(p, partitions[p]);
}

/// Reads all that is there in one life of the program; how long it took, from the first connection on.
double read_all(const test::EventHubDouble& hub, std::size_t messages, const std::string& workspace) {
  auto opened = LiveStore::open(workspace, "host/entity/$Default", 42);
  if (!opened.ok()) throw std::runtime_error(opened.error().text());
  LivePipelineSettings settings;
  settings.hub_name = "contoso-hub";
  LivePipeline pipeline(*opened.value(), shipped_content(), settings);
  pipeline.read_back();
  ReceiverSettings with;
  with.roots = stream_certificates().path("root.pem");
  with.address = hub.address();
  EventHubReceiver receiver(std::move(*read_event_hub_endpoint(Secret(test::EventHubDouble::connection_string())).endpoint), with);
  const auto begin = std::chrono::steady_clock::now();
  receiver.start();
  LiveRunSettings run;
  run.hold = Duration();
  run.until_present = true;
  LiveProgram program;
  program.should_stop = [] { return false; };
  program.tell = [](const std::vector<std::string>&) {};
  program.note = [](const ReceiverNotice&) {};
  const LiveOutcome outcome = run_live(receiver, pipeline, run, program);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  const LiveCounts& counts = pipeline.counts();
  if (outcome.end != LiveEnd::kStopped || !counts.balances() || counts.analysed != messages) throw std::runtime_error("not all was analysed: " + outcome.text);
  return seconds;
}

/// Arguments: messages, observations in each.
void BM_LivePipeline(benchmark::State& state) {
  const auto messages = static_cast<std::size_t>(state.range(0));
  test::EventHubDouble hub(stream_certificates(), kPartitions);
  fill(hub, messages, state.range(1));
  int round = 0;
  for (auto _ : state) {
    const test::StoryFolder folder("live_pipeline_bench_" + std::to_string(round++));
    state.SetIterationTime(read_all(hub, messages, folder.file("live.sqlite")));
  }
  const auto events = static_cast<double>(state.iterations()) * static_cast<double>(messages);
  state.counters["messages"] = benchmark::Counter(events, benchmark::Counter::kIsRate);
  state.counters["events"] = benchmark::Counter(events * static_cast<double>(state.range(1)), benchmark::Counter::kIsRate);
}
BENCHMARK(BM_LivePipeline)->Name("live_pipeline/small")->Args({2'000, 8})->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(BM_LivePipeline)->Name("live_pipeline")->Args({100'000, 1})->Args({50'000, 8})->Args({20'000, 50})->UseManualTime()->Iterations(1)->Repetitions(3)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace picket::sim
