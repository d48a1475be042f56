#include "sim/results/study_tables.h"

#include "sim/results/csv.h"

namespace picket::sim {
namespace {

constexpr std::string_view kFixed = "fixed";

std::string joined(std::span<const std::string> texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (!out.empty()) out += "; ";
    out += text;
  }
  return out;
}

void estimate_cells(CsvTable& table, const Estimate& estimate) {
  table.cell(estimate.value).cell(estimate.ci_low).cell(estimate.ci_high);
}

void estimate_cells(CsvTable& table, const std::optional<Estimate>& estimate) {
  if (estimate) return estimate_cells(table, *estimate);
  for (int i = 0; i < 3; ++i) table.cell("");
}

void measure_rows(CsvTable& table, std::span<const PolicyResult> policies, std::string_view sizing) {
  for (const PolicyResult& policy : policies) {
    for (const Measure& measure : policy.measures) {
      for (std::size_t i = 0; i < measure.per_replication.size(); ++i) {
        table.cell(policy.policy).cell(sizing).cell(measure.name).cell(measure.unit).cell(i);
        table.cell(measure.per_replication[i]).end_row();
      }
    }
  }
}

void detection_rows(CsvTable& table, std::span<const DetectionResult> detections, std::string_view sizing) {
  for (const DetectionResult& d : detections) {
    table.cell(d.policy).cell(sizing).cell(d.attack).cell(d.title).cell(joined(d.techniques)).cell(d.units);
    table.cell(d.measurable).cell(d.deadline_seconds);
    estimate_cells(table, d.detected_by_deadline);
    estimate_cells(table, d.time_to_detect.probability);
    estimate_cells(table, d.time_to_detect.median_seconds);
    estimate_cells(table, d.time_to_detect.p90_seconds);
    estimate_cells(table, d.time_to_detect.restricted_mean_seconds);
    estimate_cells(table, d.evidence_share);
    table.cell(d.parts.attack_seconds).cell(d.parts.agent_seconds).cell(d.parts.queue_seconds);
    table.cell(d.parts.reconnect_seconds).cell(d.parts.network_seconds).cell(d.parts.shaping_seconds).cell(d.parts.hub_seconds).cell(d.parts.pipeline_seconds);
    table.cell(d.parts.detected).cell(d.runs_needed).cell(joined(d.raised_by)).cell(joined(d.missed_because)).end_row();
  }
}

void weakness_rows(CsvTable& table, std::span<const WeaknessResult> weaknesses, std::string_view sizing) {
  const auto time_cells = [&table](const SurvivalResult& time) {
    estimate_cells(table, time.median_seconds);
    estimate_cells(table, time.p90_seconds);
    estimate_cells(table, time.restricted_mean_seconds);
  };
  for (const WeaknessResult& w : weaknesses) {
    table.cell(w.policy).cell(sizing).cell(w.kind).cell(w.units).cell(w.found).cell(w.found_late).cell(w.missed);
    estimate_cells(table, w.found_share);
    time_cells(w.time_to_appear);
    table.cell(w.mended);
    if (w.time_to_resolve) {
      table.cell(w.time_to_resolve->units).cell(w.time_to_resolve->events);
      time_cells(*w.time_to_resolve);
    } else {
      table.cell(0).cell(0);
      for (int i = 0; i < 9; ++i) table.cell("");
    }
    table.cell(w.wrong).cell(w.exposure_device_days);
    estimate_cells(table, w.wrong_per_device_day);
    table.cell(w.stood_before).cell(joined(w.missed_because)).end_row();
  }
}

/// `picket why --policy` and --explain-misses look at runs on sized hubs; one on the fixed hub is named by its folder.
std::string how_to_look(const DetectionResult& d, const MissedSteps& m, bool fixed) {
  const std::string replication = std::to_string(m.example_replication);
  if (fixed) return "picket why runs/" + d.policy + "-fixed-r" + replication + "-* --unit " + m.example;
  return "picket why --policy " + d.policy + " --replication " + replication + " --unit " + m.example +
         ", or picket run --explain-misses N";
}

void miss_rows(CsvTable& table, std::span<const DetectionResult> detections, std::string_view sizing) {
  for (const DetectionResult& d : detections) {
    for (const MissedSteps& m : d.missed_steps) {
      table.cell(d.policy).cell(sizing).cell(d.attack).cell(m.step).cell(m.reason).cell(m.ended_at).cell(m.count).cell(m.steps);
      estimate_cells(table, m.share);
      const bool not_looked_for = m.nearest_rule.empty() && m.reason == "no_rule_matched";
      table.cell(m.example).cell(m.example_replication).cell(not_looked_for ? "not looked for" : m.nearest_rule);
      table.cell(not_looked_for ? how_to_look(d, m, sizing == kFixed) : m.condition).end_row();
    }
  }
}

void delay_rows(CsvTable& table, std::span<const DetectionResult> detections, std::string_view sizing) {
  for (const DetectionResult& d : detections) {
    for (const DelayResult& part : d.delays) {
      table.cell(d.policy).cell(sizing).cell(d.attack).cell(part.part);
      estimate_cells(table, part.mean_seconds);
      estimate_cells(table, part.median_seconds);
      table.cell(d.parts.detected).end_row();
    }
  }
}

void bill_rows(CsvTable& table, std::span<const PolicyResult> policies, std::string_view sizing) {
  for (const PolicyResult& policy : policies) {
    for (const BillLine& line : policy.bill) {
      table.cell(policy.policy).cell(sizing).cell(policy.sku).cell(policy.units).cell(line.line);
      estimate_cells(table, line.usd_per_month);
      table.cell(line.usd_per_month.n).cell(line.basis).cell(line.quantity).cell(line.unit).cell(line.usd_per_unit);
      table.cell(line.quality).cell(line.source).cell(line.security_usd_per_month).end_row();
    }
  }
}

void usage_rows(CsvTable& table, std::span<const PolicyResult> policies, std::string_view sizing) {
  for (const PolicyResult& policy : policies) {
    for (const UsageRow& use : policy.usage) {
      for (std::size_t i = 0; i < use.per_replication.size(); ++i) {
        table.cell(policy.policy).cell(sizing).cell(use.name).cell(i).cell(use.per_replication[i]).end_row();
      }
    }
  }
}

}  // namespace

std::string measures_csv(const StudyResult& study) {
  CsvTable table{"policy", "hub_sizing", "measure", "unit", "replication", "value"};
  measure_rows(table, study.policies, "sized");
  measure_rows(table, study.fixed_hub, kFixed);
  return table.text();
}

std::string detections_csv(const StudyResult& study) {
  CsvTable table{"policy",
                 "hub_sizing",
                 "attack",
                 "title",
                 "techniques",
                 "units",
                 "measurable",
                 "deadline_seconds",
                 "detected_by_deadline_probability",
                 "detected_by_deadline_ci_low",
                 "detected_by_deadline_ci_high",
                 "detected_by_horizon_probability",
                 "detected_by_horizon_ci_low",
                 "detected_by_horizon_ci_high",
                 "time_to_detect_median_seconds",
                 "time_to_detect_median_ci_low_seconds",
                 "time_to_detect_median_ci_high_seconds",
                 "time_to_detect_p90_seconds",
                 "time_to_detect_p90_ci_low_seconds",
                 "time_to_detect_p90_ci_high_seconds",
                 "time_to_detect_restricted_mean_seconds",
                 "time_to_detect_restricted_mean_ci_low_seconds",
                 "time_to_detect_restricted_mean_ci_high_seconds",
                 "evidence_share",
                 "evidence_share_ci_low",
                 "evidence_share_ci_high",
                 "part_attack_seconds",
                 "part_agent_seconds",
                 "part_queue_seconds",
                 "part_reconnect_seconds",
                 "part_network_seconds",
                 "part_shaping_seconds",
                 "part_hub_seconds",
                 "part_pipeline_seconds",
                 "detected_units",
                 "runs_needed",
                 "raised_by",
                 "missed_because"};
  detection_rows(table, study.detections, "sized");
  detection_rows(table, study.fixed_hub_detections, kFixed);
  return table.text();
}

std::string weaknesses_csv(const StudyResult& study) {
  CsvTable table{"policy",
                 "hub_sizing",
                 "kind",
                 "units",
                 "found",
                 "found_late",
                 "missed",
                 "found_share",
                 "found_share_ci_low",
                 "found_share_ci_high",
                 "time_to_appear_median_seconds",
                 "time_to_appear_median_ci_low_seconds",
                 "time_to_appear_median_ci_high_seconds",
                 "time_to_appear_p90_seconds",
                 "time_to_appear_p90_ci_low_seconds",
                 "time_to_appear_p90_ci_high_seconds",
                 "time_to_appear_restricted_mean_seconds",
                 "time_to_appear_restricted_mean_ci_low_seconds",
                 "time_to_appear_restricted_mean_ci_high_seconds",
                 "mended",
                 "to_resolve",
                 "resolved",
                 "time_to_resolve_median_seconds",
                 "time_to_resolve_median_ci_low_seconds",
                 "time_to_resolve_median_ci_high_seconds",
                 "time_to_resolve_p90_seconds",
                 "time_to_resolve_p90_ci_low_seconds",
                 "time_to_resolve_p90_ci_high_seconds",
                 "time_to_resolve_restricted_mean_seconds",
                 "time_to_resolve_restricted_mean_ci_low_seconds",
                 "time_to_resolve_restricted_mean_ci_high_seconds",
                 "wrong",
                 "exposure_device_days",
                 "wrong_per_device_day",
                 "wrong_per_device_day_ci_low",
                 "wrong_per_device_day_ci_high",
                 "stood_before",
                 "missed_because"};
  weakness_rows(table, study.weaknesses, "sized");
  weakness_rows(table, study.fixed_hub_weaknesses, kFixed);
  return table.text();
}

std::string faults_csv(const StudyResult& study) {
  CsvTable table{"fault", "kind", "from_seconds", "until_seconds", "sites", "devices"};
  for (const FaultResult& f : study.faults) {
    table.cell(f.fault).cell(f.kind).cell(f.from_seconds).cell(f.until_seconds).cell(f.sites).cell(f.devices).end_row();
  }
  return table.text();
}

std::string misses_csv(const StudyResult& study) {
  CsvTable table{"policy", "hub_sizing", "attack", "step", "reason", "ended_at", "count", "steps", "share", "share_ci_low",
                 "share_ci_high", "example_unit", "example_replication", "nearest_rule", "condition"};
  miss_rows(table, study.detections, "sized");
  miss_rows(table, study.fixed_hub_detections, kFixed);
  return table.text();
}

std::string delays_csv(const StudyResult& study) {
  CsvTable table{"policy", "hub_sizing", "attack", "part", "mean_seconds", "mean_ci_low_seconds", "mean_ci_high_seconds",
                 "median_seconds", "median_ci_low_seconds", "median_ci_high_seconds", "detected_units"};
  delay_rows(table, study.detections, "sized");
  delay_rows(table, study.fixed_hub_detections, kFixed);
  return table.text();
}

std::string bill_csv(const StudyResult& study) {
  CsvTable table{"policy",
                 "hub_sizing",
                 "sku",
                 "units",
                 "line",
                 "usd_per_month",
                 "usd_per_month_ci_low",
                 "usd_per_month_ci_high",
                 "replications",
                 "basis",
                 "quantity",
                 "unit",
                 "usd_per_unit",
                 "quality",
                 "source",
                 "security_usd_per_month"};
  bill_rows(table, study.policies, "sized");
  bill_rows(table, study.fixed_hub, kFixed);
  return table.text();
}

std::string usage_csv(const StudyResult& study) {
  CsvTable table{"policy", "hub_sizing", "usage", "replication", "value"};
  usage_rows(table, study.policies, "sized");
  usage_rows(table, study.fixed_hub, kFixed);
  return table.text();
}

std::string prices_csv(const StudyResult& study) {
  CsvTable table{"key", "value", "usd", "discount", "quality", "source", "compiled"};
  for (const PriceRow& price : study.prices) {
    table.cell(price.key).cell(price.value).cell(price.usd).cell(price.discount);
    table.cell(price.quality).cell(price.source).cell(price.compiled).end_row();
  }
  return table.text();
}

std::string calibration_csv(const StudyResult& study) {
  CsvTable table{"policy",
                 "model",
                 "threshold",
                 "unit",
                 "budget_per_1000_device_days",
                 "device_days",
                 "alerts",
                 "upper_bound_per_1000_device_days",
                 "extrapolated"};
  for (const CalibrationResult& c : study.calibration) {
    table.cell(c.policy).cell(c.model).cell(c.threshold).cell(c.unit).cell(c.budget_per_1000_device_days);
    table.cell(c.device_days).cell(c.alerts).cell(c.upper_bound_per_1000_device_days);
    table.cell(c.extrapolated ? "yes" : "no").end_row();
  }
  return table.text();
}

std::string series_csv(std::span<const Series> series) {
  CsvTable table{"series", "unit", "at_seconds", "step_seconds", "value"};
  for (const Series& one : series) {
    for (std::size_t i = 0; i < one.values.size(); ++i) {
      table.cell(one.name).cell(one.unit).cell(one.start_seconds + static_cast<double>(i) * one.step_seconds);
      table.cell(one.step_seconds).cell(one.values[i]).end_row();
    }
  }
  return table.text();
}

}  // namespace picket::sim
