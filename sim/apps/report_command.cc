#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

#include "agent_core/base/utf8.h"
#include "reports/plan_page.h"
#include "reports/report.h"
#include "reports/suite_page.h"
#include "reports/sweep_page.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"
#include "sim/apps/study_report.h"
#include "sim/results/atomic_file.h"

namespace picket::sim {

namespace {

/// What a folder of a study holds: of one point (result.json), of many, of a suite, or a plan.
std::string result_file_of(const std::string& directory) {
  for (const char* name : {"sweep.json", "tune.json", "suite.json", "plan.json"}) {
    std::error_code ignored;
    if (std::filesystem::exists(directory + "/" + name, ignored)) return name;
  }
  return "result.json";
}

}  // namespace

int report_command(const std::string& directory, const std::string& output) {
  const std::string name = result_file_of(directory);
  std::string json;
  std::string uncertainty;
  try {
    json = read_file(directory + "/" + name);
    uncertainty = uncertainty_of(directory);
  } catch (const std::runtime_error& error) {
    std::fprintf(stderr, "error: %s\n  is it the folder of a finished study, such as out/latest?\n", error.what());
    return exit_code::kWrongInput;
  }
  const auto page = name == "result.json"  ? render_report(json, uncertainty)
                    : name == "suite.json" ? render_suite_page(json)
                    : name == "plan.json"  ? render_plan_page(json)
                                           : render_sweep_page(json);
  if (!page.ok()) {
    std::fprintf(stderr, "error: %s/%s: %s\n", directory.c_str(), name.c_str(), printable_lines(page.error().says).c_str());
    return exit_code::kWrongInput;
  }
  const std::string path = output.empty() ? directory + "/report.html" : output;
  if (const auto error = write_file(path, page.value())) {
    std::fprintf(stderr, "error: cannot write %s\n", error->text().c_str());
    return output.empty() ? exit_code::kInternalError : exit_code::kWrongInput;
  }
  std::printf("%s\n", path.c_str());
  return exit_code::kOk;
}

}  // namespace picket::sim
