#include "reports/sweep_reader.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "reports/json_fields.h"
#include "reports/number_format.h"

namespace picket {

namespace {

using Json = nlohmann::json;

void read_parameter(JsonFields in, SweepParameter& out) {
  std::string kind;
  in.read("path", out.path);
  in.read("unit", out.unit);
  in.read("log", out.log);
  in.read("kind", kind);
  in.read("levels", out.levels);
  out.is_number = kind == "number";
}

void read_declared_measure(JsonFields in, SweepMeasure& out) {
  in.read("name", out.name);
  in.read("unit", out.unit);
  in.read("says", out.says);
  in.read("better", out.better);
}

void read_point_measure(JsonFields in, PointMeasure& out) {
  in.read("name", out.name);
  in.read("value", out.estimate.value);
  in.read("ci_low", out.estimate.ci_low);
  in.read("ci_high", out.estimate.ci_high);
  in.read("per_replication", out.per_replication);
  const auto says = std::count_if(out.per_replication.begin(), out.per_replication.end(), [](double x) { return std::isfinite(x); });
  out.estimate.n = static_cast<std::uint32_t>(says);
}

void read_result(JsonFields in, PointResult& out) {
  in.read("policy", out.policy);
  in.read("measures", out.measures, read_point_measure);
}

void read_point(JsonFields in, SweepPointRow& out) {
  in.read("id", out.id);
  in.read("values", out.values);
  in.read("numbers", out.numbers);
  in.read("replications", out.replications);
  in.read_if_any("failure", out.failure);
  in.read("results", out.results, read_result);
}

void read_objective(JsonFields in, TuneObjective& out) {
  in.read("measure", out.measure);
  in.read("goal", out.goal);
}

void read_constraint(JsonFields in, TuneConstraint& out) {
  std::optional<double> at_most;
  std::optional<double> at_least;
  in.read("measure", out.measure);
  in.read_if_any("at_most", at_most);
  in.read_if_any("at_least", at_least);
  in.read("confidence", out.confidence);
  in.read_if_any("says", out.says);
  if (!out.says.empty()) return;
  out.says = words(out.measure);
  if (at_most) out.says += " at most " + format_number(*at_most);
  if (at_least) out.says += " at least " + format_number(*at_least);
}

void read_certified(JsonFields in, CertifiedRow& out) {
  in.read("point", out.point);
  in.read("verdict", out.verdict);
  in.read("n", out.n);
  in.read("estimate", out.estimate);
  in.read("bound", out.bound);
  in.read("confidence", out.confidence);
  in.read("runs_missing", out.runs_missing);
  in.read("says", out.says);
}

void read_tune(JsonFields in, TuneData& out) {
  in.read("objectives", out.objectives, read_objective);
  in.read("constraints", out.constraints, read_constraint);
  in.read("optimiser", out.optimiser);
  in.read("evaluations", out.evaluations);
  in.read("hypervolume", out.hypervolume);
  in.read("front", out.front);
  in.read("certified", out.certified, read_certified);
  in.read("cheapest_certified", out.cheapest_certified);
}

void read_design(JsonFields in, SweepStudy& out) {
  in.read("kind", out.design);
  in.read("text", out.design_text);
}

void read_fields(JsonFields in, SweepStudy& out) {
  in.read("kind", out.kind);
  in.read("study_id", out.study_id);
  in.read("name", out.name);
  in.read("title", out.title);
  in.read("scenario_name", out.scenario_name);
  in.read("scenario_path", out.scenario_path);
  in.read("created_utc", out.created_utc);
  in.read("commit", out.commit);
  in.read("version", out.version);
  in.read("digest", out.digest);
  in.read("repeat_command", out.repeat_command);
  in.read("seed", out.seed);
  in.read("replications", out.replications);
  in.read("devices", out.devices);
  in.read("duration_seconds", out.duration_seconds);
  in.read("design", out, read_design);
  in.read("parameters", out.parameters, read_parameter);
  in.read("policies", out.policies);
  in.read("reference_policy", out.reference_policy);
  in.read("measures", out.measures, read_declared_measure);
  in.read("points", out.points, read_point);
  in.read("verdict", out.verdict);
  in.read("warnings", out.warnings);
  in.read_if_any("methods", out.methods);
  if (out.kind == "tune") {
    in.read("tune", out.tune, read_tune);
  } else {
    in.read_if_any("tune", out.tune, read_tune);
  }
}

/// What the types of the fields do not say; the first fault, or nothing.
std::string fault_of(const SweepStudy& study) {
  if (study.kind != "sweep" && study.kind != "tune") return "sweep.json.kind: expected \"sweep\" or \"tune\", not \"" + study.kind + "\"";
  if (study.points.empty()) return "sweep.json.points: expected at least one point";
  if (study.points.size() > kMostSweepPoints) {
    return "sweep.json.points: " + std::to_string(study.points.size()) + " points are more than a page can show (" +
           std::to_string(kMostSweepPoints) + "); measures.csv has them all";
  }
  for (std::size_t i = 0; i < study.points.size(); ++i) {
    const SweepPointRow& point = study.points[i];
    const std::string place = "sweep.json.points[" + std::to_string(i) + "]";
    const std::string wanted = "expected one for each of the " + std::to_string(study.parameters.size()) + " parameters";
    if (point.values.size() != study.parameters.size()) return place + ".values: " + wanted;
    if (point.numbers.size() != study.parameters.size()) return place + ".numbers: " + wanted;
  }
  return "";
}

}  // namespace

Result<SweepStudy, ReportError> read_sweep(std::string_view sweep_json) {
  const Json document = Json::parse(sweep_json, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) return ReportError{"sweep.json: this is not a complete JSON document"};
  std::string error;
  std::string schema;
  std::uint64_t version = 0;
  JsonFields in(document, "sweep.json", error);
  in.read("schema", schema);
  in.read("schema_version", version);
  if (error.empty() && schema != "picket.sweep") {
    return ReportError{"sweep.json: schema \"" + schema + "\" is not known; this program reads \"picket.sweep\""};
  }
  if (error.empty() && version != kSweepSchemaVersion) {
    return ReportError{"sweep.json: schema_version " + std::to_string(version) + " is not known; this program reads version " +
                       std::to_string(kSweepSchemaVersion)};
  }
  SweepStudy study;
  read_fields(in, study);
  if (error.empty()) error = fault_of(study);
  if (!error.empty()) return ReportError{error};
  return study;
}

}  // namespace picket
