#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/experiment/lane_result.h"
#include "sim/suite/suite_corpus.h"
#include "sim/suite/suite_result.h"

namespace picket::sim {

/// What a case's runs left, for the corpus.
struct JoiningCase {
  const PreparedCase* source = nullptr;
  const std::vector<LaneResult>* lanes = nullptr;  ///< of its ordinary runs
  std::string crash;                               ///< how a simulation of these broke; empty: none did
  std::string crash_policy;                        ///< whose; empty: before any policy's own part, so of the first
  std::uint32_t crash_replication = 0;
};

/// Adds the failures of a run to the corpus, and writes it. Of a check whose verdict is FAIL, the first replications that
/// lie on the wrong side of its bound, `kJoinPerCheck` at most; of a broken invariant its first runs; a crash.
/// Output: how many are new, and for how many there was no room, in `result`.
/// Errors: of the first file that cannot be written; then none is said to have joined.
inline constexpr std::uint32_t kJoinPerCheck = 8;
std::optional<WriteError> join_corpus(SuiteCorpus& corpus, const std::string& suite_name, const std::vector<JoiningCase>& cases,
                                      SuiteResult& result);

}  // namespace picket::sim
