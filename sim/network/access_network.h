#pragma once

#include <cstdint>
#include <string>

#include "agent_core/base/quantity.h"
#include "agent_core/base/random.h"
#include "agent_core/base/time.h"
#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// A kind of line between a site and the internet. Values: workloads.md 2, each with its grade.
struct AccessNetwork {
  BitRate uplink_bandwidth{10e6};
  Distribution round_trip_time = Distribution::constant(0.018);  ///< seconds
  double loss_ratio = 0.001;                                     ///< packets lost, each direction
  Duration wake_up;                                          ///< radio: from idle to connected, added to a first packet
  BitRate device_bandwidth{0};                               ///< per-device air interface; 0: none
  double price_per_megabyte = 0;                             ///< US dollars; metered lines only
  Distribution outage_gap = Distribution::constant(0);       ///< seconds between outages; 0: none
  Distribution outage_duration = Distribution::constant(0);  ///< seconds
};

template <class Visitor>
void describe(Visitor& v, AccessNetwork& n) {
  v.field("uplink_bandwidth", n.uplink_bandwidth,
          {.says = "Upload speed of the site's line.",
           .min = 100,
           .max = 1e12,
           .grade = Grade::kPublished,
           .source = "workload survey, access networks"});
  v.field("round_trip_time", n.round_trip_time,
          {.says = "Round trip time from device to hub, in seconds, drawn per exchange.",
           .min = 0,
           .max = 600,
           .grade = Grade::kPublished,
           .source = "workload survey, access networks"});
  v.field("loss_ratio", n.loss_ratio,
          {.says = "Share of packets lost; lost packets are sent again and counted.",
           .min = 0,
           .max = 0.5,
           .grade = Grade::kEstimated,
           .plausible = {0.0002, 0.01}});
  v.field("wake_up", n.wake_up,
          {.says = "Time a sleeping radio needs before its first packet.",
           .min = 0,
           .max = 60,
           .grade = Grade::kPublished});
  v.field("device_bandwidth", n.device_bandwidth,
          {.says = "Speed of the device's own air interface, in front of the site's line; 0 means no limit.",
           .min = 0,
           .max = 1e12,
           .grade = Grade::kPublished});
  v.field("price_per_megabyte", n.price_per_megabyte,
          {.says = "Price of a megabyte (10^6 bytes) in US dollars on metered lines.",
           .min = 0,
           .max = 1000,
           .grade = Grade::kEstimated});
  v.field("outage_gap", n.outage_gap,
          {.says = "Time from one outage of the line to the next, in seconds; 0 means no outages.",
           .min = 0,
           .grade = Grade::kPublished,
           .source = "BISmark home access survey"});
  v.field("outage_duration", n.outage_duration,
          {.says = "How long an outage lasts, in seconds.", .min = 0, .grade = Grade::kPublished});
}

}  // namespace picket::sim
