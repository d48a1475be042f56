#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/result.h"

namespace picket::sim {

/// One number that a run measured. `name` ends in its unit, as Measure's does.
struct RunMeasure {
  std::string name;
  std::string unit;
  double value = 0;
  bool operator==(const RunMeasure&) const = default;
};

/// measures.json of one run: what the parent process merges into the study.
struct RunMeasures {
  std::string policy;
  std::uint32_t replication = 0;
  std::vector<RunMeasure> measures;
  bool operator==(const RunMeasures&) const = default;
};

/// Numbers read back exactly; what is not finite is null and reads as NaN.
std::string run_measures_json(const RunMeasures& measures);
/// Errors: text that says what is wrong.
Result<RunMeasures, std::string> parse_run_measures(std::string_view json);

}  // namespace picket::sim
