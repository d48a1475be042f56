#pragma once

#include <cstdint>

#include "agent_core/aggregate/entry_table.h"
#include "agent_core/base/text.h"
#include "agent_core/message/record.h"

namespace picket {

/// What the events of a flood have in common while their keys differ. `picket` lets one class hold
/// at most a quarter of a cache, so that a scan, a guessing loop or a storm of random names fills its
/// own share and no other, and displaces nobody.
///
/// Model:  two classes a kind, since a sweep varies one field and keeps another:
///           network: (direction, protocol, service port) and (remote address);
///           process: the executable, and the template of the command line;
///           DNS: the template of the name, or the parent domain of a literal one (last two labels);
///           login: the remote address, and the user; file, peripheral: the operation is not a class.
///         Each is hashed to 8 bits, 0 meaning none.
/// Limits: two classes collide with probability 1/255 and then share a quarter. A flood that keeps
///         none of these fields is not recognised; the cache's size then bounds it.
FloodClasses flood_classes_of(const Record& record, const TextTable& texts);

/// The share of a cache that one class may hold: 1 / kFloodShare (our choice; estimate).
inline constexpr std::uint32_t kFloodShare = 4;

}  // namespace picket
