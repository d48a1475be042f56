#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/experiment/lane_result.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Nothing disappears: at each step produced + copies = delivered + held + dropped. Every suite demands it.
inline constexpr std::string_view kConservation = "conservation";
/// The run gives the same digest when it is repeated with another number of threads. Costs every simulation twice.
inline constexpr std::string_view kDeterministic = "deterministic";

/// The invariants that a suite can name, in the order in which they are shown:
///
///   conservation    the counts of every step of the way balance
///   censoring       every attacked device is counted: detected before the horizon, or censored there
///   delay_parts     the parts of each time to detect sum to it exactly
///   deterministic   the same digest when the run is repeated with another number of threads
///   hub_quota       no hub's busiest day asks for more 4 KB blocks than its daily quota, refused ones included
///   message_size    no message is refused for its size
///   no_drop.REASON  no raw event is dropped for that reason of sensor, agent, gateway or queue: no_drop.cache_overflow
std::vector<std::string> invariant_names();

/// Whether Picket itself promises it: broken, the run cannot be trusted, and the program ends with exit code 3. The others
/// are demands on a policy.
bool is_law(std::string_view invariant);

/// How a run breaks an invariant, as a sentence; nothing if it holds.
/// Input:  one of `invariant_names`, but not `deterministic`, which takes two runs.
/// Limits: exact, as everything that it looks at is a count or in whole microseconds.
std::optional<std::string> breach_of(std::string_view invariant, const Scenario& scenario, const LaneResult& lane);

/// The same of `deterministic`: whether the repetition gave another digest.
std::optional<std::string> difference_of(const LaneResult& run, const LaneResult& again);

}  // namespace picket::sim
