#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "sim/apps/options.h"

namespace picket::sim {

struct LiveCompareOptions {
  std::string run = QueryOptions::kLatest;  ///< a study, or a run of it
  std::string live = "live/latest";         ///< folder of a live fleet's run, or its live_fleet.json
  std::string workspace;                    ///< of the pipeline that read the hub; empty: alerts are not compared
  std::string tolerance = "5 %";
  std::string write_profile;                ///< file for the fitted line; empty: none
  std::string profile_name = "live_line";
  bool force = false;                       ///< replace that file
};

/// Declares `picket live compare` below `live`; the options must outlive the parsing.
CLI::App* add_live_compare(CLI::App& live, LiveCompareOptions& options, CommonOptions& common);
/// A live fleet beside the simulated run of the same scenario and seed. Also 1: a measure is flagged.
int live_compare_command(const LiveCompareOptions& options, const CommonOptions& common);

}  // namespace picket::sim
