// libFuzzer: any bytes as alerts of another system. Nothing may crash, hang or grow without bound; records are alerts and
// refusals; lines lie in the text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "agent_core/base/check.h"
#include "sim/exchange/alert_reader.h"

namespace picket::sim {
namespace {

void read(std::string_view text) {
  const AlertColumns columns;
  AlertLimits limits;
  limits.max_alerts = 16;
  limits.max_record_bytes = 512;
  limits.max_text = 8;
  const AlertFile file = read_alerts(text, columns, limits);
  std::uint64_t refused = 0;
  for (std::size_t i = 0; i < Counts<AlertFault>::kSize; ++i) refused += file.faults[static_cast<AlertFault>(i)];
  PICKET_CHECK(file.records == refused + file.alerts.size());
  PICKET_CHECK(file.alerts.size() <= limits.max_alerts);
  PICKET_CHECK(file.examples.size() <= AlertFile::kExamplesPerFault * Counts<AlertFault>::kSize);
  const auto lines = 1 + static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  for (const ForeignAlert& alert : file.alerts) {
    PICKET_CHECK(alert.line >= 1 && alert.line <= lines, alert.line);
    PICKET_CHECK(!alert.device.empty() && alert.device.size() <= limits.max_text);
    PICKET_CHECK(alert.time >= Time());
    PICKET_CHECK(alert.evidence.size() <= kMaxEvidence);
  }
  for (const AlertFile::Example& example : file.examples) PICKET_CHECK(example.line >= 1 && example.line <= lines, example.line);
}

}  // namespace
}  // namespace picket::sim

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  picket::sim::read({reinterpret_cast<const char*>(data), size});
  return 0;
}
