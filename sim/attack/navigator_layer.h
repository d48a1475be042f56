#pragma once

#include <map>
#include <string>

#include "sim/attack/attack_template.h"

namespace picket::sim {

/// Which matrix of MITRE ATT&CK.
enum class AttackDomain : std::uint8_t { kEnterprise, kIcs };

/// A layer file of the ATT&CK Navigator: each technique that an attack or one of its phases names, scored by the number of
/// attacks that use it, with their names as comment.
///
/// Input:  attacks by name. `version_19`: Enterprise ids that version 19 renumbered are given their new numbers.
/// Source: layer file format 4.5 of the ATT&CK Navigator.
std::string navigator_layer(const std::map<std::string, AttackTemplate>& attacks, AttackDomain domain, bool version_19);

/// The id that version 19 of ATT&CK gives to an Enterprise technique; the same where it keeps its own.
/// Source: workload survey 3.1.
std::string technique_in_version_19(const std::string& id);
/// The other way round: the id before version 19 of a technique that version 19 renumbered.
std::string technique_before_version_19(const std::string& id);

}  // namespace picket::sim
