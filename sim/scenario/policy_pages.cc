#include "sim/scenario/policy_pages.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <set>

#include "agent_core/aggregate/primitive_registry.h"
#include "sim/scenario/leaf_text.h"
#include "sim/scenario/policy_fields.h"

namespace picket::sim {
namespace {

using Names = std::initializer_list<std::string_view>;

std::string list_text(const TypeInfo& type, void* list, const FieldInfo& info) {
  std::string out;
  for (std::size_t i = 0; i < type.size(list); ++i)
    out += (i == 0 ? "" : ", ") + leaf_text(type.element(), type.item(list, i), info);
  return "[" + out + "]";
}

/// Adds what of a struct differs from another, as "`path: value`".
void add_changed(const TypeInfo& type, void* object, void* standard, const std::string& path, Names leave_out, std::string& out) {
  const auto add = [&out](const std::string& at, const std::string& text) {
    out += fmt::format("{}`{}: {}`", out.empty() ? "" : ", ", at, text);
  };
  const std::vector<Field> fields = type.fields(object);
  const std::vector<Field> defaults = type.fields(standard);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field& field = fields[i];
    void* const usual = defaults[i].value;
    if (std::find(leave_out.begin(), leave_out.end(), field.name) != leave_out.end()) continue;
    const std::string at = child_path(path, field.name);
    if (is_leaf(*field.type, field.info)) {
      const std::string text = leaf_text(*field.type, field.value, field.info);
      if (text != leaf_text(*field.type, usual, field.info)) add(at, text);
    } else if (field.type->kind == TypeKind::kStruct) {
      add_changed(*field.type, field.value, usual, at, {}, out);
    } else if (field.type->kind == TypeKind::kList) {
      const std::string text = list_text(*field.type, field.value, field.info);
      if (text != list_text(*field.type, usual, field.info)) add(at, text);
    } else if (field.type->kind == TypeKind::kMap) {
      for (const std::string& key : field.type->keys(field.value))
        add(child_path(at, key), leaf_text(field.type->element(), field.type->entry(field.value, key), field.info));
    } else if (void* const present = field.type->kind == TypeKind::kOptional ? field.type->present(field.value) : nullptr) {
      const std::shared_ptr<void> fresh = field.type->element().make();
      add_changed(field.type->element(), present, fresh.get(), at, {}, out);
    }
  }
}

/// What of `object` differs from the defaults.
template <class T>
std::string changed_fields(T object, Names leave_out) {
  T standard{};
  std::string out;
  add_changed(type_of<T>(), &object, &standard, "", leave_out, out);
  return out;
}

std::string key_words(std::uint32_t key) {
  std::string out;
  for (std::size_t i = 0; i < kKeyFieldNames.size(); ++i) {
    if ((key >> i & 1U) != 0) out += (out.empty() ? "" : ", ") + std::string(kKeyFieldNames[i]);
  }
  return out;
}

std::string treatment_of(const Policy& policy, EventKind kind) {
  const KindPolicy& of = policy.of(kind);
  if (of.reduce) return fmt::format("{} ({})", of.reduce->primitive, changed_fields(*of.reduce, {"primitive"}));
  if (is_report(kind)) return "report";
  if (policy.generation == Generation::kStream || !of.aggregate) return "each event";
  std::string out = "merged";
  if (is_generation_1(policy.generation)) {
    out += fmt::format(" for {}", leaf_text(type_of<Duration>(), &of.window, {}));
  }
  if (of.first_seen) out += ", first sightings at once";
  if (of.first_seen && of.rare_lane_per_hour) out += fmt::format(" (at most {} an hour)", *of.rare_lane_per_hour);
  if (of.cache_size != 0) out += fmt::format("; {} entries, {}", of.cache_size, to_string(of.overflow));
  return out;
}

std::string policy_section(const PolicyText& text) {
  const Policy& policy = text.policy;
  std::string out = fmt::format("\n## {}\n", policy.name);
  if (!text.says.empty()) out += fmt::format("\n{}", text.says);
  out += fmt::format("\nGeneration `{}`", to_string(policy.generation));
  if (policy.generation == Generation::kNone) return out + ": no agent on the device.\n";
  if (const std::string fields = changed_fields(policy, {"name", "generation", "kinds"}); !fields.empty()) out += fmt::format("; {}", fields);
  out += ".\n\n| kind | priority | key | what becomes of it |\n|---|---|---|---|\n";
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    const auto kind = static_cast<EventKind>(k);
    if (!policy.of(kind).collect) continue;
    out += fmt::format("| {} | {} | {} | {} |\n", to_string(kind), to_string(policy.of(kind).priority),
                       key_words(policy.of(kind).key), treatment_of(policy, kind));
  }
  return out;
}

}  // namespace

std::string head_comment(const std::string& yaml) {
  std::string out;
  for (std::size_t at = 0; at < yaml.size() && yaml[at] == '#';) {
    const std::size_t end = std::min(yaml.find('\n', at), yaml.size());
    std::size_t begin = at + 1;
    if (begin < end && yaml[begin] == ' ') ++begin;
    out.append(yaml, begin, end - begin);
    out += '\n';
    at = end + 1;
  }
  return out;
}

std::string policies_page(std::span<const PolicyText> policies) {
  std::string out = "# Policies\n\nWhat each preset guarantees, what hides under it, and what it sets.\n";
  std::set<std::string> used;
  for (const PolicyText& text : policies) {
    out += policy_section(text);
    for (const KindPolicy& kind : text.policy.kinds) {
      if (kind.reduce) used.insert(kind.reduce->primitive);
    }
  }
  if (used.empty()) return out;
  out += "\n# Primitives\n";
  for (const PrimitiveInfo& info : all_primitives()) {
    if (!used.contains(std::string(info.name))) continue;
    out += fmt::format("\n## {}\n\n{}\n\nGuarantees: {}\n\nHides: {}\n\nReads: `{} {}`\n", info.name, info.says,
                       info.guarantees, info.hides, kCommonReductionFields, info.uses);
  }
  return out;
}

}  // namespace picket::sim
