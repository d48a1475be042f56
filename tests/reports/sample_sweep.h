#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace picket {

/// What the sample of sweep.json is like.
struct SweepSampleOptions {
  bool tune = false;             ///< kind "tune", with a search and its certification
  std::uint32_t replications = 12;
  std::string policy_name = "g2_linux";
  bool fleet = true;             ///< a third parameter is the number of devices of a kind
};

/// A sweep of a window and an encoding (and a fleet), made by formula: a longer window costs less and detects later; "cbor" costs 30 % less;
/// noise is keyed by replication and the same at every point but for a tenth.
nlohmann::ordered_json sample_sweep(const SweepSampleOptions& options = {});

}  // namespace picket
