#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/live/fit/rate_fit.h"
#include "sim/live/fit/stream_fit.h"

namespace picket::sim {

/// What devices of a class have in common.
struct ClassTraits {
  Encoding encoding = Encoding::kG2FlatBuffers;
  AgentGuess guess = AgentGuess::kUnknown;
  std::uint32_t module = 0;  ///< of SeenTexts, as the others
  std::uint32_t os_name = 0;
  std::uint32_t hardware_vendor = 0;
  std::uint32_t hardware_model = 0;
  std::uint32_t lacks = 0;   ///< bits of EventSort: what others like them do, and they do not
  auto operator<=>(const ClassTraits&) const = default;
};

struct FittedClass {
  ClassTraits traits;
  std::vector<PresentDevice> devices;
  std::uint32_t without_information = 0;  ///< of them: never told what they are, and taken for one of the only class that fits
  double device_hours = 0;                ///< present
  std::vector<FittedRate> rates;          ///< of the sorts that were seen
  double rate_sigma = 0;                  ///< of a log-normal factor between devices
  bool is_sigma_known = false;
  FittedSeason season;                    ///< that of the most frequent sort that has one
  IntervalEstimate messages_per_day;      ///< of a device
  const FittedRate* find(EventSort sort) const;
};

struct FittedFleet {
  std::vector<FittedClass> classes;  ///< the largest first
  std::uint64_t devices_left_out = 0;  ///< of classes beyond FleetFitSettings::max_classes
  std::uint64_t classes_left_out = 0;
  std::uint64_t silent_devices = 0;    ///< that came or went and sent no message
  Time begin;
  Time end;
};

struct FleetFitSettings {
  std::size_t max_classes = 24;
  /// Devices that do not show a sort of event stand apart if the mean of their group is so many in the same time; our estimate: chance alone
  /// would not leave them without.
  double least_expected = 20;
};

/// The devices of a stream in classes, with the rates of each.
///
/// Model:  devices are alike that send in one form, with one module, and say the same of operating system and hardware; those of them that
///         never do what the others do often are a class of their own. A device that has not said what it is belongs to the class
///         with its form and module, if there is only one.
///         Agents that merge processes by command line count executions whose command line they could not read with forks, which have none.
///         With a fork before each, as measured, half of what forks are more than executions are executions; the interval holds both.
///         The spread between devices is that of the most frequent sort, as sigma of a log-normal factor: ln(1 + spread), from ten
///         devices on.
/// Limits: devices with equal words for themselves and unequal lives are one class of great spread.
FittedFleet fit_fleet(const StreamFit& stream, const FleetFitSettings& settings = {});

}  // namespace picket::sim
