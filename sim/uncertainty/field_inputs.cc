#include "sim/uncertainty/field_inputs.h"

#include <algorithm>
#include <utility>

#include "sim/scenario/distribution_fields.h"
#include "sim/scenario/leaf_text.h"
#include "sim/scenario/plausible_text.h"
#include "sim/scenario/scenario_fields.h"
#include "sim/scenario/switched_off.h"
#include "sim/scenario/type_info.h"

namespace picket::sim {
namespace {

/// From this factor between the ends on, a range is one of orders of magnitude. Our choice.
constexpr double kWide = 4;

/// What a study does not read, or does not hold for uncertain.
std::vector<std::string_view> unread_parts(const Scenario& s) {
  std::vector<std::string_view> out{"policy_templates", "policies", "calibration", "fixed_hub"};
  const std::vector<std::string_view> off = switched_off_keys(s);
  out.insert(out.end(), off.begin(), off.end());
  return out;
}

/// Walks the values of a scenario by its fields.
class FieldWalk {
 public:
  explicit FieldWalk(std::vector<std::string_view> unread) : unread_(std::move(unread)) {}

  void walk(const TypeInfo& type, void* object, const FieldInfo& info, const std::string& path, const std::string& pattern) {
    if (is_switched_off(unread_, path)) return;
    switch (type.kind) {
      case TypeKind::kStruct:
        for (const Field& field : type.fields(object)) {
          walk(*field.type, field.value, field.info, child_path(path, field.name), child_path(pattern, field.name));
        }
        break;
      case TypeKind::kList:
        for (std::size_t i = 0; i < type.size(object); ++i) {
          walk(type.element(), type.item(object, i), info, item_path(path, i), pattern + "[*]");
        }
        break;
      case TypeKind::kMap:
        for (const std::string& key : type.keys(object)) {
          walk(type.element(), type.entry(object, key), info, child_path(path, key), child_path(pattern, "*"));
        }
        break;
      case TypeKind::kOptional:
        if (void* present = type.present(object)) walk(type.element(), present, info, path, pattern);
        break;
      case TypeKind::kDistribution:
        add_distribution(*static_cast<const Distribution*>(object), type, info, path, pattern);
        break;
      default:
        if (info.plausible.is_known()) add(read_level(leaf_text(type, object, info)), type, info, path, pattern);
    }
  }

  std::vector<ReadyInput> take() { return std::move(out_); }

 private:
  void add_distribution(const Distribution& d, const TypeInfo& type, const FieldInfo& info, const std::string& path, const std::string& pattern) {
    if (!info.plausible.is_known() || d.kind == Distribution::Kind::kUniform) return;
    Level level;
    level.is_number = true;
    level.number = d.a;
    level.dimension = info.unit.empty() ? Dimension::kNone : dimension_of(info.unit);
    if (d.kind == Distribution::Kind::kConstant) return add(level, type, info, path, pattern);
    const auto form = std::find_if(kDistributionForms.begin(), kDistributionForms.end(), [&](const DistributionForm& f) { return f.kind == d.kind; });
    if (form != kDistributionForms.end()) add(level, type, info, child_path(path, form->first), child_path(pattern, form->first));
  }

  void add(const Level& stated, const TypeInfo& type, const FieldInfo& info, const std::string& path, const std::string& pattern) {
    if (!stated.is_number || !info.plausible.holds(stated.number)) return;
    MovedValue value;
    value.path = path;
    value.stated = stated;
    value.low = info.plausible.low;
    value.high = info.plausible.high;
    value.whole = type.kind == TypeKind::kInteger || type.kind == TypeKind::kBytes;
    input_of(type, info, pattern).values.push_back(std::move(value));
  }

  ReadyInput& input_of(const TypeInfo& type, const FieldInfo& info, const std::string& pattern) {
    const auto found = std::find_if(out_.begin(), out_.end(), [&](const ReadyInput& one) { return one.input.path == pattern; });
    if (found != out_.end()) return *found;
    ReadyInput& fresh = out_.emplace_back();
    const PlausibleRange& range = info.plausible;
    fresh.is_field = true;
    fresh.input.path = pattern;
    fresh.input.range = plausible_range_text(type, info);
    fresh.input.shape = range.low > 0 && range.high >= kWide * range.low ? InputShape::kLogUniform : InputShape::kUniform;
    fresh.input.grade = info.grade;
    fresh.input.says = std::string(info.says);
    fresh.input.source = info.source.empty() ? "own estimate" : std::string(info.source);
    return fresh;
  }

  std::vector<std::string_view> unread_;
  std::vector<ReadyInput> out_;
};

}  // namespace

std::vector<ReadyInput> field_inputs(const Scenario& scenario) {
  Scenario copy = scenario;  // reading by fields does not change it; only their signatures are not const
  FieldWalk walk(unread_parts(scenario));
  walk.walk(type_of<Scenario>(), &copy, FieldInfo{}, "", "");
  return walk.take();
}

}  // namespace picket::sim
