// Cost of the hub's calls for fleets of several sizes, devices in a scattered order as the
// kernel's calendar gives them.
#include <benchmark/benchmark.h>

#include <vector>

#include "agent_core/base/check.h"
#include "agent_core/base/hash.h"
#include "agent_core/base/random.h"
#include "sim/hub/hub.h"
#include "sim/hub/operation_log.h"

namespace picket::sim {
namespace {

constexpr std::size_t kDraws = 1 << 16;

Hub connected_hub(std::uint32_t devices, std::uint32_t units, bool with_modules = false) {
  HubSettings settings;
  settings.sku = Sku::kS3;
  Hub hub(settings, units);
  for (std::uint32_t i = 0; i < devices; ++i) {
    PICKET_CHECK(hub.add_identity(DeviceId(i), with_modules));
    hub.assume_connected(DeviceId(i));
    if (with_modules) hub.assume_connected({DeviceId(i), true});
  }
  return hub;
}

std::vector<double> draws() {
  RandomStream random(1, 0, 0, Purpose::kTest);
  std::vector<double> out(kDraws);
  for (double& draw : out) draw = random.uniform();
  return out;
}

/// Of devices with modules, every other message is the module's.
void send(benchmark::State& state, std::uint32_t devices, bool with_modules) {
  Hub hub = connected_hub(devices, 10, with_modules);
  const std::vector<double> random = draws();
  std::int64_t now = 1'772'496'000'000'000;
  std::int64_t n = 0;
  for (auto _ : state) {
    const auto i = static_cast<std::uint64_t>(n);
    const DeviceId device(static_cast<std::uint32_t>(mix64(i) % devices));
    const Hub::SendAnswer answer =
        hub.send({device, with_modules && i % 2 == 1}, Time::from_unix_microseconds(now), Bytes(3'000), random[i % kDraws]);
    benchmark::DoNotOptimize(answer);
    now += 40;  // 25,000 a second: within the limit and the quota
    ++n;
  }
  PICKET_CHECK(hub.counts().messages_accepted == n && hub.counts().sends == n);
  state.SetItemsProcessed(n);
}

void connect(benchmark::State& state, std::uint32_t devices) {
  Hub hub = connected_hub(devices, 10);
  std::int64_t now = 1'772'496'000'000'000;
  std::int64_t n = 0;
  for (auto _ : state) {
    const DeviceId device(static_cast<std::uint32_t>(mix64(static_cast<std::uint64_t>(n)) % devices));
    const Hub::ConnectAnswer answer = hub.connect(device, Time::from_unix_microseconds(now));
    benchmark::DoNotOptimize(answer);
    now += 40;
    ++n;
  }
  PICKET_CHECK(hub.counts().connections_replaced == n);
  state.SetItemsProcessed(n);
}

/// A twin operation of a device: identity, connection, quota and throttle, as most operations.
void operate(benchmark::State& state, std::uint32_t devices) {
  Hub hub = connected_hub(devices, 10);
  Hub::OperationRequest request;
  request.operation = HubOperation::kReportedUpdate;
  request.request = Bytes(300);
  std::int64_t now = 1'772'496'000'000'000;
  std::int64_t n = 0;
  for (auto _ : state) {
    request.device = DeviceId(static_cast<std::uint32_t>(mix64(static_cast<std::uint64_t>(n)) % devices));
    request.arrival = Time::from_unix_microseconds(now);
    const Hub::OperationAnswer answer = hub.operate(request);
    benchmark::DoNotOptimize(answer);
    now += 500;  // 2,000 a second, of 2,500 allowed
    ++n;
  }
  PICKET_CHECK(hub.counts().of(HubOperation::kReportedUpdate).accepted == n && hub.counts().blocks == n);
  state.SetItemsProcessed(n);
}

/// What piles up for devices: a message, received and completed, of devices that all have some.
void cloud_to_device(benchmark::State& state, std::uint32_t devices) {
  Hub hub = connected_hub(devices, 0);
  std::int64_t now = 1'772'496'000'000'000;
  std::int64_t n = 0;
  const auto at_once = [&](HubOperation operation, DeviceId device, std::uint32_t number) {
    Hub::OperationRequest request;
    request.operation = operation;
    request.device = device;
    request.arrival = Time::from_unix_microseconds(now);
    request.request = Bytes(300);
    request.number = number;
    return hub.operate(request).number;
  };
  for (std::uint32_t i = 0; i < devices; ++i) at_once(HubOperation::kCloudToDeviceSend, DeviceId(i), 0);
  for (auto _ : state) {
    const DeviceId device(static_cast<std::uint32_t>(mix64(static_cast<std::uint64_t>(n)) % devices));
    at_once(HubOperation::kCloudToDeviceSend, device, 0);
    at_once(HubOperation::kCloudToDeviceComplete, device, at_once(HubOperation::kCloudToDeviceReceive, device, 0));
    now += 40;
    ++n;
  }
  PICKET_CHECK(hub.counts().of(HubOperation::kCloudToDeviceComplete).accepted == n);
  state.SetItemsProcessed(3 * n);
}

void log_round_trip(benchmark::State& state, std::int64_t held) {
  OperationLog log(Distribution::constant(static_cast<double>(held)));
  const std::vector<double> random = draws();
  std::vector<LoggedOperation> out;
  std::int64_t n = 0;
  std::uint64_t popped = 0;
  for (auto _ : state) {
    const Time now = Time::from_unix_seconds(1'772'496'000 + n);
    log.disconnected(DeviceId(static_cast<std::uint32_t>(n)), now, true, random[static_cast<std::size_t>(n) % kDraws]);
    out.clear();
    log.pop_until(now, out);
    popped += out.size();
    ++n;
  }
  PICKET_CHECK(popped + log.held() == log.written() && log.written() == static_cast<std::uint64_t>(n));
  state.SetItemsProcessed(n);
}

BENCHMARK_CAPTURE(send, small, 1'000, false);
BENCHMARK_CAPTURE(send, devices_100k, 100'000, false);
BENCHMARK_CAPTURE(send, devices_1m, 1'000'000, false);
BENCHMARK_CAPTURE(send, identities_1m, 500'000, true);
BENCHMARK_CAPTURE(connect, small, 1'000);
BENCHMARK_CAPTURE(connect, devices_1m, 1'000'000);
BENCHMARK_CAPTURE(operate, small, 1'000);
BENCHMARK_CAPTURE(operate, devices_1m, 1'000'000);
BENCHMARK_CAPTURE(cloud_to_device, small, 1'000);
BENCHMARK_CAPTURE(cloud_to_device, devices_100k, 100'000);
BENCHMARK_CAPTURE(log_round_trip, small, 100);
BENCHMARK_CAPTURE(log_round_trip, held_100k, 100'000);

}  // namespace
}  // namespace picket::sim
