#pragma once

#include <string>
#include <vector>

#include "sim/scenario/scenario.h"

namespace picket::sim {

/// One combination of values, ready to run.
struct SweepPoint {
  std::string id;                   ///< "p0001", in the order of the design
  std::vector<std::string> values;  ///< by parameter, as written, with unit
  std::vector<double> numbers;      ///< by parameter, in base units; of words their place in the list
  std::vector<std::string> sets;    ///< path=value, by parameter: what makes this point of the study's scenario
  Scenario scenario;
  std::string resolved;             ///< YAML with every value, of one replication: the key of its runs
};

/// "policy.g2_linux.medium=30 min, ...": the point in words.
inline std::string point_words(const SweepPoint& point) {
  std::string out;
  for (const std::string& set : point.sets) out += (out.empty() ? "" : ", ") + set;
  return out;
}

}  // namespace picket::sim
