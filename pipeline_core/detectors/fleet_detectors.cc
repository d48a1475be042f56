#include "pipeline_core/detectors/fleet_detectors.h"

#include <algorithm>

#include "agent_core/base/hash.h"

namespace picket {

bool FleetDetectors::is_new_peripheral(const PeripheralSighting& sighting, ClassId device_class) {
  const std::uint64_t key = hash_combine(device_class.value(), sighting.peripheral);
  if (peripherals_.size() >= kMaxKeys && !peripherals_.contains(key)) {
    ++refused_;
    return false;
  }
  return peripherals_.insert(key).second;
}

bool FleetDetectors::is_new_peer(std::uint64_t peer, Time time, bool learning, double& devices) {
  if (peers_.size() >= kMaxKeys && !peers_.contains(peer)) {
    ++refused_;
    return false;
  }
  if (learning) {
    learned_from_ = std::min(learned_from_, time);
    learned_to_ = std::max(learned_to_, time);
  }
  const bool learned = learned_from_ < learned_to_ && learned_to_ - learned_from_ >= settings_.fleet_learned;
  Peer& calls = peers_.try_emplace(peer, Peer{time}).first->second;
  if (calls.known) return false;
  if (!learned || learning || time - calls.since > settings_.fleet_window) {
    calls.known = true;
    return false;
  }
  ++calls.devices;
  const double needed = std::max<double>(settings_.fleet_devices, settings_.fleet_share * devices_);
  if (calls.devices < needed) return false;
  calls.known = true;
  devices = calls.devices;
  return true;
}

}  // namespace picket
