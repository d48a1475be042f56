#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace picket::sim {

/// Which hours of the day a sort of event prefers, as one of the profiles that scenarios know.
struct FittedSeason {
  std::string profile = "flat";
  int utc_offset_hours = 0;
  double explained = 0;  ///< share of the variance of the rate over time that it explains
};

/// Events over time in equal bins, and the device-hours in which they could be seen.
struct TimeSeries {
  unsigned level = 0;  ///< of TimeBins
  std::int64_t first_bin = 0;
  std::vector<double> events;
  std::vector<double> hours;
};
/// The season that explains most, over all profiles and whole hours of offset; flat if none explains half.
/// Model:  least squares of the rates, each bin by its exposure; a profile is taken as it is, and only its level fitted.
inline constexpr double kLeastExplained = 0.5;
FittedSeason fit_season(const TimeSeries& series);
/// What a season explains, and what its multiplier is on the mean of the exposure.
double explained_by(const TimeSeries& series, const std::string& profile, int utc_offset_hours);
double mean_multiplier(const TimeSeries& series, const std::string& profile, int utc_offset_hours);
/// Nothing unless every hour of the day was observed.
std::optional<std::array<double, 24>> by_utc_hour(const TimeSeries& series);

}  // namespace picket::sim
