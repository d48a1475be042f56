#include "agent_core/aggregate/primitive_registry.h"

#include <algorithm>

namespace picket {
namespace {

std::vector<PrimitiveInfo>& table() {
  static std::vector<PrimitiveInfo> primitives{suppress_primitive(), throttle_primitive(), threshold_primitive(),
                                               sample_primitive(),   window_primitive(),   delta_primitive(),
                                               rate_filter_primitive(), sketch_primitive()};
  return primitives;
}

bool is_word(std::string_view name) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789_";
  return !name.empty() && name.size() <= 64 && name.find_first_not_of(kAllowed) == std::string_view::npos &&
         name.front() >= 'a';
}

bool has_word(std::string_view list, std::string_view word) {
  for (std::size_t at = list.find(word); at != std::string_view::npos; at = list.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) return true;
  }
  return false;
}

}  // namespace

bool register_primitive(const PrimitiveInfo& info) {
  if (!is_word(info.name) || find_primitive(info.name) != nullptr || info.make == nullptr || info.problem == nullptr) {
    return false;
  }
  table().push_back(info);
  return true;
}

const PrimitiveInfo* find_primitive(std::string_view name) {
  const auto found = std::find_if(table().begin(), table().end(), [&](const auto& info) { return info.name == name; });
  return found == table().end() ? nullptr : &*found;
}

std::span<const PrimitiveInfo> all_primitives() {
  return table();
}

std::vector<std::string_view> parameter_names(const PrimitiveInfo& info) {
  std::vector<std::string_view> names;
  std::string_view rest = info.parameters;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (end != 0) names.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return names;
}

bool uses_field(const PrimitiveInfo& info, std::string_view field) {
  return has_word(kCommonReductionFields, field) || has_word(info.uses, field);
}

}  // namespace picket
