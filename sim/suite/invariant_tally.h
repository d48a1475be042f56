#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/experiment/lane_result.h"
#include "sim/scenario/scenario.h"
#include "sim/suite/suite_result.h"

namespace picket::sim {

/// The invariants of one case while its runs come in.
class InvariantTally {
 public:
  InvariantTally(std::uint32_t suite_case, const std::vector<std::string>& invariants);

  /// Judges a run by every invariant but `deterministic`.
  void judge(const Scenario& scenario, const LaneResult& run);
  /// Judges a run and its repetition by `deterministic`.
  void compare(const Scenario& scenario, const LaneResult& run, const LaneResult& again);

  bool wants_repetition() const;
  bool is_broken() const;
  /// Something that Picket itself promises is broken: further runs of the case are worth nothing.
  bool law_is_broken() const;
  const std::vector<InvariantResult>& results() const { return results_; }

 private:
  static void add(InvariantResult& result, const Scenario& scenario, const LaneResult& run, const std::optional<std::string>& says);

  std::vector<InvariantResult> results_;
};

}  // namespace picket::sim
