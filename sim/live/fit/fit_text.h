#pragma once

#include <string>
#include <vector>

#include "sim/live/fit/observed_class.h"
#include "sim/live/fit/stream_fit.h"

namespace picket::sim {

/// Where a stream came from, and what was chosen for the rest of the scenario.
struct FitSource {
  std::string scenario_name = "observed_fleet";
  std::string hub_name;
  std::string consumer_group;
  std::vector<std::string> known_policies;      ///< of the library
  std::string price_book = "us_2026_11";        ///< of the library; empty: it has none
};

/// The classes and the fleet as a scenario, with a remark at each figure that says what it rests on: [observed], [fitted] with its interval,
/// or [assumed]; and in its head what was seen, what was left out, and what could not be known.
std::string fit_scenario_file(const StreamFit& stream, const FittedFleet& fleet, const std::vector<ObservedClass>& classes, const FitSource& source);

/// For a terminal: the balance of what was read, then each class with its rates.
std::string fit_report(const StreamFit& stream, const FittedFleet& fleet, const std::vector<ObservedClass>& classes);

/// "498 [441, 560]": with at least three figures.
std::string rate_text(double per_hour, const Interval& interval);

}  // namespace picket::sim
