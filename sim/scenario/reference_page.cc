#include <fmt/format.h>

#include "agent_core/aggregate/primitive_registry.h"
#include "sim/scenario/field_table.h"
#include "sim/scenario/load.h"
#include "sim/scenario/scenario_fields.h"
#include "sim/scenario/suite.h"
#include "sim/scenario/sweep_study.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {

namespace {

/// One table per mapping, followed by the tables of the mappings in it.
void add_section(std::string& out, const std::string& title, const TypeInfo& type, void* object, int depth) {
  constexpr int kMaxDepth = 8;
  out += fmt::format("\n## {}\n\n{}", title, field_table(type, object));
  const std::vector<Field> fields = type.fields(object);
  if (depth >= kMaxDepth) return;
  for (const Field& field : fields) {
    std::string path = depth == 0 ? std::string(field.name) : child_path(title, field.name);
    const TypeInfo* inner = field.type;
    std::shared_ptr<void> fresh;
    void* value = field.value;
    while (inner->kind == TypeKind::kList || inner->kind == TypeKind::kMap || inner->kind == TypeKind::kOptional) {
      path += inner->kind == TypeKind::kList ? "[]" : inner->kind == TypeKind::kMap ? ".NAME" : "";
      inner = &inner->element();
      fresh = inner->make();
      value = fresh.get();
    }
    // The kinds of a policy are eight times the same table.
    if (inner->kind == TypeKind::kStruct) add_section(out, path, *inner, value, depth + 1);
    if (title.ends_with(".kinds")) break;
  }
}

std::string reads_words(const PrimitiveInfo& info) {
  std::string out(info.uses);
  for (const std::string_view name : parameter_names(info)) out += fmt::format("{}parameters.{}", out.empty() ? "" : " ", name);
  return out;
}

/// One row per primitive, from the table that `compile` uses.
void add_primitives(std::string& out) {
  out +=
      "\n## Primitives of `reduce`\n\n| primitive | does | reads | guarantees | hides |\n|---|---|---|---|---|\n";
  for (const PrimitiveInfo& info : all_primitives()) {
    out += fmt::format("| `{}` | {} | {} | {} | {} |\n", info.name, info.says, reads_words(info), info.guarantees, info.hides);
  }
  out += fmt::format("\nEvery primitive also reads `{}`.\n", kCommonReductionFields);
}

}  // namespace

namespace {

/// What holds for the values of all of them.
std::string head(const std::string& title, const std::string& command) {
  return "# " + title + "\n\nGenerated from the program; `" + command + "` prints it.\n\n" +
      "Quantities carry their unit: times `us ms s min h d day days`, data `B kB KB MB GB TB` (powers of 1000) and "
      "`KiB MiB GiB TiB` "
      "(powers of 1024), bit rates `bit/s kbit/s Mbit/s Gbit/s`, money `USD`. Ranges are in the base unit: seconds, "
      "bytes, bits "
      "per second, dollars. A distribution is a bare quantity or a mapping such as `{dist: lognormal, median: 12 s, "
      "sigma: 0.6, "
      "max: 120 s}`; kinds are constant (value), uniform (min, max), lognormal (median, sigma), exponential (mean), "
      "pareto (min, "
      "alpha) and negative_binomial (mean, k); numbers without a unit are in the field's base unit.\n";
}

template <class T>
std::string page_of(std::string_view part, std::string_view title) {
  T object{};
  std::string out = head(fmt::format("Keys of {}", title), fmt::format("picket schema {} --markdown", part));
  add_section(out, std::string(part), type_of<T>(), &object, 0);
  return out;
}

/// Texts of events, which the tables cannot say.
constexpr std::string_view kPlaceholders =
    "\n## Placeholders\n\n"
    "A text of an event (`commandlines`, `paths`, `names`, `users`) may hold one of these; what is filled in differs from event to "
    "event, or from attack to attack, and merging sees the difference.\n\n"
    "| placeholder | is filled with | where |\n|---|---|---|\n"
    "| `{decimal}` | a number below `variants`, drawn for each event, as decimal digits | texts of events |\n"
    "| `{hex8}` | the same number, as eight hexadecimal digits | texts of events |\n"
    "| `{ipv4}` | the address of the event's `remote` | texts of events |\n"
    "| `{decimal}`, `{hex8}` | a number drawn once for each attack and replication | `domain` of `infrastructure` |\n"
    "\nWith `variants: 1`, the default, the number is always 0. An `executable` that ends in `/` is the folder of the command "
    "line's program.\n";

}  // namespace

std::string part_reference_markdown(std::string_view part) {
  if (part == "policy") return page_of<Policy>(part, "a policy");
  if (part == "suite") return page_of<Suite>(part, "a suite");
  if (part == "study") return page_of<StudyFile>(part, "a study");
  if (part == "prices") return page_of<PriceBook>(part, "a price book");
  if (part == "client") return page_of<ClientPreset>(part, "a client preset");
  if (part == "class") return page_of<DeviceClass>(part, "a device class") + std::string(kPlaceholders);
  if (part == "attack") {
    return page_of<AttackTemplate>(part, "an attack") + std::string(kPlaceholders) +
           "\nThe alerts that `expect` may name: `picket schema alerts`. Classes for `device_classes`: the names of "
           "`scenarios/profiles/`.\n";
  }
  return "";
}

std::string scenario_reference_markdown() {
  std::string out = head("Keys of a scenario", "picket schema --markdown");
  Scenario scenario;
  add_section(out, "scenario", type_of<Scenario>(), &scenario, 0);
  add_primitives(out);
  return out;
}

}  // namespace picket::sim
