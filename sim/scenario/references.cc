#include "sim/scenario/references.h"

#include <fmt/format.h>

#include <vector>

#include "agent_core/base/closest_word.h"

namespace picket::sim {

Where place_of(const Places& places, std::string_view path) {
  for (;;) {
    if (const auto found = places.find(path); found != places.end()) return found->second;
    if (path.empty()) return {};
    const std::size_t cut = path.find_last_of(".[");
    path = path.substr(0, cut == std::string_view::npos ? 0 : cut);
  }
}

namespace {

class ReferenceCheck {
 public:
  ReferenceCheck(const NameTables& names, const Places& places, Diagnostics& diagnostics)
      : names_(names), places_(places), diagnostics_(diagnostics) {}

  void walk(const TypeInfo& type, void* object, const FieldInfo& info, const std::string& path) {
    switch (type.kind) {
      case TypeKind::kText:
        check(*static_cast<const std::string*>(object), info, path);
        break;
      case TypeKind::kStruct:
        for (const Field& field : type.fields(object))
          walk(*field.type, field.value, field.info, child_path(path, field.name));
        break;
      case TypeKind::kList:
        for (std::size_t i = 0; i < type.size(object); ++i)
          walk(type.element(), type.item(object, i), info, item_path(path, i));
        break;
      case TypeKind::kMap: {
        // A map's keys are the names; its values are not.
        FieldInfo inner = info;
        inner.refers_to = "";
        for (const std::string& key : type.keys(object)) {
          check(key, info, child_path(path, key), true);
          walk(type.element(), type.entry(object, key), inner, child_path(path, key));
        }
        break;
      }
      case TypeKind::kOptional:
        if (void* present = type.present(object)) walk(type.element(), present, info, path);
        break;
      default:
        break;
    }
  }

 private:
  /// `must_name`: an empty name is no name either. That a required one is missing, the reader has said.
  void check(const std::string& name, const FieldInfo& info, const std::string& path, bool must_name = false) {
    if (info.refers_to.empty()) return;
    if (name.empty() && !must_name && !(info.required && places_.contains(path))) return;
    const auto table = names_.defined.find(info.refers_to);
    if (table == names_.defined.end() || table->second.contains(name)) return;
    if (diagnostics_.full()) return diagnostics_.add(Code::kUnknownName, {}, path, "");
    std::vector<std::string_view> candidates(table->second.begin(), table->second.end());
    if (const auto known = names_.known.find(info.refers_to); known != names_.known.end()) {
      if (known->second.contains(name)) {
        diagnostics_.add(Code::kUnknownName, place_of(places_, path), path,
                         fmt::format("no {} of this scenario is called {}", info.refers_to, quote(name)),
                         "the library has it, and nothing here uses it");
        return;
      }
      // The scenario may define what the library has too: named once.
      for (const std::string& each : known->second) {
        if (!table->second.contains(each)) candidates.push_back(each);
      }
    }
    const std::string near = closest_word(name, candidates);
    constexpr std::size_t kMaxListed = 12;
    std::string hint = near.empty() ? "" : fmt::format("did you mean '{}'?", near);
    if (near.empty() && !candidates.empty()) {
      const bool more = candidates.size() > kMaxListed;
      if (more) candidates.resize(kMaxListed);
      hint = fmt::format("there are: {}{}", fmt::join(candidates, ", "), more ? ", ..." : "");
    }
    if (candidates.empty() && info.refers_to == "security_group") hint = "define it in pipeline.hub_watch.security_groups";
    std::string what(info.refers_to);
    if (what == "policy_name") what = "policy of this scenario";
    if (what == "security_group") what = "security group";
    diagnostics_.add(Code::kUnknownName, place_of(places_, path), path,
                     fmt::format("no {} is called {}", what, quote(name)), std::move(hint));
  }

  const NameTables& names_;
  const Places& places_;
  Diagnostics& diagnostics_;
};

}  // namespace

void check_references(const TypeInfo& type, void* object, const NameTables& names, const Places& places,
                      Diagnostics& diagnostics) {
  ReferenceCheck(names, places, diagnostics).walk(type, object, FieldInfo{}, "");
}

}  // namespace picket::sim
