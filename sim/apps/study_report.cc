#include "sim/apps/study_report.h"

#include <cstdio>

#include "agent_core/base/utf8.h"
#include "reports/report.h"
#include "sim/results/atomic_file.h"
#include "sim/results/study_result_json.h"

namespace picket::sim {

std::optional<std::string> write_study_report(const StudyOutcome& outcome) {
  const auto page = render_report(study_result_json(outcome.result));
  if (!page.ok()) {
    std::fprintf(stderr, "error: no report: %s\n", page.error().says.c_str());
    return std::nullopt;
  }
  std::string path = outcome.directory + "/report.html";
  if (const auto error = write_file(path, page.value())) {
    std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
    return std::nullopt;
  }
  return path;
}

}  // namespace picket::sim
