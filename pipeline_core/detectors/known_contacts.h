#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "agent_core/message/record.h"

namespace picket {

/// The last few distinct contacts of one kind that a device had.
///
/// State:  36 bytes; the contact that was not seen for longest makes room.
/// Limits: a device with more than kKept contacts of a kind keeps meeting "new" ones; two contacts with one
///         32-bit hash are one.
class KnownContacts {
 public:
  static constexpr std::size_t kKept = 8;
  /// True if the contact was not among the kept ones; it is now, as the newest.
  bool meet(std::uint64_t contact);

 private:
  std::array<std::uint32_t, kKept> kept_{};  ///< newest first; 0: free
};

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
