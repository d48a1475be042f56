#pragma once

#include "sim/scenario/field.h"

namespace picket::sim {

/// What a device's radio draws, by what it does. `AccessNetwork` says how long: speeds, wake_up, radio_hold.
/// Source: the defaults are those of NB-IoT. Lauridsen, Krigslund, Rohr, Madueno, "An Empirical NB-IoT Power Consumption
///         Model for Battery Lifetime Estimation", VTC Spring 2018: transmitting 716 mW, receiving 213 mW, idle 21 mW,
///         power saving mode 13 uW. Waking up: nRF9160 product specification, 550 mJ in 2.7 s for an update of the
///         tracking area on NB-IoT. Holding the connection: estimate between idle and receiving.
struct RadioPower {
  double transmit_watts = 0.716;
  double receive_watts = 0.213;
  double hold_watts = 0.15;
  double wake_up_watts = 0.204;
  double sleep_watts = 13e-6;
  double wake_up_joules = 0;
  BitRate downlink_bandwidth{0};  ///< 0: as fast as the uplink
};

template <class Visitor>
void describe(Visitor& v, RadioPower& p) {
  v.field("transmit_watts", p.transmit_watts,
          {.says = "While it sends.",
           .min = 0,
           .max = 1'000,
           .grade = Grade::kPublished,
           .source = "Lauridsen et al. 2018: NB-IoT 716 mW"});
  v.field("receive_watts", p.receive_watts,
          {.says = "While it receives.",
           .min = 0,
           .max = 1'000,
           .grade = Grade::kPublished,
           .source = "Lauridsen et al. 2018: NB-IoT 213 mW"});
  v.field("hold_watts", p.hold_watts,
          {.says = "While it is connected and neither sends nor receives: between request and answer, and for radio_hold after them.",
           .min = 0,
           .max = 1'000,
           .grade = Grade::kEstimated,
           .source = "between idle (21 mW) and receiving (213 mW) of Lauridsen et al. 2018; each kind of line states its own"});
  v.field("wake_up_watts", p.wake_up_watts,
          {.says = "During wake_up, from asleep to connected.",
           .min = 0,
           .max = 1'000,
           .grade = Grade::kPublished,
           .source = "nRF9160 product specification: 550 mJ in 2.7 s, NB-IoT at 23 dBm"});
  v.field("sleep_watts", p.sleep_watts,
          {.says = "While it sleeps, which it would anyway: no part of what security costs.",
           .min = 0,
           .max = 1'000,
           .grade = Grade::kPublished,
           .source = "Lauridsen et al. 2018: NB-IoT power saving mode 13 uW"});
  v.field("wake_up_joules", p.wake_up_joules,
          {.says = "For each time that it wakes up, beside wake_up_watts.", .min = 0, .max = 10'000, .grade = Grade::kEstimated});
  v.field("downlink_bandwidth", p.downlink_bandwidth,
          {.says = "Speed at which the radio receives; 0 means as fast as it sends.",
           .min = 0,
           .max = 1e12,
           .grade = Grade::kPublished});
}

}  // namespace picket::sim
