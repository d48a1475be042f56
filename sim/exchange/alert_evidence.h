#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace picket::sim {

/// What an alert says that it rests on.
enum class EvidenceKind : std::uint8_t {
  kCommandline,
  kPath,     ///< of a program or a file; without a slash: its name
  kAddress,  ///< "203.0.113.9", "203.0.113.0/24", "203.0.113.9:443"
  kDomain,
  kUrl,
};
struct NamedEvidence {
  EvidenceKind kind = EvidenceKind::kPath;
  std::string value;
  auto operator<=>(const NamedEvidence&) const = default;
};

/// An alert names at most so much; the rest is not looked at.
inline constexpr std::size_t kMaxEvidence = 32;

/// The evidence that an alert names, in its order, each once.
///
/// Input:  an object. Of SecurityAlert `Entities`, a list or its text: entities of the types process, file, ip, dns, url and
///         network-connection, `$ref` followed. Of an OCSF Detection Finding `evidences` (process, actor.process, file,
///         src_endpoint, dst_endpoint, query, url) and `observables` (but those of the device and of resources).
/// Model:  of a process its command line, and its image only where it has none: a shell's image says little.
/// Errors: what has another form names nothing. Of a deep or wide text at most kMaxEvidence is taken.
/// Limits: accounts, hosts and hashes are not read: they say who, or what no event of a run holds.
/// Source: Microsoft's reference of entity types for Sentinel; OCSF 1.5.0, evidence artifacts and observable types.
std::vector<NamedEvidence> named_evidence(const nlohmann::json& alert);
/// Of the text of `Entities` alone, as a cell of a table holds it.
std::vector<NamedEvidence> named_entities(std::string_view text);

}  // namespace picket::sim
