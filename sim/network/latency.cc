#include "sim/network/latency.h"

#include <algorithm>

namespace picket::sim {

Duration draw_round_trip(const AccessNetwork& network, RandomStream& random) {
  return std::max(Duration::microseconds(1), Duration::from_seconds(network.round_trip_time.sample(random)));
}

Duration draw_one_way_delay(const AccessNetwork& network, RandomStream& random) {
  return draw_round_trip(network, random) / 2;
}

Duration wake_up_delay(const AccessNetwork& network, Duration idle) {
  return idle > network.radio_hold ? network.wake_up : Duration();
}

Duration air_time(const AccessNetwork& network, Bytes bytes) {
  const double speed = network.device_bandwidth.bits_per_second;
  return speed > 0 ? Duration::from_seconds(static_cast<double>(bytes.count()) * 8 / speed) : Duration();
}

}  // namespace picket::sim
