#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/sweep/point_runs.h"

namespace picket::sim {

/// Device-days that one core simulates in a second, where nothing better is known.
/// Source: own measurement, scenarios/baseline/all_policies.yaml: 200 devices, 2 days, 33 policies, 5 replications in six minutes on two
///         cores of 2025, 92; fleets with much traffic or many attacks are slower.
inline constexpr double kDeviceDaysPerCoreSecond = 90;

/// Least and most of the points' bills under one policy, in USD a month.
struct BillRange {
  std::string policy;
  double least = 0;
  double most = 0;
  std::size_t points = 0;
};

/// What a study would take and cost; nothing is run for it.
struct SweepForecast {
  std::size_t points = 0;
  std::size_t scenarios = 0;        ///< of them that differ
  std::uint32_t replications = 0;
  std::size_t policies = 0;
  std::size_t simulations = 0;      ///< of our part: a replication of a point, all policies
  std::size_t found = 0;            ///< of them that are there
  double device_days = 0;           ///< of those that are missing, warm-up included, all policies
  unsigned threads = 1;
  double wall_seconds = 0;
  std::string basis;                ///< of `wall_seconds`
  BillRange fixed;                  ///< before any message: hub units, and what is paid for each device
  std::vector<BillRange> bills;     ///< by policy, of points with a run
};

/// Model:  time = device-days / (speed x threads), with the speed of the runs that are there, if there are any (at most
///         kRunsForSpeed are read), else `usual_speed`, in device-days a core-second. Bills are those of the first replication that is there.
SweepForecast forecast_sweep(const std::vector<SweepPoint>& points, std::uint32_t replications, const PointRunSettings& settings,
                             double usual_speed = kDeviceDaysPerCoreSecond);
inline constexpr std::size_t kRunsForSpeed = 50;

/// "less than 10 s", "~40 s", "~3 min", "~1.5 h", "~4 days": a time that is known no better than to one or two digits.
std::string rough_time(double seconds);

/// For people: points, simulations, device-days, time with its basis, and the bill.
std::string forecast_text(const SweepForecast& forecast, const std::string& design);
/// The same for programs.
std::string forecast_json(const SweepForecast& forecast, const std::string& design);

}  // namespace picket::sim
