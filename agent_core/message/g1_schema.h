#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace picket::g1_json {

/// What a payload field may hold.
enum class FieldType : std::uint8_t {
  kText,
  kInteger,  ///< any JSON number without a fraction
  kBoolean,
  kAddress,  ///< IPv4 or IPv6 in text form
  kPort,     ///< text; tolerant mode also takes an integer
  kGuid,     ///< text of 36 characters
  kDetails,  ///< object of texts; tolerant mode also takes numbers and booleans in it
};

struct PayloadField {
  std::string_view name;
  FieldType type = FieldType::kText;
  bool required = false;
  /// Tolerant mode does without it although the schema requires it (documented samples lack it).
  bool optional_in_practice = false;
  std::span<const std::string_view> values = {};  ///< the only texts allowed; empty: any
  /// A further text that agents send and tolerant mode takes; empty: none (defender.md 3.2).
  std::string_view value_in_practice = {};
};

/// The definition of one event of schema 1.0.
struct EventDefinition {
  std::string_view name;
  std::string_view category;
  std::string_view event_type;
  std::span<const PayloadField> fields;
};

inline constexpr std::size_t kMaxPayloadFields = 12;

/// Null if the schema has no such event.
/// Source: Azure-IoT-Security security message schema 1.0 (published under MIT); compared with the
/// published files themselves by tests/agent_core/message/published_schema_test.cc.
const EventDefinition* find_definition(std::string_view name);
/// All 14, in the order of the tables of the schema.
std::span<const EventDefinition> definitions();

/// Positions in `EventDefinition::fields` of what we read; in the order of the tables in g1_schema.cc.
namespace process_create {
enum : std::size_t { kExecutable, kProcessId, kParentProcessId, kUserId, kUserName, kCommandLine, kExtraDetails };
}
namespace process_terminate {
enum : std::size_t { kExecutable, kProcessId, kExitStatus, kExtraDetails };
}
namespace connection_create {
enum : std::size_t {
  kRemoteAddress,
  kRemotePort,
  kLocalAddress,
  kLocalPort,
  kDirection,
  kProtocol,
  kProcessId,
  kUserId,
  kExecutable,
  kCommandLine,
  kExtraDetails
};
}
namespace login {
enum : std::size_t {
  kProcessId,
  kUserId,
  kUserName,
  kOperation,
  kExecutable,
  kRemoteAddress,
  kRemotePort,
  kLocalPort,
  kResult,
  kExtraDetails
};
}
namespace system_information {
enum : std::size_t { kOsName, kOsVersion, kBiosVersion };
}

}  // namespace picket::g1_json
