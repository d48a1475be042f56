#include "reports/energy_rows.h"

#include <string_view>

#include "reports/headline.h"

namespace picket {

std::vector<EnergyRow> energy_rows(const sim::PolicyResult& policy) {
  constexpr std::string_view kEnergy = "radio_energy_joules_per_device_day.";
  std::vector<EnergyRow> rows;
  for (const sim::Measure& measure : policy.measures) {
    if (!measure.name.starts_with(kEnergy)) continue;
    EnergyRow row;
    row.device_class = measure.name.substr(kEnergy.size());
    row.energy = &measure;
    row.held = find_measure(policy, "radio_hold_joules_per_device_day." + row.device_class);
    row.life_lost = find_measure(policy, "battery_life_lost_days." + row.device_class);
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace picket
