#include <benchmark/benchmark.h>

#include <cstdint>

#include "agent_core/base/check.h"
#include "tests/pipeline_core/support.h"

namespace picket {
namespace {

using namespace testing_support;

struct CountingSink : FindingSink {
  void on_finding(const Finding&) override { ++count; }
  std::uint64_t count = 0;
};

/// Token renewals, a disconnect and a connect each: the hub log's ordinary life. Half of the devices are in a group
/// with all time-window rules on if `grouped`.
void renewals(benchmark::State& state, bool grouped) {
  const auto devices = static_cast<std::uint32_t>(state.range(0));
  const int rounds = static_cast<int>(state.range(1));
  const auto content = PipelineContent::Builder().build();
  TextTable texts;
  texts.freeze();
  PipelineSettings settings;
  SecurityGroup group;
  for (TimeWindowRule& rule : group.time_window_rules) rule = {true, 0, 100, Duration::minutes(15)};
  settings.hub_watch.security_groups = {{"bench", group}};
  std::uint64_t records = 0;
  for (auto _ : state) {
    state.PauseTiming();
    PipelineCore core(content, settings, texts);
    CountingSink sink;
    for (std::uint32_t d = 0; d < devices; ++d) {
      core.register_device(DeviceId(d), ClassId(0), Duration(), kStart);
      IdentityRecord identity;
      identity.time = kStart;
      identity.device = DeviceId(d);
      identity.security_group = grouped && d % 2 == 0 ? 0 : kNoGroup;
      core.submit(identity);
    }
    core.advance(kStart, sink);
    state.ResumeTiming();
    for (int r = 1; r <= rounds; ++r) {
      const Time time = kStart + Duration::minutes(48 * r);
      for (std::uint32_t d = 0; d < devices; ++d) {
        OperationRecord record{time + Duration::microseconds(d), DeviceId(d), OperationName::kDeviceDisconnect, 0,
                               true};
        record.protocol = HubProtocol::kMqtt;
        core.submit(record);
        record.time += Duration::seconds(2);
        record.operation = OperationName::kDeviceConnect;
        record.masked_address = IpAddress::v4(0xc6336400U);
        core.submit(record);
      }
      core.advance(time + Duration::minutes(20), sink);
    }
    PICKET_CHECK(sink.count == 0);
    PICKET_CHECK(core.counts().operation_records == std::uint64_t{2} * devices * static_cast<unsigned>(rounds));
    records += core.counts().operation_records;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(records));
}
void plain(benchmark::State& state) {
  renewals(state, false);
}
void grouped(benchmark::State& state) {
  renewals(state, true);
}
BENCHMARK(plain)->Name("renewals/small")->Args({100, 2});
BENCHMARK(plain)->Name("renewals")->Args({100'000, 5})->Unit(benchmark::kMillisecond);
BENCHMARK(plain)->Name("renewals_1m")->Args({1'000'000, 2})->Unit(benchmark::kMillisecond);
BENCHMARK(grouped)->Name("renewals_with_time_windows")->Args({100'000, 5})->Unit(benchmark::kMillisecond);
BENCHMARK(grouped)->Name("renewals_with_time_windows_1m")->Args({1'000'000, 2})->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace picket
