#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/counts.h"
#include "sim/import/hub_identity.h"

namespace picket::sim {

/// What devices of a registry are told apart by.
struct HubGroup {
  std::optional<std::string> value;  ///< of the tag that was chosen; none: they have none, or none was chosen
  bool is_edge = false;
  HubAuth auth = HubAuth::kNotSaid;
  auto operator<=>(const HubGroup&) const = default;
};

/// Devices of one group. Disabled ones are counted and in nothing else.
struct HubGroupRow {
  HubGroup group;
  std::uint64_t devices = 0;
  std::uint64_t disabled = 0;
  std::uint64_t says_connection = 0;  ///< entries that say whether they are connected
  std::uint64_t connected = 0;
  std::uint64_t says_activity = 0;
  std::uint64_t never_active = 0;
  std::uint64_t nested = 0;  ///< IoT Edge devices behind another
};

/// Devices of one group behind gateways of another.
struct HubChildren {
  std::size_t group = 0;    ///< of the children, in IdentityExport::groups
  std::size_t gateway = 0;  ///< group of the gateways
  std::uint64_t devices = 0;
  std::uint64_t gateways = 0;  ///< that have any of them
  std::uint64_t least = 0;     ///< of them behind one of these gateways
  std::uint64_t most = 0;
};

/// What a registry holds, counted. Law: devices of all groups + disabled + modules + faults = entries.
struct IdentityExport {
  std::uint64_t entries = 0;
  std::uint64_t modules = 0;
  std::uint64_t security_modules = 0;  ///< of the modules: those of the product's agents
  Counts<IdentityFault> faults;
  std::vector<IdentityProblem> problems;  ///< at most kProblemsPerFault of each kind, in the order of the file
  std::vector<HubGroupRow> groups;        ///< in the order of their values; none first
  std::vector<HubChildren> children;      ///< by group, then gateway
  std::uint64_t lost_children = 0;        ///< devices behind a gateway that is not there, or disabled
  std::uint64_t without_group = 0;        ///< devices without the value that was chosen
  std::uint64_t unusable_groups = 0;      ///< of these: with one that is a list, an object or too long
  std::uint64_t with_twin_properties = 0;
  bool has_too_many_groups = false;       ///< over IdentityExportLimits::groups; the rest was not read
  bool is_utf16 = false;
  std::vector<std::string> tag_names;     ///< that were met

  static constexpr std::size_t kProblemsPerFault = 3;
  std::uint64_t devices() const;
  std::uint64_t disabled() const;
};

struct IdentityExportLimits {
  std::uint64_t identities = 2'000'000;  ///< a hub has at most 1,000,000 devices and modules
  std::size_t groups = 200;              ///< different values that devices are grouped by
};

/// Counts a device registry while it streams by.
///
/// Input:  the bytes of a file in parts: a blob of a bulk export, or what `az iot hub device-identity list` or a query of twins
///         prints. `group_path` as HubIdentityReader has it.
/// Output: `finish` gives the counts. An entry that is refused spoils no other.
/// Limits: an identity is known by a 64-bit hash of its id, a gateway by one of its scope: of a million, one in 40 million
///         registries has two that are taken for one.
/// Cost:   some 50 bytes an identity to know those that are given twice, and 100 a gateway.
class IdentityExportReader {
 public:
  explicit IdentityExportReader(std::vector<std::string> group_path, IdentityExportLimits limits = {});
  ~IdentityExportReader();
  void feed(std::string_view bytes);
  /// Nothing that follows would be read.
  bool is_full() const;
  /// Once, at the end.
  IdentityExport finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace picket::sim
