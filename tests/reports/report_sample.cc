// Writes the report of the test study to standard output, or with --json its result file.
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>

#include "reports/report.h"
#include "tests/reports/sample_study.h"

int main(int argc, char** argv) {
  const std::string_view option = argc > 1 ? argv[1] : "";
  picket::SampleOptions sample;
  if (option == "--hostile")
    sample.policy_name = "</script><script>document.title='taken'</script><img src=x onerror=alert(1)>";
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
