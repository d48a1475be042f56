#pragma once

#include <cstddef>
#include <cstdint>

#include "agent_core/base/quantity.h"
#include "agent_core/twin/twin_update.h"

namespace picket::sim {

enum class TwinSection : std::uint8_t { kDesired, kReported, kTags };

/// A section of a twin, or a patch of one, as a hub counts it: keys and values, without punctuation and without what the hub
/// keeps itself ($version, $metadata). See `measure_twin` in sim/scenario/twin_measure.h.
struct TwinMeasure {
  Bytes size;
  Bytes largest_value;     ///< the longest text
  Bytes longest_key;
  std::size_t depth = 0;   ///< objects and lists inside each other, below the section itself
};

/// Source: iot-hub-devguide-device-twins: 8 KB of tags and 32 KB of each of the others, texts of 4 KB, keys of 1 KB, depth 10
///         (kMaxTwinSectionBytes, kMaxTwinDepth).
inline constexpr Bytes kMaxTwinTags{8'192};
inline constexpr Bytes kMaxTwinValue{4'096};
inline constexpr Bytes kMaxTwinKey{1'024};
constexpr Bytes largest_section(TwinSection section) {
  return section == TwinSection::kTags ? kMaxTwinTags : Bytes(static_cast<std::int64_t>(kMaxTwinSectionBytes));
}

/// Why a hub does not take it.
enum class TwinExcess : std::uint8_t { kNone, kSection, kValue, kKey, kDepth };
/// The first that holds, in the order of the enumerators.
/// Limits: lists are counted as what they hold, and as a level; older hubs took none. A patch is judged alone: what the twin
///         holds beside it is not known here.
constexpr TwinExcess excess_of(TwinSection section, const TwinMeasure& measure) {
  if (measure.size > largest_section(section)) return TwinExcess::kSection;
  if (measure.largest_value > kMaxTwinValue) return TwinExcess::kValue;
  if (measure.longest_key > kMaxTwinKey) return TwinExcess::kKey;
  return measure.depth > kMaxTwinDepth ? TwinExcess::kDepth : TwinExcess::kNone;
}

/// A change of one section that somebody asks a hub for.
struct TwinPatch {
  TwinSection section = TwinSection::kDesired;
  TwinMeasure measure;
};

}  // namespace picket::sim
