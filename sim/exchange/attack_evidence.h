#pragma once

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "agent_core/base/text.h"
#include "agent_core/event/raw_event.h"
#include "sim/exchange/alert_evidence.h"
#include "sim/experiment/unit_windows.h"
#include "sim/generate/world.h"

namespace picket::sim {

/// Whether a run of events is what an alert names.
///
/// Model:  a command line agrees as a whole, but for spaces. A path agrees with a program, the first word of a command line,
///         or a file; one without a slash with their last parts. An address, or a block or an address with its port, agrees
///         with the other machine's. A domain agrees with itself and names below it, whatever the case. A URL agrees with a
///         command line that holds it, and as the name or address of its host (pipeline_core/intel/url.h).
/// Limits: of a run whose addresses vary, a block is compared with the first kMostCompared of them.
bool shows(const EventRun& run, const NamedEvidence& named, const TextTable& texts);
inline constexpr std::uint32_t kMostCompared = 65'536;

/// True if evidence says of what is compared whether an attack did it. A private address may be the device's own, as may
/// `device` as a name, and a URL of either: if no attack shows them, nothing follows.
/// Input:  `device`: its name in the fleet, not the resource id that an alert may write.
bool is_decisive(const NamedEvidence& named, const std::string& device);

/// Of what alerts name on one device, so much is compared.
inline constexpr std::size_t kMostNamed = 4'096;

/// A unit, and what of the named its attack shows on its device from the window's start to its end.
using ShownEvidence = std::set<std::pair<std::uint32_t, NamedEvidence>>;

/// Model:  events of the unit, whether or not anything of them was collected, and the addresses and names that its attack
///         uses: acts at the hub come from them.
/// Input:  `named`: at most kMostNamed.
/// Cost:   the texts of the attacks' runs of events on a device once; then runs times `named`.
ShownEvidence shown_evidence(const World& world, const std::vector<UnitWindow>& windows, DeviceId device,
                             const std::set<NamedEvidence>& named);

}  // namespace picket::sim
