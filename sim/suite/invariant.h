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

/// The invariants that a suite can name, in the order in which they are shown; what each says is in `invariant_infos`.
std::vector<std::string> invariant_names();

struct InvariantInfo {
  std::string_view name;      ///< "no_drop.REASON" stands for one of each reason
  std::string_view holds_if;  ///< goes on from these words
};
/// The same with words, as the reference page has them.
std::vector<InvariantInfo> invariant_infos();

/// Where raw events end, and for which reasons.
struct DropStage {
  std::string_view where;
  std::vector<std::string> reasons;  ///< sorted
};
std::vector<DropStage> drop_stages();

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
