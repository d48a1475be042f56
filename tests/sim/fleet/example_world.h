#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "sim/attack/attack_template.h"
#include "sim/fleet/fleet.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario.h"

namespace picket::sim {

/// Reads one of the shipped data files ("profiles/ip_camera.yaml") into a described struct.
template <class T>
T shipped(const std::string& path) {
  const std::string full = std::string(PICKET_SOURCE_DIR) + "/scenarios/" + path;
  std::ifstream file(full);
  EXPECT_TRUE(file.good()) << full;
  std::stringstream text;
  text << file.rdbuf();
  T result;
  Diagnostics diagnostics;
  Places places;
  EXPECT_TRUE(read_text(text.str(), full, result, diagnostics, places)) << full << "\n" << diagnostics.text();
  return result;
}

inline const std::vector<std::string>& shipped_classes() {
  static const std::vector<std::string> kNames{
      "ev_charger",  "iot_gateway", "ip_camera",   "kiosk",         "medical",    "plc_gateway",    "router",
      "set_top_box", "smart_hub",   "smart_meter", "smart_speaker", "thermostat", "water_gas_meter"};
  return kNames;
}

inline FleetGroup group_of(const std::string& device_class, std::uint32_t count) {
  FleetGroup group;
  group.device_class = device_class;
  group.count = count;
  group.sites = std::max(1U, count / 4);
  return group;
}

/// A scenario with the shipped class and `count` devices of it, 1 day of warm-up.
inline Scenario world_of(const std::string& device_class, std::uint32_t count) {
  Scenario scenario;
  scenario.seed = 20'261'123;
  scenario.warm_up = Duration::days(1);
  scenario.duration = Duration::hours(48);
  scenario.device_classes[device_class] = shipped<DeviceClass>("profiles/" + device_class + ".yaml");
  scenario.fleet.push_back(group_of(device_class, count));
  return scenario;
}

}  // namespace picket::sim
