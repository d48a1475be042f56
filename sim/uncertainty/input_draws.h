#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/uncertainty/input_file.h"

namespace picket::sim {

/// One draw of all inputs.
struct InputDraw {
  std::vector<double> shares;     ///< by input, uniform in (0, 1): where in its spread it lies
  std::vector<std::string> sets;  ///< path=value, for every value that an input moves
};

/// The draw of a replication. Keyed by seed, replication and the input's path, so that an input that is added, or more
/// replications, leave all other draws as they are.
InputDraw draw_inputs(const UncertainInputs& inputs, std::uint64_t seed, std::uint32_t replication);

}  // namespace picket::sim
