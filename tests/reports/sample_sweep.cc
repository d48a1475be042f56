#include "tests/reports/sample_sweep.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <vector>

#include "agent_core/base/hash.h"

namespace picket {

namespace {

using OrderedJson = nlohmann::ordered_json;

struct Level {
  const char* text;
  double number;
};

constexpr std::array<Level, 4> kWindows{{{"5 min", 300}, {"15 min", 900}, {"1 h", 3600}, {"4 h", 14400}}};
constexpr std::array<Level, 2> kEncodings{{{"json", 0}, {"cbor", 1}}};
constexpr std::array<Level, 2> kFleets{{{"100", 100}, {"400", 400}}};

/// Even in [-1, 1), by key.
double noise(std::uint64_t replication, std::uint64_t point, std::uint64_t purpose) {
  const std::uint64_t key = mix64(mix64(replication * 1009 + point) + purpose);
  return static_cast<double>(key >> 11) / 4503599627370496.0 - 1;
}

OrderedJson measure(const std::string& name, const std::vector<double>& values) {
  double mean = 0;
  for (const double x : values) mean += x / static_cast<double>(values.size());
  double squares = 0;
  for (const double x : values) squares += (x - mean) * (x - mean);
  const double n = static_cast<double>(values.size());
  // 2.201 is Student's t of 97.5 % at 11 degrees of freedom, near enough for a sample of any size.
  const double half = n < 5 ? 0 : 2.201 * std::sqrt(squares / (n - 1) / n);
  return {{"name", name}, {"value", mean}, {"ci_low", n < 5 ? OrderedJson() : OrderedJson(mean - half)}, {"ci_high", n < 5 ? OrderedJson() : OrderedJson(mean + half)}, {"per_replication", values}};
}

OrderedJson result(const std::string& policy, double cost, double miss, double delay, std::uint32_t replications, std::uint64_t point) {
  std::vector<double> costs;
  std::vector<double> misses;
  std::vector<double> detected;
  std::vector<double> delays;
  for (std::uint64_t r = 0; r < replications; ++r) {
    const auto around = [&](double x, double width, std::uint64_t purpose) {
      return x * (1 + width * (0.9 * noise(r, 0, purpose) + 0.1 * noise(r, point + 1, purpose)));
    };
    costs.push_back(around(cost, 0.03, 1));
    misses.push_back(std::min(1.0, around(miss, 0.3, 2)));
    detected.push_back(1 - misses.back());
    delays.push_back(around(delay, 0.15, 3));
  }
  return {{"policy", policy},
          {"measures",
           {measure("cost_usd_per_month", costs), measure("p_miss", misses), measure("detected_by_deadline", detected),
            measure("time_to_detect_restricted_mean_seconds", delays)}}};
}

OrderedJson tune_part(std::size_t points) {
  OrderedJson evaluations = OrderedJson::array();
  OrderedJson hypervolume = OrderedJson::array();
  for (std::size_t i = 0; i < points; ++i) {
    evaluations.push_back(fmt::format("p{:04}", i + 1));
    hypervolume.push_back(i == 0 ? OrderedJson() : OrderedJson(1 - 1 / static_cast<double>(i + 1)));
  }
  const auto certified = [](const char* point, const char* verdict, double estimate, OrderedJson missing,
                            const char* says) {
    return OrderedJson{{"point", point}, {"verdict", verdict}, {"n", 40}, {"estimate", estimate}, {"bound", 0.95}, {"confidence", 0.95}, {"runs_missing", std::move(missing)}, {"says", says}};
  };
  return {{"objectives", {{{"measure", "cost_usd_per_month"}, {"goal", "less"}}, {{"measure", "time_to_detect_restricted_mean_seconds"}, {"goal", "less"}}}},
          {"constraints", {{{"measure", "detected_by_deadline"}, {"at_least", 0.95}, {"confidence", 0.95}}}},
          {"optimiser", "gp-ehvi"},
          {"evaluations", evaluations},
          {"hypervolume", hypervolume},
          {"front", {"p0002", "p0004"}},
          {"certified",
           {certified("p0002", "PASS", 0.98, nullptr, "the lower bound is 96.4 %"), certified("p0004", "INCONCLUSIVE", 0.955, 120, "120 runs are missing"),
            certified("p0006", "FAIL", 0.91, nullptr, "the upper bound is 93 %")}},
          {"cheapest_certified", "p0002"}};
}

}  // namespace

OrderedJson sample_sweep(const SweepSampleOptions& options) {
  OrderedJson parameters{{{"path", "policy.g2_linux.window"}, {"unit", "s"}, {"log", true}, {"kind", "number"}, {"levels", {"5 min", "15 min", "1 h", "4 h"}}},
                  {{"path", "policy.g2_linux.encoding"}, {"unit", ""}, {"log", false}, {"kind", "word"}, {"levels", {"json", "cbor"}}}};
  if (options.fleet) parameters.push_back({{"path", "fleet[0].count"}, {"unit", ""}, {"log", false}, {"kind", "number"}, {"levels", {"100", "400"}}});
  OrderedJson points = OrderedJson::array();
  for (const Level& fleet : kFleets) {
    if (!options.fleet && &fleet != kFleets.data()) continue;
    for (const Level& window : kWindows) {
      for (const Level& encoding : kEncodings) {
        const std::size_t i = points.size();
        const double cost = fleet.number * (0.05 + 20 / window.number) * (encoding.number > 0 ? 0.7 : 1);
        const double miss = 0.02 + 0.25 * window.number / 14400;
        OrderedJson values{window.text, encoding.text};
        OrderedJson numbers{window.number, encoding.number};
        if (options.fleet) {
          values.push_back(fleet.text);
          numbers.push_back(fleet.number);
        }
        OrderedJson results = OrderedJson::array({result(options.policy_name, cost, miss, 60 + window.number / 2, options.replications, i)});
        if (!options.tune || i == 0) results.push_back(result("none", fleet.number * 0.2, 0.4, 9000, options.replications, 1000));
        points.push_back({{"id", fmt::format("p{:04}", i + 1)}, {"values", values}, {"numbers", numbers}, {"replications", options.replications}, {"failure", ""}, {"results", results}});
      }
    }
  }
  const auto declared = [](const char* name, const char* unit, const char* better) { return OrderedJson{{"name", name}, {"unit", unit}, {"says", "What it says."}, {"better", better}}; };
  const std::size_t count = points.size();
  OrderedJson out{{"schema", "picket.sweep"},
           {"schema_version", 1},
           {"kind", options.tune ? "tune" : "sweep"},
           {"study_id", "made-1-0123"},
           {"name", "made"},
           {"title", "Window & encoding"},
           {"scenario_name", "first_light"},
           {"scenario_path", "scenarios/first_light.yaml"},
           {"created_utc", "2026-11-30T00:00:00Z"},
           {"commit", "abc123"},
           {"version", "0.1.0"},
           {"digest", "00ff"},
           {"repeat_command", "./picket sweep made.yaml --seed 7"},
           {"seed", 7},
           {"replications", options.replications},
           {"devices", 100},
           {"duration_seconds", 86400},
           {"design", {{"kind", options.tune ? "search" : "full_factorial"}, {"points", count}, {"text", options.tune ? "search by gp-ehvi" : "full factorial of 4 x 2 levels"}}},
           {"parameters", parameters},
           {"policies", {options.policy_name, "none"}},
           {"reference_policy", "none"},
           {"measures",
            {declared("cost_usd_per_month", "USD/month", "less"), declared("p_miss", "share", "less"), declared("detected_by_deadline", "share", "more"),
             declared("time_to_detect_restricted_mean_seconds", "s", "less")}},
           {"points", points},
           {"verdict", {"Least cost: p0008."}},
           {"warnings", {"Prices <are> estimates."}}};
  if (options.tune) out["tune"] = tune_part(count);
  return out;
}

}  // namespace picket
