#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/live/fit/observed_device.h"
#include "sim/live/fit/season_fit.h"
#include "sim/live/fit/stream_fit.h"
#include "sim/statistics/interval_estimate.h"

namespace picket::sim {

/// When a device was there to be seen.
struct Presence {
  Time from;
  Time to;
};
/// Model:  from the begin of its partition's stretch to the end, unless the device was silent there for more than kGoneAfter times its longest
///         gap between two messages: then it came with its first message, less one such gap, or went with its last.
/// Limits: a device with a single message has no gap, and is taken to have been there all the time.
inline constexpr int kGoneAfter = 3;
Presence presence_of(const ObservedDevice& device, const ObservedSpan& span);

/// A device of a class, and when it was there.
struct PresentDevice {
  const ObservedDevice* device = nullptr;
  Presence presence;
};

/// What an interval rests on.
enum class RateBasis : std::uint8_t {
  kDevices,  ///< devices differ: they are the unit
  kTimes,    ///< fewer than five devices: stretches of time are
  kCounts,   ///< too few of both: events, as if each came by itself
};

/// How often a sort of event happens on a device of a class.
struct FittedRate {
  EventSort sort = EventSort::kExec;
  double per_hour = 0;      ///< mean over devices and time
  Interval interval;        ///< 95 %
  RateBasis basis = RateBasis::kCounts;
  double events = 0;        ///< in the device-hours that count
  double device_hours = 0;
  std::uint32_t devices = 0;  ///< that showed it
  double merged = 0;          ///< share of events that came several in one observation
  double unread_forks = 0;    ///< an hour: seen as forks, and taken for executions; see `fit_fleet`
  double uncounted = 0;       ///< share of observations that do not say for how many events they stand: the rate is a lower bound
  Duration age;               ///< that news of it may have when it comes
  bool is_cut_short = false;  ///< windows of the agents are not much shorter than what was observed: low by up to a window
  double burst_size = 1;
  bool is_burst_known = false;
  double spread = 0;          ///< squared coefficient of variation between devices, beyond what chance gives
  bool is_seasonal = false;   ///< its class' season explains it
  double season_mean = 1;     ///< mean of the season's multiplier over what was observed
  std::optional<FittedSeason> season;                     ///< where the observation is a day or longer
  std::optional<std::array<double, 24>> by_utc_hour;      ///< the same: rate of each hour over the mean
};

/// Model:  an event that happened more than `age` before the end has been told of: hits in bins before that, over the hours of devices
///         until then. `age` is the longest of any of the class' devices but the hundredth part with the longest, and of the device
///         itself. The rate is the ratio of both sums, with a t interval over devices (`ratio_estimate`), or over stretches of time of
///         twice the age; never narrower than the exact Poisson interval of the events. Bursts: counts in stretches vary
///         2 b - 1 times as much as their mean where runs of geometric size with mean b start at random; the variance is that of
///         differences of neighbours, so that hours do not count as bursts.
/// Input:  devices of one class.
/// Output: nothing if no device showed the sort; see `never_seen_rate`.
/// Limits: devices that sent nothing at all are not known, so rates of a fleet that hardly sends are high. What the agent's policy leaves
///         out is not seen. `burst_size` is known only where news comes faster than a bin is wide.
std::optional<FittedRate> fit_rate(EventSort sort, std::span<const PresentDevice> devices);

/// Of a sort that no device showed: the rate that would have shown with a chance of 95 %, an hour and device.
double never_seen_rate(double device_hours);

/// Over all devices, until what is complete.
TimeSeries series_of(EventSort sort, std::span<const PresentDevice> devices);

}  // namespace picket::sim
