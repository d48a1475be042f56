#include "sim/scenario/origins.h"

#include <fmt/format.h>

#include <set>

#include "agent_core/base/closest_word.h"
#include "sim/scenario/leaf_text.h"
#include "sim/scenario/own_estimates.h"
#include "sim/scenario/plausible_text.h"

namespace picket::sim {

namespace {

class OriginList {
 public:
  OriginList(const Places& places, const Diagnostics& diagnostics) : places_(places), diagnostics_(diagnostics) {}

  void walk(const TypeInfo& type, void* object, const FieldInfo& info, const std::string& path) {
    const bool one_line = is_leaf(type, info) || (type.kind == TypeKind::kList && is_leaf(type.element(), info));
    if (one_line || (type.kind == TypeKind::kOptional && type.present(object) == nullptr)) {
      add(text(type, object, info), type, info, path);
      return;
    }
    switch (type.kind) {
      case TypeKind::kStruct:
        for (const Field& field : type.fields(object))
          walk(*field.type, field.value, field.info, child_path(path, field.name));
        break;
      case TypeKind::kList:
        if (type.size(object) == 0) add("[]", type, info, path);
        for (std::size_t i = 0; i < type.size(object); ++i)
          walk(type.element(), type.item(object, i), info, item_path(path, i));
        break;
      case TypeKind::kMap: {
        const std::vector<std::string> keys = type.keys(object);
        if (keys.empty()) add("{}", type, info, path);
        for (const std::string& key : keys) walk(type.element(), type.entry(object, key), info, child_path(path, key));
        break;
      }
      default:
        walk(type.element(), type.present(object), info, path);
    }
  }

  std::vector<Origin> take() { return std::move(out_); }

 private:
  static std::string text(const TypeInfo& type, void* object, const FieldInfo& info) {
    if (type.kind == TypeKind::kOptional && type.present(object) == nullptr) return "null";
    if (is_leaf(type, info)) return leaf_text(type, object, info);
    std::string out = "[";
    for (std::size_t i = 0; i < type.size(object); ++i)
      out += (i == 0 ? "" : ", ") + leaf_text(type.element(), type.item(object, i), info);
    return out + "]";
  }

  void add(std::string value, const TypeInfo& type, const FieldInfo& info, const std::string& path) {
    Origin origin{.path = path,
                  .value = std::move(value),
                  .from = "",
                  .says = std::string(info.says),
                  .grade = info.grade,
                  .source = std::string(info.source),
                  .plausible = plausible_text(type, info)};
    if (const auto place = places_.find(path); place != places_.end()) {
      origin.from = diagnostics_.place(place->second);
      origin.kind = origin.from.starts_with("<--set") ? OriginKind::kOverride : OriginKind::kFile;
    }
    out_.push_back(std::move(origin));
  }

  const Places& places_;
  const Diagnostics& diagnostics_;
  std::vector<Origin> out_;
};

std::string provenance(const Origin& origin) {
  if (origin.kind != OriginKind::kDefault) return origin.from;
  std::string graded = fmt::format("default, {}", to_string(origin.grade));
  if (!origin.plausible.empty()) graded += fmt::format(", plausibly {}", origin.plausible);
  return origin.source.empty() ? graded : fmt::format("{}: {}", graded, origin.source);
}

}  // namespace

std::vector<Origin> list_origins(const TypeInfo& type, void* object, const Places& places,
                                 const Diagnostics& diagnostics) {
  OriginList list(places, diagnostics);
  list.walk(type, object, FieldInfo{}, "");
  return list.take();
}

std::string_view to_string(Grade grade) {
  switch (grade) {
    case Grade::kChoice:
      return "choice";
    case Grade::kMeasured:
      return "measured";
    case Grade::kPublished:
      return "published";
    case Grade::kEstimated:
      return "estimate";
  }
  return "";
}

namespace {

/// Whether `path` is `above` or below it, by whole steps: "fleet" has "fleet[0].count" below it, "flee" has not.
bool is_below(std::string_view path, std::string_view above) {
  if (above.empty()) return true;
  return path.starts_with(above) && (path.size() == above.size() || path[above.size()] == '.' || path[above.size()] == '[');
}

}  // namespace

std::string nearest_path(const LoadResult& result, std::string_view path) {
  std::set<std::string_view> known;
  for (const Origin& origin : result.origins) {
    const std::string_view whole = origin.path;
    for (std::size_t at = whole.find_first_of(".["); at != std::string_view::npos; at = whole.find_first_of(".[", at + 1)) {
      known.insert(whole.substr(0, at));
    }
    known.insert(whole);
  }
  return closest_word(path, std::vector<std::string_view>(known.begin(), known.end()));
}

std::string explain_text(const LoadResult& result, std::string_view prefix) {
  std::string out;
  for (const Origin& origin : result.origins) {
    if (!is_below(origin.path, prefix)) continue;
    out += fmt::format("{} = {}    ({})\n    {}\n", origin.path, origin.value, provenance(origin), origin.says);
  }
  if (result.scenario && (prefix.empty() || prefix == kEstimatesWord)) {
    out += (out.empty() ? "" : "\n") + own_estimates_text(own_estimates_of(*result.scenario));
  }
  return out;
}

}  // namespace picket::sim
