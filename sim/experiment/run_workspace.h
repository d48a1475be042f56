#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "pipeline_core/content/content.h"
#include "pipeline_core/findings/detection_finding.h"
#include "pipeline_core/findings/recommendation.h"
#include "sim/experiment/incident_members.h"
#include "sim/experiment/lane_result.h"
#include "sim/experiment/row_source.h"
#include "sim/experiment/standing_recommendations.h"
#include "sim/generate/message_store.h"
#include "sim/generate/row_selection.h"
#include "sim/generate/world.h"
#include "sim/results/run_directory.h"
#include "sim/results/workspace.h"

namespace picket::sim {

/// What one run writes into its workspace.sqlite: kept messages as raw-event rows, findings as alerts and as OCSF
/// records, recommendations, incidents as OCSF records, operation records of the devices whose rows are kept. Also knows
/// how long the rows of alerts, recommendations and operation records are, for the bill, whether or not a file is written.
/// What is about a hub has no device: its rows name the hub alone.
///
/// Limits: incidents and what stood before come last, so that they take what `store_row_limit` leaves; of incidents'
///         states at most `kMaxIncidentStates` are kept until then, further ones are counted as over the limit.
/// Errors: the first write error ends the writing and is returned by `close`.
class RunWorkspace {
 public:
  static constexpr std::size_t kMaxIncidentStates = 200'000;
  /// Recommendations whose first time is kept for the rows of their later changes; of others each change is the first.
  static constexpr std::size_t kMaxFirstEvaluated = 1'000'000;

  /// `run` null, or a replication that keeps none: no file is written.
  /// Errors: throws std::runtime_error with the path if the file cannot be made.
  RunWorkspace(const World& world, const Policy& policy, const PipelineContent& content, const RunDirectory* run);

  /// Recommendations that were active before the run's measured period; call once, before all else.
  void begin_with(const StandingRecommendations& standing);
  void add(const CarriedMessage& message, std::span<const Observation> observations, Time enqueued);
  // They return the bytes of the row, which Log Analytics meters.
  std::size_t add(const OperationRecord& record, Time available_at, const SharedDetail& detail = {});
  std::size_t add(const Finding& finding);
  std::size_t add(const Recommendation& recommendation);
  /// Not metered: the records are ours.
  void add(const Incident& incident);
  /// What became of the attacks, of the units whose steps are kept. Not metered either.
  void add(const LaneResult& result);
  std::optional<WriteError> close();
  /// Rows left out because the scenario's `store_row_limit` was reached.
  std::int64_t over_limit() const;

 private:
  FindingSubject subject_of(DeviceId device) const;
  /// As the generation of the policy's agents names it.
  std::string title_of(std::uint32_t alert) const;
  Uuid event_of(const Evidence& evidence) const;
  std::vector<EvidenceRecord> records_of(std::span<const Evidence> evidence) const;
  std::size_t bytes_of(const OperationRecord& record, const SharedDetail& detail);
  RecommendationRow row_of(const Recommendation& recommendation);
  void write_incidents();

  const World& world_;
  RowSource rows_;
  const PipelineContent& content_;
  RowSelection selection_;
  DetectionFindings findings_;
  IncidentMembers members_;
  std::vector<Incident> incidents_;     ///< every state, in the order told
  std::vector<Recommendation> standing_;
  std::map<StandingRecommendations::Key, Time> first_evaluated_;  ///< kept for a file only
  std::int64_t not_kept_ = 0;           ///< would-be rows that found no room before the file
  std::unordered_map<std::uint64_t, std::size_t> operation_bytes_;   ///< by hub, class and kind of record; never iterated
  std::unique_ptr<Workspace> file_;      ///< null: nothing is written
};

}  // namespace picket::sim
