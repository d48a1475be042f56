#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

// plan.json of a made fleet, by formula and with the fields of sim/plan/plan_json.cc: 1,000 kiosks, 100 of them simulated. A hub of one unit
// costs $25 and holds 600 devices of the first policy and 1,800 of the second.

namespace picket {

struct PlanSampleOptions {
  std::string policy_name = "raw";
  bool intervals = true;      ///< else two replications, which give none
  bool impossible = false;    ///< the first policy has no hubs that hold the fleet
  std::uint32_t steps = 4;    ///< of the first policy
};

namespace plan_sample {

using PlanJson = nlohmann::ordered_json;

inline constexpr double kDevices = 1'000;
inline constexpr double kUnitUsd = 25;

inline PlanJson estimate(double value, const PlanSampleOptions& options) {
  return {{"value", value}, {"ci_low", options.intervals ? PlanJson(value * 0.99) : PlanJson()}, {"ci_high", options.intervals ? PlanJson(value * 1.01) : PlanJson()},
          {"n", options.intervals ? 10 : 2}};
}

inline PlanJson hubs(const char* sku, std::uint32_t units, double usd, double blocks, double quota) {
  const double share = blocks / quota;
  PlanJson out{{"says", std::string(sku) + " x " + std::to_string(units) + (units == 1 ? " unit" : " units")}, {"sku", sku}, {"units", units}, {"hubs", 1}, {"usd_per_month", usd},
               {"fits", share <= 0.8}};
  if (share > 0.8) out["fails_by"] = "daily quota: too little <of it>";
  out["uses"] = {{{"limit", "daily quota"}, {"unit", "blocks/day"}, {"used", blocks}, {"of", quota}, {"share", share}, {"allowed_share", 0.8}},
                 {{"limit", "reconnect"}, {"unit", "s"}, {"used", 90}, {"of", 1800}, {"share", 0.05}, {"allowed_share", 1}}};
  return out;
}

inline PlanJson load(double refused, double delay) {
  return {{"refused_share", refused}, {"refused_by_quota", refused}, {"refused_by_throttle", 0}, {"delay_seconds_quantile", delay}, {"reconnect_seconds", 90}, {"twin_read_seconds", 120}};
}

inline PlanJson line(const char* name, double usd, double security, const char* quality, const PlanSampleOptions& options) {
  PlanJson out = estimate(usd, options);
  out.update({{"line", name}, {"quantity", usd / 2}, {"unit", "GB"}, {"usd_per_unit", 2}, {"security_usd", security}, {"basis", "at 2.00 USD <each>"}, {"quality", quality},
              {"source", "a <price list>"}});
  return out;
}

/// A policy whose hubs cost $25 for each `holds` devices, and all else `usd_per_device`.
inline PlanJson policy(const std::string& name, double holds, std::uint32_t count, double usd_per_device, const PlanSampleOptions& options) {
  const auto units = static_cast<std::uint32_t>(std::ceil(kDevices / holds));
  const double hub_usd = kUnitUsd * units;
  const double rows_usd = usd_per_device * kDevices;
  PlanJson steps = PlanJson::array();
  for (std::uint32_t i = 0; i < count; ++i) {
    const double from = holds * i + 1;
    const double to = holds * (i + 1);
    steps.push_back({{"from_devices", from}, {"to_devices", to}, {"says", hubs("S1", i + 1, 0, 1, 1)["says"]}, {"sku", "S1"}, {"units", i + 1}, {"hubs", 1},
                     {"usd_per_month", kUnitUsd * (i + 1)}, {"bill_usd_at_from", kUnitUsd * (i + 1) + usd_per_device * from},
                     {"bill_usd_at_to", kUnitUsd * (i + 1) + usd_per_device * to}, {"ends_by", i + 1 == count ? PlanJson() : PlanJson("daily quota")}});
  }
  PlanJson sizes = PlanJson::array();
  for (const double part : {0.5, 1.0, 2.0}) {
    const double devices = part * kDevices;
    const double needed = std::ceil(devices / holds);
    sizes.push_back({{"devices", devices}, {"usd_per_month", kUnitUsd * needed + usd_per_device * devices}, {"choice", {{"says", "S1 x some"}, {"sku", "S1"}, {"units", needed}, {"hubs", 1}}},
                     {"on_plan", load(part > 1 ? 0.25 : 0, part > 1 ? 60 : 0)}, {"plan_fits", part <= 1}, {"tightest", "daily quota"}});
  }
  const auto assumption = [](const char* what, const char* kind, double low, double high, std::optional<double> usd_low, double usd_high) {
    return PlanJson{{"name", what}, {"kind", kind}, {"says", "What it <is>."}, {"stated", 1}, {"low", low}, {"high", high}, {"range", "+- 10 %"},
                    {"usd_at_low", usd_low ? PlanJson(*usd_low) : PlanJson()}, {"usd_at_high", usd_high}, {"swing_usd", usd_high}, {"elasticity", 0.5}};
  };
  const double usd = hub_usd + rows_usd;
  PlanJson bill{{"usd_per_month", estimate(usd, options)}, {"security_usd_per_month", estimate(usd - kUnitUsd, options)}, {"per_replication", {usd * 0.99, usd * 1.01}},
                {"lines", {line("iot_hub_units", hub_usd, hub_usd - kUnitUsd, "published", options), line("cellular_data", rows_usd, rows_usd, "estimated", options),
                           line("analyst_time", 0, 0, "own", options)}}};
  PlanJson quantity{{"name", "messages_per_day"}, {"unit", "1/day"}};
  quantity.update(estimate(24'000, options));
  quantity["variance_share"] = {{"kiosk", 0.9}, {"medical & more", 0.1}};
  const double blocks = 80'000;
  return {{"policy", name},
          {"choice", hubs("S1", units, hub_usd, blocks, 400'000.0 * units)},
          {"needs_hub", true},
          {"at_upper_end", nullptr},
          {"impossible_at_upper_end", false},
          {"load", load(0, 0)},
          {"stated_error", options.intervals ? PlanJson(0.01) : PlanJson()},
          {"bill", bill},
          {"usage", {quantity}},
          {"demand_shape", {{"step_seconds", 3600}, {"steps", {0.5, 1.5}}, {"days", {1}}}},
          {"cheapest_of_tiers", {hubs("S2", 1, 250, blocks, 6e6), hubs("S1", units, hub_usd, blocks, 400'000.0 * units)}},
          {"cheaper_choices", {hubs("F1", 1, 0, blocks, 8'000), hubs("S1", 1, 20, blocks, 90'000)}},
          {"breaking_points", steps},
          {"fleet_sizes", sizes},
          {"assumptions",
           {assumption("metered_line_price", "price", 0.4, 6, usd * 0.6, usd * 2), assumption("headroom", "goal", 0, 0.4, usd, usd + kUnitUsd),
            assumption("throttle_burst_seconds", "estimate", 30, 300, std::nullopt, usd)}}};
}

}  // namespace plan_sample

inline nlohmann::ordered_json sample_plan(const PlanSampleOptions& options = {}) {
  using plan_sample::PlanJson;
  PlanJson first = plan_sample::policy(options.policy_name, 600, options.steps, 0.01, options);
  if (options.impossible) {
    for (const char* field : {"choice", "load", "bill", "stated_error"}) first[field] = nullptr;
    first["cheapest_of_tiers"] = PlanJson::array();
    first["breaking_points"] = PlanJson::array();
    first["assumptions"] = PlanJson::array();
    for (PlanJson& size : first["fleet_sizes"]) size["usd_per_month"] = size["choice"] = size["on_plan"] = nullptr;
  }
  PlanJson pairs = PlanJson::array();
  if (!options.impossible) {
    // 25 + 0.01 N against 25 + 0.03 N up to 600 devices. From 601 on the first pays a second unit, which 0.02 N pays back at no size before its third.
    pairs.push_back({{"first", options.policy_name}, {"second", "g2_linux"}, {"cheaper", "g2_linux"}, {"compared_up_to_devices", 2'400},
                     {"says", "from 601 devices on g2_linux is cheaper"},
                     {"at", PlanJson::array({{{"from_devices", 601}, {"cheaper", "g2_linux"}}})}});
  }
  PlanJson none = plan_sample::policy("agentless", 1e9, 0, 0, options);
  none["choice"] = nullptr;
  none["load"] = nullptr;
  none["needs_hub"] = false;
  none["bill"] = {{"usd_per_month", plan_sample::estimate(0, options)}, {"security_usd_per_month", plan_sample::estimate(0, options)}, {"per_replication", {0, 0}},
                  {"lines", {plan_sample::line("iot_hub_units", 0, 0, "published", options)}}};
  for (const char* field : {"cheapest_of_tiers", "cheaper_choices", "assumptions", "usage"}) none[field] = PlanJson::array();
  for (PlanJson& size : none["fleet_sizes"]) {
    size["usd_per_month"] = 0;
    size["choice"] = size["on_plan"] = nullptr;
  }
  return {{"schema", "picket.plan"},
          {"schema_version", 1},
          {"study_id", "made_plan-s7-0123"},
          {"name", "made_plan"},
          {"title", "Kiosks & hubs"},
          {"scenario", "first_light"},
          {"scenario_path", "scenarios/first_light.yaml"},
          {"of_run", ""},
          {"created_utc", "2026-11-30T00:00:00Z"},
          {"version", "0.1.0"},
          {"commit", "abc123"},
          {"repeat_command", "./picket plan made.yaml --seed 7"},
          {"seed", 7},
          {"replications", options.intervals ? 10 : 2},
          {"simulated_days", 2},
          {"warm_up_days", 1},
          {"billing_days", 30},
          {"devices", plan_sample::kDevices},
          {"scenario_devices", 100},
          {"price_book", "us_2026_11"},
          {"prices_compiled", "2026-11-23"},
          {"goals", {{"max_refused", 0.001}, {"max_delay_seconds", 10}, {"delay_quantile", 0.99}, {"headroom", 0.2}, {"reconnect_within_seconds", 1'800}}},
          {"estimates", {{"throttle_burst_seconds", 90}, {"throttle_queue_seconds", 60}, {"throttle_wait_seconds", 45}}},
          {"stated_error", options.intervals ? PlanJson(0.01) : PlanJson()},
          {"strata", {{{"name", "kiosk"}, {"devices", 900}, {"sampled", 90}}, {{"name", "medical & more"}, {"devices", 100}, {"sampled", 10}}}},
          {"excluded_tiers", {{{"tiers", "F1"}, {"why", "for trials"}}, {{"tiers", "B1, B2, B3"}, {"why", "no twins"}}}},
          {"policies", {first, plan_sample::policy("g2_linux", 1'800, 2, 0.03, options), none}},
          {"break_even", pairs},
          {"methods", {"Simulated: 100 devices.", "Not in it: <faults>."}},
          {"warnings", {"2 simulated days are <few>."}}};
}

}  // namespace picket
