#include "sim/live/fit/season_fit.h"

#include <algorithm>
#include <cmath>

#include "sim/fleet/seasonality.h"
#include "sim/live/fit/time_bins.h"

namespace picket::sim {
namespace {

/// Those with a shape, which a group of a fleet can have.
constexpr std::array<std::string_view, 3> kShapedSeasons{"residential", "office", "ev_public"};

/// Of a bin, on its mean.
double multiplier_of(const Seasonality& season, std::int64_t bin, unsigned level, int utc_offset_hours) {
  const Time start = TimeBins::start_of(bin, level) + Duration::hours(utc_offset_hours);
  const Duration width = TimeBins::width_of(level);
  const std::int64_t parts = std::clamp<std::int64_t>(width / Duration::minutes(30), 1, 336);
  double sum = 0;
  for (std::int64_t i = 0; i < parts; ++i) sum += season.multiplier(start + width * (2 * i + 1) / (2 * parts));
  return sum / static_cast<double>(parts);
}

struct Shape {
  double explained = 0;
  double mean = 1;
};

Shape shape_of_season(const TimeSeries& series, const Seasonality& season, int utc_offset_hours) {
  double events = 0;
  double hours = 0;
  double weight = 0;  // sum of hours times multiplier
  double cross = 0;
  double squares = 0;
  std::vector<double> multipliers;
  for (std::size_t i = 0; i < series.events.size(); ++i) {
    multipliers.push_back(multiplier_of(season, series.first_bin + static_cast<std::int64_t>(i), series.level, utc_offset_hours));
    if (series.hours[i] <= 0) continue;
    events += series.events[i];
    hours += series.hours[i];
    weight += series.hours[i] * multipliers[i];
    cross += series.events[i] * multipliers[i];
    squares += series.hours[i] * multipliers[i] * multipliers[i];
  }
  if (hours <= 0 || weight <= 0) return {};
  const double mean = events / hours;
  const double level = cross / squares;
  double left = 0;
  double all = 0;
  for (std::size_t i = 0; i < series.events.size(); ++i) {
    if (series.hours[i] <= 0) continue;
    const double rate = series.events[i] / series.hours[i];
    left += series.hours[i] * (rate - level * multipliers[i]) * (rate - level * multipliers[i]);
    all += series.hours[i] * (rate - mean) * (rate - mean);
  }
  return {all > 0 ? 1 - left / all : 0, weight / hours};
}

}  // namespace

double explained_by(const TimeSeries& series, const std::string& profile, int utc_offset_hours) {
  const auto season = Seasonality::profile(profile);
  return !season || season->flat() ? 0 : shape_of_season(series, *season, utc_offset_hours).explained;
}

double mean_multiplier(const TimeSeries& series, const std::string& profile, int utc_offset_hours) {
  const auto season = Seasonality::profile(profile);
  return !season || season->flat() ? 1 : shape_of_season(series, *season, utc_offset_hours).mean;
}

FittedSeason fit_season(const TimeSeries& series) {
  FittedSeason best;
  for (const std::string_view profile : kShapedSeasons) {
    const auto season = Seasonality::profile(profile);
    for (int offset = -11; offset <= 12; ++offset) {
      const double explained = shape_of_season(series, *season, offset).explained;
      if (explained >= kLeastExplained && explained > best.explained) best = {std::string(profile), offset, explained};
    }
  }
  return best;
}

std::optional<std::array<double, 24>> by_utc_hour(const TimeSeries& series) {
  std::array<double, 24> events{};
  std::array<double, 24> hours{};
  for (std::size_t i = 0; i < series.events.size(); ++i) {
    const Time start = TimeBins::start_of(series.first_bin + static_cast<std::int64_t>(i), series.level);
    const std::int64_t parts = std::max<std::int64_t>(1, TimeBins::width_of(series.level) / Duration::hours(1));
    for (std::int64_t k = 0; k < parts; ++k) {
      const std::int64_t second = (start + Duration::hours(k)).unix_microseconds() / 1'000'000 % 86'400;
      const auto hour = static_cast<std::size_t>((second < 0 ? second + 86'400 : second) / 3'600);
      events[hour] += series.events[i] / static_cast<double>(parts);
      hours[hour] += series.hours[i] / static_cast<double>(parts);
    }
  }
  double total = 0;
  double exposure = 0;
  for (std::size_t h = 0; h < 24; ++h) total += events[h], exposure += hours[h];
  // A day of one device on the average: not every hour of the day was seen in full otherwise.
  const double least = *std::ranges::min_element(hours);
  const double most = *std::ranges::max_element(hours);
  if (total <= 0 || least < most / 4) return std::nullopt;
  std::array<double, 24> out{};
  for (std::size_t h = 0; h < 24; ++h) out[h] = events[h] / hours[h] / (total / exposure);
  return out;
}

}  // namespace picket::sim
