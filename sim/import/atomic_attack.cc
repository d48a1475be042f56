#include "sim/import/atomic_attack.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/utf8.h"
#include "sim/attack/navigator_layer.h"
#include "sim/import/compact_yaml.h"
#include "sim/import/part_name.h"
#include "sim/import/shell_programs.h"
#include "sim/import/shell_tokens.h"

namespace picket::sim {
namespace {

/// Puts the values of inputs in place of #{name}.
class Inputs {
 public:
  Inputs(const AtomicTest& test, const AtomicChoices& choices, Diagnostics& diagnostics) : values_(test.inputs) {
    std::vector<std::string_view> known;
    for (const auto& [name, value] : test.inputs) known.push_back(name);
    for (const auto& [name, value] : choices.inputs) {
      if (test.inputs.contains(name)) {
        values_[name] = value;
        continue;
      }
      const std::string near = closest_word(name, known);
      diagnostics.add(Code::kUnknownName, test.where, "--input", fmt::format("the test has no input {}", quote(name)),
                      !near.empty() ? fmt::format("did you mean '{}'?", near) : known.empty() ? "it has none" : fmt::format("it has {}", fmt::join(known, ", ")));
    }
  }

  std::string put_into(const std::string& text, std::vector<std::string>& not_set) const {
    std::string out;
    std::size_t at = 0;
    while (at < text.size() && out.size() <= kMaxShellBytes) {
      const std::size_t open = text.find("#{", at);
      const std::size_t close = open == std::string::npos ? open : text.find('}', open);
      if (close == std::string::npos) break;
      out.append(text, at, open - at);
      const std::string name = text.substr(open + 2, close - open - 2);
      const auto value = values_.find(name);
      if (value != values_.end()) {
        out += value->second;
      } else {
        out.append(text, open, close - open + 1);
        if (std::find(not_set.begin(), not_set.end(), name) == not_set.end()) not_set.push_back(name);
      }
      at = close + 1;
    }
    return out + text.substr(std::min(at, text.size()));
  }

 private:
  std::map<std::string, std::string> values_;
};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// The shell that a test's executor starts for it. Its command line holds the script, as that of `sh -c` does.
ShellStep shell_of(const std::string& executor, std::string script, std::size_t line, bool root) {
  while (!script.empty() && is_space(script.back())) script.pop_back();
  std::string commandline = executor + " -c " + script;
  if (commandline.size() > kMaxCommandline) commandline.resize(utf8_prefix(commandline, kMaxCommandline).size());
  for (const std::string_view placeholder : {"{decimal}", "{hex8}", "{ipv4}"}) {
    if (commandline.find(placeholder) != std::string::npos) commandline = executor;
  }
  return {line, std::move(commandline), root};
}

AttackPhase phase_of(std::string id, const std::vector<ShellStep>& steps, const AtomicChoices& choices) {
  AttackPhase phase;
  phase.id = std::move(id);
  for (const ShellStep& step : steps) {
    const std::string program = step.commandline.substr(0, step.commandline.find(' '));
    const std::string executable = program.find('/') != std::string::npos ? "" : std::string(folder_of_program(program));
    const std::uint32_t user = step.root ? 0 : choices.user_id;
    const bool joins = !phase.emit.empty() && phase.emit.back().executable == executable && phase.emit.back().user_id == user;
    if (!joins) {
      AttackEmission& e = phase.emit.emplace_back();
      e.kind = StepKind::kProcess;
      e.executable = executable;
      e.user_id = user;
      e.spacing = {Distribution::Kind::kLognormal, choices.spacing_seconds, 0.8, 600};
    }
    phase.emit.back().commandlines.push_back(step.commandline);
  }
  return phase;
}

std::vector<ShellStep> with_shell(const AtomicTest& test, const std::string& script, std::size_t line, const ShellScript& read) {
  std::vector<ShellStep> steps{shell_of(test.executor, script, line, test.elevation_required)};
  steps.insert(steps.end(), read.steps.begin(), read.steps.end());
  return steps;
}

std::string notes(const std::vector<ShellNote>& of, std::string_view title, const AtomicScript& script, const std::string& file, std::string_view before) {
  if (of.empty()) return "";
  std::string out = fmt::format("{}{}:\n", before, title);
  for (const ShellNote& note : of) {
    const std::size_t line = script.has_own_lines ? note.line : script.where.line;
    out += fmt::format("{}  {}:{}: {}{}{}\n", before, file, line, note.text, note.text.empty() ? "" : ": ", note.says);
  }
  return out;
}

std::string balance(const ShellScript& script) {
  return fmt::format("{} command{}: {} became {} step{}, {} became none", script.commands, script.commands == 1 ? "" : "s", script.with_steps,
                     script.steps.size(), script.steps.size() == 1 ? "" : "s", script.commands - script.with_steps);
}

std::string told(const AtomicTest& test, const AtomicAttack& imported, const std::string& file, std::string_view before) {
  std::string out = fmt::format("{}{}.\n", before, balance(imported.command));
  out += notes(imported.command.no_step, "no step", test.command, file, before);
  out += notes(imported.command.came_near, "not as the script has it", test.command, file, before);
  if (imported.cleanup.commands > 0) {
    out += fmt::format("{}clean-up: {}.\n", before, balance(imported.cleanup));
    out += notes(imported.cleanup.no_step, "no step", test.cleanup, file, before);
    out += notes(imported.cleanup.came_near, "not as the script has it", test.cleanup, file, before);
  } else if (!test.cleanup.text.empty()) {
    out += fmt::format("{}{}:{}: the clean-up is no part of it (--cleanup)\n", before, file, test.cleanup.where.line);
  }
  for (const AtomicDependency& dependency : test.dependencies) {
    out += fmt::format("{}{}:{}: taken as met: {}\n", before, file, dependency.where.line, dependency.description);
  }
  for (const std::string& name : imported.not_set) out += fmt::format("{}#{{{}}} has no value: it stands as written\n", before, one_line(name));
  return out;
}

std::string estimates(const AtomicChoices& choices) {
  return fmt::format("--spacing {:g} --user-id {} --device-class {}", choices.spacing_seconds, choices.user_id, choices.device_class);
}

}  // namespace

AtomicAttack atomic_attack(const AtomicFile& file, const AtomicTest& test, const AtomicChoices& choices, Diagnostics& diagnostics) {
  AtomicAttack out;
  const Inputs inputs(test, choices, diagnostics);
  const std::string command = inputs.put_into(test.command.text, out.not_set);
  out.command = shell_steps(command, test.elevation_required, test.command.where.line);
  AttackTemplate& a = out.attack;
  a.id = "ART-" + (test.guid.empty() ? std::to_string(test.number) : one_line(test.guid).substr(0, 8));
  a.title = one_line(test.name);
  a.techniques = {technique_before_version_19(file.technique)};
  const std::string now = technique_in_version_19(a.techniques[0]);
  if (now != a.techniques[0]) a.techniques_v19 = {now};
  a.needs = {"process events with command lines"};
  a.deadline = Duration::minutes(125);
  a.device_classes = {choices.device_class};
  a.phases.push_back(phase_of("run", with_shell(test, command, test.command.where.line, out.command), choices));
  a.phases.back().techniques = a.techniques;
  if (choices.cleanup && !test.cleanup.text.empty()) {
    const std::string cleanup = inputs.put_into(test.cleanup.text, out.not_set);
    out.cleanup = shell_steps(cleanup, test.elevation_required, test.cleanup.where.line);
    a.phases.push_back(phase_of("cleanup", with_shell(test, cleanup, test.cleanup.where.line, out.cleanup), choices));
    a.phases.back().after = {"run"};
    a.phases.back().delay = {Distribution::Kind::kLognormal, 10, 0.8, 600};  // [E]
  }
  return out;
}

std::string atomic_attack_file(const AtomicFile& file, const AtomicTest& test, const AtomicAttack& imported, const AtomicChoices& choices,
                               const std::string& file_name) {
  const std::string name = one_line(file_name);
  std::string out = fmt::format("# Attack imported from an Atomic Red Team file: {}, {} {}, test {}\n# auto_generated_guid: {}\n", name, one_line(file.technique),
                                one_line(file.display_name), test.number, one_line(test.guid));
  out += "# The steps are the programs that the test's script starts if each of its commands succeeds; nothing of it was run, and\n"
         "# addresses and names in it are text. What the programs do to files and over the network is not in the script, so no\n"
         "# event. When they run is our own estimate [E], as are the user without root and the class; options change them:\n";
  out += fmt::format("#   {}\n", estimates(choices));
  out += "# The deadline is that of processes. `expect` is empty, as a test does not say what should be alerted: fill it in.\n";
  out += told(test, imported, name, "# ");
  return out + compact_yaml(imported.attack);
}

std::string atomic_report(const AtomicTest& test, const AtomicAttack& imported, const AtomicChoices& choices, const std::string& file_name) {
  return fmt::format("test {}, {}: {}\nestimated, not in the test: {}\n{}", test.number, one_line(test.guid), one_line(test.name), estimates(choices),
                     told(test, imported, one_line(file_name), ""));
}

}  // namespace picket::sim
