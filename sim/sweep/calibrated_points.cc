#include "sim/sweep/calibrated_points.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>

#include "agent_core/base/utf8.h"
#include "sim/experiment/calibration.h"
#include "sim/results/atomic_file.h"
#include "sim/results/digest.h"
#include "sim/results/manifest.h"
#include "sim/scenario/load.h"
#include "sim/sweep/load_points.h"

namespace picket::sim {
namespace {

namespace fs = std::filesystem;
using Thresholds = std::map<std::string, ModelThresholds>;

/// What an earlier start left; nothing if it left none that can be read.
std::optional<Thresholds> kept_thresholds(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return std::nullopt;
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  Diagnostics ignored;
  const LoadResult loaded = load_scenario_text(text, path, {}, "", ignored);
  return loaded.ok() ? std::optional(loaded.scenario->thresholds) : std::nullopt;
}

}  // namespace

CalibratedPoints calibrate_points(std::vector<SweepPoint>& points, const PointRunSettings& settings, bool run) {
  CalibratedPoints outcome;
  const std::string folder = settings.out_directory + "/" + settings.study_id + "/calibrated";
  for (SweepPoint& point : points) {
    if (!point.scenario.calibration) continue;
    // As runs: what another program found is found anew.
    Digest digest;
    digest.add(point.resolved);
    digest.add(this_build().version);
    digest.add(this_build().commit);
    const std::string path = folder + "/" + digest.hex() + ".yaml";
    if (const auto kept = kept_thresholds(path)) {
      point.scenario.thresholds = *kept;
      ++outcome.found;
    } else if (!run) {
      ++outcome.missing;
      continue;
    } else {
      if (!settings.quiet) std::fprintf(stderr, "thresholds of point %s (%s)\n", point.id.c_str(), printable(point_words(point)).c_str());
      std::error_code ignored;
      fs::create_directories(folder, ignored);
      StudySettings own;
      own.threads = settings.threads;
      own.out_directory = folder;
      own.quiet = settings.quiet;
      own.rules = settings.rules;
      own.feeds = settings.feeds;
      const CalibrationOutcome found = calibrate_policies(point.scenario, own);
      if (found.exit_code != 0) {
        outcome.exit_code = found.exit_code;
        return outcome;
      }
      if (const auto error = write_file(path, write_scenario_yaml(point.scenario))) {
        std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
        outcome.exit_code = 3;
        return outcome;
      }
    }
    point.resolved = resolved_of_one(point.scenario, settings.feeds);
  }
  return outcome;
}

}  // namespace picket::sim
