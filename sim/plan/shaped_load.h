#pragma once

#include <span>

namespace picket::sim {

/// How a hub's throttle shapes what is over its limit, in seconds of the limit: see HubSettings.
struct ThrottleDepths {
  double burst_seconds = 90;
  double queue_seconds = 60;
  double wait_seconds = 60;
};

/// What a throttle does to a load that comes again every period.
struct ShapedLoad {
  double refused_share = 0;          ///< of all messages
  double delay_seconds_quantile = 0; ///< of the accepted ones' waits in the throttle
};

/// Demand over a period that repeats: messages a second, mean over each of equal steps.
struct DemandProfile {
  std::span<const double> per_second;
  double step_seconds = 0;
};

/// Model:  a fluid in the throttle of sim/hub/throttle.h: the level of tokens lacking rises by the demand and falls by the rate; what
///         is above the burst waits, and what would wait longer than queue and wait allow is refused. The period is repeated until
///         the level at its begin stays, so a night empties what a day left, or does not.
/// Input:  `rate` > 0, messages a second; finite demand >= 0; `quantile` in (0, 1).
/// Cost:   linear in the steps.
/// Limits: senders are independent and many: within a step the demand is even. What many do at the same moment (a reconnect) is not
///         in it. The depths are estimates, see HubSettings.
ShapedLoad shape_load(const DemandProfile& demand, double rate, const ThrottleDepths& shaping, double quantile);

/// What a throttle may do to messages.
struct DelayGoals {
  double max_refused = 0.001;       ///< share of all messages
  double max_delay_seconds = 10;
  double delay_quantile = 0.99;     ///< of the accepted messages that wait no longer
};

/// The least rate at which the throttle keeps to the goals; 0 without demand. It grows in proportion to the demand.
/// Model:  bisection between none and the busiest step, at which nothing waits, to a part in 10^9, rounded up.
double required_rate(const DemandProfile& demand, const ThrottleDepths& shaping, const DelayGoals& goals);

}  // namespace picket::sim
