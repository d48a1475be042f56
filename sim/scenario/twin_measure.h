#pragma once

#include <optional>
#include <string>

#include "sim/hub/twin_limits.h"

namespace picket::sim {

/// A measured section, and where in it the extremes stand: keys between dots, from the section on; empty where there is none.
struct MeasuredTwin {
  TwinMeasure measure;
  std::string largest_value;
  std::string longest_key;
  std::string deepest;
};

/// Counts a section of a twin, given as a JSON object, as a hub does: the UTF-8 bytes of every key and text without control
/// characters, 8 bytes a number, 4 a truth value, nothing for null, which removes a property.
/// Errors: nothing for what is no JSON object.
/// Limits: whether a hub counts bytes or characters of texts beyond ASCII is not said clearly; bytes here.
/// Source: iot-hub-devguide-device-twins, "Device twin size".
std::optional<MeasuredTwin> measure_twin(const std::string& json);

}  // namespace picket::sim
