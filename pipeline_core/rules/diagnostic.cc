#include "pipeline_core/rules/diagnostic.h"

namespace picket {

std::string to_string(const Diagnostic& d) {
  std::string out = d.file + ':' + std::to_string(d.line) + ':' + std::to_string(d.column) + ": error: " + d.message;
  if (!d.rule_id.empty()) out += " (rule " + d.rule_id + ')';
  return out;
}

}  // namespace picket
