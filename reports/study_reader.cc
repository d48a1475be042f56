#include "reports/study_reader.h"

#include <nlohmann/json.hpp>

#include "reports/json_estimate.h"
#include "reports/own_estimate_table.h"
#include "reports/script_json.h"

namespace picket {

namespace {

using Json = nlohmann::json;

void read_calibration(JsonFields in, sim::CalibrationResult& out) {
  in.read("policy", out.policy);
  in.read("model", out.model);
  in.read("unit", out.unit);
  in.read("threshold", out.threshold);
  in.read("budget_per_1000_device_days", out.budget_per_1000_device_days);
  in.read("device_days", out.device_days);
  in.read("alerts", out.alerts);
  in.read("upper_bound_per_1000_device_days", out.upper_bound_per_1000_device_days);
  in.read("extrapolated", out.extrapolated);
}

void read_measure(JsonFields in, sim::Measure& out) {
  in.read("name", out.name);
  in.read("unit", out.unit);
  in.read("says", out.says);
  in.read("estimate", out.estimate, read_estimate);
  in.read("per_replication", out.per_replication);
  in.read("difference", out.difference, read_estimate);
}

void read_curve_point(JsonFields in, sim::CurvePoint& out) {
  in.read("at_seconds", out.at_seconds);
  in.read("probability", out.probability);
  in.read("band_low", out.band_low);
  in.read("band_high", out.band_high);
}

void read_survival(JsonFields in, sim::SurvivalResult& out) {
  in.read("units", out.units);
  in.read("events", out.events);
  in.read("probability", out.probability, read_estimate);
  in.read("median_seconds", out.median_seconds, read_estimate);
  in.read("p90_seconds", out.p90_seconds, read_estimate);
  in.read("restricted_mean_seconds", out.restricted_mean_seconds, read_estimate);
  in.read("curve", out.curve, read_curve_point);
}

void read_parts(JsonFields in, sim::DetectionResult::Parts& out) {
  in.read("attack_seconds", out.attack_seconds);
  in.read("agent_seconds", out.agent_seconds);
  in.read("queue_seconds", out.queue_seconds);
  in.read_if_any("reconnect_seconds", out.reconnect_seconds);
  in.read("network_seconds", out.network_seconds);
  in.read_if_any("shaping_seconds", out.shaping_seconds);
  in.read("hub_seconds", out.hub_seconds);
  in.read("pipeline_seconds", out.pipeline_seconds);
  in.read("detected", out.detected);
}

void read_delay(JsonFields in, sim::DelayResult& out) {
  in.read("part", out.part);
  in.read("mean_seconds", out.mean_seconds, read_estimate);
  in.read("median_seconds", out.median_seconds, read_estimate);
}

void read_missed(JsonFields in, sim::MissedSteps& out) {
  in.read("step", out.step);
  in.read("reason", out.reason);
  in.read("ended_at", out.ended_at);
  in.read("count", out.count);
  in.read("steps", out.steps);
  in.read("share", out.share, read_estimate);
  in.read("example", out.example);
  in.read("example_replication", out.example_replication);
  in.read("nearest_rule", out.nearest_rule);
  in.read("condition", out.condition);
}

void read_detection(JsonFields in, sim::DetectionResult& out) {
  in.read("policy", out.policy);
  in.read("attack", out.attack);
  in.read("title", out.title);
  in.read("techniques", out.techniques);
  in.read("units", out.units);
  in.read("measurable", out.measurable);
  in.read("deadline_seconds", out.deadline_seconds);
  in.read("detected_by_deadline", out.detected_by_deadline, read_estimate);
  in.read("time_to_detect", out.time_to_detect, read_survival);
  in.read("time_to_evidence", out.time_to_evidence, read_survival);
  in.read("evidence_share", out.evidence_share, read_estimate);
  in.read("runs_needed", out.runs_needed);
  in.read("parts", out.parts, read_parts);
  in.read_if_any("delays", out.delays, read_delay);
  in.read_if_any("missed_steps", out.missed_steps, read_missed);
  in.read("missed_because", out.missed_because);
}

void read_weakness(JsonFields in, sim::WeaknessResult& out) {
  in.read("policy", out.policy);
  in.read("kind", out.kind);
  in.read("units", out.units);
  in.read("found", out.found);
  in.read("found_late", out.found_late);
  in.read("missed", out.missed);
  in.read("found_share", out.found_share, read_estimate);
  in.read("time_to_appear", out.time_to_appear, read_survival);
  in.read("mended", out.mended);
  in.read("time_to_resolve", out.time_to_resolve, read_survival);
  in.read("wrong", out.wrong);
  in.read("exposure_device_days", out.exposure_device_days);
  in.read("wrong_per_device_day", out.wrong_per_device_day, read_estimate);
  in.read("stood_before", out.stood_before);
  in.read("missed_because", out.missed_because);
}

void read_fault(JsonFields in, sim::FaultResult& out) {
  in.read("fault", out.fault);
  in.read("kind", out.kind);
  in.read("from_seconds", out.from_seconds);
  in.read("until_seconds", out.until_seconds);
  in.read("sites", out.sites);
  in.read("devices", out.devices);
}

void read_bill_line(JsonFields in, sim::BillLine& out) {
  in.read("line", out.line);
  in.read("usd_per_month", out.usd_per_month, read_estimate);
  in.read("basis", out.basis);
  in.read_if_any("quantity", out.quantity);
  in.read_if_any("unit", out.unit);
  in.read_if_any("usd_per_unit", out.usd_per_unit);
  in.read_if_any("quality", out.quality);
  in.read_if_any("source", out.source);
  in.read_if_any("security_usd_per_month", out.security_usd_per_month);
}

void read_drop(JsonFields in, sim::DropRow& out) {
  in.read("stage", out.stage);
  in.read("reason", out.reason);
  in.read("raw_events_per_device_day", out.raw_events_per_device_day);
}

void read_series(JsonFields in, sim::Series& out) {
  in.read("name", out.name);
  in.read("unit", out.unit);
  in.read("start_seconds", out.start_seconds);
  in.read("step_seconds", out.step_seconds);
  in.read("values", out.values);
}

void read_mark(JsonFields in, sim::TimelineMark& out) {
  in.read("at_seconds", out.at_seconds);
  in.read("until_seconds", out.until_seconds);
  in.read("label", out.label);
  in.read("kind", out.kind);
}

void read_twin_updates(JsonFields in, sim::TwinUpdates& out) {
  in.read("delivered", out.delivered);
  in.read("applied", out.applied);
  in.read("failed", out.failed);
  in.read("reported_bytes", out.reported_bytes);
  in.read("flushed_messages", out.flushed_messages);
  in.read("configuration_errors", out.configuration_errors);
}

void read_operation(JsonFields in, sim::OperationResult& out) {
  in.read("operation", out.operation);
  in.read("asked_per_day", out.asked_per_day);
  in.read("done_per_day", out.done_per_day);
  in.read("refused_per_day", out.refused_per_day);
  in.read("lost_per_day", out.lost_per_day);
  in.read_if_any("expired_per_day", out.expired_per_day);
  in.read("blocks_per_day", out.blocks_per_day);
  in.read("mean_delay_seconds", out.mean_delay_seconds);
  in.read("uplink_bytes_per_day", out.uplink_bytes_per_day);
  in.read("downlink_bytes_per_day", out.downlink_bytes_per_day);
}

void read_policy(JsonFields in, sim::PolicyResult& out) {
  in.read("policy", out.policy);
  in.read("generation", out.generation);
  in.read("says", out.says);
  in.read("sku", out.sku);
  in.read("units", out.units);
  in.read("measures", out.measures, read_measure);
  in.read("bill", out.bill, read_bill_line);
  in.read("drops", out.drops, read_drop);
  in.read("series", out.series, read_series);
  in.read("marks", out.marks, read_mark);
  in.read_if_any("twin_updates", out.twin_updates, read_twin_updates);
  in.read_if_any("hub_operations", out.hub_operations, read_operation);
  in.read_if_any("business_operations", out.business_operations, read_operation);
}

void read_fields(JsonFields in, sim::StudyResult& out) {
  in.read("study_id", out.study_id);
  in.read("scenario_name", out.scenario_name);
  in.read("scenario_path", out.scenario_path);
  in.read("title", out.title);
  in.read("description", out.description);
  in.read("created_utc", out.created_utc);
  in.read("commit", out.commit);
  in.read("version", out.version);
  in.read("digest", out.digest);
  in.read("repeat_command", out.repeat_command);
  in.read("seed", out.seed);
  in.read("replications", out.replications);
  in.read("devices", out.devices);
  in.read("sites", out.sites);
  in.read("warm_up_seconds", out.warm_up_seconds);
  in.read("duration_seconds", out.duration_seconds);
  in.read("wall_seconds", out.wall_seconds);
  in.read("reference_policy", out.reference_policy);
  in.read("price_book", out.price_book);
  in.read("hubs_sized", out.hubs_sized);
  in.read("verdict", out.verdict);
  in.read("warnings", out.warnings);
  in.read("policies", out.policies, read_policy);
  in.read_if_any("calibration", out.calibration, read_calibration);
  in.read_if_any("faults", out.faults, read_fault);
  in.read_if_any("own_estimates", out.own_estimates, read_own_estimate);
  in.read("fixed_hub", out.fixed_hub, read_policy);
  in.read("detections", out.detections, read_detection);
  in.read("fixed_hub_detections", out.fixed_hub_detections, read_detection);
  in.read_if_any("weaknesses", out.weaknesses, read_weakness);
  in.read_if_any("fixed_hub_weaknesses", out.fixed_hub_weaknesses, read_weakness);
}

/// Evenly spaced points with both ends: the steps between them are smaller than a pixel.
void thin_curve(Json& survival) {
  Json& curve = survival["curve"];
  const std::size_t size = curve.size();
  if (size <= kMostCurvePoints) return;
  Json kept = Json::array();
  for (std::size_t i = 0; i < kMostCurvePoints; ++i) kept.push_back(curve[i * (size - 1) / (kMostCurvePoints - 1)]);
  curve = std::move(kept);
}

/// Means of `k` neighbours: what the values mean (a mean over their step) stays true.
void thin_series(Json& series) {
  Json& values = series["values"];
  const std::size_t k = (values.size() + kMostSeriesValues - 1) / kMostSeriesValues;
  if (k <= 1) return;
  Json means = Json::array();
  for (std::size_t i = 0; i < values.size(); i += k) {
    double sum = 0;
    double count = 0;
    for (std::size_t j = i; j < values.size() && j < i + k; ++j) {
      if (!values[j].is_number()) continue;
      sum += values[j].get<double>();
      ++count;
    }
    means.push_back(count > 0 ? Json(sum / count) : Json());
  }
  values = std::move(means);
  Json& step = series["step_seconds"];
  if (step.is_number()) step = step.get<double>() * static_cast<double>(k);
}

void thin(Json& document) {
  for (const char* key : {"policies", "fixed_hub"}) {
    for (Json& policy : document[key]) {
      for (Json& measure : policy["measures"]) measure.erase("per_replication");
      for (Json& series : policy["series"]) thin_series(series);
    }
  }
  for (const char* key : {"detections", "fixed_hub_detections"}) {
    for (Json& detection : document[key]) {
      thin_curve(detection["time_to_detect"]);
      thin_curve(detection["time_to_evidence"]);
      detection.erase("delays");  // the page's tables have them already
      detection.erase("missed_steps");
    }
  }
}

}  // namespace

Result<StudyPage, ReportError> read_study(std::string_view result_json) {
  Json document = Json::parse(result_json, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) return ReportError{"result.json: this is not a complete JSON document"};
  std::string error;
  std::uint64_t version = 0;
  JsonFields(document, "result.json", error).read("schema_version", version);
  if (error.empty() && version != kResultSchemaVersion) {
    return ReportError{"result.json: schema_version " + std::to_string(version) +
                       " is not known; this program reads version " + std::to_string(kResultSchemaVersion)};
  }
  StudyPage page;
  read_fields(JsonFields(document, "result.json", error), page.study);
  if (!error.empty()) return ReportError{error};
  thin(document);
  page.script_json = script_json(std::move(document));
  return page;
}

}  // namespace picket
