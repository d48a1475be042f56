#pragma once

#include <map>
#include <string>
#include <vector>

#include "sim/fleet/device_class.h"
#include "sim/live/fit/fitted_fleet.h"

namespace picket::sim {

/// An activity of a fitted class, and what it rests on.
struct ObservedActivity {
  std::string name;
  Activity activity;
  EventSort sort = EventSort::kExec;
  double share = 1;     ///< of the sort's rate
  std::string remark;   ///< what of it is assumed; may be empty
};

/// A fitted class as a scenario has it.
struct ObservedClass {
  std::string name;
  const FittedClass* fitted = nullptr;
  DeviceClass device_class;  ///< without activities
  std::vector<ObservedActivity> activities;
  std::vector<std::string> notes;  ///< what values were left out, and what is assumed of the class as a whole
};

/// Model:  each sort is an activity of random starts at its rate, or a few: command lines, names and paths stand together that are about
///         as frequent (within a factor of 4, the last part takes all that are rarer), flows by protocol and by where the peer is, files by what
///         is done, so that frequencies of values come out. Values beyond kMostValues are not made: those that are, are made for them.
///         With a spread between devices rates are those of the median device.
/// Limits: timers come out as random starts; which program makes which flow, and what follows what, is not fitted. Peers become as many
///         addresses of the simulation, not the ones seen.
inline constexpr std::size_t kMostValues = 40;
std::vector<ObservedClass> observed_classes(const FittedFleet& fleet, const SeenTexts& texts);

}  // namespace picket::sim
