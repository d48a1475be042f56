#include "sim/results/ocsf_record.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "agent_core/base/ip_address.h"
#include "sim/results/manifest.h"

namespace picket::sim {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFindings = 2;  ///< category_uid
constexpr int kDetectionFinding = 2004;
constexpr int kIncidentFinding = 2005;

constexpr int kCreate = 1;
const char* activity_word(int activity) {
  return activity == kCreate ? "Create" : activity == 2 ? "Update" : "Close";
}

std::string text_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The attributes that every class begins with.
Json event_of(int class_uid, const char* class_name, int activity, Severity severity, Time time) {
  Json out;
  out["activity_id"] = activity;
  out["activity_name"] = activity_word(activity);
  out["category_uid"] = kFindings;
  out["category_name"] = "Findings";
  out["class_uid"] = class_uid;
  out["class_name"] = class_name;
  out["type_uid"] = class_uid * 100 + activity;
  out["type_name"] = std::string(class_name) + ": " + activity_word(activity);
  out["severity_id"] = ocsf_severity(severity);
  out["severity"] = to_string(severity);
  out["time"] = ocsf_time(time);
  return out;
}

Json metadata_of(std::string uid, Json profiles, std::string_view feature) {
  Json product{{"name", "Picket"}, {"vendor_name", "Picket"}, {"version", this_build().version}};
  if (!feature.empty()) product["feature"] = {{"name", feature}};
  return Json{{"version", kOcsfVersion},
              {"product", std::move(product)},
              {"profiles", std::move(profiles)},
              {"uid", std::move(uid)}};
}

Json tactic_of(Tactic tactic) {
  return Json{{"uid", tactic_uid(tactic)}, {"name", to_string(tactic)}};
}

/// A technique is joined with the tactic where there is one only: which of several it serves is not said.
Json attacks_of(const AttackPattern& pattern) {
  std::vector<Tactic> tactics;
  for (std::size_t t = 0; t < static_cast<std::size_t>(Tactic::kCount_); ++t) {
    if ((pattern.tactics & bit(static_cast<Tactic>(t))) != 0) tactics.push_back(static_cast<Tactic>(t));
  }
  const bool joined = tactics.size() == 1 && !pattern.techniques.empty();
  Json out = Json::array();
  for (const Tactic tactic : tactics) {
    if (!joined) out.push_back({{"tactic", tactic_of(tactic)}});
  }
  for (const std::string& technique : pattern.techniques) {
    Json attack = Json::object();
    if (joined) attack["tactic"] = tactic_of(tactics.front());
    const std::size_t dot = technique.find('.');
    attack["technique"] = {{"uid", technique.substr(0, dot)}};
    if (dot != std::string::npos) attack["sub_technique"] = {{"uid", technique}};
    out.push_back(std::move(attack));
  }
  return out;
}

Json device_of(const FindingSubject& subject) {
  constexpr int kIot = 7;
  Json device{{"type_id", kIot}, {"type", "IOT"}, {"uid", subject.device_name}, {"name", subject.device_name}};
  if (!subject.device_class.empty()) device["groups"] = Json::array({{{"name", subject.device_class}}});
  return device;
}

Json hub_of(const FindingSubject& subject) {
  return Json{{"uid", subject.hub_resource_id}, {"name", subject.hub_name}, {"type", "Microsoft.Devices/IotHubs"}};
}

Json evidences_of(const DetectionFinding& finding) {
  Json out = Json::array();
  for (const EvidenceRecord& evidence : finding.evidence) {
    out.push_back({{"name", "IoTRawEventId"},
                   {"uid", to_string(evidence.event_id)},
                   {"data",
                    {{"DeviceId", evidence.device_name},
                     {"Message", evidence.place.sequence},
                     {"Observation", evidence.place.observation}}}});
  }
  if (finding.absence) {
    out.push_back({{"name", "Absence"},
                   {"data",
                    {{"DeviceId", finding.subject.device_name},
                     {"From", ocsf_time(finding.first_seen)},
                     {"Until", ocsf_time(finding.last_seen)}}}});
  }
  return out;
}

/// A type of OCSF: number and caption.
struct Numbered {
  int id;
  const char* caption;
};

Numbered observable_type(const IndicatorReason& indicator) {
  switch (indicator.kind) {
    case IndicatorKind::kAddress:
      if (indicator.value.find('/') != std::string::npos) return {12, "Subnet"};
      if (IpAddress::parse(indicator.value)) return {2, "IP Address"};
      return {99, "Address and port"};
    case IndicatorKind::kDomain:
      return {1, "Hostname"};
    case IndicatorKind::kUrl:
      return {6, "URL String"};
    case IndicatorKind::kFileHash:
      return {8, "Hash"};
    case IndicatorKind::kCount_:
      break;
  }
  return {0, "Unknown"};
}

Numbered indicator_type(IndicatorKind kind) {
  switch (kind) {
    case IndicatorKind::kAddress:
      return {1, "IP Address"};
    case IndicatorKind::kDomain:
      return {2, "Domain"};
    case IndicatorKind::kUrl:
      return {5, "URL"};
    case IndicatorKind::kFileHash:
      return {4, "Hash"};
    case IndicatorKind::kCount_:
      break;
  }
  return {0, "Unknown"};
}

/// As the schema's list writes them.
const char* ocsf_tlp(Tlp tlp) {
  switch (tlp) {
    case Tlp::kClear:
      return "CLEAR";
    case Tlp::kGreen:
      return "GREEN";
    case Tlp::kAmber:
      return "AMBER";
    case Tlp::kAmberStrict:
      return "AMBER STRICT";
    case Tlp::kRed:
      return "RED";
    case Tlp::kNone:
      break;
  }
  return "";
}

Json osint_of(const IndicatorReason& indicator) {
  const Numbered type = indicator_type(indicator.kind);
  const Confidence confidence = confidence_of_score(indicator.confidence);
  Json out{{"type_id", type.id},
           {"type", type.caption},
           {"value", indicator.value},
           {"vendor_name", indicator.source},
           {"confidence_id", static_cast<int>(confidence)},
           {"confidence", to_string(confidence)}};
  if (!indicator.id.empty()) out["uid"] = indicator.id;
  if (indicator.tlp != Tlp::kNone) out["tlp"] = ocsf_tlp(indicator.tlp);
  if (indicator.valid_until != Time::max()) out["expiration_time"] = ocsf_time(indicator.valid_until);
  return out;
}

Json observables_of(const DetectionFinding& finding) {
  constexpr int kResourceUid = 10;
  Json out = Json::array();
  out.push_back({{"name", "resources[0].uid"},
                 {"type_id", kResourceUid},
                 {"type", "Resource UID"},
                 {"value", finding.subject.hub_resource_id}});
  if (finding.indicator) {
    const Numbered type = observable_type(*finding.indicator);
    out.push_back({{"name", "osint[0].value"},
                   {"type_id", type.id},
                   {"type", type.caption},
                   {"value", finding.indicator->value}});
  }
  return out;
}

Json anomaly_of(const DetectionFinding& finding) {
  const auto observed = [&](double value) {
    return Json::array({{{"observed_attribute", finding.analytic_name},
                         {"observations", Json::array({{{"value", Json(value).dump()}}})}}});
  };
  return Json{{"analysis_target",
               {{"name", finding.is_about_hub() ? finding.subject.hub_name : finding.subject.device_name},
                {"type", finding.is_about_hub() ? "Hub" : "Device"}}},
              {"anomalies", observed(*finding.measured)},
              {"baselines", observed(*finding.limit)}};
}

Json finding_info_of(const DetectionFinding& finding) {
  Json info{{"uid", to_string(finding.uid)},
            {"title", finding.title},
            {"desc", finding.description},
            {"types", Json::array({finding.alert_type})},
            {"analytic",
             {{"type_id", static_cast<int>(finding.analytic_type)},
              {"type", to_string(finding.analytic_type)},
              {"uid", finding.analytic_uid},
              {"name", finding.analytic_name}}}};
  if (Json attacks = attacks_of(finding.attacks); !attacks.empty()) info["attacks"] = std::move(attacks);
  info["created_time"] = ocsf_time(finding.created);
  info["first_seen_time"] = ocsf_time(finding.first_seen);
  info["last_seen_time"] = ocsf_time(finding.last_seen);
  return info;
}

const char* word_of(IncidentKind kind) {
  switch (kind) {
    case IncidentKind::kScore:
      return "score";
    case IncidentKind::kTactics:
      return "tactics";
    case IncidentKind::kCampaign:
      return "campaign";
  }
  return "";
}

std::string description_of(const IncidentFinding& finding) {
  const Incident& incident = finding.incident;
  switch (incident.kind) {
    case IncidentKind::kScore:
      return "The risk score of " + finding.subject.device_name + " rose above the threshold.";
    case IncidentKind::kTactics:
      return "Several rules showed several tactics on " + finding.subject.device_name + ".";
    case IncidentKind::kCampaign:
      return "'" + finding.title + "' on " + std::to_string(incident.devices) + " devices of class " +
             finding.device_class + ".";
  }
  return {};
}

}  // namespace

int activity_of(IncidentState state) {
  return static_cast<int>(state) + kCreate;
}

std::int64_t ocsf_time(Time time) {
  constexpr std::int64_t kMicrosPerMilli = 1'000;
  const std::int64_t micros = time.unix_microseconds();
  return micros / kMicrosPerMilli - (micros % kMicrosPerMilli < 0 ? 1 : 0);
}

int ocsf_severity(Severity severity) {
  return static_cast<int>(severity) + 1;
}

std::string detection_finding_json(const DetectionFinding& finding) {
  Json out = event_of(kDetectionFinding, "Detection Finding", kCreate, finding.severity, finding.created);
  out["start_time"] = ocsf_time(finding.first_seen);
  out["end_time"] = ocsf_time(finding.last_seen);
  out["status_id"] = 1;
  out["status"] = "New";
  out["is_alert"] = true;
  out["confidence_id"] = static_cast<int>(finding.confidence);
  out["confidence"] = to_string(finding.confidence);
  if (finding.confidence_score) out["confidence_score"] = static_cast<int>(std::lround(*finding.confidence_score));
  out["message"] = finding.reason;
  out["finding_info"] = finding_info_of(finding);
  if (Json evidences = evidences_of(finding); !evidences.empty()) out["evidences"] = std::move(evidences);
  if (finding.measured && finding.limit) out["anomaly_analyses"] = Json::array({anomaly_of(finding)});
  if (!finding.is_about_hub()) out["device"] = device_of(finding.subject);
  out["resources"] = Json::array({hub_of(finding.subject)});
  out["observables"] = observables_of(finding);
  if (finding.indicator) out["osint"] = Json::array({osint_of(*finding.indicator)});
  if (!finding.remediation.empty()) out["remediation"] = {{"desc", finding.remediation}};
  Json profiles = Json::array();
  if (!finding.is_about_hub()) profiles.push_back("host");
  if (finding.indicator) profiles.push_back("osint");
  out["metadata"] = metadata_of(to_string(finding.uid), std::move(profiles), to_string(finding.pack));
  out["unmapped"] = {{"intent", finding.intent}, {"is_notice", finding.is_notice}, {"absence", finding.absence}};
  return text_of(out);
}

std::string incident_finding_json(const IncidentFinding& finding) {
  const Incident& incident = finding.incident;
  const bool closed = incident.state == IncidentState::kClosed;
  const int activity = activity_of(incident.state);
  Json out = event_of(kIncidentFinding, "Incident Finding", activity, incident.severity, incident.time);
  out["start_time"] = ocsf_time(incident.opened);
  out["end_time"] = ocsf_time(incident.time);
  out["status_id"] = closed ? 5 : 1;
  out["status"] = closed ? "Closed" : "New";
  out["desc"] = description_of(finding);
  out["count"] = incident.findings;
  Json members = Json::array();
  for (const IncidentMember& member : finding.findings) {
    members.push_back({{"uid", to_string(member.uid)},
                       {"title", member.title},
                       {"created_time", ocsf_time(member.created)}});
  }
  out["finding_info_list"] = std::move(members);
  if (Json attacks = attacks_of({incident.tactics, {}}); !attacks.empty()) out["attacks"] = std::move(attacks);
  out["assignee_group"] = {{"name", "Unassigned"}};
  out["device"] = device_of(finding.subject);
  const std::string uid = to_string(finding.uid);
  Json metadata = metadata_of(uid + '/' + std::to_string(activity) + '/' + std::to_string(ocsf_time(incident.time)),
                              Json::array({"host", "incident"}), {});
  metadata["correlation_uid"] = uid;
  out["metadata"] = std::move(metadata);
  out["unmapped"] = {{"kind", word_of(incident.kind)},       {"risk_score", incident.score},
                     {"sources", incident.sources},          {"devices", incident.devices},
                     {"device_class", finding.device_class}, {"alert_type", finding.alert_type}};
  return text_of(out);
}

}  // namespace picket::sim
