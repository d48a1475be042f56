#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/import/import_problem.h"
#include "sim/import/json_records.h"

namespace picket::sim {

/// How an identity proves who it is, as the registry says it.
enum class HubAuth : std::uint8_t { kNotSaid, kSas, kSelfSigned, kCertificateAuthority };
std::string_view to_string(HubAuth auth);

/// What of a registry's entry a fleet is made of. Keys, thumbprints and names are not in it: ids and scopes are kept as
/// hashes, to be compared and never to be read.
struct HubIdentity {
  std::uint64_t id = 0;
  bool is_module = false;
  bool is_security_module = false;  ///< a module with the name of a product's agent
  bool is_enabled = true;
  HubAuth auth = HubAuth::kNotSaid;
  bool is_edge = false;
  std::optional<std::uint64_t> own_scope;     ///< of an IoT Edge device: what its children name
  std::optional<std::uint64_t> parent_scope;  ///< the gateway that it is behind
  std::optional<bool> is_connected;           ///< none: the entry does not say
  std::optional<bool> was_ever_active;        ///< the same
  std::optional<std::string> group;           ///< value that it is grouped by; none: it has none
  bool has_unusable_group = false;            ///< the value is no short text, number or truth value
  bool has_twin_properties = false;           ///< desired or reported, beside the hub's own
};

/// Why an entry of an export is no identity.
enum class IdentityFault : std::uint8_t {
  kNotReadable,  ///< no JSON
  kNoObject,
  kTooLong,      ///< over JsonRecords::kMaxRecordBytes
  kCutOff,
  kNoId,
  kBadStatus,
  kBadAuthentication,
  kBadField,     ///< another field is of another kind than it has
  kGivenTwice,
  kTooMany,      ///< over the limit; the rest was not read
  kCount_,
};
std::string_view to_string(IdentityFault fault);

struct IdentityProblem {
  IdentityFault fault = IdentityFault::kNotReadable;
  ImportProblem at;
};
/// A problem of a record as a whole, with its first line masked.
IdentityProblem problem_of(const JsonRecord& record, IdentityFault fault, std::string says, std::string hint = "");

/// Reads entries of a registry, in the two forms that they come in.
///
/// Input:  an object of a bulk export (`id`, `status`, `authentication`, `capabilities`, `deviceScope`, `tags`, `properties`,
///         `moduleId`), or of a list of identities or twins (`deviceId`, `authenticationType`, `connectionState`,
///         `lastActivityTime`, `parentScopes`, and the same). `group_path`: where the value stands that devices are grouped
///         by, {"tags", "site"}; empty: nowhere. `tag_names` takes the names of tags that are met, at most kMaxTagNames.
/// Output: an identity, or what is wrong with the entry, with its line masked.
/// Model:  an entry without a status is enabled. Where no type of authentication is named, a thumbprint means self-signed,
///         a symmetric key that is there SAS, and nothing of both is not said (an export without keys). Of keys it is
///         looked only whether they are there.
/// Source: MicrosoftDocs/azure-docs, iot-hub-bulk-identity-mgmt; Azure/azure-iot-sdk-csharp, ExportImportDevice and
///         DeviceCapabilities; `az iot hub device-identity list` and `az iot hub device-twin show`; names of security modules:
///         Defender for IoT, device builders.
class HubIdentityReader {
 public:
  static constexpr std::size_t kMaxGroupBytes = 128;
  static constexpr std::size_t kMaxTagNames = 64;

  explicit HubIdentityReader(std::vector<std::string> group_path);
  ~HubIdentityReader();
  std::variant<HubIdentity, IdentityProblem> read(const JsonRecord& record);
  /// Of tags that were met, in the order in which they came.
  std::span<const std::string> tag_names() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace picket::sim
