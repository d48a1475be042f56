#include "sim/live/compare/fitted_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/scenario/quantity_text.h"
#include "sim/statistics/proportion.h"
#include "sim/statistics/reference_distributions.h"

namespace picket::sim {
namespace {

constexpr double kFitLevel = 0.95;
constexpr double kNormal99 = 2.3263478740408408;  ///< 99 % quantile of the standard normal
constexpr double kGoodFit = 0.25;
/// Single draws are cut there, above what was seen: a tail is longer than a sample of it (own choice).
constexpr double kCutAboveLongest = 2;
constexpr double kLeastCut = 2;

double effective_of(double n, double r) { return std::min(n, n * (1 - r) / (1 + r)); }

/// Three digits say more than the interval.
std::string in_milliseconds(double seconds) { return fmt::format("{:.4g} ms", seconds * 1'000); }

/// A decimal that YAML reads, without an exponent.
std::string plain(double value, int digits) {
  std::string text = fmt::format("{:.{}f}", value, digits);
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text += '0';
  return text;
}

std::string milliseconds_yaml(double seconds) { return plain(seconds * 1'000, 3) + " ms"; }

}  // namespace

bool FittedLine::fits() const { return std::abs(fitted_p99 - seen_p99) <= kGoodFit * seen_p99; }

std::optional<FittedLine> fit_line(const DelaySummary& delays, bool line_is_counted, const LineCount& line) {
  if (delays.count < kLeastFittedMessages) return std::nullopt;
  FittedLine out;
  out.messages = delays.count;
  const auto n = static_cast<double>(delays.count);
  const double r = std::clamp(delays.lag_one_log, 0.0, 0.999);
  out.effective = effective_of(n, r);
  out.effective_sigma = effective_of(n, r * r);
  if (out.effective < kMinReplicationsForInterval) return std::nullopt;
  out.median_seconds = std::exp(delays.mean_log);
  out.sigma = delays.sd_log;
  const double half = student_t_factor(kFitLevel, out.effective - 1) * delays.sd_log / std::sqrt(out.effective);
  out.median = {std::exp(delays.mean_log - half), std::exp(delays.mean_log + half)};
  const double freedom = out.effective_sigma - 1;
  out.sigma_interval = {delays.sd_log * std::sqrt(freedom / chi_squared_quantile((1 + kFitLevel) / 2, freedom)),
                        delays.sd_log * std::sqrt(freedom / chi_squared_quantile((1 - kFitLevel) / 2, freedom))};
  out.seen_p50 = delays.quantiles[2];
  out.seen_p99 = delays.quantiles[6];
  out.fitted_p99 = std::exp(delays.mean_log + kNormal99 * delays.sd_log);
  out.longest = delays.longest;
  if (line_is_counted && line.data_segments_up > 0) {
    out.segments = line.data_segments_up;
    out.loss_ratio = static_cast<double>(line.segments_again) / static_cast<double>(line.data_segments_up);
    out.loss = wilson(line.segments_again, line.data_segments_up, kFitLevel);
  }
  return out;
}

std::string line_profile_yaml(const FittedLine& line, const LineProfile& profile) {
  static_assert(kDelayQuantiles[2].share == 0.5 && kDelayQuantiles[6].share == 0.99);
  std::string out = fmt::format("# A line fitted to a live fleet: {}.\n", profile.source);
  out += fmt::format("# round_trip_time: from {} messages, PUBLISH to PUBACK, worth {:.0f} independent ones; what the hub takes and the\n"
                     "#   message's own time on the line are in it. Intervals of 95 %:\n"
                     "#   median {} [{}, {}], sigma {:.3g} [{:.3g}, {:.3g}]\n"
                     "#   99th percentile seen {}, fitted {}{}; max is twice the longest seen, 2 s at least (own choice)\n",
                     line.messages, line.effective, in_milliseconds(line.median_seconds), in_milliseconds(line.median.low), in_milliseconds(line.median.high),
                     line.sigma, line.sigma_interval.low, line.sigma_interval.high, in_milliseconds(line.seen_p99), in_milliseconds(line.fitted_p99),
                     line.fits() ? "" : ": NO GOOD FIT, delays are not lognormal");
  if (line.loss_ratio) {
    out += fmt::format("# loss_ratio: {:.3g} [{:.3g}, {:.3g}], of {} data segments those that TCP sent again; some of them without need\n", *line.loss_ratio,
                       line.loss.low, line.loss.high, line.segments);
  } else {
    out += "# loss_ratio: was not measured, since this kernel does not count segments; left at its default\n";
  }
  const double least = profile.message_bytes * 8 / (kOwnTimeShare * line.median_seconds);
  const BitRate bandwidth{std::max(profile.uplink_bandwidth.bits_per_second, std::ceil(least))};
  out += fmt::format("# uplink_bandwidth: was not measured; {}{}\n",
                     profile.bandwidth_from.empty() ? std::string("left at its default") : "taken from the simulated line '" + profile.bandwidth_from + "'",
                     least > profile.uplink_bandwidth.bits_per_second ? ", and raised, since a message's time on the line is in round_trip_time" : "");
  out += fmt::format("# In a scenario: 'include: [this file]', and 'access: {{{}: 1}}' of a group of the fleet.\nnetworks:\n  {}:\n", profile.name, profile.name);
  out += fmt::format("    uplink_bandwidth: {}\n", format_bit_rate(bandwidth));
  if (line.sigma > 0) {
    const double most = std::max(kLeastCut, kCutAboveLongest * line.longest);
    out += fmt::format("    round_trip_time: {{dist: lognormal, median: {}, sigma: {}, max: {}}}\n", milliseconds_yaml(line.median_seconds), plain(line.sigma, 6),
                       milliseconds_yaml(most));
  } else {
    out += fmt::format("    round_trip_time: {}\n", milliseconds_yaml(line.median_seconds));
  }
  if (line.loss_ratio) out += fmt::format("    loss_ratio: {}\n", plain(std::min(0.5, *line.loss_ratio), 8));
  return out;
}

}  // namespace picket::sim
