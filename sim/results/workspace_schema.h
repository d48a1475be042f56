#pragma once

namespace picket::sim {

/// Tables of the workspace. Names and order of the columns as in the table reference of Azure
/// Monitor (solution AzureSecurityOfThings; AzureDiagnostics as IoT Hub fills it).
///
/// Four tables are ours, and no part of the bill: OcsfDetectionFinding, one row for each finding, of which its row in
/// SecurityAlert is a projection (Uid is SystemAlertId), and OcsfIncidentFinding, one row for each time that an
/// incident or campaign was opened, grew or was closed (Uid is the incident's, ActivityId 1, 2 or 3). Record is the JSON
/// of class 2004 or 2005 of the Open Cybersecurity Schema Framework, version 1.5.0; an incident's
/// $.finding_info_list names findings that belong to it by their Uid.
/// PicketAttackUnit holds the truth: an attack on a device, when it was detected, by what, and how the time divides (the
/// parts sum to DelaySeconds). PicketAttackStep says of each of its steps that left evidence what became of it: Fate is
/// "detected" or the reason of the miss, Stage and Reason say where the evidence that came furthest ended. Both hold the
/// first 10,000 attacked units of a run. No detection may read them.
inline constexpr const char* kWorkspaceSchema = R"sql(
CREATE TABLE SecurityIoTRawEvent (
  AgentVersion TEXT, AssociatedResourceId TEXT, AzureSubscriptionId TEXT, _BilledSize REAL, DeviceId TEXT,
  EventDetails TEXT, IoTRawEventId TEXT, _IsBillable TEXT, IsEmpty INTEGER, RawEventCategory TEXT,
  RawEventName TEXT, RawEventType TEXT, TimeGenerated TEXT, TimeStamp TEXT, Type TEXT);
CREATE TABLE DefenderIoTRawEvent (
  AgentVersion TEXT, AssociatedResourceId TEXT, AzureSubscriptionId TEXT, _BilledSize REAL, DeviceId TEXT,
  EventDetails TEXT, IoTRawEventId TEXT, _IsBillable TEXT, IsEmpty INTEGER, RawEventCategory TEXT,
  RawEventName TEXT, RawEventType TEXT, TimeGenerated TEXT, TimeStamp TEXT, Type TEXT);
CREATE TABLE SecurityAlert (
  AlertLink TEXT, AlertName TEXT, AlertSeverity TEXT, AlertType TEXT, _BilledSize REAL, CompromisedEntity TEXT,
  ConfidenceLevel TEXT, ConfidenceScore REAL, Description TEXT, DisplayName TEXT, EndTime TEXT, Entities TEXT,
  ExtendedLinks TEXT, ExtendedProperties TEXT, _IsBillable TEXT, IsIncident INTEGER, ProcessingEndTime TEXT,
  ProductComponentName TEXT, ProductName TEXT, ProviderName TEXT, RemediationSteps TEXT, ResourceId TEXT,
  SourceComputerId TEXT, StartTime TEXT, Status TEXT, SubTechniques TEXT, SystemAlertId TEXT, Tactics TEXT,
  Techniques TEXT, TimeGenerated TEXT, Type TEXT, VendorName TEXT, VendorOriginalId TEXT,
  WorkspaceResourceGroup TEXT, WorkspaceSubscriptionId TEXT);
CREATE TABLE SecurityRecommendation (
  AssessedResourceId TEXT, _BilledSize REAL, Description TEXT, DeviceId TEXT, DiscoveredTimeUTC TEXT,
  Environment TEXT, FirstEvaluationDate TEXT, _IsBillable TEXT, IsSnapshot INTEGER, PolicyDefinitionId TEXT,
  Properties TEXT, ProviderName TEXT, RecommendationAdditionalData TEXT, RecommendationDisplayName TEXT,
  RecommendationId TEXT, RecommendationName TEXT, RecommendationSeverity TEXT, RecommendationState TEXT,
  ResolvedTimeUTC TEXT, ResourceRegion TEXT, StatusChangeDate TEXT, TimeGenerated TEXT, Type TEXT);
CREATE TABLE AzureDiagnostics (
  TimeGenerated TEXT, Category TEXT, Level TEXT, OperationName TEXT, Resource TEXT, ResourceGroup TEXT,
  ResourceId TEXT, ResourceProvider TEXT, ResourceType TEXT, ResultDescription TEXT, ResultType TEXT,
  SubscriptionId TEXT, properties_s TEXT, Type TEXT);
CREATE TABLE OcsfDetectionFinding (TimeGenerated TEXT, Uid TEXT, Record TEXT);
CREATE TABLE OcsfIncidentFinding (TimeGenerated TEXT, Uid TEXT, ActivityId INTEGER, Record TEXT);
CREATE TABLE PicketAttackUnit (
  TimeGenerated TEXT, Attack TEXT, Title TEXT, DeviceId TEXT, Detected INTEGER, DetectedTime TEXT, AlertType TEXT,
  Pack TEXT, EvidenceTime TEXT, Events INTEGER, EventsArrived INTEGER, DelaySeconds REAL, AttackSeconds REAL,
  AgentSeconds REAL, QueueSeconds REAL, ReconnectSeconds REAL, NetworkSeconds REAL, ShapingSeconds REAL,
  HubSeconds REAL, PipelineSeconds REAL);
CREATE TABLE PicketAttackStep (
  TimeGenerated TEXT, Attack TEXT, DeviceId TEXT, Step TEXT, Techniques TEXT, Fate TEXT, Stage TEXT, Reason TEXT,
  Events INTEGER, EventsArrived INTEGER);
)sql";

}  // namespace picket::sim
