#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "agent_core/base/quantity.h"
#include "agent_core/base/random.h"
#include "agent_core/base/time.h"
#include "sim/network/cell.h"
#include "sim/network/radio_power.h"
#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// What a carrier rounds up when a data session ends.
enum class RoundedBytes : std::uint8_t {
  kTotal,      ///< both directions together
  kDirection,  ///< each by itself
};

inline std::span<const EnumName<RoundedBytes>> enum_names(RoundedBytes) {
  static constexpr std::array<EnumName<RoundedBytes>, 2> kNames{
      {{RoundedBytes::kTotal, "total"}, {RoundedBytes::kDirection, "direction"}}};
  return kNames;
}

/// A kind of line between a site and the internet. Values: workloads.md 2, each with its grade.
struct AccessNetwork {
  BitRate uplink_bandwidth{10e6};
  Distribution round_trip_time = Distribution::constant(0.018);  ///< seconds
  double loss_ratio = 0.001;                                     ///< packets lost, each direction
  Duration wake_up;                                          ///< radio: from idle to connected, added to a first packet
  Duration radio_hold = Duration::seconds(10);               ///< silence after which the radio lets go of its connection
  BitRate device_bandwidth{0};                               ///< per-device air interface; 0: none
  double price_per_megabyte = 0;                             ///< US dollars; metered lines only
  double monthly_fee = 0;                                    ///< US dollars for each device on the line
  double included_megabytes = 0;                             ///< of each device and month, paid by the fee
  Bytes session_rounding{0};                                 ///< 0: PriceBook::cellular_session_bytes
  RoundedBytes rounded_bytes = RoundedBytes::kTotal;
  std::optional<RadioPower> radio_power;                     ///< none: what the line draws is not counted
  Distribution outage_gap = Distribution::constant(0);       ///< seconds between outages; 0: none
  Distribution outage_duration = Distribution::constant(0);  ///< seconds
  Duration nat_timeout;                                      ///< 0: the line's address translation forgets no connection
  BitRate background_uplink{0};                              ///< of the site's other traffic, in the busiest hour of its week
  std::string background_seasonality = "flat";               ///< profile name: flat, residential, office, ev_public
  std::optional<Cell> cell;                                  ///< none: a site's line is its own all the way
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
  v.field("radio_hold", n.radio_hold,
          {.says = "Silence after which a radio lets go of its connection: the next packet waits for wake_up, and until then the "
                   "radio draws hold_watts.",
           .min = 0,
           .max = 600,
           .grade = Grade::kEstimated,
           .source = "carriers' inactivity timers of 10 to 20 s",
           .plausible = {5, 20}});
  v.field("device_bandwidth", n.device_bandwidth,
          {.says = "Speed of the device's own air interface, in front of the site's line; 0 means no limit.",
           .min = 0,
           .max = 1e12,
           .grade = Grade::kPublished});
  v.field("price_per_megabyte", n.price_per_megabyte,
          {.says = "Price of a megabyte (10^6 bytes) in US dollars on metered lines.",
           .min = 0,
           .max = 10'000,
           .grade = Grade::kEstimated});
  v.field("monthly_fee", n.monthly_fee,
          {.says = "What the line's plan costs for each device and month in US dollars, beside the price book's SIM.",
           .min = 0,
           .max = 10'000,
           .grade = Grade::kEstimated});
  v.field("included_megabytes", n.included_megabytes,
          {.says = "Megabytes (10^6 bytes) of each device and month that the fee pays for, as far as the device's own business leaves "
                   "them; price_per_megabyte is for what is beyond.",
           .min = 0,
           .max = 1e6,
           .grade = Grade::kEstimated});
  v.field("session_rounding", n.session_rounding,
          {.says = "What the bytes of a data session are rounded up to a multiple of; 0: as the price book says "
                   "(cellular_session_bytes). A connection counts as one session.",
           .min = 0,
           .max = 1e7,
           .grade = Grade::kPublished,
           .source = "help pages of carriers: Olivia 1,000 bytes, Vodacom ZA 10,000, MTN ZA 25,000"});
  v.field("rounded_bytes", n.rounded_bytes,
          {.says = "What is rounded up: total, both directions of a session together, or direction, each by itself."});
  v.field("radio_power", n.radio_power,
          {.says = "What a device's radio draws; not given, the energy of what the line carries is not counted."});
  v.field("outage_gap", n.outage_gap,
          {.says = "Time from one outage of the line to the next, in seconds; 0 means no outages.",
           .min = 0,
           .grade = Grade::kPublished,
           .source = "BISmark home access survey"});
  v.field("outage_duration", n.outage_duration,
          {.says = "How long an outage lasts, in seconds.", .min = 0, .grade = Grade::kPublished});
  v.field("nat_timeout", n.nat_timeout,
          {.says = "Silence after which the line's address translation (NAT of a router or carrier) forgets a connection: of what is sent "
                   "on it later nothing arrives, either way, and nobody is told. 0: never. It acts where the client pings more rarely.",
           .min = 0,
           .max = 7 * 86'400.0,
           .grade = Grade::kEstimated,
           .source = "RFC 5382, REQ-5 asks for 2 h 4 min at least; how much less a line has is the scenario's estimate"});
  v.field("background_uplink", n.background_uplink,
          {.says = "What the site's other traffic takes of uplink_bandwidth, in the busiest hour of the week; the devices have the rest. At "
                   "most 99 % of it.",
           .min = 0,
           .max = 1e12,
           .grade = Grade::kEstimated});
  v.field("background_seasonality", n.background_seasonality,
          {.says = "Weekly profile of background_uplink by the site's local hour: flat, residential, office, ev_public."});
  v.field("cell", n.cell,
          {.says = "What several sites share behind their lines: a base station and its backhaul. Not given, sites share nothing."});
}

}  // namespace picket::sim
