#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "agent_core/message/message_transport.h"
#include "sim/fleet/fleet.h"
#include "sim/generate/device_stage.h"
#include "sim/generate/gateway_stage.h"
#include "sim/generate/world.h"

namespace picket::sim {

/// A message of a device, as its agent sends it.
struct FleetMessage {
  std::uint32_t device = 0;
  Time created;           ///< in the scenario
  std::uint32_t hits = 0; ///< raw events it stands for
  MarkedMessage message;
};

/// What a scenario's devices send under one policy, window by window: the messages of replication 0 of a simulated run with the same
/// seed, byte for byte.
///
/// Model:  the world and the agents of sim/generate; the warm-up is lived through, and what is sent in it is dropped. Attacks, twin
///         changes, restarts and outages have the effect on devices that they have in the simulation, as far as it is decided before the
///         run; what becomes of a message on its way has none.
/// Limits: one hub; no compression dictionary, which a simulation trains on messages of the warm-up. One thread.
class FleetSource {
 public:
  /// Empty, or why a live fleet cannot send this scenario under this policy.
  static std::string why_not(const Scenario& scenario, const PolicyUse& use);

  /// `scenario`: with `wire: exact` (see `for_live`) and checked with why_not; it must outlive the source.
  FleetSource(const Scenario& scenario, const PolicyUse& use);
  FleetSource(const FleetSource&) = delete;
  FleetSource& operator=(const FleetSource&) = delete;

  /// One window of the warm-up; false: it was over.
  bool warm_up();
  /// Messages of the next window, by time, then device; none once ended().
  std::vector<FleetMessage> next();
  bool ended() const { return at_ >= world_.end(); }
  /// Until when everything has been given.
  Time at() const { return at_; }
  Time start() const { return world_.start(); }
  Time end() const { return world_.end(); }
  std::uint32_t devices() const { return static_cast<std::uint32_t>(world_.fleet().size()); }
  /// Whether the device has a connection to the hub; one behind a gateway has none.
  bool connects(std::uint32_t device) const { return !gateways_.routes().is_child(DeviceId(device)); }
  const Policy& policy() const { return devices_.policy(); }
  std::uint32_t class_of(std::uint32_t device) const { return world_.fleet().device(DeviceId(device)).device_class.value(); }
  std::size_t classes() const { return world_.fleet().classes(); }
  const std::string& class_name(std::uint32_t device_class) const { return world_.fleet().class_name(ClassId(device_class)); }

 private:
  void advance(Time until);
  void begin_measuring();
  void take(const ShardOutput& out, bool of_gateways, std::vector<FleetMessage>& messages) const;

  World world_;
  DeviceLives lives_;
  DeviceStage devices_;
  GatewayStage gateways_;
  Time at_;
  std::array<ShardOutput, DeviceStage::kShards> outputs_;
  ShardOutput gateway_output_;
  std::vector<EventRun> benign_;
  std::vector<LabelledRun> malicious_;
};

/// The scenario as a live fleet takes it: messages as bytes.
Scenario for_live(Scenario scenario);

/// What a run of a source would send.
struct FleetEstimate {
  std::uint64_t messages = 0;
  std::uint64_t body_bytes = 0;
  std::uint64_t blocks = 0;      ///< of the hub's quota
  std::uint32_t connections = 0;
};
/// Lives through the scenario without sending. Cost: that of the run's events, about a second for 10,000 device-hours (estimate).
FleetEstimate estimate_of(FleetSource& source, std::int64_t block_bytes);

}  // namespace picket::sim
