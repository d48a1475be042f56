#include "sim/experiment/rule_content.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/utf8.h"
#include "sim/attack/compiled_attack.h"
#include "sim/fleet/compiled_class.h"
#include "sim/scenario/references.h"
#include "sim/scenario/type_info.h"

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

std::string unraised(const std::string& alert, const PipelineContent& content) {
  std::vector<std::string_view> known;
  const AlertCatalogue& alerts = content.alerts();
  for (std::uint32_t i = 0; i < alerts.size(); ++i) known.push_back(alerts[i].alert_type);
  const std::string near = closest_word(alert, known);
  return fmt::format("neither the product nor a rule raises {}{}", quote(alert), near.empty() ? "" : fmt::format("; did you mean '{}'?", near));
}

std::vector<InputProblem> part_problems(const Scenario& scenario) {
  std::vector<InputProblem> out;
  for (const auto& [name, device_class] : scenario.device_classes) {
    const std::string path = child_path("device_classes", name);
    for (const PartProblem& problem : problems_of(device_class)) out.push_back({child_path(path, problem.path), problem.says});
  }
  for (const auto& [name, attack] : scenario.attack_templates) {
    const std::string path = child_path("attack_templates", name);
    for (const PartProblem& problem : problems_of(attack)) out.push_back({child_path(path, problem.path), problem.says});
  }
  return out;
}

std::vector<InputProblem> tell_in_scenario(std::vector<InputProblem> problems, const Places& places, Diagnostics& diagnostics) {
  std::vector<InputProblem> of_rules;
  for (InputProblem& problem : problems) {
    if (problem.in_scenario()) {
      diagnostics.add(Code::kNotPlayable, place_of(places, problem.path), problem.path, problem.text);
    } else {
      of_rules.push_back(std::move(problem));
    }
  }
  return of_rules;
}

std::vector<InputProblem> input_problems(const Scenario& scenario, const RuleTexts& rules) {
  std::vector<InputProblem> out = part_problems(scenario);
  PipelineContent::Builder builder;
  add_rules(rules, builder);
  const auto content = builder.build();
  for (const picket::Diagnostic& problem : builder.diagnostics()) out.push_back({"", problem_with_line(problem, text_of(rules, problem.file))});
  for (const AttackInstance& attack : scenario.attacks) {
    const std::string path = child_path(child_path("attack_templates", attack.use), "expect");
    const std::vector<std::string>& alerts = scenario.attack_templates.at(attack.use).expect;
    for (std::size_t i = 0; i < alerts.size(); ++i) {
      if (!content->find_alert(alerts[i])) out.push_back({item_path(path, i), unraised(alerts[i], *content)});
    }
  }
  // Two instances of one template say the same of it.
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace picket::sim
