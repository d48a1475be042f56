#pragma once

#include <cstdint>

#include "agent_core/base/time.h"
#include "agent_core/message/record.h"

namespace picket {

/// One thing that happened on a device, as a sensor shows it to the agent.
struct RawEvent {
  Time time;
  Record record;
  bool operator==(const RawEvent&) const = default;
};

/// The field that differs between the events of a run, and how.
enum class VaryingField : std::uint8_t {
  kNone,           ///< all events are equal but for their time
  kRemoteAddress,  ///< network: the i-th public IPv4 address of a keyed permutation, all distinct
  kRemotePort,     ///< network: remote_port + i modulo 65,536
  kLocalPort,      ///< network: 32768 + (local_port - 32768 + i) modulo 28,232 (Linux' ephemeral range)
  kProcessId,      ///< process: process_id + i; not part of any key
  kRemoteLogin,    ///< login: process_id + i
};

/// One raw-event template, a count, a spacing and a rule for the field that varies: a scan, a
/// flood, a guessing loop. A single event is a run of one.
struct EventRun {
  RawEvent first;
  std::uint32_t count = 1;
  Duration spacing;               ///< between neighbours; the i-th event is at first.time + i * spacing
  VaryingField vary = VaryingField::kNone;
  std::uint64_t vary_key = 0;     ///< key of the permutation for kRemoteAddress
  std::uint32_t first_index = 0;  ///< index of the first event in its rule, for slices of a longer run

  Time last_time() const { return first.time + spacing * (count - 1); }
};

/// The `i`-th event of the run, 0 <= i < run.count.
RawEvent event_at(const EventRun& run, std::uint32_t i);
/// The part of the run strictly before `end`; the rest stays in `run` (its count may become 0).
EventRun take_before(EventRun& run, Time end);
/// The i-th address of the permutation that `key` selects among the 2^32 IPv4 addresses, walking
/// on past addresses that are not public unicast. Distinct i give distinct addresses.
/// Excluded, as Mirai's scanner does: 0/8, 10/8, 127/8, 100.64/10, 169.254/16, 172.16/12,
/// 192.168/16 and 224/3.
std::uint32_t public_address_at(std::uint64_t key, std::uint32_t i);

}  // namespace picket
