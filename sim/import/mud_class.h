#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "agent_core/base/cidr.h"
#include "sim/fleet/device_class.h"
#include "sim/import/mud_profile.h"

namespace picket::sim {

/// What a MUD profile does not say and a device class needs. All values are our own estimates.
struct MudEstimates {
  double flows_per_hour = 60;       ///< of a device, over all flows that the profile allows, dealt evenly
  double burst_size = 4;            ///< mean runs of a peer's flows at once; workload survey 1.4: 4 to 15
  double look_up_share = 0.6;       ///< of the runs with a named peer that ask for its name first; smart_speaker's capture
  std::uint32_t addresses_per_name = 2;  ///< of the four that a name has
  double bytes_out = 1'500;         ///< median of a TCP flow
  double bytes_in = 6'000;
};

/// What the network that the devices are put into is like.
struct MudSite {
  std::string controller;             ///< who plays my-controller and controllers by URI: a name or an address; empty: nobody
  std::vector<Cidr> local_networks;   ///< beside the private ones
};

/// An entry of a profile that was left out or only came near.
struct MudNote {
  Where where;
  std::string entry;  ///< "access list/entry"
  std::string says;
};

/// A MUD profile as a device class.
///
/// `flows + other_directions + again + left_out.size()` is the number of the profile's entries.
struct MudClass {
  DeviceClass device_class;
  std::size_t flows = 0;             ///< entries that became a flow
  std::size_t other_directions = 0;  ///< entries that allow the answers of such a flow
  std::size_t again = 0;             ///< entries that say a flow once more: over IPv6, or in another access list
  std::vector<MudNote> left_out;
  std::vector<MudNote> came_near;    ///< of entries that became a flow: what of them was not carried over
  std::size_t base_steps_dropped = 0;  ///< network and dns steps of the base
};

/// Turns the flows that a profile allows into remotes and activities.
///
/// Model:  each peer is a remote pool; an activity of its own runs all flows with it, after a look-up where it has a name.
///         An entry from the device and one to it that mirror each other are one flow. Who opens it is what
///         direction-initiated says; else whoever does not own the one fixed port. Ports with a single number on the
///         device's side of a flow that the peer opens are listening ports.
/// Input:  `base` gives all but the network: its network and dns steps go, and what is left empty by that.
/// Limits: a profile says what is allowed, and not how often, how long or in what order it happens: `estimates` do.
///         Addresses, ICMP types and IPv6 are not carried over, which `came_near` tells.
/// Source: RFC 8520, section 3.
MudClass mud_class(const MudProfile& profile, const MudEstimates& estimates, const MudSite& site, DeviceClass base = {});

}  // namespace picket::sim
