#pragma once

#include <functional>
#include <vector>

#include "sim/kernel/kernel.h"
#include "tests/bench/uplink_burst/uplink_burst.h"

namespace picket::sim {

/// What is asked: so many devices of a site, with messages of that size, within that time.
struct BurstSetting {
  std::int64_t devices = 1;
  std::int64_t body_bytes = 1'000;
  double within_seconds = 0.001;  ///< starts are uniform in it
  double loss_ratio = 0;
  bool connected_before = true;
  double bits_per_second = 10e6;
  double round_trip_seconds = 0.030;
  std::int64_t queue_packets = 100;
  double least_timeout_seconds = 1.0;
};

/// The burst of a replication, with the bytes of security messages over MQTT and TLS 1.2 (`WireModel`).
/// Fewer than a hundred devices are repeated on lines of their own, so that a replication has quantiles.
UplinkBurst make_burst(const BurstSetting& setting, std::uint64_t seed, std::uint32_t replication);

/// Seconds from a device's start until the hub has its whole message, as a run of ours has it: the kernel's transfer of
/// the message's bytes and of those that are lost, the delay of the losses, half a round trip. Order: that of `starts`.
/// Errors: a second call in one process is a caller's bug (`Kernel`).
std::vector<double> model_completion_seconds(const UplinkBurst& burst, Backend backend, Sharing sharing);

/// What `numbers` returns, computed in a child process.
/// Errors: a child that fails stops the program.
std::vector<double> in_child_process(const std::function<std::vector<double>()>& numbers);

}  // namespace picket::sim
