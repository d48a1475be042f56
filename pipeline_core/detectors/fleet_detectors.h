#pragma once

#include <cstdint>
#include <unordered_map>
#include <unordered_set>

#include "pipeline_core/detectors/detector.h"
#include "pipeline_core/detectors/device_detectors.h"
#include "pipeline_core/findings/candidate.h"

namespace picket {

/// Detections that need other devices. Fed on one thread in (time, device, sequence) order.
///
/// Model:  a peripheral is new if no device of the class, this one included, had one of that name before.
///         A peer is the fleet's new one if nobody called it while the models learned, which must have taken
///         `fleet_learned`, and `fleet_devices` and `fleet_share` of the devices make their first call to it within
///         `fleet_window`.
/// State:  at most kMaxKeys names and peers each; what is beyond is never new, and counted.
/// Limits: what happens less often than the learning is long is new once. A rollout that brings a new service looks
///         like a bad update: the severity is low for that.
/// Source: sim.new_peripheral and sim.fleet_new_peer, A29 and A35 of workloads.md 3.3; the rules are ours.
class FleetDetectors {
 public:
  static constexpr std::size_t kMaxKeys = 1U << 20;
  explicit FleetDetectors(const DetectorSettings& settings) : settings_(settings) {}

  void add_device() { ++devices_; }
  /// True: raise Detector::kNewPeripheral for the sighting.
  bool is_new_peripheral(const PeripheralSighting& sighting, ClassId device_class);
  /// A device's first call to a peer. True: it completes Detector::kFleetNewPeer; `devices` then says how many.
  bool is_new_peer(std::uint64_t peer, Time time, bool learning, double& devices);
  std::uint64_t refused() const { return refused_; }

 private:
  struct Peer {
    Time since;
    std::uint32_t devices = 0;
    bool known = false;  ///< from learning, raised, or too slow to be a rollout
  };
  const DetectorSettings& settings_;
  std::uint32_t devices_ = 0;
  Time learned_from_ = Time::max();
  Time learned_to_ = Time::min();
  std::uint64_t refused_ = 0;
  std::unordered_set<std::uint64_t> peripherals_;///< never iterated
  std::unordered_map<std::uint64_t, Peer> peers_;        ///< never iterated
};

}  // namespace picket
