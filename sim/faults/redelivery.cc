#include "sim/faults/redelivery.h"

#include <algorithm>

#include "sim/fleet/quantile.h"

namespace picket::sim {

Redelivery::Redelivery(const Fault& fault)
    : after_reconnect(after_reconnect_of(fault)),
      lost_answer_share(lost_answer_share_of(fault)),
      copied_share(copied_share_of(fault)),
      late_share(late_share_of(fault)),
      late_by(late_by_of(fault)) {}

Delivery Redelivery::delivery_of(Duration since_connected, double u) const {
  if (since_connected > after_reconnect) return Delivery::kOnce;
  if (u < lost_answer_share) return Delivery::kAnswerLost;
  if (u < lost_answer_share + copied_share) return Delivery::kCopied;
  return u < lost_answer_share + copied_share + late_share ? Delivery::kLate : Delivery::kOnce;
}

Duration Redelivery::lateness(double u) const { return Duration::from_seconds(std::max(0.0, quantile_of(late_by, u))); }

}  // namespace picket::sim
