#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/live/fleet/identity_journal.h"
#include "sim/live/registry/registry_client.h"

namespace picket::sim {

/// "picket-" and 64 random bits in hex and "-": what the ids of one run's devices begin with, so that no two runs, and nobody else,
/// ever mean the same device.
std::string random_identity_prefix();

/// Id of a run's device: the prefix and its number in the scenario, of 7 digits, so that ids sort as devices do.
std::string device_id_of(const std::string& prefix, std::uint32_t device);

struct FleetIdentities {
  std::vector<NewIdentity> made;       ///< what the fleet connects as: modules where a module was asked for, else devices; in device order
  std::vector<std::string> problems;   ///< empty: all are there. No secrets.
};

/// Makes `devices` devices, and on each the module if it is named, in bulk calls; noted in the journal before they are asked for.
///
/// Output: on a problem, what was made so far stays; call remove_fleet_identities.
/// Cost:   one operation of the registry's throttle an identity: 2,000 devices with modules take 40 min on one S1 unit.
FleetIdentities make_fleet_identities(RegistryClient& registry, IdentityJournal& journal, std::uint32_t devices, const std::string& module);

struct FleetRemoval {
  std::uint64_t removed = 0;           ///< devices that are gone, with their modules
  std::vector<std::string> problems;   ///< empty: nothing of the run is left, and the journal's file is gone
};

/// Removes what the journal names from the hub that it names, and then the journal's file.
///
/// Model:  devices alone are asked for, since modules go with theirs; one that is gone already counts as removed.
/// Errors: told, and the file stays so that it can be tried again: a journal of another hub, refusals, an end on the way.
FleetRemoval remove_fleet_identities(RegistryClient& registry, const std::string& host, IdentityJournal& journal);

}  // namespace picket::sim
