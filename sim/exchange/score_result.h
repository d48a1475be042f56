#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/exchange/alert_score.h"
#include "sim/exchange/suite_expectations.h"

namespace picket::sim {

/// One replication: the alerts of another system beside the run's own.
struct ScoredReplication {
  std::uint32_t replication = 0;
  AlertScore score;
  LaneResult own;
};

/// What was read of one file.
struct ScoredFile {
  std::string path;
  AlertFile read;  ///< without its alerts
};

/// Everything that `picket score` says.
struct ScoreResult {
  std::string scenario;
  std::string policy;
  AlertMatch match = AlertMatch::kDevice;
  std::vector<ScoredFile> files;
  std::vector<ScoredReplication> replications;   ///< by number
  std::vector<DetectionResult> detections;       ///< by attack: of the alerts
  std::vector<DetectionResult> own_detections;   ///< of the run's own
  double device_days = 0;
  Estimate false_per_1000_device_days;           ///< clusters are replications
  Estimate own_false_per_1000_device_days;
  std::map<std::string, TypeScore> types;        ///< over all replications
  std::optional<SuiteExpectations> expectations;
  std::vector<CheckResult> checks;

  std::uint32_t count(Verdict verdict) const;
};

/// Puts replications together by the rules of a study: intervals over replications, none below five of them.
/// `replications` by number; at least one.
ScoreResult score_result(const Scenario& scenario, const std::string& policy, AlertMatch match,
                         std::vector<ScoredReplication> replications, std::optional<SuiteExpectations> expectations);

}  // namespace picket::sim
