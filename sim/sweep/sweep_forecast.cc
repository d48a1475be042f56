#include "sim/sweep/sweep_forecast.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

#include "reports/number_format.h"
#include "sim/cost/bill.h"
#include "sim/cost/size_hub.h"
#include "sim/experiment/simulation_jobs.h"

namespace picket::sim {
namespace {

double devices_of(const Scenario& scenario) {
  double devices = 0;
  for (const FleetGroup& group : scenario.fleet) devices += group.count;
  return devices;
}

/// Of one simulation: all policies, warm-up included.
double device_days_of(const Scenario& scenario) {
  const double days = (scenario.warm_up + scenario.duration).to_seconds() / 86'400;
  return devices_of(scenario) * days * static_cast<double>(scenario.policies.size());
}

double total(const std::vector<BillLineAmount>& lines) {
  double sum = 0;
  for (const BillLineAmount& line : lines) sum += line.per_month.to_dollars();
  return sum;
}

/// What is paid before any message: with no traffic, every hub is of the smallest size that holds the devices, or of the scenario's.
double fixed_bill(const Scenario& scenario) {
  Usage usage;
  usage.devices = devices_of(scenario);
  usage.agents = usage.connections = usage.modules = usage.devices;
  std::vector<HubSize> hubs;
  for (const HubSettings& hub : scenario.hubs) {
    Usage share = usage;
    share.devices /= static_cast<double>(scenario.hubs.size());
    share.agents = share.connections = share.modules = share.devices;
    hubs.push_back(hub.units == 0 ? size_hub(share, scenario.prices) : HubSize{hub.sku, hub.units});
  }
  return total(bill(usage, hubs, scenario.prices));
}

void widen(BillRange& range, double usd) {
  range.least = range.points == 0 ? usd : std::min(range.least, usd);
  range.most = range.points == 0 ? usd : std::max(range.most, usd);
  ++range.points;
}

std::string money_range(const BillRange& range) {
  const std::string least = picket::format_money(range.least);
  const std::string most = picket::format_money(range.most);
  return least == most ? least : least + " to " + most;
}

}  // namespace

SweepForecast forecast_sweep(const std::vector<SweepPoint>& points, std::uint32_t replications, const PointRunSettings& settings, double usual_speed) {
  SweepForecast out;
  out.points = points.size();
  out.replications = replications;
  out.policies = points.empty() ? 0 : points.front().scenario.policies.size();
  out.threads = std::max(1U, settings.threads);
  std::set<std::string_view> different;
  for (const SweepPoint& point : points) {
    if (different.insert(point.resolved).second) widen(out.fixed, fixed_bill(point.scenario));
  }
  out.scenarios = different.size();
  double seconds = 0;
  double done = 0;
  std::size_t read = 0;
  // Without that folder no run needs to be looked for, by a key that is a digest of a whole scenario.
  std::error_code ignored;
  const bool any = std::filesystem::exists(settings.out_directory + "/" + settings.study_id + "/runs", ignored);
  std::set<std::size_t> billed;
  for (const auto& [p, r] : runs_of(points, 0, replications, settings.shard)) {
    const Scenario& scenario = points[p].scenario;
    ++out.simulations;
    const auto lanes = any ? read_run_of(points[p], r, settings) : std::nullopt;
    if (!lanes) {
      out.device_days += device_days_of(scenario);
      continue;
    }
    ++out.found;
    if (read < kRunsForSpeed) {
      ++read;
      done += device_days_of(scenario);
      for (const LaneResult& lane : *lanes) seconds += lane.times.wall_seconds;
    }
    if (!billed.insert(p).second) continue;
    for (const LaneResult& lane : *lanes) {
      auto range = std::find_if(out.bills.begin(), out.bills.end(), [&](const BillRange& b) { return b.policy == lane.policy; });
      if (range == out.bills.end()) range = out.bills.insert(out.bills.end(), BillRange{lane.policy, 0, 0, 0});
      widen(*range, total(bill(lane.usage, lane.hubs, scenario.prices)));
    }
  }
  const bool known = seconds > 0 && done > 0;
  const double speed = known ? done / seconds : usual_speed;
  out.basis = known ? fmt::format("{} runs that are there: {} device-days a core-second", read, picket::format_number(speed))
                    : fmt::format("own estimate of {} device-days a core-second; no run is there yet", picket::format_number(speed));
  out.wall_seconds = out.device_days / (speed * out.threads);
  return out;
}

std::string rough_time(double seconds) {
  if (seconds < 10) return "less than 10 s";
  if (seconds < 55) return fmt::format("~{:.0f} s", 10 * std::round(seconds / 10));
  if (seconds < 9.5 * 60) return fmt::format("~{:.0f} min", std::max(1.0, std::round(seconds / 60)));
  if (seconds < 55 * 60) return fmt::format("~{:.0f} min", 5 * std::round(seconds / 300));
  if (seconds < 9.75 * 3'600) return fmt::format("~{:g} h", std::max(1.0, std::round(seconds / 1'800) / 2));
  if (seconds < 47.5 * 3'600) return fmt::format("~{:.0f} h", std::round(seconds / 3'600));
  return fmt::format("~{:.0f} days", std::round(seconds / 86'400));
}

std::string forecast_text(const SweepForecast& f, const std::string& design) {
  std::string out = fmt::format("points:       {} ({})", f.points, design);
  if (f.scenarios < f.points) out += fmt::format(", {} of them different", f.scenarios);
  out += fmt::format("\nsimulations:  {}, each a replication of a point under {} polic{}; {} are there, {} are missing\n", f.simulations, f.policies,
                     f.policies == 1 ? "y" : "ies", f.found, f.simulations - f.found);
  out += fmt::format("device-days:  {} to simulate, warm-up included\n", picket::format_number(f.device_days));
  out += fmt::format("time:         {} on {} core{} ({})\n", rough_time(f.wall_seconds), f.threads, f.threads == 1 ? "" : "s", f.basis);
  out += fmt::format("bill:         {} a month at a point before any message (hub units and what is paid for each device)\n", money_range(f.fixed));
  for (const BillRange& range : f.bills) {
    out += fmt::format("              {} a month under {}, at the {} point{} with runs\n", money_range(range), range.policy, range.points,
                       range.points == 1 ? "" : "s");
  }
  if (f.bills.empty()) out += "              what messages add is known after the first run; the price book is the scenario's\n";
  return out + "nothing was run\n";
}

std::string forecast_json(const SweepForecast& f, const std::string& design) {
  using Json = nlohmann::ordered_json;
  Json bills = Json::array();
  for (const BillRange& range : f.bills) {
    bills.push_back({{"policy", range.policy}, {"least_usd_per_month", range.least}, {"most_usd_per_month", range.most}, {"points", range.points}});
  }
  const Json out{{"schema", "picket.sweep_forecast"},
                 {"schema_version", 1},
                 {"design", design},
                 {"points", f.points},
                 {"different_scenarios", f.scenarios},
                 {"replications", f.replications},
                 {"policies", f.policies},
                 {"simulations", f.simulations},
                 {"simulations_found", f.found},
                 {"device_days", f.device_days},
                 {"threads", f.threads},
                 {"wall_seconds", f.wall_seconds},
                 {"wall_seconds_basis", f.basis},
                 {"fixed_bill", {{"least_usd_per_month", f.fixed.least}, {"most_usd_per_month", f.fixed.most}}},
                 {"bills", std::move(bills)}};
  return out.dump(1) + "\n";
}

}  // namespace picket::sim
