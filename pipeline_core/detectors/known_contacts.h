#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "agent_core/message/record.h"

namespace picket {

/// The last few distinct contacts of one kind that a device had.
///
/// State:  4 bytes each of `Kept`; the contact that was not seen for longest makes room.
/// Limits: a device with more than `Kept` contacts of a kind keeps meeting "new" ones; two contacts with one
///         32-bit hash are one.
template <std::size_t Kept>
class KnownContacts {
 public:
  static constexpr std::size_t kKept = Kept;
  /// True if the contact was not among the kept ones; it is now, as the newest.
  bool meet(std::uint64_t contact);

 private:
  std::array<std::uint32_t, kKept> kept_{};  ///< newest first; 0: free
};

template <std::size_t Kept>
bool KnownContacts<Kept>::meet(std::uint64_t contact) {
  const auto short_hash = static_cast<std::uint32_t>(contact >> 32) | 1U;
  const auto found = std::find(kept_.begin(), kept_.end(), short_hash);
  const bool is_new = found == kept_.end();
  const auto last = is_new ? kept_.end() - 1 : found;
  std::move_backward(kept_.begin(), last, last + 1);
  kept_.front() = short_hash;
  return is_new;
}

/// People and machines that sign in to one device are few.
using LoginPeers = KnownContacts<8>;
/// A gateway of a plant polls up to 20 controllers, with 5 to 30 more machines around (class plc_gateway, workloads.md 1.3).
using ControlPeers = KnownContacts<32>;

/// The address of the own network from which an observation says that somebody signed in, hashed; 0 if it says
/// no such thing.
/// Source: A14 of workloads.md 3.3, "login success from a device peer never seen".
std::uint64_t login_peer(const Observation& observation);

/// The machine of the own network with which the device speaks a control protocol as its client, hashed with the
/// port; 0 if the observation says no such thing.
/// Limits: controllers at public addresses are left out: agents that guess a flow's direction by its ports take
///         every outside scanner with such a source port for one.
/// Ports:  102 (S7), 502 (Modbus), 2404 (IEC 60870-5-104), 4840 (OPC UA), 20000 (DNP3), 44818 (EtherNet/IP),
///         47808 (BACnet).
/// Source: A40 of workloads.md 3.3; port numbers, IANA.
std::uint64_t control_peer(const Observation& observation);

}  // namespace picket
