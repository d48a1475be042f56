#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "sim/results/study_result.h"

namespace picket::sim {

/// What sweep.json and tune.json say of a study of many points before its points: which study it is, what it was made from, and how
/// its points were chosen. Sweeps and searches write it, reports read it.
struct SweepHead {
  std::string kind = "sweep";       ///< or "tune"
  std::string study_id;
  std::string name;
  std::string title;
  std::string scenario_name;
  std::string scenario_path;
  std::string created_utc;
  std::string commit;
  std::string version;
  std::string digest;               ///< of all points' runs
  std::string repeat_command;
  std::uint64_t seed = 0;
  std::uint32_t replications = 0;   ///< that were wanted at each point
  std::uint32_t devices = 0;
  double duration_seconds = 0;
  std::string design;               ///< "full_factorial", "search"
  std::string design_text;
};

/// The first keys of the document, schema and version first; `points` is their number. More keys are appended to it.
nlohmann::ordered_json sweep_head_json(const SweepHead& head, std::size_t points);

/// What varied: {path, unit, log, kind: number or word, levels}.
nlohmann::ordered_json sweep_parameter_json(const std::string& path, const std::string& unit, bool logarithmic, bool is_number,
                                            const std::vector<std::string>& levels);

/// A measure of one policy at one point: {name, value, ci_low, ci_high, per_replication}. What is not finite is null.
nlohmann::ordered_json point_measure_json(const std::string& name, const Estimate& estimate, const std::vector<double>& per_replication);

}  // namespace picket::sim
