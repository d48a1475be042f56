// libFuzzer: any bytes as a file of Sigma rules, and any bytes as an event. Nothing may crash, hang or grow
// without bound, and the compiled matcher must find what evaluating every rule finds. Input: rules, and
// after the first zero byte an event in JSON.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "agent_core/base/check.h"
#include "pipeline_core/rules/rule_explanation.h"
#include "pipeline_core/rules/rule_matcher.h"
#include "pipeline_core/rules/rule_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace picket;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t zero = input.find('\0');
  const std::string_view yaml = input.substr(0, zero);
  RuleSet rules;
  std::vector<Diagnostic> diagnostics;
  const std::size_t added = RuleReader(rules, diagnostics, {{"p", {"a", "b*"}}}).read(yaml, "fuzz.yml");
  PICKET_CHECK(added == rules.rules().size());
  for (const Diagnostic& d : diagnostics) PICKET_CHECK(d.line > 0 && d.column > 0, to_string(d));
  rules.resolve(diagnostics);
  FlatEvent event;
  event.set("CommandLine", FieldValue::text("/bin/sh -c A"));
  event.set("Image", FieldValue::null());
  event.set("n", FieldValue::number(5));
  if (zero != std::string_view::npos) {
    if (auto read = FlatEvent::from_json(input.substr(zero + 1)); read.ok()) event = std::move(read).value();
  }
  RuleMatcher matcher(rules);
  std::vector<std::uint32_t> got;
  matcher.match(event, {}, got);
  FieldReader reader(&rules.fields());
  reader.reset(event);
  std::vector<std::uint32_t> expected;
  for (std::uint32_t i = 0; i < rules.rules().size(); ++i) {
    if (rules.rules()[i].is_correlation) continue;
    if (holds(rules, i, reader)) expected.push_back(i);
    explain_rule(rules, i);
  }
  PICKET_CHECK(got == expected, "the index misses or invents a match");
  return 0;
}
