#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "agent_core/base/text.h"
#include "agent_core/message/record.h"

namespace picket {

/// One entry of a table: a raw event's record with its hit count and times, in 48 bytes.
///
/// Layout: hits, first and last time as milliseconds from the agent's epoch, one byte of kind and
///         small fields, 35 bytes of body. Bodies are byte arrays (no padding), so that equality of
///         keys is five masked words. The two addresses of an IPv6 flow do not fit: they follow the
///         entry in the `wide` form of a table (see EntryTable).
/// Limits: times are rounded down to milliseconds; byte sums saturate at 2^40 - 1 (the wire holds
///         32 bits); text ids below 2^24; 0.0.0.0 and :: as a flow's address are kept apart.
struct Slot {
  std::uint32_t hits = 1;
  std::uint32_t first_ms = 0;
  std::uint32_t last_ms = 0;
  /// Kinds before the heartbeat: the kind in the low 3 bits, operation, direction and the like above. The
  /// heartbeat and all kinds after it: 7 in the low bits and the kind's distance from the heartbeat above.
  std::uint8_t kind_and_bits = 0;
  std::array<std::uint8_t, 35> body{};
};
static_assert(sizeof(Slot) == 48 && alignof(Slot) == 4);
static_assert(std::endian::native == std::endian::little, "bodies are written in little-endian order");

inline constexpr std::uint64_t kMaxByteSum = (std::uint64_t{1} << 40) - 1;

/// The two addresses of a flow that is not plain IPv4.
struct WideAddresses {
  IpAddress local;
  IpAddress remote;
  bool operator==(const WideAddresses&) const = default;
};

template <std::size_t N>
using Octets = std::array<std::uint8_t, N>;

struct TextBytes {
  Octets<3> id;
  Octets<4> parameter;
};
struct ProcessBody {
  TextBytes commandline;
  TextBytes executable;
  Octets<4> process_id;
  Octets<4> parent_process_id;
  Octets<4> user_id;
};
struct NetworkBody {
  Octets<4> local_address;
  Octets<4> remote_address;
  Octets<2> local_port;
  Octets<2> remote_port;
  Octets<4> user_id;
  TextBytes commandline;
  Octets<5> bytes_in;
  Octets<5> bytes_out;
  std::uint8_t form;  ///< AddressForm bits
};
struct DnsBody {
  TextBytes name;
};
struct LoginBody {
  TextBytes user_name;
  TextBytes executable;
  Octets<16> remote_address;
  Octets<4> process_id;
};
struct FileBody {
  TextBytes path;
};
struct PeripheralBody {
  TextBytes name;
};
struct SystemInformationBody {
  TextBytes os_name;
  TextBytes os_version;
  TextBytes hardware_vendor;
  TextBytes hardware_model;
  TextBytes firmware_version;
};
static_assert(sizeof(NetworkBody) == 34 && sizeof(LoginBody) == 34 && sizeof(SystemInformationBody) == 35);

enum AddressForm : std::uint8_t {
  kLocalUnspecified = 1U << 0,
  kRemoteUnspecified = 1U << 1,
  kWide = 1U << 2,  ///< the addresses are in WideAddresses
};

/// Bits of `kind_and_bits` above the kind.
inline constexpr std::uint8_t kKindBits = 0x07;
inline constexpr unsigned kOperationShift = 3;  ///< operation, protocol, or the one flag of a kind
inline constexpr std::uint8_t kOperationBits = 0x38;
inline constexpr std::uint8_t kProtocolBits = 0x18;
inline constexpr std::uint8_t kInboundBit = 0x20;
inline constexpr std::uint8_t kRawSocketBit = 0x40;
inline constexpr std::uint8_t kUsbBit = 0x10;  ///< peripheral

inline EventKind kind_of(const Slot& slot) {
  const unsigned low = slot.kind_and_bits & kKindBits;
  return static_cast<EventKind>(low < kKindBits ? low : low + (slot.kind_and_bits >> kOperationShift));
}
static_assert(static_cast<unsigned>(EventKind::kHeartbeat) == kKindBits);
inline bool is_wide(const Slot& slot) {
  return kind_of(slot) == EventKind::kNetwork && (slot.body[offsetof(NetworkBody, form)] & kWide) != 0;
}

/// The byte of the body that no kind which can be merged uses: set on an entry of an aggregator whose
/// aggregation was turned off since, among single events of the same table.
inline constexpr std::size_t kAggregateMark = sizeof(Slot::body) - 1;
static_assert(sizeof(NetworkBody) <= kAggregateMark && sizeof(LoginBody) <= kAggregateMark);
static_assert(sizeof(ProcessBody) <= kAggregateMark && sizeof(DnsBody) <= kAggregateMark);
static_assert(sizeof(FileBody) <= kAggregateMark && sizeof(PeripheralBody) <= kAggregateMark);
inline void mark_as_aggregate(Slot& slot) { slot.body[kAggregateMark] = 1; }
inline bool is_marked_aggregate(const Slot& slot) {
  return kind_of(slot) != EventKind::kSystemInformation && slot.body[kAggregateMark] != 0;
}

/// Writes kind, bits and body; leaves hits and times. Returns true if the record needs `wide`.
/// Cost: about 5 ns.
bool pack(const Record& record, Slot& slot, WideAddresses& wide);
/// A copy by the words in which `pack` writes (see SlotWords).
inline void copy_words(const Slot& from, std::byte* to) {
  for (std::size_t i = 0; i < sizeof(Slot); i += 8) {
    std::uint64_t word;
    std::memcpy(&word, reinterpret_cast<const std::byte*>(&from) + i, sizeof word);
    __asm__("" : "+r"(word));
    std::memcpy(to + i, &word, sizeof word);
  }
}
/// The record that was packed. `wide` is read only for slots that are wide.
Record unpack(const Slot& slot, const WideAddresses& wide);

/// Adds `times` times the byte counts, saturating as if they were added one by one.
void add_bytes(Slot& slot, const NetworkRecord& record, std::uint64_t times);

}  // namespace picket
