#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "agent_core/message/record.h"

namespace picket {

/// The fields that rules may name. Sigma's taxonomy where it has a word, our own words after that.
/// Source: Sigma taxonomy appendix 2.1 (Sysmon names for process_creation, network_connection,
/// dns_query, file_event).
enum class Field : std::uint8_t {
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
  kDevice,  ///< group-by and value counting only
  kCount_,
};
inline constexpr std::size_t kFields = static_cast<std::size_t>(Field::kCount_);
static_assert(kFields <= 32, "field sets are 32-bit masks");

constexpr std::uint32_t bit(Field field) {
  return 1U << static_cast<unsigned>(field);
}
constexpr std::uint32_t bit(EventKind kind) {
  return 1U << static_cast<unsigned>(kind);
}

std::string_view to_string(Field field);
/// The field of that name (exact case), whatever kinds carry it.
std::optional<Field> find_field(std::string_view name);
/// True if observations of `kind` carry `field`.
bool carries(EventKind kind, Field field);
bool is_number(Field field);
bool is_address(Field field);

/// Reads fields of one observation, renders texts at most once. Reused: `reset` starts the next one.
/// Texts that are empty count as missing, since the wire does not tell the two apart.
class FieldReader {
 public:
  void reset(const Observation& observation, const TextTable& texts);
  /// Empty view: missing. Numbers and addresses are rendered.
  std::string_view text(Field field);
  /// `text` with ASCII letters in lower case.
  std::string_view folded(Field field);
  std::optional<std::uint64_t> number(Field field) const;
  std::optional<IpAddress> address(Field field) const;
  /// Hash of the field's value for grouping and counting; equal values, equal hash, in every table.
  std::uint64_t hash(Field field);

 private:
  void render(Field field, std::string& out) const;
  void render_image(Text executable, Text commandline, std::string& out) const;

  const Observation* observation_ = nullptr;
  const TextTable* texts_ = nullptr;
  std::uint32_t rendered_ = 0;
  std::uint32_t folded_mask_ = 0;
  std::string text_[kFields];
  std::string folded_text_[kFields];
};

}  // namespace picket
