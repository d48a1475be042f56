#include "sim/scenario/reduction_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/aggregate/primitive_registry.h"
#include "agent_core/base/closest_word.h"
#include "sim/scenario/leaf_text.h"
#include "sim/scenario/policy_fields.h"
#include "sim/scenario/references.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {

namespace {

std::string names_of_primitives() {
  std::string out;
  for (const PrimitiveInfo& info : all_primitives()) out += (out.empty() ? "" : ", ") + std::string(info.name);
  return out;
}

struct ReductionCheck {
  const std::string& path;  ///< of the reduction
  const Places& places;
  Diagnostics& diagnostics;

  void add(Code code, std::string_view field, std::string message, std::string hint) const {
    const std::string at = field.empty() ? path : child_path(path, field);
    diagnostics.add(code, place_of(places, at), at, std::move(message), std::move(hint));
  }

  void unknown(const Reduction& reduction) const {
    std::vector<std::string_view> names;
    for (const PrimitiveInfo& info : all_primitives()) names.push_back(info.name);
    const std::string near = closest_word(reduction.primitive, names);
    add(Code::kUnknownName, "primitive", fmt::format("no primitive is called '{}'", reduction.primitive),
        near.empty() ? fmt::format("there are: {}", names_of_primitives()) : fmt::format("did you mean '{}'?", near));
  }

  /// A parameter that nobody reads is mostly one that was meant for another primitive.
  void unused(const Reduction& reduction, const PrimitiveInfo& info) const {
    Reduction given = reduction;
    Reduction standard;
    const TypeInfo& type = type_of<Reduction>();
    const std::vector<Field> fields = type.fields(&given);
    const std::vector<Field> defaults = type.fields(&standard);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const Field& field = fields[i];
      if (!is_leaf(*field.type, field.info) || uses_field(info, field.name)) continue;
      if (leaf_text(*field.type, field.value, field.info) ==
          leaf_text(*defaults[i].type, defaults[i].value, defaults[i].info)) {
        continue;
      }
      add(Code::kPolicyConflict, field.name, fmt::format("means nothing to primitive {}", info.name),
          fmt::format("it reads: {} {}", kCommonReductionFields, info.uses));
    }
  }

  /// A number that nobody reads: whoever misspells one would run with the standard.
  void unread_parameters(const Reduction& reduction, const PrimitiveInfo& info) const {
    const std::vector<std::string_view> names = parameter_names(info);
    for (const auto& [name, value] : reduction.parameters) {
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      const std::string near = closest_word(name, names);
      add(Code::kUnknownKey, child_path("parameters", name), fmt::format("primitive {} has no such parameter", info.name),
          !near.empty()   ? fmt::format("did you mean '{}'?", near)
          : names.empty() ? "it takes none"
                          : fmt::format("it takes: {}", fmt::join(names, ", ")));
    }
  }

  void check(const Reduction& reduction) const {
    const PrimitiveInfo* info = find_primitive(reduction.primitive);
    if (info == nullptr) {
      // A primitive that is missing, the reader has said.
      if (!reduction.primitive.empty() || places.contains(child_path(path, "primitive"))) unknown(reduction);
      return;
    }
    if (const std::string problem = info->problem(reduction); !problem.empty()) {
      add(Code::kOutOfRange, "", problem, fmt::format("primitive {}: {}", info->name, info->says));
    } else if (reduction.max_keys > kMostKeys - kMostRests && info->make(reduction)->evicts_least()) {
      add(Code::kOutOfRange, "max_keys", fmt::format("{} leave no room for a rest", reduction.max_keys),
          fmt::format("at most {}", kMostKeys - kMostRests));
    }
    unused(reduction, *info);
    unread_parameters(reduction, *info);
  }
};

}  // namespace

void check_reductions(const Policy& policy, const std::string& path, const Places& places, Diagnostics& diagnostics) {
  for (std::size_t k = 0; k < kEventKinds; ++k) {
    const std::optional<Reduction>& reduce = policy.kinds[k].reduce;
    if (!reduce) continue;
    const auto kind = static_cast<EventKind>(k);
    const std::string at = fmt::format("{}.kinds.{}.reduce", path, to_string(kind));
    const ReductionCheck check{at, places, diagnostics};
    check.check(*reduce);
    if (policy.generation != Generation::kStream) {
      check.add(Code::kPolicyConflict, "", fmt::format("generation {} does not reduce", to_string(policy.generation)),
                "reductions belong to generation stream; others merge in their own windows");
    } else if (kind == EventKind::kSystemInformation || kind == EventKind::kHeartbeat) {
      check.add(Code::kPolicyConflict, "", "snapshots are not reduced", "set snapshot_interval");
    } else if (policy.kinds[k].key == 0 && find_primitive(reduce->primitive) != nullptr &&
               (reduce->count != CountReport::kNone || reduce->primitive == "window" ||
                reduce->primitive == "sketch")) {
      // What is held becomes one observation with the fields of its first event.
      check.add(Code::kPolicyConflict, "primitive", "with an empty key it would merge unlike events into one",
                "name in `key` the fields that make two events the same, or choose another primitive and "
                "count: none");
    }
  }
}

}  // namespace picket::sim
