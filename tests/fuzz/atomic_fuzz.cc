// libFuzzer: any bytes as an Atomic Red Team file, and as the script of a test. Nothing may crash, hang or grow without
// bound; commands balance, and an attack that is made loads.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "agent_core/base/check.h"
#include "sim/import/atomic_attack.h"
#include "sim/scenario/reader.h"

namespace {

using namespace picket::sim;

void check_script(const ShellScript& script) {
  PICKET_CHECK(script.steps.size() <= kMaxShellSteps);
  PICKET_CHECK(script.with_steps <= script.commands && script.with_steps <= script.steps.size() + 1);
  for (const ShellStep& step : script.steps) PICKET_CHECK(!step.commandline.empty() && step.commandline.size() <= kMaxCommandline);
}

void check_test(const AtomicFile& file, const AtomicTest& test) {
  if (!test.why_not().empty()) return;
  AtomicChoices choices;
  choices.cleanup = true;
  Diagnostics none;
  const AtomicAttack made = atomic_attack(file, test, choices, none);
  PICKET_CHECK(none.ok());
  check_script(made.command);
  check_script(made.cleanup);
  const std::string text = atomic_attack_file(file, test, made, choices, "fuzz.yaml");
  if (text.size() > 1'000'000) return;
  Diagnostics again;
  Places places;
  AttackTemplate reread;
  PICKET_CHECK(read_text(text, "x.yaml", reread, again, places), again.text(), text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_script(shell_steps(text, size % 2 == 0));
  Diagnostics diagnostics;
  const std::uint32_t source = diagnostics.add_source("fuzz.yaml", std::string(text));
  const auto file = read_atomic(text, source, diagnostics);
  PICKET_CHECK(file.has_value() == diagnostics.ok(), diagnostics.text());
  if (!file) return 0;
  PICKET_CHECK(!atomic_list(*file, "linux").empty());
  for (const AtomicTest& test : file->tests) check_test(*file, test);
  return 0;
}
