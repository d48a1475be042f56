#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "agent_core/base/time.h"
#include "agent_core/message/record.h"

namespace picket {

/// One thing that happened on a device, as a sensor shows it to the agent.
///
/// Layout: aligned so that copies of events and of their records move in the same 16-byte steps; else
///         each copy waits for the stores of the one before.
struct RawEvent {
  Time time;
  alignas(16) Record record;
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
inline constexpr std::array<std::string_view, 6> kVaryingFieldNames{"none",       "remote_address", "remote_port",
                                                                    "local_port", "process_id",     "remote_login"};
constexpr std::string_view to_string(VaryingField field) { return kVaryingFieldNames[static_cast<std::size_t>(field)]; }

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
/// Sets the field that varies as the `i`-th event of the run has it; `record` starts as the
/// template, run.first.record. A rule that does not fit the record's kind changes nothing.
void set_varying_field(Record& record, const EventRun& run, std::uint32_t i);
/// After how many events a rule repeats its values; 0 for rules without a field that can be a key.
std::uint32_t period_of(VaryingField vary);
/// `steps_to`: no event of the run has the target's value.
inline constexpr std::uint32_t kNotInRun = 0xffffffffU;
/// The smallest i >= 0 (count aside) whose varying field equals that of `target`, or kNotInRun.
/// Input: a network run whose rule has a period.
std::uint32_t steps_to(const EventRun& run, const NetworkRecord& target);
/// The first `n` events of the run; the rest stays in `run` (its count may become 0).
EventRun take_events(EventRun& run, std::uint32_t n);
/// The part of the run strictly before `end`; the rest stays in `run` (its count may become 0).
EventRun take_before(EventRun& run, Time end);
/// The i-th address of the permutation that `key` selects among the 2^32 IPv4 addresses, walking
/// on past addresses that are not public unicast. Distinct i give distinct addresses.
/// Excluded, as Mirai's scanner does: 0/8, 10/8, 127/8, 100.64/10, 169.254/16, 172.16/12,
/// 192.168/16 and 224/3.
std::uint32_t public_address_at(std::uint64_t key, std::uint32_t i);

}  // namespace picket
