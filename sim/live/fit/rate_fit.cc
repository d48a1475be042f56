#include "sim/live/fit/rate_fit.h"

#include <algorithm>
#include <cmath>

#include "sim/statistics/event_rate.h"
#include "sim/statistics/moments.h"
#include "sim/statistics/ratio_estimate.h"

namespace picket::sim {
namespace {

constexpr std::size_t kMostBlocks = 24;
constexpr double kMostBurst = 50;  ///< our estimate: more than that is an hour's doing and no burst's

/// The part of a device's presence whose events have all been told of.
struct Complete {
  Time from;
  Time until;
  double hits = 0;
  double hours() const { return until > from ? (until - from).to_seconds() / 3'600 : 0; }
};

Duration age_of(EventSort sort, std::span<const PresentDevice> devices) {
  std::vector<Duration> ages;
  for (const PresentDevice& d : devices) {
    if (const ObservedSort* seen = d.device->find(sort)) ages.push_back(seen->longest_age);
  }
  if (ages.empty()) return {};
  std::ranges::sort(ages);
  return ages[static_cast<std::size_t>(std::ceil(0.99 * static_cast<double>(ages.size()))) - 1];
}

Complete complete_of(const PresentDevice& d, EventSort sort, Duration age) {
  Complete out{d.presence.from, d.presence.to, 0};
  const ObservedSort* const seen = d.device->find(sort);
  out.until = out.until - (seen == nullptr ? age : std::max(age, seen->longest_age));
  if (seen == nullptr || seen->bins.empty()) return out;
  const std::int64_t end = TimeBins::bin_at(out.until, seen->bins.level());
  out.until = TimeBins::start_of(end, seen->bins.level());
  out.hits = out.until > out.from ? seen->bins.total_before(end) : 0;
  return out;
}

/// Everything that was seen, where windows leave nothing that is complete.
Complete whole_of(const PresentDevice& d, EventSort sort) {
  const ObservedSort* const seen = d.device->find(sort);
  return {d.presence.from, d.presence.to, seen == nullptr ? 0 : seen->hits - seen->before};
}

Interval hull(const Interval& a, const Interval& b) { return {std::min(a.low, b.low), std::max(a.high, b.high)}; }

/// Stretches of time that each hold twice the age, as many as kMostBlocks.
void blocks_of(const TimeSeries& series, Duration age, std::vector<double>& events, std::vector<double>& hours) {
  const auto bins = static_cast<std::size_t>(2 * age.count_microseconds() / TimeBins::width_of(series.level).count_microseconds() + 1);
  const std::size_t each = std::max(bins, (series.events.size() + kMostBlocks - 1) / kMostBlocks);
  for (std::size_t i = 0; i + each <= series.events.size(); i += each) {
    double y = 0;
    double z = 0;
    for (std::size_t k = i; k < i + each; ++k) y += series.events[k], z += series.hours[k];
    if (z <= 0) continue;
    events.push_back(y);
    hours.push_back(z);
  }
}

/// Variance of counts in bins over their mean, from differences of neighbours on each device.
std::optional<double> fano_of(EventSort sort, std::span<const PresentDevice> devices, Duration age) {
  double squares = 0;
  double sum = 0;
  double pairs = 0;
  double counts = 0;
  for (const PresentDevice& d : devices) {
    const ObservedSort* const seen = d.device->find(sort);
    if (seen == nullptr) continue;
    const unsigned level = seen->bins.level();
    if (age > TimeBins::width_of(level)) return std::nullopt;
    const std::int64_t from = TimeBins::bin_at(d.presence.from, level) + 1;
    const std::int64_t to = TimeBins::bin_at(d.presence.to - age, level);
    const auto at = [&](std::int64_t bin) {
      const std::int64_t i = bin - seen->bins.first_bin();
      return i < 0 || i >= static_cast<std::int64_t>(seen->bins.counts().size()) ? 0.0 : static_cast<double>(seen->bins.counts()[static_cast<std::size_t>(i)]);
    };
    for (std::int64_t bin = from; bin < to; ++bin) {
      sum += at(bin);
      counts += 1;
      if (bin + 1 >= to) continue;
      squares += (at(bin) - at(bin + 1)) * (at(bin) - at(bin + 1)) / 2;
      pairs += 1;
    }
  }
  // Our estimate of how much it takes to tell bursts from chance.
  if (pairs < 30 || sum < 30) return std::nullopt;
  return squares / pairs / (sum / counts);
}

}  // namespace

Presence presence_of(const ObservedDevice& device, const ObservedSpan& span) {
  Presence out{span.begin, span.end};
  if (device.messages < 2) return out;
  const Duration most = device.longest_gap * kGoneAfter;
  if (device.first - span.begin > most) out.from = device.first - device.longest_gap;
  if (span.end - device.last > most) out.to = device.last;
  return out;
}

std::optional<FittedRate> fit_rate(EventSort sort, std::span<const PresentDevice> devices) {
  FittedRate rate;
  rate.sort = sort;
  double observations = 0;
  double uncounted = 0;
  double merged = 0;
  double hits = 0;
  for (const PresentDevice& d : devices) {
    const ObservedSort* const seen = d.device->find(sort);
    if (seen == nullptr) continue;
    ++rate.devices;
    observations += static_cast<double>(seen->observations);
    uncounted += seen->uncounted;
    merged += seen->merged;
    hits += seen->hits;
  }
  if (rate.devices == 0) return std::nullopt;
  rate.uncounted = uncounted / observations;
  rate.merged = merged / hits;
  rate.age = age_of(sort, devices);

  std::vector<Complete> parts;
  double complete_hours = 0;
  double present_hours = 0;
  for (const PresentDevice& d : devices) {
    parts.push_back(complete_of(d, sort, rate.age));
    complete_hours += parts.back().hours();
    present_hours += (d.presence.to - d.presence.from).to_seconds() / 3'600;
  }
  // Our estimate: with less than a tenth of it left, more is lost by cutting than by an end that is not complete.
  rate.is_cut_short = complete_hours < present_hours / 10;
  std::vector<double> events;
  std::vector<double> hours;
  for (std::size_t i = 0; i < devices.size(); ++i) {
    if (rate.is_cut_short) parts[i] = whole_of(devices[i], sort);
    if (parts[i].hours() <= 0) continue;
    events.push_back(parts[i].hits);
    hours.push_back(parts[i].hours());
    rate.events += parts[i].hits;
    rate.device_hours += parts[i].hours();
  }
  if (rate.device_hours <= 0) {
    // One moment of a stream: an event was seen, and no time in which it could have happened again.
    rate.interval = {0, std::numeric_limits<double>::infinity()};
    return rate;
  }
  rate.per_hour = rate.events / rate.device_hours;
  rate.interval = poisson_rate(static_cast<std::uint64_t>(std::llround(rate.events)), rate.device_hours);
  const TimeSeries series = series_of(sort, devices);
  if (events.size() >= kMinReplicationsForInterval) {
    rate.basis = RateBasis::kDevices;
  } else if (!rate.is_cut_short) {
    events.clear();
    hours.clear();
    blocks_of(series, rate.age, events, hours);
    if (events.size() >= kMinReplicationsForInterval) rate.basis = RateBasis::kTimes;
  }
  if (rate.basis != RateBasis::kCounts) {
    const IntervalEstimate estimate = cut_to(kNotNegative, ratio_estimate(events, hours));
    if (estimate.interval) rate.interval = hull(rate.interval, *estimate.interval);
  }
  const auto fano = fano_of(sort, devices, rate.age);
  rate.is_burst_known = fano.has_value();
  if (fano) rate.burst_size = std::clamp((*fano + 1) / 2, 1.0, kMostBurst);
  if (rate.basis == RateBasis::kDevices && rate.per_hour > 0) {
    std::vector<double> rates;
    double chance = 0;  // variance of a device's rate that chance alone gives
    for (std::size_t i = 0; i < events.size(); ++i) {
      rates.push_back(events[i] / hours[i]);
      chance += std::max(1.0, fano.value_or(1)) * rate.per_hour / hours[i] / static_cast<double>(events.size());
    }
    rate.spread = std::max(0.0, sample_variance(rates) - chance) / (rate.per_hour * rate.per_hour);
  }
  if (series.events.size() > 1) {
    rate.by_utc_hour = by_utc_hour(series);
    if (rate.by_utc_hour) rate.season = fit_season(series);
  }
  return rate;
}

double never_seen_rate(double device_hours) { return device_hours > 0 ? -std::log(0.05) / device_hours : std::numeric_limits<double>::infinity(); }

TimeSeries series_of(EventSort sort, std::span<const PresentDevice> devices) {
  TimeSeries out;
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t most = std::numeric_limits<std::int64_t>::min();
  const Duration age = age_of(sort, devices);
  std::vector<Complete> parts;
  for (const PresentDevice& d : devices) {
    parts.push_back(complete_of(d, sort, age));
    if (const ObservedSort* seen = d.device->find(sort)) out.level = std::max(out.level, seen->bins.level());
    if (parts.back().hours() <= 0) continue;
    least = std::min(least, parts.back().from.unix_microseconds());
    most = std::max(most, parts.back().until.unix_microseconds());
  }
  if (least >= most) return out;
  const auto bins_at = [&](std::int64_t us) { return TimeBins::bin_at(Time::from_unix_microseconds(us), out.level); };
  while (bins_at(most) - bins_at(least) >= static_cast<std::int64_t>(2 * TimeBins::kMost) && out.level < TimeBins::kMostLevels) ++out.level;
  out.first_bin = bins_at(least);
  const auto bins = static_cast<std::size_t>(bins_at(most) - out.first_bin + 1);
  out.events.assign(bins, 0);
  out.hours.assign(bins, 0);
  for (std::size_t i = 0; i < devices.size(); ++i) {
    const Complete& part = parts[i];
    if (part.hours() <= 0) continue;
    for (std::size_t k = 0; k < bins; ++k) {
      const Time left = std::max(part.from, TimeBins::start_of(out.first_bin + static_cast<std::int64_t>(k), out.level));
      const Time right = std::min(part.until, TimeBins::start_of(out.first_bin + static_cast<std::int64_t>(k) + 1, out.level));
      if (right > left) out.hours[k] += (right - left).to_seconds() / 3'600;
    }
    const ObservedSort* const seen = devices[i].device->find(sort);
    if (seen == nullptr) continue;
    const TimeBins& own = seen->bins;
    for (std::size_t k = 0; k < own.counts().size(); ++k) {
      const std::int64_t bin = own.first_bin() + static_cast<std::int64_t>(k);
      const Time at = TimeBins::start_of(bin, own.level());
      if (at >= part.until) break;
      const std::int64_t into = std::clamp<std::int64_t>(TimeBins::bin_at(at, out.level) - out.first_bin, 0, static_cast<std::int64_t>(bins) - 1);
      out.events[static_cast<std::size_t>(into)] += static_cast<double>(own.counts()[k]);
    }
  }
  return out;
}

}  // namespace picket::sim
