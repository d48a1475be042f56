#include "sim/scenario/field_table.h"

#include <fmt/format.h>

#include <cmath>

#include "sim/scenario/leaf_text.h"
#include "sim/scenario/origins.h"
#include "sim/scenario/plausible_text.h"
#include "sim/scenario/quantity_text.h"

namespace picket::sim {
namespace {

std::string type_words(const TypeInfo& type, const FieldInfo& info) {
  if (!info.bits.empty()) {
    std::string out = "list of ";
    for (const BitName& bit : info.bits) out += (&bit == info.bits.data() ? "" : ", ") + std::string(bit.name);
    return out;
  }
  switch (type.kind) {
    case TypeKind::kBool:
      return "true or false";
    case TypeKind::kInteger:
      return "whole number";
    case TypeKind::kReal:
      return "number";
    case TypeKind::kText:
      return info.refers_to.empty() ? "text" : fmt::format("name of a {}", info.refers_to);
    case TypeKind::kDuration:
      return "duration";
    case TypeKind::kTime:
      return "time in UTC";
    case TypeKind::kBytes:
      return "amount of data";
    case TypeKind::kBitRate:
      return "bit rate";
    case TypeKind::kMoney:
      return "money";
    case TypeKind::kDistribution:
      return info.unit.empty() ? "distribution" : fmt::format("distribution ({})", info.unit);
    case TypeKind::kEnum: {
      std::string out;
      for (const EnumWord& word : type.words) out += (out.empty() ? "" : ", ") + std::string(word.name);
      return out;
    }
    case TypeKind::kFreeMapping:
    case TypeKind::kStruct:
      return "mapping";
    case TypeKind::kList:
      return "list of " + type_words(type.element(), info);
    case TypeKind::kMap:
      return "names with " + type_words(type.element(), info);
    case TypeKind::kOptional:
      return type_words(type.element(), info) + " or null";
  }
  return "";
}

std::string range_words(const FieldInfo& info) {
  if (std::isfinite(info.min) && std::isfinite(info.max))
    return fmt::format("{} to {}", format_number(info.min), format_number(info.max));
  if (std::isfinite(info.min)) return fmt::format("from {}", format_number(info.min));
  if (std::isfinite(info.max)) return fmt::format("up to {}", format_number(info.max));
  return "";
}

std::string default_words(const Field& field) {
  if (field.info.required) return "required";
  if (is_leaf(*field.type, field.info)) return fmt::format("`{}`", leaf_text(*field.type, field.value, field.info));
  return "";
}

std::string grade_words(const Field& field) {
  std::string out(to_string(field.info.grade));
  if (field.info.plausible.is_known()) out += fmt::format(", plausibly {}", plausible_text(*field.type, field.info));
  if (!field.info.source.empty()) out += fmt::format(": {}", field.info.source);
  return out;
}

}  // namespace

std::string field_table(const TypeInfo& type, void* object) {
  std::string out = "| key | type | range | default | grade of the default | meaning |\n|---|---|---|---|---|---|\n";
  for (const Field& field : type.fields(object)) {
    out += fmt::format("| `{}` | {} | {} | {} | {} | {} |\n", field.name, type_words(*field.type, field.info),
                       range_words(field.info), default_words(field), grade_words(field), field.info.says);
  }
  return out;
}

}  // namespace picket::sim
