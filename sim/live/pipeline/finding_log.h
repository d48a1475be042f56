#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/findings/detection_finding.h"
#include "pipeline_core/findings/recommendation.h"
#include "pipeline_core/pipeline.h"
#include "sim/live/pipeline/live_store.h"
#include "sim/results/ocsf_record.h"

namespace picket::sim {

/// How a finding is told: for people, or as an OCSF Detection Finding in JSON.
enum class FindingFormat : std::uint8_t { kHuman, kJson };

/// Rows name a subscription and a group; the stream says neither.
inline constexpr std::string_view kLiveSubscription = "00000000-0000-0000-0000-000000000000";
inline constexpr std::string_view kLiveResourceGroup = "picket";
std::string live_resource_id(const std::string& hub_name);
/// What ids of a device's raw events are derived from; `seed` is the store's.
Uuid live_event_seed(std::uint64_t seed, DeviceId device);

/// Whom ids of the core stand for.
struct LiveNames {
  std::function<std::string(DeviceId)> device_name;
  std::function<Encoding(DeviceId)> generation;
  std::string hub_name;
};

/// "2026-12-01T02:00:00.000000Z high dev-0001 Reverse shells (IoT_ReverseShell): ...": a finding as a person reads it on a terminal,
/// one line; what is of outside is made printable.
std::string finding_line(const DetectionFinding& finding);
/// The record on one line, safe for a terminal: what could steer one stands as an escape of JSON.
std::string finding_json_line(const DetectionFinding& finding);

/// Where the core's findings go: as rows into the workspace, in the form that simulated runs have, and as lines to be told.
///
/// Model:  an incident names the findings of its device, of a campaign those of its alert, the last kMaxMembers of them.
class FindingLog final : public FindingSink {
 public:
  static constexpr std::size_t kMaxMembers = 64;
  FindingLog(LiveStore& store, const PipelineContent& content, LiveNames names, FindingFormat format = FindingFormat::kHuman);

  /// While it is, what comes was written in an earlier life: it is only remembered for incidents.
  void set_silent(bool silent) { silent_ = silent; }
  bool is_silent() const { return silent_; }
  void on_finding(const Finding& finding) override;
  void on_recommendation(const Recommendation& recommendation) override;
  void on_incident(const Incident& incident) override { incidents_.push_back(incident); }
  /// Incidents are told before the findings that belong to them: they are written here, after each advance.
  void write_incidents();
  void add(const OperationRecord& record);

  std::uint64_t findings() const { return findings_written_; }
  std::uint64_t recommendations() const { return recommendations_written_; }
  std::uint64_t incidents() const { return incidents_written_; }

 private:
  FindingSubject subject_of(DeviceId device) const;
  Uuid event_of(const Evidence& evidence) const;
  std::string title_of(std::uint32_t alert, DeviceId device) const;
  void remember(std::vector<IncidentMember>& members, const IncidentMember& member);

  LiveStore& store_;
  const PipelineContent& content_;
  LiveNames names_;
  FindingFormat format_;
  DetectionFindings findings_;
  std::string resource_id_;
  bool silent_ = false;
  std::vector<Incident> incidents_;
  std::map<std::uint32_t, std::vector<IncidentMember>> by_device_;
  std::map<std::uint32_t, std::vector<IncidentMember>> by_alert_;
  std::map<std::string, Time> first_evaluated_;
  std::uint64_t findings_written_ = 0;
  std::uint64_t recommendations_written_ = 0;
  std::uint64_t incidents_written_ = 0;
};

}  // namespace picket::sim
