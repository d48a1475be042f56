#include "sim/fleet/seasonality.h"

#include <algorithm>
#include <cmath>

#include "agent_core/base/check.h"

namespace picket::sim {
namespace {

constexpr std::int64_t kWeek = 7 * 86'400LL * 1'000'000;
/// 1970-01-01 was a Thursday: three days after a Monday.
constexpr std::int64_t kMondayOffset = 3 * 86'400LL * 1'000'000;

/// Microseconds since the last Monday 00:00.
std::int64_t week_position(Time local) {
  const std::int64_t us = (local.unix_microseconds() + kMondayOffset) % kWeek;
  return us < 0 ? us + kWeek : us;
}

constexpr std::array<double, 24> kFlat{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
constexpr std::array<double, 24> kResidential{0.4, 0.3, 0.3, 0.3, 0.3, 0.4, 0.7, 1.0, 1.0, 0.9, 0.9, 0.9,
                                              1.0, 1.0, 1.0, 1.1, 1.2, 1.4, 1.7, 1.9, 2.0, 1.8, 1.3, 0.8};
constexpr std::array<double, 24> kOffice{0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.6, 1.4, 1.9, 2.0, 1.9,
                                         1.5, 1.8, 2.0, 1.9, 1.7, 1.2, 0.6, 0.4, 0.3, 0.3, 0.2, 0.2};
/// Peaks at 08, 12 and 18 as the survey says; the numbers between are estimates.
constexpr std::array<double, 24> kEvPublic{0.2, 0.2, 0.2, 0.2, 0.2, 0.3, 0.8, 1.5, 1.9, 1.3, 1.1, 1.4,
                                           1.8, 1.4, 1.1, 1.1, 1.4, 1.8, 2.0, 1.5, 0.9, 0.6, 0.4, 0.3};
/// Nine of ten between 02:00 and 05:00, the survey's window for installing updates; the mean is 1.
constexpr std::array<double, 24> kNight{0.1, 0.1, 7.3, 7.3, 7.3, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1,
                                        0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1};

}  // namespace

Seasonality::Seasonality(const std::array<double, 24>& hourly, double weekend) {
  for (std::size_t h = 0; h < 168; ++h) {
    multiplier_[h] = hourly[h % 24] * (h >= 120 ? weekend : 1);
    PICKET_CHECK(multiplier_[h] > 0, "hour", h);
    flat_ = flat_ && multiplier_[h] == 1;
    cumulated_[h + 1] = cumulated_[h] + multiplier_[h] * 3'600;
  }
}

std::optional<Seasonality> Seasonality::profile(std::string_view name) {
  if (name == "flat" || name == "meter" || name == "plc") return Seasonality(kFlat, 1);
  if (name == "residential") return Seasonality(kResidential, 1.15);
  if (name == "office") return Seasonality(kOffice, 0.2);
  if (name == "ev_public") return Seasonality(kEvPublic, 1.1);
  if (name == "night") return Seasonality(kNight, 1);
  return std::nullopt;
}

double Seasonality::multiplier(Time local) const {
  return multiplier_[static_cast<std::size_t>(week_position(local) / 3'600'000'000)];
}

double Seasonality::largest() const { return *std::max_element(multiplier_.begin(), multiplier_.end()); }

Time Seasonality::after(Time local, double work) const {
  if (flat_) return local + Duration::from_seconds(work);
  const std::int64_t position = week_position(local);
  const Time monday = Time::from_unix_microseconds(local.unix_microseconds() - position);
  const auto hour = static_cast<std::size_t>(position / 3'600'000'000);
  const double in_hour = static_cast<double>(position % 3'600'000'000) * 1e-6;
  const double target = cumulated_[hour] + in_hour * multiplier_[hour] + work;
  const double weeks = std::floor(target / cumulated_[168]);
  const double rest = target - weeks * cumulated_[168];
  const auto end = std::upper_bound(cumulated_.begin() + 1, cumulated_.end() - 1, rest);
  const auto h = static_cast<std::size_t>(end - cumulated_.begin()) - 1;
  const double seconds = static_cast<double>(h) * 3'600 + (rest - cumulated_[h]) / multiplier_[h];
  const Time result =
      monday + Duration::microseconds(kWeek * static_cast<std::int64_t>(weeks)) + Duration::from_seconds(seconds);
  return std::max(result, local);
}

}  // namespace picket::sim
