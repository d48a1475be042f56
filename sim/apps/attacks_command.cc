#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "agent_core/base/closest_word.h"
#include "agent_core/base/utf8.h"
#include "reports/terminal_table.h"
#include "sim/apps/load_input.h"
#include "sim/apps/options.h"
#include "sim/attack/attack_variant.h"
#include "sim/attack/navigator_layer.h"
#include "sim/scenario/quantity_text.h"
#include "sim/scenario/reader.h"
#include "sim/scenario/scenario_files.h"
#include "sim/scenario/variant_checks.h"

namespace picket::sim {

namespace fs = std::filesystem;

namespace {

using Json = nlohmann::ordered_json;
using Attacks = std::map<std::string, AttackTemplate>;

std::string joined(const std::vector<std::string>& words, std::string_view between = ", ") {
  return fmt::format("{}", fmt::join(words, between));
}

/// The library's attacks, and those that are given as files; nothing if one of them is wrong, which has been said.
std::optional<Attacks> read_attacks(const std::vector<std::string>& names, const CommonOptions& common) {
  const std::string folder = library_of(common) + "/attacks";
  std::vector<std::pair<std::string, std::string>> paths;  // name, path
  std::vector<std::string> known;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".yaml") known.push_back(entry.path().stem().string());
  }
  std::sort(known.begin(), known.end());
  bool ok = true;
  for (const std::string& name : names.empty() ? known : names) {
    const bool is_file = name.find('/') != std::string::npos || name.ends_with(".yaml");
    if (!is_file && std::find(known.begin(), known.end(), name) == known.end()) {
      const std::vector<std::string_view> candidates(known.begin(), known.end());
      const std::string near = closest_word(name, candidates);
      std::fprintf(stderr, "error: no attack is called '%s'%s\n", printable(name).c_str(),
                   near.empty() ? "; 'picket attacks ls' names them" : ("; did you mean '" + near + "'?").c_str());
      ok = false;
      continue;
    }
    paths.emplace_back(fs::path(name).stem().string(), is_file ? name : folder + "/" + name + ".yaml");
  }
  Diagnostics diagnostics;
  ScenarioFiles files(diagnostics);
  Attacks attacks;
  for (const auto& [name, path] : paths) {
    const std::optional<YamlNode> root = files.read(path, Where{});
    if (!root) continue;
    Places places;
    Reader(diagnostics, places).read(attacks[name], *root);
    check_attack_ranges(attacks[name], "", places, diagnostics);
  }
  if (!diagnostics.all().empty()) std::fputs(diagnostics.text({.codes = true}).c_str(), stderr);
  if (!ok || !diagnostics.ok()) return std::nullopt;
  return attacks;
}

Json json_of(const AttackParameter& p) {
  Json out{{"value", p.value}, {"min", p.min}, {"max", p.max}};
  if (!p.range.empty()) out["range"] = p.range;
  if (!p.choices.empty()) out["choices"] = p.choices;
  if (!p.held_out.empty()) out["held_out"] = p.held_out;
  if (p.is_drawn()) {
    out["scale"] = p.scale == RangeScale::kLog ? "log" : "linear";
    out["whole"] = p.whole;
  }
  return out;
}

Json json_of(const std::string& name, const AttackTemplate& a) {
  Json parameters = Json::object();
  for (const auto& [key, p] : a.parameters) parameters[key] = json_of(p);
  return {{"name", name},           {"id", a.id},
          {"title", a.title},       {"techniques", a.techniques},
          {"techniques_v19", a.techniques_v19}, {"ics_techniques", a.ics_techniques},
          {"device_classes", a.device_classes}, {"expect", a.expect},
          {"needs", a.needs},       {"deadline_seconds", a.deadline.to_seconds()},
          {"parameters", std::move(parameters)}};
}

/// Why the attack has no such variant; empty if it has.
std::string no_variant(const AttackTemplate& a, bool held_out) {
  if (!a.has_ranges()) return "has no ranges to draw a variant from";
  return held_out && !a.has_held_out() ? "has no held-out ranges" : "";
}

/// Says what of it cannot be had.
bool can_draw(const Attacks& attacks, bool held_out) {
  bool ok = true;
  for (const auto& [name, a] : attacks) {
    const std::string why = no_variant(a, held_out);
    if (why.empty()) continue;
    std::fprintf(stderr, "error: %s %s; 'picket attacks show %s' lists its parameters\n", printable(name).c_str(), why.c_str(),
                 printable(name).c_str());
    ok = false;
  }
  return ok;
}

Json variant_json(const std::string& name, const AttackTemplate& a, std::uint32_t variant, bool held_out) {
  Json parameters = Json::object();
  const std::map<std::string, double> drawn = variant_parameters(name, a, variant, held_out);
  for (const auto& [key, p] : a.parameters) {
    const auto found = drawn.find(key);
    parameters[key] = found == drawn.end() ? p.value : found->second;
  }
  return {{"name", name}, {"variant", variant}, {"held_out", held_out}, {"parameters", std::move(parameters)}};
}

std::string list_text(const Attacks& attacks) {
  const std::vector<TableColumn> columns{{"attack", "", Align::kLeft},  {"what it is", "", Align::kLeft},   {"made for", "", Align::kLeft},
                                         {"deadline", "", Align::kRight}, {"techniques", "ATT&CK", Align::kLeft}};
  std::vector<std::vector<std::string>> rows;
  for (const auto& [name, a] : attacks) {
    rows.push_back({name, a.title, joined(a.device_classes), format_duration(a.deadline), joined(a.techniques)});
  }
  return render_table(columns, rows, {});
}

std::string number_text(double value) { return fmt::format("{:g}", value); }

std::string numbers_text(const std::vector<double>& values) {
  std::string out;
  for (const double value : values) out += (out.empty() ? "" : ", ") + number_text(value);
  return out;
}

std::string interval_text(const std::vector<double>& interval, const AttackParameter& p) {
  return fmt::format("[{}]{}{}", numbers_text(interval), p.whole ? ", whole numbers" : "",
                     p.scale == RangeScale::kLog ? ", even in the logarithm" : "");
}

std::string variant_text(const std::string& name, const AttackTemplate& a, std::uint32_t variant, bool held_out) {
  std::string out = fmt::format("{} {}: {}, variant {}{}\n", name, a.id, a.title, variant, held_out ? ", held out" : "");
  const std::map<std::string, double> drawn = variant_parameters(name, a, variant, held_out);
  for (const auto& [key, p] : a.parameters) {
    const auto found = drawn.find(key);
    if (found == drawn.end()) {
      out += fmt::format("  {} = {}  as it is without a variant\n", key, format_number(p.value));
    } else if (held_out && !p.held_out.empty()) {
      out += fmt::format("  {} = {}  held out, {}\n", key, format_number(found->second), interval_text(p.held_out, p));
    } else if (!p.range.empty()) {
      out += fmt::format("  {} = {}  range {}\n", key, format_number(found->second), interval_text(p.range, p));
    } else {
      out += fmt::format("  {} = {}  choices {}\n", key, format_number(found->second), numbers_text(p.choices));
    }
  }
  return out;
}

std::string show_text(const std::string& name, const AttackTemplate& a) {
  std::string out = fmt::format("{} {}: {}\n", name, a.id, a.title);
  const auto line = [&](std::string_view what, const std::string& text) {
    if (!text.empty()) out += fmt::format("  {:<16}{}\n", what, text);
  };
  line("ATT&CK", joined(a.techniques));
  line("in version 19", joined(a.techniques_v19));
  line("ATT&CK for ICS", joined(a.ics_techniques));
  line("made for", joined(a.device_classes));
  line("deadline", format_duration(a.deadline));
  line("a restart", a.memory_only ? "ends it" : "does not end it");
  line("detected by", joined(a.expect));
  for (const std::string& need : a.needs) line("needs", need);
  out += "parameters, with what a scenario may set and what variants draw from\n";
  for (const auto& [parameter, p] : a.parameters) {
    out += fmt::format("  {} = {} [{}, {}]  {}\n", parameter, number_text(p.value), number_text(p.min), number_text(p.max), p.says);
    if (!p.range.empty()) out += fmt::format("    range     {}\n", interval_text(p.range, p));
    if (!p.choices.empty()) out += fmt::format("    choices   {}\n", numbers_text(p.choices));
    if (!p.held_out.empty()) out += fmt::format("    held out  {}\n", interval_text(p.held_out, p));
  }
  out += "phases\n";
  for (const AttackPhase& phase : a.phases) {
    out += fmt::format("  {}{}{}", phase.id, phase.after.empty() ? "" : " after " + joined(phase.after),
                       phase.techniques.empty() ? "" : " (" + joined(phase.techniques) + ")");
    if (phase.until_end) out += ", until the end";
    if (phase.repeat_period > Duration()) out += ", every " + format_duration(phase.repeat_period);
    if (!phase.probability_parameter.empty()) {
      out += ", with probability " + phase.probability_parameter;
    } else if (phase.probability < 1) {
      out += ", with probability " + number_text(phase.probability);
    }
    out += fmt::format(": {} kind{} of events\n", phase.emit.size(), phase.emit.size() == 1 ? "" : "s");
  }
  return out;
}

int show_variant(const Attacks& attacks, std::uint32_t variant, bool held_out, const CommonOptions& common) {
  if (!can_draw(attacks, held_out)) return exit_code::kWrongInput;
  Json list = Json::array();
  std::string text;
  for (const auto& [name, attack] : attacks) {
    list.push_back(variant_json(name, attack, variant, held_out));
    text += variant_text(name, attack, variant, held_out);
  }
  if (common.format == "json") {
    std::printf("%s\n", list.dump(1, ' ', false, Json::error_handler_t::replace).c_str());
  } else {
    std::fputs(printable_lines(text).c_str(), stdout);
  }
  return exit_code::kOk;
}

}  // namespace

int attacks_command(const AttacksOptions& options, const CommonOptions& common) {
  if (options.action == "show" && options.names.empty()) {
    std::fputs("error: attacks show: name an attack, or a file with one; 'picket attacks ls' names them\n", stderr);
    return exit_code::kWrongInput;
  }
  if ((options.variant || options.held_out) && options.action != "show") {
    std::fprintf(stderr, "error: attacks %s: --variant and --held-out belong to 'attacks show NAME'\n", options.action.c_str());
    return exit_code::kWrongInput;
  }
  if ((options.devices || options.targets || !options.policies.empty()) && options.action != "run") {
    std::fprintf(stderr, "error: attacks %s: --policy, --devices and --targets belong to 'attacks run NAME'\n", options.action.c_str());
    return exit_code::kWrongInput;
  }
  if (options.held_out && !options.variant) {
    std::fputs("error: attacks show: --held-out says where a variant is drawn; add '--variant 1'\n", stderr);
    return exit_code::kWrongInput;
  }
  if (options.action == "run" && options.names.size() != 1) {
    std::fputs("error: attacks run: name one attack, or a file with one; 'picket attacks ls' names them, 'picket suite' runs several\n", stderr);
    return exit_code::kWrongInput;
  }
  const std::optional<Attacks> attacks = read_attacks(options.names, common);
  if (!attacks) return exit_code::kWrongInput;
  if (options.variant) return show_variant(*attacks, *options.variant, options.held_out, common);
  if (options.action == "run") return attacks_run_command(options, common);
  if (options.action == "layer") {
    const AttackDomain domain = options.domain == "ics" ? AttackDomain::kIcs : AttackDomain::kEnterprise;
    std::fputs(navigator_layer(*attacks, domain, options.version_19).c_str(), stdout);
  } else if (common.format == "json") {
    Json list = Json::array();
    for (const auto& [name, attack] : *attacks) list.push_back(json_of(name, attack));
    std::printf("%s\n", list.dump(1, ' ', false, Json::error_handler_t::replace).c_str());
  } else if (options.action == "show") {
    for (const auto& [name, attack] : *attacks) std::fputs(printable_lines(show_text(name, attack)).c_str(), stdout);
  } else {
    std::fputs(printable_lines(list_text(*attacks)).c_str(), stdout);
  }
  return exit_code::kOk;
}

}  // namespace picket::sim
