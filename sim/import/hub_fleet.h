#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/import/identity_export.h"
#include "sim/scenario/diagnostics.h"

namespace picket::sim {

/// What the person says who makes a fleet of a registry, and what there is to choose from.
struct HubFleetChoices {
  std::string group_by;              ///< as typed, "tags.model"; empty: IoT Edge or not
  std::vector<std::string> classes;  ///< VALUE=DEVICE_CLASS, as typed; the value '*' stands for all that are not named
  std::vector<std::string> known_classes;  ///< of the library, sorted
  std::string edge_class = "iot_gateway";  ///< [E] of IoT Edge devices of which nobody says more
  std::string other_class = "ip_camera";   ///< [E] of other devices
};
/// Values of devices that are grouped by IoT Edge or not.
inline constexpr std::string_view kEdgeValue = "edge";
inline constexpr std::string_view kDeviceValue = "device";

/// Where a class of devices was taken from.
enum class ClassFrom : std::uint8_t {
  kOption,   ///< --class
  kValue,    ///< the value is the name of a class
  kAssumed,
};

/// A part of the fleet: what the registry says alike of, and of one class.
struct HubFleetGroup {
  std::optional<std::string> value;
  bool is_edge = false;
  bool is_x509 = false;
  std::string device_class;
  ClassFrom class_from = ClassFrom::kAssumed;
  std::uint64_t devices = 0;
  std::uint64_t auth_not_said = 0;  ///< of them; taken for SAS
  std::uint64_t by_authority = 0;   ///< of them with X.509: by an authority, not self-signed
  std::string gateway;              ///< class of the gateways that they are behind; empty: none
  std::uint64_t gateways = 0;       ///< of these, that have any of them
  std::uint64_t least = 0;          ///< of them behind one gateway
  std::uint64_t most = 0;
};

struct HubFleet {
  std::vector<HubFleetGroup> groups;  ///< by value (none first), IoT Edge last; with a gateway behind those without
  std::uint64_t nested_edge = 0;      ///< IoT Edge devices behind another, which stand beside it here
  std::uint64_t unplaced = 0;         ///< devices with a gateway that the scenario cannot say: of their own class, or of one behind another
};

inline constexpr std::size_t kMaxFleetGroups = 1'000;  ///< of a scenario

/// The keys that lead to what devices are grouped by: {"tags", "site"} of "tags.site". Empty, with an error, if the words
/// are none of tags.KEY and properties.reported.KEY, with further keys below.
std::vector<std::string> group_path_of(const std::string& group_by, Diagnostics& diagnostics);

/// Makes groups of a fleet from a registry.
///
/// Model:  the class of a group is what --class says of its value, else what it says of '*', else the class that is called
///         like the value, else the one assumed. Devices behind a gateway become groups with `gateway`, where the scenario can say it: by the
///         class of their gateways, one level deep, and not behind their own class.
/// Output: nothing after an error.
/// Errors: all into `diagnostics`: words of --class that are no pair, classes that the library does not have, values that no
///         device has, a tag that no device has, more values or groups than a scenario takes.
std::optional<HubFleet> hub_fleet(const IdentityExport& registry, const HubFleetChoices& choices, Diagnostics& diagnostics);

}  // namespace picket::sim
