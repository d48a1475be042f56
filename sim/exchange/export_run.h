#pragma once

#include <string>
#include <vector>

#include "sim/exchange/export_folder.h"
#include "sim/exchange/run_export.h"
#include "sim/explain/rerun.h"

namespace picket::sim {

struct ExportRequest {
  std::string directory;
  bool replace = false;  ///< an export that is there already
  ExportForms forms;
};

struct ExportOutcome {
  std::string directory;
  ExportCounts counts;
  std::vector<ExportedFile> files;
  std::string digest;  ///< of the run, repeated
};

/// `<study>/exports/<run key>`: where an export goes unless told.
std::string default_export_directory(const ChosenRun& run);

/// Repeats a run and writes what its hubs received, see RunExport; manifest.json says what is where.
///
/// Model:  `wire: exact` whatever the scenario says, which gives the same digest and has the bytes.
/// Cost:   the run's own time for one policy, and that of writing.
/// Errors: throws WrongInput if the folder is taken, or if the repetition is not the run, and std::runtime_error if
///         something cannot be written or the lines do not balance with the run's own counts: no export is left then.
/// Limits: one repetition a process.
ExportOutcome export_run(const ChosenRun& run, Scenario scenario, Rerun::Settings settings, const ExportRequest& request);

}  // namespace picket::sim
