#include "sim/scenario/agent_pages.h"

#include <fmt/format.h>

#include <array>

#include "agent_core/message/message.h"
#include "agent_core/policy/generation_info.h"
#include "agent_core/twin/g1_twin.h"
#include "agent_core/twin/g2_twin.h"
#include "sim/scenario/field_table.h"
#include "sim/scenario/policy_fields.h"

namespace picket::sim {
namespace {

constexpr std::array<std::string_view, 4> kNames{"generations", "collectors", "twin_g1", "twin_g2"};

std::string yes(bool value) {
  return value ? "yes" : "";
}

/// Sources are sections of the reference facts.
std::string source_words(std::string_view source) {
  std::string out(source);
  for (std::size_t at = out.find("defender.md"); at != std::string::npos; at = out.find("defender.md")) {
    out.replace(at, 11, "reference facts");
  }
  return out;
}

std::string generations_page() {
  std::string out =
      "# Generations of agents\n\n"
      "What each is documented to do, flaws included. Each line is shown by the test that it names, in "
      "`tests/agent_core`.\n";
  for (const GenerationInfo& info : generation_infos()) {
    out += fmt::format("\n## {}\n\n{}.", to_string(info.generation), info.title);
    if (!info.source.empty()) out += fmt::format(" Source: {}.", source_words(info.source));
    out += '\n';
    if (info.behaviours.empty()) continue;
    out += "\n| behaviour | test |\n|---|---|\n";
    for (const AgentBehaviour& behaviour : info.behaviours) out += fmt::format("| {} | `{}` |\n", behaviour.says, behaviour.test);
  }
  return out;
}

/// Writes a row for each field of a report.
struct FieldRows {
  std::string& out;
  void row(const FieldNames& names, std::string_view type) {
    out += fmt::format("| {} | {} | {} | {} |\n", names.g1, names.g2, type, yes(names.required));
  }
  void text(const FieldNames& names, Text&) { row(names, "text"); }
  void number(const FieldNames& names, std::uint32_t&) { row(names, "number"); }
  void number_text(const FieldNames& names, std::uint32_t&) { row(names, "number, as text in generation 1"); }
  void detail(const FieldNames& names, std::uint32_t&) { row(names, "number, in ExtraDetails"); }
  void port(const FieldNames& names, std::uint16_t&) { row(names, "port, as text in generation 1"); }
  void position(const FieldNames& names, std::uint16_t&) { row(names, "position"); }
  void address(const FieldNames& names, IpAddress&) { row(names, "address"); }
  void flag(const FieldNames& names, bool&) { row(names, "true or false"); }
  template <class Words, class Enum>
  void word(const FieldNames& names, const Words& words, Enum&) {
    std::string all;
    for (const std::string_view word : words) {
      if (!word.empty()) all += (all.empty() ? "" : ", ") + std::string(word);
    }
    row(names, all);
  }
  void absent() {}
};

/// Fields of what happens on a device; names of the JSON schema 1.0 and of the workspace.
std::string_view activity_fields(EventKind kind) {
  switch (kind) {
    case EventKind::kProcess:
      return "executable, command line, process, parent process, user, operation (fork, exec, exit)";
    case EventKind::kNetwork:
      return "addresses, ports, protocol, direction, bytes in and out, user, command line of the owner";
    case EventKind::kDns:
      return "name, whether it failed";
    case EventKind::kLogin:
      return "operation, user, executable, remote address, process";
    case EventKind::kFile:
      return "path, mask (access, modified, metadata changed, closed, opened, moved, created, deleted)";
    case EventKind::kPeripheral:
      return "name, USB or Ethernet, connected or not";
    case EventKind::kSystemInformation:
      return "operating system and version, hardware vendor and model, firmware version";
    case EventKind::kStatistics:
      return "collector, what happened to its events, how often";
    default:
      return "";
  }
}

std::string default_words(const PropertyInfo& info) {
  struct Words {
    std::string operator()(std::monostate) const { return "not set"; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::uint32_t value) const { return std::to_string(value); }
    std::string operator()(std::string_view value) const { return std::string(value); }
  };
  return std::visit(Words{}, info.default_value);
}

/// The twin's properties about a kind, from the tables by which agents apply them.
std::string twin_rows(EventKind kind) {
  std::string rows;
  const auto add = [&rows](std::string_view generation, const PropertyInfo& info) {
    rows += fmt::format("| `{}` | {} | {} | {} |\n", info.name, generation, default_words(info), info.says);
  };
  for (const G1Property property : g1_properties_of(kind)) add("1", info_of(property));
  for (const G2Property property : g2_properties_of(kind)) add("2", info_of(property));
  return rows.empty() ? "" : "\n| property of the twin | generation | default | meaning |\n|---|---|---|---|\n" + rows;
}

std::string collectors_page() {
  KindPolicy standard;
  std::string out = fmt::format(
      "# Collectors\n\n"
      "The keys of `kinds:` in a policy. Activity is seen by a sensor and may be merged; reports come on the agent's "
      "schedule. What a policy does not say of a kind has the default of this table; the presets say more "
      "(`picket schema policies`), and an agent of generation 1 or 2 starts with the defaults of its twin, below.\n\n{}",
      field_table(type_of<KindPolicy>(), &standard));
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    const auto kind = static_cast<EventKind>(k);
    out += fmt::format("\n## {}\n\n{}; carried by{}{}.\n", to_string(kind), is_report(kind) ? "Report" : "Activity",
                       can_carry(Encoding::kG1Json, kind) ? " g1_json" : "",
                       can_carry(Encoding::kG2FlatBuffers, kind) ? " g2_flatbuffers" : "");
    if (const std::string_view fields = activity_fields(kind); !fields.empty()) out += fmt::format("\nFields: {}.\n", fields);
    std::string rows;
    FieldRows fields{rows};
    Record record = default_record(kind);
    if (visit_report_fields(record, fields)) {
      out += "\n| generation 1 | generation 2 | type | required in schema 1.0 |\n|---|---|---|---|\n" + rows;
    }
    out += twin_rows(kind);
  }
  return out;
}

std::string twin_page(std::string_view title, std::span<const PropertyInfo> properties) {
  std::string out = fmt::format("# {}\n\n| property | type | default | range | meaning | source |\n|---|---|---|---|---|---|\n", title);
  for (const PropertyInfo& info : properties) {
    const bool ranged = info.type == PropertyType::kInteger;
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", info.name, to_string(info.type), default_words(info),
                       ranged ? fmt::format("{} to {}", info.minimum, info.maximum) : "", info.says,
                       source_words(info.source));
  }
  return out;
}

}  // namespace

std::span<const std::string_view> agent_page_names() {
  return kNames;
}

std::string agent_page(std::string_view name) {
  if (name == "generations") return generations_page();
  if (name == "collectors") return collectors_page();
  if (name == "twin_g1") return twin_page("Twin of module azureiotsecurity", g1_properties());
  if (name == "twin_g2") return twin_page("Twin of module DefenderIotMicroAgent", g2_properties());
  return {};
}

}  // namespace picket::sim
