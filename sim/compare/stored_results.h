#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reports/sweep_study.h"
#include "sim/experiment/lane_result.h"
#include "sim/results/study_result.h"

namespace picket::sim {

/// What a run left that a comparison needs.
struct StoredRun {
  std::string digest;
  std::vector<UnitOutcome> units;
};

/// A study as it lies on disk: a study of its own, a case of a suite, or one run of a study.
struct StoredStudy {
  std::string name;               ///< of the case; of a study its scenario's
  std::string directory;
  StudyResult result;
  std::string resolved_scenario;  ///< YAML with every value, as it was run
  std::vector<std::uint32_t> replications;  ///< that are compared, ascending
  /// By policy, in the order of `replications`. A policy of which one is not there is left out, and `remarks` say so.
  std::map<std::string, std::vector<StoredRun>> runs;
};

enum class StoredKind : std::uint8_t { kRun, kStudy, kSuite, kSweep };

/// What `picket run`, `picket suite`, `picket sweep` or `picket tune` left in a folder.
struct StoredResults {
  StoredKind kind = StoredKind::kStudy;
  std::string path;
  std::string name;     ///< of the suite or the study's scenario
  std::string id;       ///< of the folder
  std::string version;
  std::string commit;
  std::uint64_t seed = 0;
  std::string reference_policy;       ///< of a study; of a suite the first
  std::vector<std::string> policies;  ///< in the order of the scenario or suite
  std::vector<StoredStudy> studies;   ///< one, or the cases of a suite in its order; of a sweep its scenario without levels, and no result
  std::vector<std::string> cases;     ///< of a suite, in its order, those that cannot be read included
  std::optional<SweepStudy> sweep;    ///< of a sweep or a tuning
  std::vector<std::string> remarks;   ///< what could not be read
};

/// Reads a study, one run of a study (its folder below runs/), a suite, a sweep or a tuning. Of runs only those on sized hubs count.
/// Errors: throws WrongInput that says what the folder is not, and what to do.
/// Cost:   reads every run; some 50 kB of JSON each.
StoredResults read_results(const std::string& path);

/// How many replications the measures of a study have; 0 without any.
std::uint32_t replications_of(const StudyResult& study);
/// The runs of a policy of those replications, in their order; empty if the policy's runs are not there.
std::vector<const StoredRun*> runs_of(const StoredStudy& study, const std::string& policy, const std::vector<std::uint32_t>& replications);
/// By run, the units of the attack of that index.
std::vector<std::vector<UnitOutcome>> units_of(const std::vector<const StoredRun*>& runs, std::size_t attack);
/// The replications that both studies have.
std::vector<std::uint32_t> common_replications(const StoredStudy& one, const StoredStudy& other);

/// Detections of one policy in the order of the scenario's attacks.
std::vector<const DetectionResult*> detections_under(const StudyResult& study, const std::string& policy);

}  // namespace picket::sim
