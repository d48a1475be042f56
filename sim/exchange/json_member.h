#pragma once

#include <algorithm>
#include <string_view>

#include <nlohmann/json.hpp>

#include "agent_core/base/ascii.h"

namespace picket::sim {

/// Whether two names are the same but for the case of ASCII letters.
inline bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

/// The member of that name, or else the first whose name differs in case alone; null if there is none, or no object.
inline const nlohmann::json* json_member(const nlohmann::json* object, std::string_view name) {
  if (object == nullptr || !object->is_object()) return nullptr;
  const auto exact = object->find(name);
  if (exact != object->end()) return &*exact;
  for (auto it = object->begin(); it != object->end(); ++it) {
    if (same_word(it.key(), name)) return &it.value();
  }
  return nullptr;
}

}  // namespace picket::sim
