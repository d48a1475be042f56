#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/live/fleet/class_measures.h"

namespace picket::sim {

/// Of its file, beside which `kFleetScenarioFile` has the scenario with every value.
inline constexpr const char* kFleetMeasuresFile = "live_fleet.json";
inline constexpr const char* kFleetScenarioFile = "scenario.yaml";
inline constexpr const char* kFleetMeasuresSchema = "picket.live_fleet";
inline constexpr std::uint32_t kFleetMeasuresVersion = 1;

/// What a live fleet measured, and of what: what `picket live compare` puts beside a simulated run. No secrets.
struct FleetMeasures {
  std::string version;            ///< of the program
  std::string commit;
  std::string scenario_name;
  std::string scenario_digest;    ///< fingerprint_of_scenario of the scenario with every value
  std::uint64_t seed = 0;
  std::string policy;
  std::string client;             ///< preset: how devices connect, renew and retry
  std::string hub;                ///< host
  std::string identity_prefix;    ///< of the devices' ids, by which a pipeline's workspace knows them
  std::string started_utc;        ///< the scenario's start, by the time of day
  std::string end;                ///< why it ended: kLiveFleetEndNames
  double speed = 1;               ///< the scenario's time per time of day
  std::int64_t block_bytes = 0;   ///< of a unit of the hub's quota
  std::uint64_t message_budget = 0;
  double scenario_seconds = 0;    ///< of the scenario's measured period
  double played_seconds = 0;      ///< of it, those that were played
  double running_seconds = 0;     ///< by the time of day, from the first connect
  double behind_seconds = 0;      ///< how late the last message was given to its client
  std::vector<ClassMeasures> classes;
  ClassMeasures all;

  bool is_whole() const { return played_seconds >= scenario_seconds; }
};

/// Sixteen hexadecimal digits: FNV-1a, 64 bits, of the YAML text.
std::string fingerprint_of_scenario(std::string_view resolved_yaml);

/// live_fleet.json: every field under its own name.
std::string fleet_measures_json(const FleetMeasures& measures);

}  // namespace picket::sim
