#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/findings/detection_finding.h"
#include "pipeline_core/risk/incident.h"

namespace picket::sim {

/// The version of the schema that the records are written in: the first that has every attribute used here
/// (`anomaly_analyses`, 2025-04-28).
inline constexpr std::string_view kOcsfVersion = "1.5.0";

/// A detection as OCSF's Detection Finding (class_uid 2004), one JSON object.
///
/// Output: profiles `host` (the device; absent for findings about a hub) and, where a listed value is behind it,
///         `osint` (its source, TLP, confidence). Times are milliseconds since 1970. What the schema has no attribute
///         for is in `unmapped`. Ill-formed UTF-8 is replaced.
/// Limits: activity Create and status New only: nobody works on findings here.
std::string detection_finding_json(const DetectionFinding& finding);

/// A finding as an incident lists it.
struct IncidentMember {
  Uuid uid;
  Time created;
  std::string title;
};

/// One state of an incident or campaign, with findings that belong to it.
struct IncidentFinding {
  Uuid uid;  ///< of the incident, the same in all its states
  Incident incident;
  std::string alert_type;  ///< of the alert that opened it
  std::string title;
  std::string device_class;
  FindingSubject subject;  ///< of campaigns: the device that completed it
  std::vector<IncidentMember> findings;  ///< the first ones up to this state
};

/// An incident as OCSF's Incident Finding (class_uid 2005): activity Create, Update or Close, status New or Closed.
/// `metadata.correlation_uid` is the incident's id; `count` are the findings since it opened, suppressed ones too, of
/// campaigns also those that completed it, while the list reaches back to what its trigger looked at.
/// Limits: the schema wants an assignee; it is a group by the name of "Unassigned".
std::string incident_finding_json(const IncidentFinding& finding);

/// OCSF's activity_id: 1 Create, 2 Update, 3 Close.
int activity_of(IncidentState state);
/// Milliseconds since 1970, as OCSF writes times.
std::int64_t ocsf_time(Time time);
/// 1 Informational to 4 High.
int ocsf_severity(Severity severity);

}  // namespace picket::sim
