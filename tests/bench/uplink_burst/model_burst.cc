#include "tests/bench/uplink_burst/model_burst.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "agent_core/base/check.h"
#include "agent_core/base/random.h"
#include "sim/network/loss.h"
#include "sim/network/tls_handshake.h"
#include "sim/network/tls_tcp.h"
#include "sim/network/wire_cost.h"

namespace picket::sim {
namespace {

constexpr Time kBegin = Time::from_unix_seconds(1'772'496'000);
constexpr std::int64_t kLeastCompletions = 100;

enum class BurstStep : std::uint64_t { kStart, kOpened, kConnected, kSent };
constexpr std::uint64_t burst_cookie(BurstStep step, std::uint64_t device) {
  return static_cast<std::uint64_t>(step) << 32 | device;
}

/// What `sim/experiment` does of a device's connection and message, and nothing else.
class BurstDevices final : public KernelSink {
 public:
  explicit BurstDevices(const UplinkBurst& burst)
      : burst_(burst),
        one_way_(Duration::from_seconds(burst.round_trip_seconds) / 2),
        loss_delay_(burst.starts.size()),
        completion_seconds_(burst.starts.size(), -1) {}

  void start(Kernel& kernel) {
    kernel_ = &kernel;
    for (std::size_t device = 0; device < burst_.starts.size(); ++device) {
      kernel.schedule(start_of(device), burst_cookie(BurstStep::kStart, device));
    }
  }
  void on_timer(std::uint64_t cookie, Time) override {
    const std::uint64_t device = cookie & 0xffff'ffff;
    if (static_cast<BurstStep>(cookie >> 32) == BurstStep::kStart && !burst_.connected_before) {
      kernel_->submit(line_of(device), Bytes(burst_.opening_line_bytes), burst_cookie(BurstStep::kOpened, device));
    } else {
      send(device);
    }
  }
  void on_transfer(std::uint64_t cookie, Time now, bool delivered) override {
    PICKET_CHECK(delivered);
    const std::uint64_t device = cookie & 0xffff'ffff;
    if (static_cast<BurstStep>(cookie >> 32) == BurstStep::kOpened) {
      // Every way of the opening but those of bytes on the line, with CONNACK's.
      kernel_->schedule(now + one_way_ * (2 * burst_.opening_round_trips), burst_cookie(BurstStep::kConnected, device));
    } else {
      completion_seconds_[device] = (now + loss_delay_[device] + one_way_ - start_of(device)).to_seconds();
    }
  }
  std::vector<double> take() { return std::move(completion_seconds_); }

 private:
  Time start_of(std::size_t device) const { return kBegin + Duration::from_seconds(burst_.starts[device]); }
  SiteId line_of(std::size_t device) const { return SiteId(static_cast<std::uint32_t>(device / burst_.devices_per_line())); }
  void send(std::uint64_t device) {
    RandomStream random(burst_.seed, burst_.replication, static_cast<std::uint32_t>(device), Purpose::kNetworkLoss);
    const LossOutcome lost = draw_losses(Bytes(burst_.message_line_bytes), burst_.loss_ratio, one_way_ * 2, random.uniform(),
                                         {.least = Duration::from_seconds(burst_.least_timeout_seconds)});
    loss_delay_[device] = lost.delay;
    kernel_->submit(line_of(device), Bytes(burst_.message_line_bytes) + lost.extra_bytes, burst_cookie(BurstStep::kSent, device));
  }

  const UplinkBurst& burst_;
  Kernel* kernel_ = nullptr;
  Duration one_way_;
  std::vector<Duration> loss_delay_;
  std::vector<double> completion_seconds_;
};

}  // namespace

UplinkBurst make_burst(const BurstSetting& setting, std::uint64_t seed, std::uint32_t replication) {
  PICKET_CHECK(setting.devices > 0 && setting.body_bytes > 0, "devices", setting.devices, "body", setting.body_bytes);
  const MqttIdentity identity;
  const TlsSettings tls = TlsSettings{}.to(identity.host);
  const TlsHandshake handshake = full_handshake(tls);
  const WireModel wire(identity);
  UplinkBurst burst;
  burst.lines = std::max<std::int64_t>(1, kLeastCompletions / setting.devices);
  burst.bits_per_second = setting.bits_per_second;
  burst.round_trip_seconds = setting.round_trip_seconds;
  burst.loss_ratio = setting.loss_ratio;
  burst.connected_before = setting.connected_before;
  burst.opening = {{handshake.hello_up, handshake.hello_down},
                   {handshake.finish_up, handshake.finish_down},
                   {tls_bytes(hub_connect(identity)), tls_bytes(kMqttConnack)}};
  burst.message = {tls_bytes(mqtt_publish(security_topic(identity), setting.body_bytes)), tls_bytes(kMqttPuback)};
  burst.opening_line_bytes = wire.connect().up.total().count();
  burst.message_line_bytes = wire.publish(Bytes(setting.body_bytes)).up.total().count();
  burst.opening_round_trips = wire.connect_round_trips();
  burst.queue_packets = setting.queue_packets;
  burst.least_timeout_seconds = setting.least_timeout_seconds;
  burst.seed = seed;
  burst.replication = replication;
  for (std::int64_t device = 0; device < burst.lines * setting.devices; ++device) {
    RandomStream random(seed, replication, static_cast<std::uint32_t>(device), Purpose::kTest);
    burst.starts.push_back(random.uniform(0, setting.within_seconds));
  }
  return burst;
}

std::vector<double> model_completion_seconds(const UplinkBurst& burst, Backend backend, Sharing sharing) {
  Platform platform;
  platform.sites.assign(static_cast<std::size_t>(burst.lines), {burst.bits_per_second / 8});
  BurstDevices devices(burst);
  Kernel kernel(platform, backend, sharing, kBegin, devices);
  devices.start(kernel);
  while (!kernel.idle()) kernel.run_until(kernel.now() + Duration::minutes(10));
  return devices.take();
}

std::vector<double> in_child_process(const std::function<std::vector<double>()>& numbers) {
  int fds[2];
  PICKET_CHECK(pipe(fds) == 0);
  std::fflush(nullptr);
  const pid_t child = fork();
  PICKET_CHECK(child >= 0);
  if (child == 0) {
    close(fds[0]);
    std::FILE* out = fdopen(fds[1], "wb");
    const std::vector<double> result = numbers();
    const bool written = std::fwrite(result.data(), sizeof(double), result.size(), out) == result.size();
    _exit(std::fclose(out) == 0 && written ? 0 : 1);
  }
  close(fds[1]);
  std::vector<double> result;
  std::FILE* in = fdopen(fds[0], "rb");
  double number = 0;
  while (std::fread(&number, sizeof number, 1, in) == 1) result.push_back(number);
  std::fclose(in);
  int status = 0;
  PICKET_CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0, "status", status);
  return result;
}

}  // namespace picket::sim
