#include "pipeline_core/rules/diagnostic.h"

#include "agent_core/base/closest_word.h"

namespace picket {

std::string to_string(const Diagnostic& d) {
  std::string out = d.file;
  if (d.line > 0) out += ':' + std::to_string(d.line) + ':' + std::to_string(d.column);
  out += (d.note ? ": note: " : ": error: ") + d.message;
  if (!d.rule_id.empty()) out += " (rule " + d.rule_id + ')';
  return out;
}

std::string in_quotes(std::string_view word) {
  std::string out = "'";
  out += word;
  return out += '\'';
}

std::string hint(std::string_view word, std::span<const std::string_view> known) {
  const std::string near = closest_word(word, known);
  return near.empty() ? std::string() : "; did you mean " + in_quotes(near) + '?';
}

}  // namespace picket
