#pragma once

#include <string>
#include <string_view>

#include "sim/import/mud_profile.h"
#include "sim/import/tree_reader.h"

namespace picket::sim {

/// Whether a text can be the name of a host.
/// Source: RFC 1123, section 2.1, and the underscore that names of services have.
bool is_domain_name(std::string_view text);

/// Reads one access control entry into `entry`, whose access list and direction are set.
///
/// Output: an entry that says no flow which could be carried over has `left_out`.
/// Errors: what breaks the schema, into `diagnostics`, with the places.
/// Source: RFC 8519, section 4.1 (matches, ports, actions); RFC 8520, sections 5 and 7 (mud, direction-initiated) and
///         8 (dnsname).
void read_mud_entry(const YamlNode& ace, const std::string& path, TreeReader& tree, Diagnostics& diagnostics, MudEntry& entry);

}  // namespace picket::sim
