#pragma once

#include <vector>

#include "sim/tune/measure_sample.h"

namespace picket::sim::test {

/// Rates of so many events in each replication, which has the exposure as its weight.
inline MeasureSample rates(const std::vector<double>& events, double exposure) {
  MeasureSample out;
  for (const double n : events) {
    out.values.push_back(n / exposure);
    out.weights.push_back(exposure);
  }
  return out;
}

}  // namespace picket::sim::test
