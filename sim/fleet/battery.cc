#include "sim/fleet/battery.h"

#include "agent_core/base/check.h"

namespace picket::sim {

namespace {
constexpr double kJoulesPerWattHour = 3'600;
}  // namespace

double battery_life_lost_days(const Battery& battery, double joules_per_day) {
  PICKET_CHECK(battery.watt_hours > 0 && battery.life_days > 0 && joules_per_day >= 0, battery.watt_hours, battery.life_days, joules_per_day);
  const double own_joules_per_day = battery.watt_hours * kJoulesPerWattHour / battery.life_days;
  return battery.life_days * (joules_per_day / (own_joules_per_day + joules_per_day));
}

}  // namespace picket::sim
