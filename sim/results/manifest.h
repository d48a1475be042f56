#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent_core/base/time.h"
#include "sim/results/conservation.h"

namespace picket::sim {

/// What the program was made from.
struct BuildInfo {
  std::string version = "unknown";
  std::string commit = "unknown";
  std::string build_type = "unknown";
  std::string compiler;
};
/// From the compiler, and from PICKET_VERSION, PICKET_COMMIT and PICKET_BUILD_TYPE where the build
/// defines them.
BuildInfo this_build();

struct HostInfo {
  std::string name;
  std::string os;      ///< "Linux 6.1.0 x86_64"
  unsigned cores = 0;  ///< usable by this process
};
HostInfo this_host();

/// What a process used since it began.
struct ResourceUse {
  double cpu_seconds = 0;
  std::int64_t max_rss_bytes = 0;
};
ResourceUse resources_used();

/// manifest.json: everything needed to trust a run and to repeat it.
struct Manifest {
  BuildInfo build;
  HostInfo host;
  std::string run_key;
  std::string scenario_name;
  std::string scenario_path;
  std::string resolved_scenario;  ///< with all defaults, as YAML
  std::string policy;
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  std::vector<std::string> argv;
  std::string network_model;  ///< "CM02, crosstraffic 0; fast, fifo"
  Time started;               ///< wall clock
  Time ended;
  ResourceUse used;
  Duration simulated;                ///< warm-up and measured period
  std::string status = "completed";  ///< completed, partial, failed
  std::string digest;
  std::vector<std::pair<std::string, std::int64_t>> counts;  ///< in the order given
  std::vector<ConservationLedger> balance;
  std::vector<std::string> warnings;
};

std::string manifest_json(const Manifest& manifest);

/// Part of a manifest that a reader of a run needs back.
struct ManifestSummary {
  std::string version;  ///< of the program
  std::string commit;
  std::string run_key;
  std::string policy;
  std::uint64_t seed = 0;
  std::uint32_t replication = 0;
  std::string status;
  std::string digest;
  std::string resolved_scenario;
};
/// Nothing if `json` is no manifest of the present schema version; `why` then says why, as what follows "it ".
std::optional<ManifestSummary> parse_manifest(std::string_view json, std::string& why);
std::optional<ManifestSummary> parse_manifest(std::string_view json);

}  // namespace picket::sim
