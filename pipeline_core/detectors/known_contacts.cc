#include "pipeline_core/detectors/known_contacts.h"

#include <algorithm>

#include "agent_core/base/hash.h"

namespace picket {
namespace {

constexpr std::array<std::uint16_t, 7> kControlPorts{102, 502, 2404, 4840, 20000, 44818, 47808};

std::uint64_t hash_of(const IpAddress& address, std::uint16_t port) {
  return hash_combine(hash_combine(address.high(), address.low()), port) | 1;
}

}  // namespace

std::uint64_t login_peer(const Observation& observation) {
  const auto* login = std::get_if<LoginRecord>(&observation.record);
  if (login == nullptr || login->operation != LoginOperation::kLogin) return 0;
  if (login->remote_address.is_unspecified() || !login->remote_address.is_private()) return 0;
  if (login->remote_address == IpAddress::v4(0x7f000001)) return 0;  // the device itself
  return hash_of(login->remote_address, 0);
}

std::uint64_t control_peer(const Observation& observation) {
  const auto* flow = std::get_if<NetworkRecord>(&observation.record);
  if (flow == nullptr || flow->direction != Direction::kOutbound || !flow->remote_address.is_private()) return 0;
  if (std::find(kControlPorts.begin(), kControlPorts.end(), flow->remote_port) == kControlPorts.end()) return 0;
  return hash_of(flow->remote_address, flow->remote_port);
}

}  // namespace picket
