#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/claim.h"

namespace picket::sim {

/// A folder with runs, as it is listed.
struct ListedStudy {
  std::string folder;   ///< below the folder that was looked through, "quick-s1-0123abcd"
  std::string name;     ///< of the scenario; empty: nothing there tells
  std::optional<std::uint64_t> seed;
  std::uint32_t replications = 0;  ///< with a complete run
  std::uint32_t runs = 0;          ///< complete ones
  std::string state;    ///< "complete", "running", or why it is partial
  double age_seconds = 0;  ///< since its youngest run was written
  std::uint64_t bytes = 0; ///< of all its files
};

/// Folders below `out`, at most four levels deep, that hold `runs/`, sorted; paths from `out` on, "." for itself. Links are
/// not followed, so `latest` is not a study of its own.
std::vector<std::string> folders_with_runs(const std::string& out);

/// Whether a file of a study's folder is its result, which a command makes from the runs: result.json, suite.json, sweep.json or tune.json.
bool is_result_file(std::string_view name);

/// Folders of complete runs in `runs/` of a study, sorted: those with a manifest and measures.
std::vector<std::string> complete_runs(const std::string& study);

/// Whether somebody holds a claim in a study: its runs may be partial because they are being made.
bool is_running(const std::string& study, const ClaimTiming& timing = {});

/// Bytes of a file, or of all files below a folder; links are not followed. Errors: none; what goes meanwhile is not counted.
std::uint64_t bytes_in(const std::string& path);

/// What lies below `out`. Errors: none; what cannot be read is listed with what is known of it.
std::vector<ListedStudy> list_studies(const std::string& out, const ClaimTiming& timing = {});

}  // namespace picket::sim
