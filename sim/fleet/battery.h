#pragma once

#include "sim/scenario/field.h"

namespace picket::sim {

/// What a device lives on when it is not on mains.
struct Battery {
  double watt_hours = 0;
  double life_days = 3'650;  ///< that it lasts without security
};

template <class Visitor>
void describe(Visitor& v, Battery& b) {
  v.field("watt_hours", b.watt_hours,
          {.says = "What the battery holds, as far as the device can use it.", .min = 1e-3, .max = 1e6, .required = true});
  v.field("life_days", b.life_days,
          {.says = "How long it lasts without security: the device's own business, its sleep and self-discharge.",
           .min = 1,
           .max = 36'525,
           .grade = Grade::kEstimated,
           .source = "meters and sensors are designed for 5 to 15 years",
           .plausible = {1'825, 5'479}});
}

/// Days of a battery's life that `joules_per_day` on top of the device's own consumption cost.
///
/// Model:  the device draws capacity / life by itself and the battery ends when its capacity is drawn, so that
///           life lost = life (1 - 1 / (1 + joules_per_day life / capacity)).
/// Output: from 0 up to `life_days`, exclusive.
/// Limits: a capacity that does not depend on how fast, how cold or in which pulses it is drawn.
double battery_life_lost_days(const Battery& battery, double joules_per_day);

}  // namespace picket::sim
