#include "sim/suite/suite_reference.h"

#include <fmt/format.h>

#include "sim/scenario/load.h"
#include "sim/suite/invariant.h"
#include "sim/suite/suite_check.h"

namespace picket::sim {

std::string suite_reference_markdown() {
  std::string out = part_reference_markdown("suite");
  out +=
      "\n## Invariants\n\n"
      "What `invariants` may name. Promised ones are Picket's own: broken, the exit code is 3; the others are demands on a policy.\n\n"
      "| invariant | holds if | promised |\n|---|---|---|\n";
  for (const InvariantInfo& info : invariant_infos()) {
    out += fmt::format("| `{}` | {} | {} |\n", info.name, info.holds_if, is_law(info.name) ? "yes" : "");
  }
  out += "\n## Reasons of no_drop\n\n`no_drop.REASON` takes these, by where events end.\n\n| where | reasons |\n|---|---|\n";
  for (const DropStage& stage : drop_stages()) {
    std::string reasons;
    for (const std::string& reason : stage.reasons) reasons += fmt::format("{}`{}`", reasons.empty() ? "" : ", ", reason);
    out += fmt::format("| {} | {} |\n", stage.where, reasons);
  }
  out += "\n## Measures\n\n`measures` of an expectation may bound these; `report.html` of a case says what each is.\n\n";
  for (const std::string& measure : boundable_measures()) out += fmt::format("- `{}`\n", measure);
  return out;
}

}  // namespace picket::sim
