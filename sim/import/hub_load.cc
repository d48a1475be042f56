#include "sim/import/hub_load.h"

#include <algorithm>
#include <map>

namespace picket::sim {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
using Series = std::map<Time, MetricValue>;

std::int64_t utc_day(Time at) {
  const std::int64_t seconds = at.unix_seconds();
  return seconds / kDaySeconds - (seconds % kDaySeconds < 0 ? 1 : 0);
}

/// The shortest distance of two values; a day for one alone.
Duration grain_of(const Series& series) {
  Duration grain = Duration::days(1);
  std::optional<Time> before;
  for (const auto& [at, value] : series) {
    if (before) grain = std::min(grain, at - *before);
    before = at;
  }
  return std::max(grain, Duration::seconds(1));
}

struct DayOfSeries {
  double sum = 0;
  std::int64_t values = 0;
  MetricValue last;
  Time last_at;
};
std::map<std::int64_t, DayOfSeries> by_day(const Series& series) {
  std::map<std::int64_t, DayOfSeries> out;
  for (const auto& [at, value] : series) {
    DayOfSeries& day = out[utc_day(at)];
    day.sum += value.value;
    ++day.values;
    day.last = value;
    day.last_at = at;
  }
  return out;
}

/// What a counter that goes up through the day had reached at its end: days that the values leave early are left out, and
/// averages of a whole day.
std::map<std::int64_t, double> day_ends(const Series& series) {
  std::map<std::int64_t, double> out;
  const Duration grain = grain_of(series);
  const bool is_daily = grain >= Duration::days(1);
  for (const auto& [number, day] : by_day(series)) {
    const Time end = Time::from_unix_seconds((number + 1) * kDaySeconds);
    const bool is_at_end = is_daily ? day.last.aggregation != Aggregation::kAverage : day.last_at + grain >= end;
    if (is_at_end) out[number] = day.last.value;
  }
  return out;
}

double sum_of(const Series& series) {
  double sum = 0;
  for (const auto& [at, value] : series) sum += value.value;
  return sum;
}

std::optional<double> mean_of(const Series& series) {
  if (series.empty()) return std::nullopt;
  return sum_of(series) / static_cast<double>(series.size());
}

std::optional<HubMessages> messages_of(const Series& series) {
  if (series.empty()) return std::nullopt;
  HubMessages out;
  out.grain = grain_of(series);
  out.covered = out.grain * static_cast<std::int64_t>(series.size());
  double whole = 0;
  for (const auto& [number, day] : by_day(series)) {
    if (out.grain * day.values < Duration::days(1)) continue;
    ++out.days;
    whole += day.sum;
    out.busiest_day = std::max(out.busiest_day, day.sum);
  }
  const double sum = sum_of(series);
  out.per_day = out.days > 0 ? whole / out.days : sum / (out.covered.to_seconds() / static_cast<double>(kDaySeconds));
  double busiest = 0;
  for (const auto& [at, value] : series) busiest = std::max(busiest, value.value);
  if (sum > 0) out.busiest_ratio = busiest / (sum / static_cast<double>(series.size()));
  return out;
}

std::optional<HubQuotaUse> quota_of(const Series& series, std::optional<double> daily_quota) {
  HubQuotaUse out;
  for (const auto& [number, used] : day_ends(series)) {
    ++out.days;
    out.mean += used;
    out.most = std::max(out.most, used);
    if (daily_quota && used >= *daily_quota) ++out.days_at_quota;
  }
  if (out.days == 0) return std::nullopt;
  out.mean /= out.days;
  out.is_upper_bound = grain_of(series) >= Duration::days(1);
  return out;
}

/// Sums of two series over the days that both have.
std::optional<double> ratio_by_day(const std::map<std::int64_t, double>& above, const std::map<std::int64_t, double>& below) {
  double sum_above = 0;
  double sum_below = 0;
  for (const auto& [day, value] : above) {
    const auto found = below.find(day);
    if (found == below.end()) continue;
    sum_above += value;
    sum_below += found->second;
  }
  return sum_below > 0 ? std::optional(sum_above / sum_below) : std::nullopt;
}

std::map<std::int64_t, double> day_sums(const Series& series) {
  std::map<std::int64_t, double> out;
  for (const auto& [number, day] : by_day(series)) out[number] = day.sum;
  return out;
}

}  // namespace

HubLoad hub_load(const HubMetrics& metrics, std::optional<double> daily_quota) {
  HubLoad out;
  for (const auto& series : metrics.values) {
    if (series.empty()) continue;
    out.first = std::min(out.first.value_or(Time::max()), series.begin()->first);
    out.last = std::max(out.last.value_or(Time::min()), series.rbegin()->first);
  }
  const Series& messages = metrics.of(HubMetric::kMessages);
  const Series& bytes = metrics.of(metrics.of(HubMetric::kDataBytes).empty() ? HubMetric::kDataBytesV2 : HubMetric::kDataBytes);
  out.messages = messages_of(messages);
  out.bytes_per_message = ratio_by_day(day_sums(bytes), day_sums(messages));
  out.connected = mean_of(metrics.of(HubMetric::kConnected));
  out.devices = mean_of(metrics.of(HubMetric::kDevices));
  if (const Series& throttled = metrics.of(HubMetric::kThrottled); !throttled.empty()) out.throttled = sum_of(throttled);
  if (const auto taken = ratio_by_day(day_sums(messages), day_sums(metrics.of(HubMetric::kAttempts)))) out.refused_share = std::max(0.0, 1 - *taken);
  out.quota = quota_of(metrics.of(HubMetric::kQuotaUsed), daily_quota);
  out.quota_per_message = ratio_by_day(day_ends(metrics.of(HubMetric::kQuotaUsed)), day_sums(messages));
  return out;
}

}  // namespace picket::sim
