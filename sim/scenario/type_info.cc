#include "sim/scenario/type_info.h"

#include <fmt/format.h>

namespace picket::sim {

std::string_view word_of(const TypeInfo& type, WideInteger value) {
  for (const EnumWord& word : type.words) {
    if (word.value == value) return word.name;
  }
  return {};
}

bool is_leaf(const TypeInfo& type, const FieldInfo& info) {
  if (!info.bits.empty()) return true;
  switch (type.kind) {
    case TypeKind::kStruct:
    case TypeKind::kList:
    case TypeKind::kMap:
      return false;
    case TypeKind::kOptional:
      return is_leaf(type.element(), info);
    default:
      return true;
  }
}

std::string child_path(std::string_view parent, std::string_view key) {
  return parent.empty() ? std::string(key) : fmt::format("{}.{}", parent, key);
}

std::string item_path(std::string_view parent, std::size_t index) {
  return fmt::format("{}[{}]", parent, index);
}

}  // namespace picket::sim
