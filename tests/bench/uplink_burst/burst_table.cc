#include "tests/bench/uplink_burst/burst_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"
#include "sim/statistics/quantile.h"

namespace picket::sim {
namespace {

constexpr double kCoverageWanted = 0.95;

std::vector<double> at_quantile(const std::vector<BurstQuantiles>& replications, std::size_t quantile) {
  std::vector<double> values;
  for (const BurstQuantiles& each : replications) values.push_back(each[quantile]);
  return values;
}

/// Of the same replication each, from the same starts.
std::vector<double> ratios(const std::vector<BurstQuantiles>& model, const std::vector<BurstQuantiles>& ns3, std::size_t quantile) {
  PICKET_CHECK(model.size() == ns3.size(), "model", model.size(), "ns-3", ns3.size());
  std::vector<double> values;
  for (std::size_t i = 0; i < model.size(); ++i) values.push_back(model[i][quantile] / ns3[i][quantile]);
  return values;
}

/// "0.0163", "12.5", "231": three significant digits, without an exponent.
std::string seconds_text(double seconds) {
  const int before_point = seconds > 0 ? static_cast<int>(std::floor(std::log10(seconds))) + 1 : 1;
  return fmt::format("{:.{}f}", seconds, std::max(0, 3 - before_point));
}

std::string ratio_text(const MedianInterval& ratio) {
  return fmt::format("{:.2f} [{:.2f}, {:.2f}]", ratio.median, ratio.low, ratio.high);
}

std::string size_text(std::int64_t bytes) { return fmt::format("{} kB", static_cast<double>(bytes) / 1'000); }

std::string setting_cells(const BurstSetting& s) {
  return fmt::format("| {} | {} | {} s | {} | {} % |", s.devices, size_text(s.body_bytes), s.within_seconds,
                     s.connected_before ? "open" : "opened", s.loss_ratio * 100);
}

/// One after the other, " / " between.
template <class Cell>
std::string each_quantile(const Cell& cell) {
  std::string text;
  for (std::size_t q = 0; q < kBurstQuantiles.size(); ++q) text += (q == 0 ? "" : " / ") + cell(q);
  return text;
}

std::string medians(const std::vector<BurstQuantiles>& replications) {
  return each_quantile([&](std::size_t q) { return seconds_text(median_interval(at_quantile(replications, q)).median); });
}

std::string ratio_cells(const std::vector<BurstQuantiles>& model, const std::vector<BurstQuantiles>& ns3) {
  return each_quantile([&](std::size_t q) { return fmt::format("{:.2f}", median_interval(ratios(model, ns3, q)).median); }) + " | " +
         each_quantile([&](std::size_t q) -> std::string { return says(agreement(median_interval(ratios(model, ns3, q)))); });
}

}  // namespace

BurstQuantiles burst_quantiles(const std::vector<double>& completion_seconds) {
  BurstQuantiles result{};
  for (std::size_t q = 0; q < kBurstQuantiles.size(); ++q) result[q] = sample_quantile(completion_seconds, kBurstQuantiles[q]);
  return result;
}

// P(order statistics r and n + 1 - r enclose the median) = 1 - 2 P(Binomial(n, 1/2) < r).
MedianInterval median_interval(std::vector<double> values) {
  PICKET_CHECK(!values.empty());
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  MedianInterval result;
  result.median = (values[(n - 1) / 2] + values[n / 2]) / 2;
  double term = std::pow(0.5, static_cast<double>(n));  // P(Binomial = below)
  double below_r = term;
  std::size_t r = 1;
  result.coverage = 1 - 2 * below_r;
  for (std::size_t below = 1; 2 * (below + 1) <= n; ++below) {
    term *= static_cast<double>(n - below + 1) / static_cast<double>(below);
    below_r += term;
    if (1 - 2 * below_r < kCoverageWanted) break;
    r = below + 1;
    result.coverage = 1 - 2 * below_r;
  }
  result.low = values[r - 1];
  result.high = values[n - r];
  return result;
}

BurstAgreement agreement(const MedianInterval& ratio) {
  const auto inside = [&ratio](double share) { return ratio.low >= 1 - share && ratio.high <= 1 + share; };
  const auto outside = [&ratio](double share) { return ratio.high < 1 - share || ratio.low > 1 + share; };
  if (inside(0.10)) return BurstAgreement::kTenPercent;
  if (inside(0.25)) return BurstAgreement::kQuarter;
  return outside(0.25) ? BurstAgreement::kNot : BurstAgreement::kUnclear;
}

const char* says(BurstAgreement agreement) {
  switch (agreement) {
    case BurstAgreement::kTenPercent: return "10 %";
    case BurstAgreement::kQuarter: return "25 %";
    case BurstAgreement::kNot: return "no";
    case BurstAgreement::kUnclear: break;
  }
  return "?";
}

std::string full_table(const std::vector<BurstComparison>& comparisons) {
  std::string text =
      "| Devices | Body | Within | Connection | Loss | | ns-3, s | fifo, s | fifo / ns-3 | | fair, s | fair / ns-3 | |\n"
      "|---:|---:|---:|---|---:|---|---:|---:|---:|---|---:|---:|---|\n";
  for (const BurstComparison& c : comparisons) {
    for (std::size_t q = 0; q < kBurstQuantiles.size(); ++q) {
      const MedianInterval ns3 = median_interval(at_quantile(c.ns3, q));
      const MedianInterval fifo = median_interval(ratios(c.fifo, c.ns3, q));
      const MedianInterval fair = median_interval(ratios(c.fair, c.ns3, q));
      text += setting_cells(c.setting) +
              fmt::format(" p{:.0f} | {} [{}, {}] | {} | {} | {} | {} | {} | {} |\n", kBurstQuantiles[q] * 100, seconds_text(ns3.median),
                          seconds_text(ns3.low), seconds_text(ns3.high), seconds_text(median_interval(at_quantile(c.fifo, q)).median),
                          ratio_text(fifo), says(agreement(fifo)), seconds_text(median_interval(at_quantile(c.fair, q)).median),
                          ratio_text(fair), says(agreement(fair)));
    }
  }
  return text;
}

std::string short_table(const std::vector<BurstComparison>& comparisons) {
  std::string text =
      "| Devices | Body | Within | Connection | Loss | ns-3, s | fifo, s | fifo / ns-3 | | fair, s | fair / ns-3 | |\n"
      "|---:|---:|---:|---|---:|---|---|---|---|---|---|---|\n";
  for (const BurstComparison& c : comparisons) {
    text += setting_cells(c.setting) + fmt::format(" {} | {} | {} | {} | {} |\n", medians(c.ns3), medians(c.fifo),
                                                   ratio_cells(c.fifo, c.ns3), medians(c.fair), ratio_cells(c.fair, c.ns3));
  }
  return text;
}

}  // namespace picket::sim
