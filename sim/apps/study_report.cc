#include "sim/apps/study_report.h"

#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "agent_core/base/utf8.h"
#include "reports/plan_page.h"
#include "reports/report.h"
#include "reports/sweep_page.h"
#include "sim/apps/input_file.h"
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

std::string uncertainty_of(const std::string& directory) {
  const std::string path = directory + "/uncertainty.json";
  std::error_code ignored;
  return std::filesystem::exists(path, ignored) ? read_file(path) : "";
}

std::optional<std::string> write_study_report(const StudyOutcome& outcome) {
  const std::string result = study_result_json(outcome.result);
  std::string trouble;
  try {
    const std::string uncertainty = uncertainty_of(outcome.directory);
    const Result<std::string, ReportError> page = render_report(result, uncertainty);
    if (page.ok() || uncertainty.empty()) return write_page(outcome.directory, page);
    trouble = page.error().says;
  } catch (const std::runtime_error& error) {
    trouble = error.what();
  }
  // What an earlier program left there is no reason to have no report.
  std::fprintf(stderr, "warning: the report is without uncertain inputs: %s\n", printable(trouble).c_str());
  return write_page(outcome.directory, render_report(result));
}

std::optional<std::string> write_sweep_report(const std::string& directory, std::string_view sweep_json) {
  return write_page(directory, render_sweep_page(sweep_json));
}

std::optional<std::string> write_plan_report(const std::string& directory, std::string_view json) {
  return write_page(directory, render_plan_page(json));
}

}  // namespace picket::sim
