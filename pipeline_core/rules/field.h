#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/message/record.h"

namespace picket {

/// The fields that rules may name. Sigma's taxonomy where it has a word, our own words after that. A value
/// from kCount_ on is a field that a rule names and that stands in no list here: what it is called is
/// known to the FieldTable of its rule set.
/// Source: Sigma taxonomy appendix 2.1 (Sysmon names for process_creation, network_connection,
/// dns_query, file_event).
enum class Field : std::uint16_t {
  kImage,        ///< process, login; a bare program name reads as "/name"; first word of the command line if unknown
  kCommandLine,  ///< process, network (owning process)
  kUser,         ///< login: the name; process and network: "root" for user id 0, else the number
  kUserId,
  kProcessId,
  kParentProcessId,
  kOperation,  ///< process: FORK, EXEC, EXIT
  kSourceIp,   ///< of the initiator: outbound the local side, inbound the remote side; login: where it comes from
  kDestinationIp,
  kSourcePort,
  kDestinationPort,
  kProtocol,   ///< tcp, udp, icmp
  kInitiated,  ///< "true" for outbound
  kLocalIp,
  kRemoteIp,
  kLocalPort,
  kRemotePort,
  kRemoteScope,  ///< "private" or "public" by IpAddress::is_private
  kBytesIn,
  kBytesOut,
  kQueryName,
  kQueryFailed,     ///< "true", "false"
  kLoginOperation,  ///< Login, Logout, LoginFailed
  kTargetFilename,
  kFileOperation,  ///< Access, Modified, MetadataChanged, Closed, Opened, Moved, Created, Deleted
  kPeripheralName,
  kConnected,       ///< "true", "false"
  kPeripheralType,  ///< usb, ethernet
  kHitCount,
  kEventTime,   ///< of the first raw event, UTC, "2026-01-31T23:59:59Z": for the time modifiers
  kDevice,      ///< group-by and value counting only
  kWholeEvent,  ///< what keyword searches look at: every value of the event
  kCount_,
};
inline constexpr std::size_t kFields = static_cast<std::size_t>(Field::kCount_);
static_assert(kFields <= 63, "field sets are 64-bit masks, the last bit stands for all named extra fields");

/// A set of fields. All named extra fields share the last bit.
using FieldMask = std::uint64_t;
inline constexpr FieldMask kExtraFields = 1ULL << 63;

constexpr bool is_built_in(Field field) {
  return static_cast<std::size_t>(field) < kFields;
}
constexpr FieldMask bit(Field field) {
  return is_built_in(field) ? 1ULL << static_cast<unsigned>(field) : kExtraFields;
}
constexpr std::uint32_t bit(EventKind kind) {
  return 1U << static_cast<unsigned>(kind);
}

/// The name of a built-in field; empty for the whole event and for extra fields.
std::string_view to_string(Field field);
/// The built-in field of that name (exact case), whatever kinds carry it. Knows the names of the Elastic
/// Common Schema as well ("destination.ip"), which Sigma's generic network sources use.
std::optional<Field> find_field(std::string_view name);
/// True if observations of `kind` carry `field`; extra fields are answered by FieldTable::carries.
bool carries(EventKind kind, Field field);
bool is_number(Field field);
bool is_address(Field field);
/// The names of the fields of a report's records, in their order; those of generation 2 where it has one.
const std::vector<std::string_view>& report_fields(EventKind kind);

/// What the fields of a rule set are called: the built-in ones and those that its rules name besides.
/// Limits: at most kMaxFields names; the reader refuses rules beyond.
class FieldTable {
 public:
  static constexpr std::size_t kMaxFields = 16'384;

  FieldTable();
  /// Finds or adds. Nothing if the table is full.
  std::optional<Field> intern(std::string_view name);
  std::optional<Field> find(std::string_view name) const;
  /// Forgets the fields added last.
  void shrink_to(std::size_t size);
  std::string_view name(Field field) const { return names_[static_cast<std::size_t>(field)]; }
  std::size_t size() const { return names_.size(); }
  /// True if observations of `kind` carry `field`, built-in or extra.
  bool carries(EventKind kind, Field field) const;

 private:
  std::vector<std::string> names_;
  std::map<std::string, Field, std::less<>> index_;  ///< ordered: no choice of names makes it slow
};

}  // namespace picket
