#include "sim/apps/study_report.h"

#include <cstdio>

#include "agent_core/base/utf8.h"
#include "reports/report.h"
#include "reports/sweep_page.h"
#include "sim/results/atomic_file.h"
#include "sim/results/study_result_json.h"

namespace picket::sim {

namespace {

std::optional<std::string> write_page(const std::string& directory, const Result<std::string, ReportError>& page) {
  if (!page.ok()) {
    std::fprintf(stderr, "error: no report: %s\n", printable(page.error().says).c_str());
    return std::nullopt;
  }
  std::string path = directory + "/report.html";
  if (const auto error = write_file(path, page.value())) {
    std::fprintf(stderr, "error: cannot write %s\n", printable(error->text()).c_str());
    return std::nullopt;
  }
  return path;
}

}  // namespace

std::optional<std::string> write_study_report(const StudyOutcome& outcome) {
  return write_page(outcome.directory, render_report(study_result_json(outcome.result)));
}

std::optional<std::string> write_sweep_report(const std::string& directory, std::string_view sweep_json) {
  return write_page(directory, render_sweep_page(sweep_json));
}

}  // namespace picket::sim
