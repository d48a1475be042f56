#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "agent_core/base/time.h"

namespace picket::sim {

/// How a rate changes over the local week.
///
/// Model:  a multiplier for each of the 168 hours from Monday 00:00; random processes run in
///         "work" (the integral of the multiplier over time), so any renewal process can be
///         seasonal: a wait of w seconds of work ends where the integral has grown by w.
/// Cost:   a binary search over 168 hours.
class Seasonality {
 public:
  /// `hourly` multiplies a weekday's hours, `weekend` multiplies Saturdays and Sundays on top.
  Seasonality(const std::array<double, 24>& hourly, double weekend);

  /// The named profile: flat, residential, office, ev_public, night, meter, plc; none for another name.
  /// Source: workload survey 1.5 (estimates, shape from home and office traffic studies); night: 1.6.
  static std::optional<Seasonality> profile(std::string_view name);

  double multiplier(Time local) const;
  /// The local time at which `work` seconds of work, counted from `local`, are done.
  Time after(Time local, double work) const;
  bool flat() const { return flat_; }
  /// The multiplier of the busiest hour of the week.
  double largest() const;

 private:
  std::array<double, 168> multiplier_{};
  std::array<double, 169> cumulated_{};  ///< seconds of work before each hour
  bool flat_ = true;
};

}  // namespace picket::sim
