#include <cstdio>
#include <stdexcept>

#include "agent_core/base/utf8.h"
#include "reports/report.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"
#include "sim/results/atomic_file.h"

namespace picket::sim {

int report_command(const std::string& directory, const std::string& output) {
  std::string json;
  try {
    json = read_file(directory + "/result.json");
  } catch (const std::runtime_error& error) {
    std::fprintf(stderr, "error: %s\n  is it the folder of a finished study, such as out/latest?\n", error.what());
    return exit_code::kWrongInput;
  }
  const auto page = render_report(json);
  if (!page.ok()) {
    std::fprintf(stderr, "error: %s/result.json: %s\n", directory.c_str(), printable_lines(page.error().says).c_str());
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
