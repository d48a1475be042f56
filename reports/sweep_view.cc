#include "reports/sweep_view.h"

#include <algorithm>
#include <array>

namespace picket {

namespace {

constexpr std::array<std::string_view, 9> kHeadlineMeasures{"usd_per_device_month",
                                                           "cost_usd_per_month",
                                                           "uplink_bytes_per_device_day",
                                                           "p_miss",
                                                           "detected_by_deadline",
                                                           "time_to_detect_restricted_mean_seconds",
                                                           "false_alerts_per_device_day",
                                                           "messages_per_day",
                                                           "evidence_share"};

}  // namespace

std::vector<Alternative> alternatives_of(const SweepStudy& study) {
  std::vector<Alternative> out;
  for (std::size_t i = 0; i < study.points.size(); ++i) {
    for (const PointResult& result : study.points[i].results) {
      const auto place = std::find(study.policies.begin(), study.policies.end(), result.policy);
      const bool reference = study.kind == "tune" && result.policy == study.reference_policy;
      out.push_back({i, static_cast<std::size_t>(place - study.policies.begin()), &result, reference});
    }
  }
  return out;
}

std::string label_of(const SweepStudy& study, const Alternative& alternative) {
  if (alternative.unparametrised) return alternative.result->policy;
  const std::string& id = study.points[alternative.point].id;
  const bool one_policy = study.policies.size() < 2 || study.kind == "tune";
  return one_policy ? id : id + " " + alternative.result->policy;
}

const PointMeasure* measure_of(const Alternative& alternative, std::string_view name) {
  const auto& measures = alternative.result->measures;
  const auto found = std::find_if(measures.begin(), measures.end(), [&](const PointMeasure& m) { return m.name == name; });
  return found == measures.end() ? nullptr : &*found;
}

const SweepMeasure* declared_measure(const SweepStudy& study, std::string_view name) {
  const auto found = std::find_if(study.measures.begin(), study.measures.end(), [&](const SweepMeasure& m) { return m.name == name; });
  return found == study.measures.end() ? nullptr : &*found;
}

std::vector<const SweepMeasure*> headlines_of(const SweepStudy& study) {
  std::vector<const SweepMeasure*> out;
  const auto add = [&](std::string_view name) {
    const SweepMeasure* measure = declared_measure(study, name);
    if (measure == nullptr || out.size() == kMostHeadlines || std::find(out.begin(), out.end(), measure) != out.end()) return;
    out.push_back(measure);
  };
  if (study.tune) {
    for (const TuneObjective& objective : study.tune->objectives) add(objective.measure);
    for (const TuneConstraint& constraint : study.tune->constraints) add(constraint.measure);
  }
  for (const std::string_view name : kHeadlineMeasures) add(name);
  if (!out.empty()) return out;
  for (const SweepMeasure& measure : study.measures) add(measure.name);
  return out;
}

const SweepMeasure* cost_measure(const SweepStudy& study) {
  for (const std::string_view part : {"usd", "bytes"}) {
    for (const SweepMeasure* measure : headlines_of(study)) {
      if (measure->better == "less" && measure->name.find(part) != std::string::npos) return measure;
    }
  }
  return nullptr;
}

std::string_view display_unit(const SweepMeasure& measure) {
  const std::string_view name = std::string_view(measure.name).substr(0, measure.name.find('.'));
  if (measure.unit.empty() && (name.ends_with("_share") || name == "p_miss" || name == "detected_by_deadline")) return "share";
  if (measure.unit.starts_with("1/")) return "";
  if (measure.unit.starts_with("USD")) return "USD";
  return measure.unit;
}

std::string_view certified_verdict(const SweepStudy& study, std::string_view point) {
  if (!study.tune) return "";
  for (const CertifiedRow& row : study.tune->certified) {
    if (row.point == point) return row.verdict;
  }
  return "";
}

}  // namespace picket
