#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "sim/experiment/lane_result.h"
#include "sim/scenario/scenario.h"
#include "sim/suite/suite_result.h"

namespace picket::sim {

/// The invariants of one case while its runs come in.
class InvariantTally {
 public:
  InvariantTally(std::uint32_t suite_case, const std::vector<std::string>& invariants);

  /// Judges a run by every invariant but `deterministic`. A run that was judged before, as a known failure, counts once.
  void judge(const Scenario& scenario, const LaneResult& run);
  /// Judges a run and its repetition by `deterministic`; once as well.
  void compare(const Scenario& scenario, const LaneResult& run, const LaneResult& again);

  bool wants_repetition() const;
  bool is_broken() const;
  /// Something that Picket itself promises is broken: further runs of the case are worth nothing.
  bool law_is_broken() const;
  const std::vector<InvariantResult>& results() const { return results_; }

 private:
  static void add(InvariantResult& result, const Scenario& scenario, const LaneResult& run, const std::optional<std::string>& says);

  using RunKey = std::tuple<std::uint64_t, std::uint32_t, std::string>;  ///< seed, replication, policy
  std::vector<InvariantResult> results_;
  std::set<RunKey> judged_;
  std::set<RunKey> compared_;
};

}  // namespace picket::sim
