#pragma once

#include <algorithm>
#include <initializer_list>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// What the schema of OCSF 1.5.0 asks of the objects that our records have, written from the schema's files
// (events/findings/detection_finding, incident_finding, finding, base_event; objects/...): required attributes, those of
// which one is needed, and the attributes that there are. Independent of the writer.

namespace picket::test {

struct OcsfObject {
  std::set<std::string> required;
  std::set<std::string> one_of;  ///< at least one; empty: no such rule
  std::set<std::string> optional;
};

inline const std::map<std::string, OcsfObject>& ocsf_objects() {
  const std::set<std::string> event{"activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid"};
  const std::set<std::string> may{"activity_name", "category_name", "class_name", "type_name", "severity", "count",
                                  "duration", "start_time", "end_time", "enrichments", "message", "observables",
                                  "raw_data", "raw_data_size", "status", "status_code", "status_detail", "status_id",
                                  "timezone_offset", "unmapped", "device", "actor", "osint", "confidence",
                                  "confidence_id", "confidence_score"};
  const auto with = [](std::set<std::string> all, std::initializer_list<const char*> more) {
    all.insert(more.begin(), more.end());
    return all;
  };
  static const std::map<std::string, OcsfObject> objects{
      {"detection_finding",
       {with(event, {"finding_info"}),
        {},
        with(may, {"anomaly_analyses", "comment", "evidences", "impact", "impact_id", "impact_score", "is_alert", "malware",
                   "malware_scan_info", "remediation", "resources", "risk_details", "risk_level", "risk_level_id",
                   "risk_score", "vendor_attributes", "vulnerabilities"})}},
      {"incident_finding",
       {with(event, {"finding_info_list", "status_id"}),
        {"assignee", "assignee_group"},
        with(may, {"assignee", "assignee_group", "attacks", "comment", "desc", "impact", "impact_id", "impact_score",
                   "is_suspected_breach", "priority", "priority_id", "src_url", "tickets", "vendor_attributes", "verdict",
                   "verdict_id"})}},
      {"finding_info",
       {{"uid"},
        {},
        {"analytic", "attacks", "created_time", "data_sources", "desc", "first_seen_time", "kill_chain", "last_seen_time",
         "modified_time", "product", "product_uid", "related_analytics", "related_events", "related_events_count",
         "src_url", "tags", "title", "traits", "types", "uid_alt"}}},
      {"metadata",
       {{"product", "version"},
        {},
        {"correlation_uid", "event_code", "labels", "log_name", "log_provider", "logged_time", "modified_time",
         "original_time", "processed_time", "profiles", "sequence", "tenant_uid", "uid"}}},
      {"product", {{"name", "vendor_name"}, {}, {"feature", "lang", "path", "uid", "url_string", "version", "cpe_name"}}},
      {"analytic", {{"type_id"}, {"name", "uid"}, {"algorithm", "category", "desc", "name", "type", "uid", "version"}}},
      {"attack", {{}, {"tactic", "technique", "sub_technique"}, {"tactic", "technique", "sub_technique", "mitigation", "version"}}},
      {"entity", {{}, {"name", "uid"}, {"name", "uid", "src_url"}}},
      {"device", {{"type_id"}, {"ip", "uid", "name", "hostname"}, {"uid", "name", "hostname", "ip", "type", "groups", "os", "region"}}},
      {"group", {{}, {"name", "uid"}, {"name", "uid", "type", "desc"}}},
      {"resource_details", {{}, {"name", "uid"}, {"name", "uid", "type", "group", "owner", "region", "criticality"}}},
      {"observable", {{"type_id"}, {"name", "value"}, {"name", "type", "value", "reputation"}}},
      {"osint",
       {{"type_id", "value"},
        {},
        {"type", "uid", "name", "tlp", "confidence", "confidence_id", "vendor_name", "created_time", "expiration_time",
         "src_url", "category", "labels"}}},
      {"evidences",
       {{},
        {"actor", "api", "connection_info", "data", "database", "databucket", "device", "dst_endpoint", "email", "file",
         "job", "process", "query", "script", "src_endpoint", "url", "user"},
        {"data", "device", "name", "uid", "verdict", "verdict_id"}}},
      {"anomaly_analysis", {{"analysis_target", "anomalies"}, {}, {"baselines"}}},
      {"analysis_target", {{"name"}, {}, {"type"}}},
      {"anomaly", {{"observations", "observed_attribute"}, {}, {"observation_type", "observed_pattern"}}},
      {"observation", {{"value"}, {}, {"count", "timespan"}}},
      {"remediation", {{"desc"}, {}, {"references", "kb_article_list", "cis_controls"}}},
  };
  return objects;
}

/// What of an object breaks a rule, one sentence each.
class OcsfCheck {
 public:
  using Json = nlohmann::json;

  static std::vector<std::string> event(const std::string& text) {
    OcsfCheck check;
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object()) return {"is no JSON object"};
    const int class_uid = json.value("class_uid", 0);
    const bool detection = class_uid == 2004;
    if (!detection && class_uid != 2005) return {"is of class " + std::to_string(class_uid)};
    check.object(json, detection ? "detection_finding" : "incident_finding");
    check.classes(json, class_uid);
    if (detection) {
      check.finding_info(json.value("finding_info", Json::object()));
    } else {
      check.each(json, "finding_info_list", [&](const Json& info) { check.finding_info(info); });
    }
    check.metadata(json.value("metadata", Json::object()));
    check.rest(json);
    return check.problems_;
  }

 private:
  void object(const Json& json, const std::string& name) {
    const OcsfObject& rules = ocsf_objects().at(name);
    if (!json.is_object()) return say(name + " is no object");
    for (const std::string& key : rules.required) {
      if (!json.contains(key)) say(name + " lacks " + key);
    }
    const auto has = [&](const std::string& key) { return json.contains(key); };
    if (!rules.one_of.empty() && std::none_of(rules.one_of.begin(), rules.one_of.end(), has)) {
      say(name + " has none of those of which it needs one");
    }
    for (const auto& [key, value] : json.items()) {
      if (!rules.required.contains(key) && !rules.one_of.contains(key) && !rules.optional.contains(key)) {
        say(name + " has no attribute " + key);
      }
      if (value.is_null()) say(name + "." + key + " is null");
    }
  }
  template <class Visit>
  void each(const Json& json, const char* key, Visit visit) {
    if (!json.contains(key)) return;
    if (!json.at(key).is_array()) return say(std::string(key) + " is no list");
    for (const Json& item : json.at(key)) visit(item);
  }
  void list(const Json& json, const char* key, const std::string& name) {
    each(json, key, [&](const Json& item) { object(item, name); });
  }
  void classes(const Json& json, int class_uid) {
    const int activity = json.value("activity_id", -1);
    if (activity < 1 || activity > 3) say("activity_id is none of Create, Update, Close");
    if (json.value("category_uid", 0) != 2) say("the category is not Findings");
    if (json.value("type_uid", 0) != class_uid * 100 + activity) say("type_uid is not class_uid * 100 + activity_id");
    word(json, "severity", {{1, "Informational"}, {2, "Low"}, {3, "Medium"}, {4, "High"}, {5, "Critical"}});
    word(json, "confidence", {{0, "Unknown"}, {1, "Low"}, {2, "Medium"}, {3, "High"}});
    if (class_uid == 2004) {
      word(json, "status", {{1, "New"}, {2, "In Progress"}, {3, "Suppressed"}, {4, "Resolved"}});
    } else {
      word(json, "status", {{1, "New"}, {2, "In Progress"}, {3, "On Hold"}, {4, "Resolved"}, {5, "Closed"}});
    }
    for (const char* key : {"time", "start_time", "end_time"}) {
      if (json.contains(key) && !json.at(key).is_number_integer()) say(std::string(key) + " is no number of milliseconds");
    }
  }
  /// A number and its caption say the same.
  void word(const Json& json, const std::string& name, const std::map<int, std::string>& words) {
    if (!json.contains(name + "_id")) return;
    const auto known = words.find(json.at(name + "_id").get<int>());
    if (known == words.end()) return say(name + "_id is not in the schema's list");
    if (json.contains(name) && json.at(name) != known->second) say(name + " is not the caption of " + name + "_id");
  }
  void attacks(const Json& json) {
    each(json, "attacks", [&](const Json& attack) {
      object(attack, "attack");
      for (const char* part : {"tactic", "technique", "sub_technique"}) {
        if (attack.contains(part)) object(attack.at(part), "entity");
      }
    });
  }
  void finding_info(const Json& info) {
    object(info, "finding_info");
    if (info.contains("analytic")) {
      object(info.at("analytic"), "analytic");
      word(info.at("analytic"), "type", {{1, "Rule"}, {2, "Behavioral"}, {3, "Statistical"}, {4, "Learning (ML/DL)"}});
    }
    attacks(info);
  }
  void metadata(const Json& metadata) {
    object(metadata, "metadata");
    object(metadata.value("product", Json::object()), "product");
    each(metadata, "profiles", [&](const Json& profile) {
      if (!std::set<Json>{"host", "osint", "incident"}.contains(profile)) say("profile " + profile.dump() + " is unknown");
    });
  }
  void rest(const Json& json) {
    attacks(json);
    if (json.contains("device")) {
      object(json.at("device"), "device");
      list(json.at("device"), "groups", "group");
      needs_profile(json, "host");
    }
    if (json.contains("osint")) needs_profile(json, "osint");
    if (json.contains("assignee_group")) object(json.at("assignee_group"), "group");
    if (json.contains("remediation")) object(json.at("remediation"), "remediation");
    list(json, "resources", "resource_details");
    list(json, "observables", "observable");
    list(json, "osint", "osint");
    list(json, "evidences", "evidences");
    each(json, "anomaly_analyses", [&](const Json& analysis) {
      object(analysis, "anomaly_analysis");
      object(analysis.value("analysis_target", Json::object()), "analysis_target");
      for (const char* part : {"anomalies", "baselines"}) {
        each(analysis, part, [&](const Json& anomaly) {
          object(anomaly, "anomaly");
          list(anomaly, "observations", "observation");
        });
      }
    });
  }
  void needs_profile(const Json& json, const char* name) {
    const Json profiles = json.value("metadata", Json::object()).value("profiles", Json::array());
    if (std::find(profiles.begin(), profiles.end(), name) == profiles.end()) say("the profile " + std::string(name) + " is not named");
  }
  void say(std::string problem) { problems_.push_back(std::move(problem)); }

  std::vector<std::string> problems_;
};

}  // namespace picket::test
