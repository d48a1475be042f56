#include "sim/live/fit/hit_times.h"

#include <algorithm>

namespace picket::sim {

HitTimes hit_times_of(const Observation& o, Time enqueued) {
  HitTimes out;
  out.hits = std::max<std::uint32_t>(1, o.hit_count);
  out.first = out.last = o.last_time;
  const bool has_window = o.aggregated && o.window_start < o.window_end;
  const bool own_times = o.first_time < o.last_time && (!has_window || o.first_time > o.window_start || o.last_time < o.window_end);
  if (own_times) {
    out.first = o.first_time;
    out.ends_known = o.hit_count >= 2;
  } else if (has_window && (o.last_time <= o.window_start || o.last_time >= o.window_end)) {
    out.first = o.window_start;
    out.last = o.window_end;
  }
  Duration moved;
  if (out.last > enqueued + kClockTolerance) {
    out.clock_ahead = true;
  } else if (out.last < enqueued - kOldestEvent) {
    out.clock_behind = true;
  }
  if (out.clock_ahead || out.clock_behind || out.last > enqueued) moved = enqueued - out.last;
  out.last = out.last + moved;
  out.first = std::clamp(out.first + moved, out.last - kOldestEvent, out.last);
  return out;
}

}  // namespace picket::sim
