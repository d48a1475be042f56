#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/experiment/study.h"

namespace picket::sim {

/// The first look of a study that runs until its numbers are known well enough: earlier spreads mislead. Source: Law, 9.4.
inline constexpr std::uint32_t kFirstLook = 10;

/// Numbers of replications at which such a study is looked at: kFirstLook, each time twice as many, and `most` (>= kFirstLook). They
/// are fixed beforehand and few, so that a lucky narrow interval does not end the study at once.
std::vector<std::uint32_t> precision_looks(std::uint32_t most);

/// What of a study is least known.
struct StudyPrecision {
  bool reached = false;
  std::string widest{};           ///< "cost_usd_per_month of raw"; empty: no policy has such a measure
  bool is_share = false;          ///< of it; then the next is in shares of 1
  double half_width = 0;          ///< of its 95 % interval; of an amount, as an error relative to the truth, infinite around 0
  std::uint32_t runs_needed = 0;  ///< further replications foreseen for all of them
};

/// Model:  under every policy, uplink_bytes_per_device_day and cost_usd_per_month are to be known to `error` of themselves
///         (`relative_precision`), and detected_share to +- `error`: what is hardly ever detected has no relative error.
/// Limits: each of these intervals covers 0.94 or so of the time at the stop; not all of them together.
StudyPrecision precision_of(const StudyResult& result, double error);

/// "bytes and cost are known to 5 %, detected shares to 5 points, at the look after 20 of at most 200 replications", or what is not.
std::string precision_words(const StudyPrecision& precision, double error, std::uint32_t replications, std::uint32_t most);

/// Runs a study up to the first planned look at which it is known to `error`, or to the scenario's replications, which are the most;
/// a note of the result says which. Runs, keys and folder are those of the whole study: without the goal it goes on from there.
/// Errors: as run_study.
StudyOutcome run_to_precision(const Scenario& scenario, StudySettings settings, double error);

}  // namespace picket::sim
