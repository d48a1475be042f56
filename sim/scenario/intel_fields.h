#pragma once

#include <array>
#include <span>

#include "pipeline_core/intel/indicator.h"
#include "pipeline_core/intel/sightings.h"
#include "sim/scenario/field.h"

/// What a scenario may choose about indicators; in the namespace of the types.
namespace picket {

inline std::span<const sim::EnumName<Tlp>> enum_names(Tlp) {
  static constexpr std::array<sim::EnumName<Tlp>, 6> kNames{{{Tlp::kNone, "none"},
                                                             {Tlp::kClear, "clear"},
                                                             {Tlp::kGreen, "green"},
                                                             {Tlp::kAmber, "amber"},
                                                             {Tlp::kAmberStrict, "amber+strict"},
                                                             {Tlp::kRed, "red"}}};
  return kNames;
}

template <class Visitor>
void describe(Visitor& v, IndicatorSettings& i) {
  using sim::Grade;
  constexpr double kLongest = 36'600 * 86'400.0;
  v.field("address_half_life", i.address_half_life,
          {.says = "Time in which the confidence in an address halves; 0 s: never.", .min = 0, .max = kLongest, .grade = Grade::kEstimated,
           .plausible = {7 * 86'400.0, 90 * 86'400.0}});
  v.field("domain_half_life", i.domain_half_life,
          {.says = "The same for a domain.", .min = 0, .max = kLongest, .grade = Grade::kEstimated, .plausible = {30 * 86'400.0, 180 * 86'400.0}});
  v.field("url_half_life", i.url_half_life,
          {.says = "The same for a URL.", .min = 0, .max = kLongest, .grade = Grade::kEstimated, .plausible = {7 * 86'400.0, 90 * 86'400.0}});
  v.field("file_hash_half_life", i.file_hash_half_life,
          {.says = "The same for a file hash.", .min = 0, .max = kLongest, .grade = Grade::kEstimated});
  v.field("min_confidence", i.min_confidence,
          {.says = "An indicator of less confidence no longer matches; 0: age alone never ends one.", .min = 0, .max = 100});
}

template <class Visitor>
void describe(Visitor& v, SightingSettings& s) {
  using sim::Grade;
  v.field("max", s.max,
          {.says = "Pairs of value and device that are kept, for each 64th of the fleet, for indicators that come later; 0: none.",
           .min = 0, .max = 10'000'000});
  v.field("max_age", s.max_age,
          {.says = "How long a value is kept after it was last seen.", .min = 1, .max = 366 * 86'400.0, .grade = Grade::kEstimated,
           .plausible = {7 * 86'400.0, 90 * 86'400.0}});
}

}  // namespace picket
