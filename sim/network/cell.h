#pragma once

#include <cstdint>
#include <string>

#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"

namespace picket::sim {

/// What several sites share behind their lines: the uplink of a base station's cell, or the backhaul of a street cabinet.
///
/// Model:  what a site sends crosses its line and the cell at once, at its max-min fair share of both. The cell's other users take
///         `background_uplink` times the profile's multiplier of the local hour over its largest of the week; the sites have the
///         rest. When the cell is out, so are the lines of all its sites.
/// Limits: the cell serves its sites evenly, as a scheduler does whose users are heard equally well; only the way up is shared.
/// Source: the default speed is our estimate: 10 MHz at the 0.7 to 1.4 bit/s/Hz that Report ITU-R M.2134 asks of a macro cell's
///         uplink.
struct Cell {
  std::uint32_t sites = 50;
  BitRate uplink_bandwidth{10e6};
  BitRate background_uplink{0};                              ///< of the cell's other users, in the busiest hour of its week
  std::string background_seasonality = "flat";               ///< profile name: flat, residential, office, ev_public
  Distribution outage_gap = Distribution::constant(0);       ///< seconds between outages; 0: none
  Distribution outage_duration = Distribution::constant(0);  ///< seconds
};

template <class Visitor>
void describe(Visitor& v, Cell& c) {
  v.field("sites", c.sites,
          {.says = "Sites that share a cell. The sites of the line are dealt to full cells, those of a time zone together; the last "
                   "cell of each zone has what is left.",
           .min = 1,
           .max = 10'000});
  v.field("uplink_bandwidth", c.uplink_bandwidth,
          {.says = "Upload speed of the cell, for all its sites together.",
           .min = 100,
           .max = 1e12,
           .grade = Grade::kEstimated,
           .source = "10 MHz at 0.7 to 1.4 bit/s/Hz, Report ITU-R M.2134",
           .plausible = {7e6, 14e6}});
  v.field("background_uplink", c.background_uplink,
          {.says = "What the cell's other users take of its uplink_bandwidth, in the busiest hour of the week; the sites have the rest. At "
                   "most 99 % of it.",
           .min = 0,
           .max = 1e12,
           .grade = Grade::kEstimated});
  v.field("background_seasonality", c.background_seasonality,
          {.says = "Weekly profile of background_uplink by the sites' local hour: flat, residential, office, ev_public."});
  v.field("outage_gap", c.outage_gap,
          {.says = "Time from one outage of the cell to the next, in seconds; 0 means no outages. It takes the lines of all its sites down.",
           .min = 0,
           .grade = Grade::kEstimated});
  v.field("outage_duration", c.outage_duration,
          {.says = "How long an outage of the cell lasts, in seconds.", .min = 0, .grade = Grade::kEstimated});
}

}  // namespace picket::sim
