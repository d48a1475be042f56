#pragma once

#include <cstdint>
#include <span>

namespace picket::sim {

/// Run until a mean is known to a share of itself, and no longer.
struct RelativePrecision {
  double error = 0.05;       ///< relative, of the true mean; in (0, 1)
  double level = 0.95;
  std::uint32_t first = 10;  ///< replications before the first look; at least that many, since early spreads mislead
  std::uint32_t most = 1000; ///< gives up there
};

struct PrecisionReached {
  bool reached = false;
  bool gave_up = false;            ///< `most` replications and not reached
  double relative_half_width = 0;  ///< of the interval now; infinite below two replications or around 0
};

/// Model:  stops at the first n >= first with half width / |mean| <= error / (1 + error), so that the error relative to the
///         true mean is at most `error`.
/// Input:  one finite value per replication, in replication order; look after each, or at numbers planned
///         beforehand, which stops later and covers as well.
/// Limits: approximate: measured coverage of the interval at the stop is 0.93 to 0.95 for cv 0.2 to 1.3. A mean near 0 has
///         no relative precision; values that do not vary at all count as known. No test: a bound that is looked at after each run needs `SequentialMeanTest`.
/// Source: Chow and Robbins, Annals of Mathematical Statistics 36 (1965); Law, Simulation Modeling and Analysis, 9.4.
PrecisionReached relative_precision(std::span<const double> per_replication, const RelativePrecision& wanted);

/// Further replications foreseen from the spread so far, for progress and time left: a total near (1.96 cv / error)^2, at
/// most up to `most`; 0 once it is reached or given up.
std::uint32_t runs_to_precision(std::span<const double> per_replication, const RelativePrecision& wanted);

}  // namespace picket::sim
