#include "sim/apps/study_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <span>

#include "agent_core/base/utf8.h"
#include "reports/energy_rows.h"
#include "reports/headline.h"
#include "reports/number_format.h"
#include "reports/terminal_table.h"
#include "sim/apps/miss_table.h"
#include "sim/scenario/own_estimates.h"

namespace picket::sim {
namespace {

using Row = std::vector<std::string>;

const Measure* find(const PolicyResult& policy, std::string_view name) {
  for (const Measure& measure : policy.measures) {
    if (measure.name == name) return &measure;
  }
  return nullptr;
}

std::string with_interval(const Estimate& e, std::string_view unit) {
  const std::optional<double> high = e.ci_high_open ? std::optional<double>(INFINITY) : e.ci_high;
  return format_estimate(e.value, e.ci_low, high, unit);
}

std::string plain(const PolicyResult& policy, std::string_view name) {
  const Measure* m = find(policy, name);
  return m == nullptr ? "" : format_with_unit(m->estimate.value, display_unit(*m));
}

std::string estimated(const PolicyResult& policy, std::string_view name) {
  const Measure* m = find(policy, name);
  return m == nullptr ? "" : with_interval(m->estimate, display_unit(*m));
}

std::string percent(const Estimate& e) {
  std::string text = fmt::format("{:.0f} %", 100 * e.value);
  if (e.ci_low && e.ci_high) text += fmt::format(" [{:.0f}, {:.0f}]", 100 * *e.ci_low, 100 * *e.ci_high);
  return text;
}

std::string percent_of(const PolicyResult& policy, std::string_view name) {
  const Measure* m = find(policy, name);
  return m == nullptr ? "not measurable" : percent(m->estimate);
}

std::string difference(const PolicyResult& policy, std::string_view name, bool as_percent) {
  const Measure* m = find(policy, name);
  if (m == nullptr || !m->difference) return "";
  const Estimate& d = *m->difference;
  if (as_percent) {
    std::string text = fmt::format("{:+.0f} points", 100 * d.value);
    if (d.ci_low && d.ci_high) text += fmt::format(" [{:.0f}, {:.0f}]", 100 * *d.ci_low, 100 * *d.ci_high);
    return text;
  }
  return with_interval(d, display_unit(*m));
}

std::string cost_table(const std::vector<PolicyResult>& policies, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"policy", "", Align::kLeft},
                                         {"uplink", "per device-day", Align::kRight},
                                         {"payload", "", Align::kRight},
                                         {"envelope", "", Align::kRight},
                                         {"upkeep", "", Align::kRight},
                                         {"messages", "1/day", Align::kRight},
                                         {"4 KB units", "1/day", Align::kRight},
                                         {"hub", "", Align::kLeft},
                                         {"bill", "per month", Align::kRight}};
  std::vector<Row> rows;
  for (const PolicyResult& p : policies) {
    rows.push_back({p.policy, estimated(p, "uplink_bytes_per_device_day"), plain(p, "uplink_payload_bytes_per_device_day"),
                    plain(p, "uplink_envelope_bytes_per_device_day"), plain(p, "uplink_upkeep_bytes_per_device_day"),
                    picket::format_number(find(p, "messages_per_day")->estimate.value),
                    picket::format_number(find(p, "blocks_per_day")->estimate.value),
                    p.sku.empty() ? "none" : std::to_string(p.units) + " x " + p.sku, estimated(p, "cost_usd_per_month")});
  }
  return render_table(columns, rows, options);
}

std::string bill_table(const std::vector<PolicyResult>& policies, const TableOptions& options) {
  std::vector<TableColumn> columns{{"line", "", Align::kLeft}};
  std::vector<Row> rows;
  for (const PolicyResult& p : policies) columns.push_back({p.policy, "", Align::kRight});
  for (std::size_t i = 0; i < policies.front().bill.size(); ++i) {
    Row row{words(policies.front().bill[i].line)};
    double sum = 0;
    for (const PolicyResult& p : policies) {
      sum += p.bill[i].usd_per_month.value;
      row.push_back(picket::format_money(p.bill[i].usd_per_month.value));
    }
    if (sum > 0) rows.push_back(std::move(row));
  }
  const auto sum_row = [&](const char* name, const char* measure) {
    Row row{name};
    for (const PolicyResult& p : policies) {
      const Measure* m = find(p, measure);
      row.push_back(m == nullptr ? "" : picket::format_money(m->estimate.value));
    }
    rows.push_back(std::move(row));
  };
  sum_row("total", "cost_usd_per_month");
  sum_row("of it for security", "security_cost_usd_per_month");
  return render_table(columns, rows, options);
}

std::string throughput_table(const std::vector<PolicyResult>& policies, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"policy", "", Align::kLeft},        {"site, 1 s", "", Align::kRight},
                                         {"site, 1 min", "", Align::kRight},  {"site, 1 h", "", Align::kRight},
                                         {"hub, 1 s", "", Align::kRight},     {"hub, 1 min", "", Align::kRight},
                                         {"hub, 1 h", "", Align::kRight}};
  std::vector<Row> rows;
  for (const PolicyResult& p : policies) {
    Row row{p.policy};
    for (const char* place : {"site", "hub"}) {
      for (const char* period : {"1s", "1min", "1h"}) row.push_back(plain(p, fmt::format("{}_peak_bytes_per_second_{}", place, period)));
    }
    rows.push_back(std::move(row));
  }
  return render_table(columns, rows, options);
}

/// Empty in scenarios without cells.
std::string cell_table(const std::vector<PolicyResult>& policies, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"policy", "", Align::kLeft},
                                         {"1 s", "", Align::kRight},
                                         {"1 min", "", Align::kRight},
                                         {"1 h", "", Align::kRight},
                                         {"fullest hour", "others included", Align::kRight}};
  std::vector<Row> rows;
  for (const PolicyResult& p : policies) {
    if (find(p, "cell_utilisation_1h_max") == nullptr) continue;
    Row row{p.policy};
    for (const char* period : {"1s", "1min", "1h"}) row.push_back(plain(p, fmt::format("cell_peak_bytes_per_second_{}", period)));
    row.push_back(percent_of(p, "cell_utilisation_1h_max"));
    rows.push_back(std::move(row));
  }
  return rows.empty() ? std::string() : render_table(columns, rows, options);
}

/// Only the policies that merge at gateways; empty if none does.
std::string gateway_table(const std::vector<PolicyResult>& policies, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"policy", "", Align::kLeft},
                                         {"observations", "in, out a day", Align::kRight},
                                         {"messages", "in, out a day", Align::kRight},
                                         {"bytes", "in, out a day", Align::kRight},
                                         {"4 KB units", "in, out a day", Align::kRight},
                                         {"hits that name their device", "", Align::kRight},
                                         {"detected at site only", "", Align::kRight}};
  std::vector<Row> rows;
  for (const PolicyResult& p : policies) {
    if (find(p, "gateway_observations_in_per_day") == nullptr) continue;
    Row row{p.policy};
    for (const char* what : {"observations", "messages", "bytes", "blocks"}) {
      const auto side = [&](const char* way) { return plain(p, fmt::format("gateway_{}_{}_per_day", what, way)); };
      row.push_back(side("in") + ", " + side("out"));
    }
    row.push_back(percent_of(p, "gateway_attribution_kept_share"));
    row.push_back(percent_of(p, "detected_at_site_only_share"));
    rows.push_back(std::move(row));
  }
  return rows.empty() ? std::string() : render_table(columns, rows, options);
}

std::string detection_cells(const DetectionResult& d) {
  if (!d.measurable) return "not measurable";
  std::string text = percent(d.time_to_detect.probability);
  if (d.time_to_detect.median_seconds)
    text += ", median " + picket::format_duration(d.time_to_detect.median_seconds->value);
  return text;
}

std::string detection_table(const StudyResult& study, const std::vector<DetectionResult>& detections, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"attack", "", Align::kLeft},
                                         {"policy", "", Align::kLeft},
                                         {"units", "", Align::kRight},
                                         {"detected by horizon", "", Align::kLeft},
                                         {"by deadline", "", Align::kLeft},
                                         {"evidence within", "median", Align::kRight},
                                         {"evidence share", "", Align::kLeft},
                                         {"runs needed", "", Align::kRight}};
  std::vector<Row> rows;
  std::string last;
  for (const DetectionResult& first : detections) {
    if (first.policy != study.policies.front().policy) continue;
    for (const DetectionResult& d : detections) {
      if (d.attack != first.attack) continue;
      rows.push_back({d.attack == last ? "" : d.attack, d.policy, std::to_string(d.units), detection_cells(d),
                      d.measurable ? percent(d.detected_by_deadline) : "not measurable",
                      d.time_to_evidence.median_seconds ? picket::format_duration(d.time_to_evidence.median_seconds->value) : "not reached",
                      percent(d.evidence_share), d.runs_needed == 0 || !d.measurable ? std::string() : fmt::format("+{}", d.runs_needed)});
      last = d.attack;
    }
  }
  return render_table(columns, rows, options);
}

std::string quality_table(const StudyResult& study, const TableOptions& options) {
  std::vector<TableColumn> columns{{"policy", "", Align::kLeft},
                                   {"attacked devices detected", "", Align::kLeft},
                                   {"evidence arrived", "", Align::kLeft},
                                   {"false alerts", "per device-day", Align::kRight}};
  const bool differences = !study.reference_policy.empty();
  if (differences) {
    columns.push_back({"uplink against " + study.reference_policy, "per device-day", Align::kRight});
    columns.push_back({"detected against " + study.reference_policy, "", Align::kRight});
  }
  std::vector<Row> rows;
  for (const PolicyResult& p : study.policies) {
    Row row{p.policy, percent_of(p, "detected_share"), percent_of(p, "evidence_share"), estimated(p, "false_alerts_per_device_day")};
    if (differences) {
      row.push_back(difference(p, "uplink_bytes_per_device_day", false));
      row.push_back(difference(p, "detected_share", true));
    }
    rows.push_back(std::move(row));
  }
  return render_table(columns, rows, options);
}

std::string drop_table(const StudyResult& study, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"policy", "", Align::kLeft},
                                         {"stage", "", Align::kLeft},
                                         {"reason", "", Align::kLeft},
                                         {"raw events", "per device-day", Align::kRight}};
  std::vector<Row> rows;
  for (const PolicyResult& p : study.policies) {
    std::vector<DropRow> drops = p.drops;
    std::stable_sort(drops.begin(), drops.end(), [](const DropRow& a, const DropRow& b) {
      return a.raw_events_per_device_day > b.raw_events_per_device_day;
    });
    std::string name = p.policy;
    for (const DropRow& drop : drops) {
      rows.push_back({name, drop.stage, words(drop.reason), picket::format_number(drop.raw_events_per_device_day)});
      name.clear();
    }
  }
  return render_table(columns, rows, options);
}

/// Empty if no policy has twin changes.
std::string twin_table(const StudyResult& study, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"policy", "", Align::kLeft},         {"delivered", "", Align::kRight},
                                         {"applied", "", Align::kRight},       {"failed", "", Align::kRight},
                                         {"reported", "", Align::kRight},      {"messages", "flushed", Align::kRight},
                                         {"configuration", "errors", Align::kRight}};
  std::vector<Row> rows;
  for (const PolicyResult& p : study.policies) {
    if (!p.twin_updates) continue;
    const TwinUpdates& t = *p.twin_updates;
    rows.push_back({p.policy, picket::format_number(t.delivered), picket::format_number(t.applied), picket::format_number(t.failed),
                    format_with_unit(t.reported_bytes, "B"), picket::format_number(t.flushed_messages),
                    picket::format_number(t.configuration_errors)});
  }
  return rows.empty() ? std::string() : render_table(columns, rows, options);
}

/// Empty if nothing of them was asked of a hub.
std::string operations_table(const StudyResult& study, std::vector<OperationResult> PolicyResult::*list, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"policy", "", Align::kLeft},  {"operation", "", Align::kLeft},  {"asked", "", Align::kRight},
                                         {"done", "", Align::kRight},   {"refused", "", Align::kRight},   {"lost", "", Align::kRight},
                                         {"metered", "", Align::kRight}, {"up", "", Align::kRight},       {"down", "", Align::kRight}};
  std::vector<Row> rows;
  for (const PolicyResult& p : study.policies) {
    for (const OperationResult& o : p.*list) {
      rows.push_back({p.policy, o.operation, picket::format_number(o.asked_per_day), picket::format_number(o.done_per_day),
                      picket::format_number(o.refused_per_day), picket::format_number(o.lost_per_day), picket::format_number(o.blocks_per_day),
                      format_with_unit(o.uplink_bytes_per_day, "B"), format_with_unit(o.downlink_bytes_per_day, "B")});
    }
  }
  return rows.empty() ? std::string() : render_table(columns, rows, options);
}

/// Empty if no line of the fleet forgets a connection.
std::string forgotten_table(const std::vector<PolicyResult>& policies, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"policy", "", Align::kLeft}, {"connections", "lost", Align::kRight}};
  std::vector<Row> rows;
  for (const PolicyResult& p : policies) {
    for (const Measure& measure : p.measures) {
      if (measure.name == "connections_lost_by_nat_total") rows.push_back({p.policy, with_interval(measure.estimate, measure.unit)});
    }
  }
  return rows.empty() ? std::string() : render_table(columns, rows, options);
}

/// Empty if no line with a known radio was used.
std::string energy_table(const std::vector<PolicyResult>& policies, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"class", "", Align::kLeft},
                                         {"policy", "", Align::kLeft},
                                         {"energy", "per device-day", Align::kRight},
                                         {"of it waiting", "", Align::kRight},
                                         {"battery life lost", "", Align::kRight}};
  std::vector<Row> rows;
  std::set<std::string> shown;
  for (const PolicyResult& first : policies) {
    for (const EnergyRow& row_of_class : energy_rows(first)) {
      if (!shown.insert(row_of_class.device_class).second) continue;
      std::string name = row_of_class.device_class;
      for (const PolicyResult& p : policies) {
        for (const EnergyRow& row : energy_rows(p)) {
          if (row.device_class != row_of_class.device_class) continue;
          rows.push_back({name, p.policy, with_interval(row.energy->estimate, row.energy->unit),
                          row.held == nullptr ? "" : format_with_unit(row.held->estimate.value, row.held->unit),
                          row.life_lost == nullptr ? "on mains" : with_interval(row.life_lost->estimate, row.life_lost->unit)});
          name.clear();
        }
      }
    }
  }
  return rows.empty() ? std::string() : render_table(columns, rows, options);
}

/// Empty if the scenario has no weaknesses.
std::string weakness_table(const std::vector<WeaknessResult>& weaknesses, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"weakness", "", Align::kLeft},        {"policy", "", Align::kLeft},
                                         {"devices", "", Align::kRight},        {"found", "", Align::kLeft},
                                         {"late", "", Align::kRight},           {"appears within", "median", Align::kRight},
                                         {"resolved", "", Align::kRight},       {"resolved within", "median", Align::kRight},
                                         {"wrong", "per device-day", Align::kRight}, {"missed because", "", Align::kLeft}};
  const auto median = [](const std::optional<SurvivalResult>& time) {
    if (!time) return std::string();
    return time->median_seconds ? picket::format_duration(time->median_seconds->value) : std::string("under half");
  };
  std::vector<Row> rows;
  std::set<std::string> shown;
  for (const WeaknessResult& first : weaknesses) {
    if (!shown.insert(first.kind).second) continue;
    for (const WeaknessResult& w : weaknesses) {
      if (w.kind != first.kind) continue;
      std::string missed;
      for (const std::string& reason : w.missed_because) missed += (missed.empty() ? "" : ", ") + words(reason);
      rows.push_back({w.policy == first.policy ? words(w.kind) : "", w.policy, std::to_string(w.units), percent(w.found_share),
                      std::to_string(w.found_late), median(w.time_to_appear),
                      w.time_to_resolve ? fmt::format("{} of {}", w.time_to_resolve->events, w.time_to_resolve->units) : "0 of 0",
                      median(w.time_to_resolve),
                      w.wrong_per_device_day ? with_interval(*w.wrong_per_device_day, "") : std::string(), missed});
    }
  }
  return rows.empty() ? std::string() : render_table(columns, rows, options);
}

/// Empty if the scenario has no faults.
std::string fault_table(const StudyResult& study, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"fault", "", Align::kLeft},  {"kind", "", Align::kLeft},   {"from", "", Align::kRight},
                                         {"until", "", Align::kRight}, {"sites", "", Align::kRight}, {"devices", "", Align::kRight}};
  std::vector<Row> rows;
  for (const FaultResult& f : study.faults) {
    rows.push_back({printable(f.fault), words(f.kind), picket::format_duration(f.from_seconds), picket::format_duration(f.until_seconds),
                    f.sites > 0 ? picket::format_number(f.sites) : std::string(), picket::format_number(f.devices)});
  }
  return rows.empty() ? std::string() : render_table(columns, rows, options);
}

/// A row for each policy with the estimates of its measures of these names.
std::vector<Row> measure_rows(const StudyResult& study, std::span<const char* const> names) {
  std::vector<Row> rows;
  for (const PolicyResult& policy : study.policies) {
    Row row{policy.policy};
    for (const char* name : names) {
      const Measure* measure = find(policy, name);
      row.push_back(measure == nullptr ? std::string() : picket::format_number(measure->estimate.value));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

/// What faults made of the hubs, by policy; empty if the scenario has none.
std::string trouble_table(const StudyResult& study, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"policy", "", Align::kLeft},        {"connects", "", Align::kRight},
                                         {"throttled", "", Align::kRight},    {"refused", "", Align::kRight},
                                         {"hub down", "", Align::kRight},     {"taken over", "", Align::kRight},
                                         {"busiest", "second", Align::kRight}, {"messages", "throttled", Align::kRight},
                                         {"over quota", "", Align::kRight},   {"twice", "", Align::kRight},
                                         {"held", "at the end", Align::kRight}};
  constexpr std::array kNames{"hub_connects_total",          "hub_connects_throttled_total",     "hub_connects_refused_total",
                              "hub_connects_unavailable_total", "hub_connections_taken_over_total", "hub_connects_busiest_second",
                              "hub_sends_throttled_total",   "hub_sends_over_quota_total",       "messages_duplicated_total",
                              "messages_held_total"};
  if (study.faults.empty()) return "";
  return render_table(columns, measure_rows(study, kNames), options);
}

/// What became of registrations at provisioning services, by policy; empty if nobody had to register.
std::string registration_table(const StudyResult& study, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"policy", "", Align::kLeft},       {"begun", "", Align::kRight},
                                         {"completed", "", Align::kRight},   {"given up", "", Align::kRight},
                                         {"requests", "", Align::kRight},    {"polls", "", Align::kRight},
                                         {"throttled", "", Align::kRight},   {"busiest", "minute", Align::kRight}};
  constexpr std::array kNames{"registrations_total",         "registrations_completed_total", "registrations_given_up_total",
                              "registration_requests_total", "registration_polls_total",      "registration_requests_throttled_total",
                              "registration_requests_busiest_minute"};
  const bool any = std::any_of(study.policies.begin(), study.policies.end(), [&](const PolicyResult& policy) {
    const Measure* begun = find(policy, kNames.front());
    return begun != nullptr && begun->estimate.value > 0;
  });
  return any ? render_table(columns, measure_rows(study, kNames), options) : "";
}

/// Empty if nothing was calibrated.
std::string calibration_table(const StudyResult& study, const TableOptions& options) {
  const std::vector<TableColumn> columns{{"policy", "", Align::kLeft},
                                         {"model", "", Align::kLeft},
                                         {"alerts", "above", Align::kRight},
                                         {"", "", Align::kLeft},
                                         {"budget", "/1000 device-days", Align::kRight},
                                         {"seen there", "/1000 device-days", Align::kRight},
                                         {"at most", "95 %", Align::kRight},
                                         {"benign life", "device-days", Align::kRight}};
  std::vector<Row> rows;
  std::string last;
  for (const CalibrationResult& c : study.calibration) {
    const double seen = static_cast<double>(c.alerts) / c.device_days * 1'000;
    rows.push_back({c.policy == last ? "" : c.policy, c.model, picket::format_number(c.threshold), c.unit,
                    picket::format_number(c.budget_per_1000_device_days), c.extrapolated ? "extrapolated" : picket::format_number(seen),
                    picket::format_number(c.upper_bound_per_1000_device_days), picket::format_number(c.device_days)});
    last = c.policy;
  }
  return rows.empty() ? std::string() : render_table(columns, rows, options);
}

}  // namespace

std::string study_text(const StudyResult& study, bool colour) {
  TableOptions options;
  options.colour = colour;
  options.indent = "  ";
  const auto counted = [](std::uint64_t n, const char* what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); };
  std::string out = fmt::format("{}: {} at {}, {} measured after {} of warm-up, {}, seed {}\n\n",
                                printable(study.title.empty() ? study.scenario_name : study.title), counted(study.devices, "device"),
                                counted(study.sites, "site"), picket::format_duration(study.duration_seconds),
                                picket::format_duration(study.warm_up_seconds), counted(study.replications, "replication"), study.seed);
  for (const std::string& sentence : study.verdict) out += printable(sentence) + "\n";
  append_titled(out, study.hubs_sized ? "Cost, hub sized for each policy so that nothing is throttled" : "Cost, hub as the scenario says",
          cost_table(study.policies, options));
  if (!study.policies.empty()) append_titled(out, "Bill per month, prices " + printable(study.price_book), bill_table(study.policies, options));
  append_titled(out, "Energy that radios draw for the agent beyond their sleep, as if nothing else kept them awake", energy_table(study.policies, options));
  append_titled(out, "Connections that lines forgot in silence, and something was then sent on in vain (nat_timeout)",
                forgotten_table(study.policies, options));
  append_titled(out, "Peak throughput at the busiest site's uplink and at the hub", throughput_table(study.policies, options));
  append_titled(out, "Peak throughput at the busiest cell that sites share", cell_table(study.policies, options));
  append_titled(out, "Merging at gateways", gateway_table(study.policies, options));
  if (!study.detections.empty()) {
    append_titled(out, "Detection; brackets are 95 % intervals over replications", quality_table(study, options));
    append_titled(out, "By attack", detection_table(study, study.detections, options));
    append_titled(out, "Why most steps of attacks were missed, over devices and replications", miss_table(study.detections, options));
  }
  append_titled(out, "Weaknesses and recommendations; found while they were there", weakness_table(study.weaknesses, options));
  append_titled(out, "Faults, the same for every policy; no attacks", fault_table(study, options));
  append_titled(out, "Connections and deliveries under them, mean over replications", trouble_table(study, options));
  append_titled(out, "Registrations at the provisioning service, mean over replications", registration_table(study, options));
  append_titled(out, "Raw events that did not reach the pipeline", drop_table(study, options));
  append_titled(out, "Thresholds calibrated before the study, on generated life without attacks", calibration_table(study, options));
  append_titled(out, "Changes of the twins, mean over replications", twin_table(study, options));
  append_titled(out, "Operations on twins a day, whole fleet: what the hubs did of what was asked, metered in units of 4 KB, and their bytes on the lines",
                operations_table(study, &PolicyResult::hub_operations, options));
  append_titled(out, "The fleet's own operations a day: what the hubs did of what was asked, metered in units of 4 KB; no cost of security",
                operations_table(study, &PolicyResult::business_operations, options));
  if (!study.fixed_hub.empty()) {
    append_titled(out, "The same on one fixed hub", cost_table(study.fixed_hub, options));
    if (!study.fixed_hub_detections.empty()) {
      append_titled(out, "By attack, fixed hub", detection_table(study, study.fixed_hub_detections, options));
    }
    append_titled(out, "Weaknesses and recommendations, fixed hub",
                  weakness_table(study.fixed_hub_weaknesses, options));
  }
  out += own_estimates_brief(study.own_estimates);
  for (const std::string& warning : study.warnings) out += "\nnote: " + printable(warning);
  out += fmt::format("\ndigest {}  commit {}  {} of wall time\nrepeat: {}\n", study.digest, study.commit,
                     picket::format_duration(study.wall_seconds), printable(study.repeat_command));
  return out;
}

}  // namespace picket::sim
