// Writes the report of the test study to standard output, or with --json its result file; with --sweep or --tune the page of a study of
// many points, with --plan that of a plan, of which a second word "few", "hostile" or "json" changes the same things.
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "reports/plan_page.h"
#include "reports/report.h"
#include "reports/sweep_page.h"
#include "tests/reports/sample_plan.h"
#include "tests/reports/sample_study.h"
#include "tests/reports/sample_sweep.h"

namespace {

constexpr const char* kHostileName = "</script><script>document.title='taken'</script><img src=x onerror=alert(1)>";

int write_page(const std::string& json, bool as_json, picket::Result<std::string, picket::ReportError> (*render)(std::string_view)) {
  if (as_json) {
    std::cout << json << '\n';
    return 0;
  }
  const auto page = render(json);
  if (!page.ok()) {
    std::cerr << page.error().says << '\n';
    return 1;
  }
  std::cout << page.value();
  return 0;
}

int write_sweep(bool tune, std::string_view more) {
  picket::SweepSampleOptions sample;
  sample.tune = tune;
  if (more == "hostile") sample.policy_name = kHostileName;
  if (more == "few") sample.replications = 2;
  return write_page(picket::sample_sweep(sample).dump(), more == "json", picket::render_sweep_page);
}

int write_plan(std::string_view more) {
  picket::PlanSampleOptions sample;
  if (more == "hostile") sample.policy_name = kHostileName;
  if (more == "few") sample.intervals = false;
  sample.impossible = more == "impossible";
  return write_page(picket::sample_plan(sample).dump(), more == "json", picket::render_plan_page);
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view option = argc > 1 ? argv[1] : "";
  if (option == "--sweep" || option == "--tune") return write_sweep(option == "--tune", argc > 2 ? argv[2] : "");
  if (option == "--plan") return write_plan(argc > 2 ? argv[2] : "");
  picket::SampleOptions sample;
  if (option == "--hostile") sample.policy_name = kHostileName;
  if (option == "--few") sample.replications = 2;
  const std::string json = picket::sample_result_json(sample);
  if (option == "--json") {
    std::cout << json << '\n';
    return 0;
  }
  const std::optional<std::string> error = picket::write_report(json, std::cout);
  if (error) std::cerr << *error << '\n';
  return error ? 1 : 0;
}
