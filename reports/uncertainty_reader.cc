#include "reports/uncertainty_reader.h"

#include <nlohmann/json.hpp>

#include "reports/json_fields.h"

namespace picket {

namespace {

void read_row(JsonFields in, UncertainInputRow& out) {
  in.read("path", out.path);
  in.read("says", out.says);
  in.read("grade", out.grade);
  in.read("source", out.source);
  in.read("shape", out.shape);
  in.read("stated", out.stated);
  in.read("low", out.low);
  in.read("high", out.high);
}

void read_influence(JsonFields in, InfluenceRow& out) {
  in.read("path", out.path);
  in.read("rank_correlation", out.rank_correlation);
  in.read("coefficient", out.coefficient);
  in.read("ci_low", out.ci_low);
  in.read("ci_high", out.ci_high);
  in.read("share", out.share);
  in.read("p_value", out.p_value);
}

/// Means and shares: an end of their intervals is never open.
void read_closed_estimate(JsonFields in, sim::Estimate& out) {
  in.read("value", out.value);
  in.read("ci_low", out.ci_low);
  in.read("ci_high", out.ci_high);
  in.read("n", out.n);
}

void read_uncertain_measure(JsonFields in, UncertainMeasureRow& out) {
  in.read("policy", out.policy);
  in.read("measure", out.measure);
  in.read("unit", out.unit);
  in.read("stated", out.stated, read_closed_estimate);
  in.read("drawn", out.drawn, read_closed_estimate);
  in.read("input_share", out.input_share, read_closed_estimate);
  in.read("r_squared", out.r_squared);
  in.read("caution", out.caution);
  in.read("seed_sd", out.seed_sd);
  in.read("input_sd", out.input_sd);
  in.read("p05", out.p05);
  in.read("p95", out.p95);
  in.read("influences", out.influences, read_influence);
}

}  // namespace

Result<UncertaintyStudy, ReportError> read_uncertainty(std::string_view uncertainty_json) {
  const nlohmann::json document = nlohmann::json::parse(uncertainty_json, nullptr, /*allow_exceptions=*/false);
  if (document.is_discarded()) return ReportError{"uncertainty.json: this is not a complete JSON document"};
  std::string error;
  std::string schema;
  std::uint64_t version = 0;
  JsonFields in(document, "uncertainty.json", error);
  in.read("schema", schema);
  in.read("schema_version", version);
  if (error.empty() && schema != "picket.uncertainty") {
    return ReportError{"uncertainty.json: schema \"" + schema + "\" is not known; this program reads \"picket.uncertainty\""};
  }
  if (error.empty() && version != kUncertaintySchemaVersion) {
    return ReportError{"uncertainty.json: schema_version " + std::to_string(version) + " is not known; this program reads version " +
                       std::to_string(kUncertaintySchemaVersion)};
  }
  UncertaintyStudy out;
  in.read("commit", out.commit);
  in.read("title", out.title);
  in.read("draws", out.draws);
  in.read("inputs", out.inputs, read_row);
  in.read("measures", out.measures, read_uncertain_measure);
  in.read("warnings", out.warnings);
  if (!error.empty()) return ReportError{error};
  return out;
}

}  // namespace picket
