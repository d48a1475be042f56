#include "sim/experiment/rule_content.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/utf8.h"
#include "sim/attack/compiled_attack.h"
#include "sim/fleet/compiled_class.h"

namespace picket::sim {

void add_rules(const RuleTexts& rules, PipelineContent::Builder& builder) {
  for (std::size_t i = 0; i < rules.texts.size(); ++i) {
    if (i < rules.first_foreign) {
      builder.add_rule(rules.texts[i], rules.names[i]);
    } else {
      builder.add_foreign_rule(rules.texts[i], rules.names[i]);
    }
  }
  builder.choose(rules.packs);
}

std::shared_ptr<const PipelineContent> build_or_refuse(PipelineContent::Builder& builder) {
  auto content = builder.build();
  if (builder.diagnostics().empty()) return content;
  std::string text = "the rules have problems";
  for (const picket::Diagnostic& problem : builder.diagnostics()) text += "\n" + printable(to_string(problem));
  throw WrongInput(text);
}

std::string problem_with_line(const picket::Diagnostic& problem, std::string_view text) {
  std::string out = printable(to_string(problem));
  if (problem.line < 1) return out;
  for (int i = 1; i < problem.line; ++i) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return out;
    text.remove_prefix(end + 1);
  }
  std::string_view line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.remove_suffix(1);
  constexpr std::size_t kWidest = 160;
  const auto at = static_cast<std::size_t>(std::max(1, problem.column) - 1);
  if (line.size() > kWidest || at > line.size()) return out;
  const std::string before = printable(line.substr(0, at));
  const auto columns = std::count_if(before.begin(), before.end(), [](char c) { return !continues_character(c); });
  return out + "\n    " + before + printable(line.substr(at)) + "\n    " + std::string(static_cast<std::size_t>(columns), ' ') + "^";
}

namespace {

/// What a file of these holds; empty if it is none of them.
std::string_view text_of(const RuleTexts& rules, const std::string& file) {
  const auto name = std::find(rules.names.begin(), rules.names.end(), file);
  return name == rules.names.end() ? std::string_view() : rules.texts[static_cast<std::size_t>(name - rules.names.begin())];
}

}  // namespace

std::vector<InputProblem> input_problems(const Scenario& scenario, const RuleTexts& rules) {
  std::vector<InputProblem> out;
  for (const auto& [name, device_class] : scenario.device_classes) {
    for (const std::string& problem : problems_of(device_class)) out.push_back({true, "device_classes." + name + "." + problem});
  }
  for (const auto& [name, attack] : scenario.attack_templates) {
    for (const std::string& problem : problems_of(attack)) out.push_back({true, "attack_templates." + name + "." + problem});
  }
  PipelineContent::Builder builder;
  add_rules(rules, builder);
  const auto content = builder.build();
  for (const picket::Diagnostic& problem : builder.diagnostics()) out.push_back({false, problem_with_line(problem, text_of(rules, problem.file))});
  for (const AttackInstance& attack : scenario.attacks) {
    for (const std::string& alert : scenario.attack_templates.at(attack.use).expect) {
      if (content->find_alert(alert)) continue;
      out.push_back({true, fmt::format("attack_templates.{}.expect: neither the product nor a rule raises '{}'", attack.use, alert)});
    }
  }
  // Two instances of one template say the same of it.
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace picket::sim
