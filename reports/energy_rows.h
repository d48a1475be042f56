#pragma once

#include <string>
#include <vector>

#include "sim/results/study_result.h"

namespace picket {

/// What the results say of the energy of one class under one policy. Measures of a class end in a point and its name.
struct EnergyRow {
  std::string device_class;
  const sim::Measure* energy = nullptr;     ///< joules per device-day
  const sim::Measure* held = nullptr;       ///< part of it; may be null
  const sim::Measure* life_lost = nullptr;  ///< days of the battery's life; null: the class is on mains
};

/// In the order of the results; empty where no line with a known radio was used. The rows point into `policy`.
std::vector<EnergyRow> energy_rows(const sim::PolicyResult& policy);

}  // namespace picket
