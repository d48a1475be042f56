#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent_core/base/cidr.h"
#include "sim/scenario/diagnostics.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// Whom an access control entry lets the device talk to.
enum class MudPeer : std::uint8_t {
  kAny,               ///< nothing in the entry says whom
  kName,              ///< src-dnsname or dst-dnsname
  kNetwork,           ///< an address or a network
  kDnsServer,         ///< controller urn:ietf:params:mud:dns
  kNtpServer,         ///< controller urn:ietf:params:mud:ntp
  kGateway,           ///< controller urn:ietf:params:mud:gateway, which profiles made from captures use
  kController,        ///< controller with any other URI
  kMyController,
  kLocalNetworks,
  kManufacturer,      ///< manufacturer, with a name
  kModel,             ///< model, with a URI
  kSameManufacturer,
};

/// Ports that an entry allows, both ends included.
struct MudPorts {
  std::uint32_t low = 0;
  std::uint32_t high = 65'535;
  bool except = false;  ///< operator neq: all but `low`
  bool is_any() const { return low == 0 && high == 65'535; }
  bool is_one() const { return low == high && !except; }
  auto operator<=>(const MudPorts&) const = default;
};

/// IANA protocol numbers of what is simulated. Source: IANA, Assigned Internet Protocol Numbers.
inline constexpr std::uint32_t kIcmpProtocol = 1;
inline constexpr std::uint32_t kTcpProtocol = 6;
inline constexpr std::uint32_t kUdpProtocol = 17;

enum class MudInitiator : std::uint8_t { kNotSaid, kDevice, kPeer };

/// One access control entry, as seen from the device.
struct MudEntry {
  Where where;
  std::string acl;
  std::string name;
  bool from_device = true;
  bool ipv6 = false;
  MudPeer peer = MudPeer::kAny;
  std::string peer_text;  ///< name in small letters, URI or authority of the peer
  Cidr network;           ///< kNetwork
  bool on_site = false;   ///< kNetwork: the entry names local-networks as well
  std::optional<std::uint32_t> protocol;  ///< IANA number (`kTcpProtocol`, ...); none: any
  MudPorts device_ports;
  MudPorts peer_ports;
  std::optional<std::uint32_t> icmp_type;
  MudInitiator initiator = MudInitiator::kNotSaid;
  std::string left_out;  ///< why it says no flow that could be carried over; empty: it does
};

/// A Manufacturer Usage Description.
struct MudProfile {
  std::string mud_url;
  std::string systeminfo;
  std::string manufacturer;
  std::string model;
  std::string firmware_revision;
  std::vector<MudEntry> entries;  ///< of all access lists, in the order of the file
};

inline constexpr std::size_t kMaxMudEntries = 4'096;

/// Reads a MUD file.
///
/// Input:  `text`, which `diagnostics` holds as `source`. Keys may carry their module's name ("ietf-mud:controller") or
///         not. An entry with a match that we do not know is kept as left out: to read less of it would allow more.
/// Output: nothing after an error.
/// Errors: all into `diagnostics`: what is no JSON, what breaks the schema, access lists that are named and not there.
/// Limits: those of parse_json, and kMaxMudEntries entries.
/// Source: RFC 8520, sections 2 to 8; RFC 8519, section 4.
std::optional<MudProfile> read_mud(std::string_view text, std::uint32_t source, Diagnostics& diagnostics);

}  // namespace picket::sim
