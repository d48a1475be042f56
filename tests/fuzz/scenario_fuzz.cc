// libFuzzer: any text as a scenario. Nothing may crash, hang or grow without bound; a scenario that
// is accepted must be written and read back, without a library, as the same text.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/check.h"
#include "sim/scenario/load.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace picket::sim;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // The first line doubles as an override, so that paths are fuzzed as well.
  const std::string sets[] = {std::string(text.substr(0, text.find('\n')))};
  Diagnostics with_override;
  load_scenario_text(text, "fuzz.yaml", sets, "", with_override);
  PICKET_CHECK(!with_override.json().empty());

  Diagnostics diagnostics;
  const LoadResult result = load_scenario_text(text, "fuzz.yaml", {}, "", diagnostics);
  PICKET_CHECK(result.ok() == (diagnostics.errors() == 0));
  PICKET_CHECK(result.ok() || diagnostics.text().ends_with("nothing was run.\n"));
  if (!result.ok()) return 0;
  const std::string written = write_scenario_yaml(*result.scenario);
  // A text near the bound of a file may grow beyond it when every default is written out.
  if (written.size() > 1'000'000) return 0;
  Diagnostics again;
  const LoadResult reread = load_scenario_text(written, "resolved.yaml", {}, "", again);
  PICKET_CHECK(reread.ok(), again.text());
  PICKET_CHECK(write_scenario_yaml(*reread.scenario) == written);
  return 0;
}
