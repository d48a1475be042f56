#include "sim/scenario/reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent_core/base/closest_word.h"
#include "sim/scenario/leaf_reader.h"

namespace picket::sim {

void Reader::read(const TypeInfo& type, void* object, const FieldInfo& info, const YamlNode& node,
                  const std::string& path) {
  places_[path] = node.where;
  if (type.kind == TypeKind::kOptional) {
    if (node.is_null()) return type.clear(object);
    return read(type.element(), type.emplace(object), info, node, path);
  }
  if (node.is_null()) {
    const std::string_view name =
        std::string_view(path).substr(path.rfind('.') == std::string::npos ? 0 : path.rfind('.') + 1);
    diagnostics_.add(
        Code::kNoValue, node.where, path, "no value",
        path.empty() ? "the file holds no keys" : fmt::format("write a value after '{}:' or remove the key", name));
    return;
  }
  switch (type.kind) {
    case TypeKind::kStruct:
      return read_struct(type, object, node, path);
    case TypeKind::kList:
      return read_list(type, object, info, node, path);
    case TypeKind::kMap:
      return read_map(type, object, info, node, path);
    case TypeKind::kFreeMapping:
      note_places(node, path);
      [[fallthrough]];
    default:
      read_leaf({type, object, info, node, path, diagnostics_});
  }
}

void Reader::read_struct(const TypeInfo& type, void* object, const YamlNode& node, const std::string& path) {
  if (!node.is_map()) {
    diagnostics_.add(Code::kWrongType, node.where, path,
                     fmt::format("expected keys and values, found {}", kind_in_words(node)),
                     "write 'key: value' lines below it");
    return;
  }
  const std::vector<Field> fields = type.fields(object);
  for (const YamlMember& member : node.members) {
    const auto field = std::ranges::find(fields, std::string_view(member.key), &Field::name);
    if (field == fields.end()) {
      unknown_key(member, fields, path);
    } else {
      read(*field->type, field->value, field->info, member.value, child_path(path, member.key));
    }
  }
  for (const Field& field : fields) {
    if (!field.info.required || node.find(field.name) != nullptr) continue;
    diagnostics_.add(Code::kMissingKey, node.where, path, fmt::format("key '{}' is missing", field.name),
                     std::string(field.info.says));
  }
}

void Reader::unknown_key(const YamlMember& member, const std::vector<Field>& fields, const std::string& path) {
  std::vector<std::string_view> names;
  for (const Field& field : fields) names.push_back(field.name);
  std::string hint;
  if (const std::string near = closest_word(member.key, names); !near.empty()) {
    hint = fmt::format("did you mean '{}'?", near);
  } else {
    constexpr std::size_t kMaxListed = 8;
    hint = fmt::format("keys here: {}{}",
                       fmt::join(names.begin(), names.begin() + std::min(names.size(), kMaxListed), ", "),
                       names.size() > kMaxListed ? ", ..." : "");
  }
  diagnostics_.add(Code::kUnknownKey, member.where, child_path(path, member.key), "unknown key", std::move(hint));
}

/// Of what stands inside a mapping that is not ours, so that it can be pointed at.
void Reader::note_places(const YamlNode& node, const std::string& path) {
  for (const YamlMember& member : node.members) {
    places_[child_path(path, member.key)] = member.where;
    note_places(member.value, child_path(path, member.key));
  }
}

void Reader::read_list(const TypeInfo& type, void* object, const FieldInfo& info, const YamlNode& node,
                       const std::string& path) {
  if (!node.is_list()) {
    diagnostics_.add(Code::kWrongType, node.where, path, fmt::format("expected a list, found {}", kind_in_words(node)),
                     "write '[a, b]' or lines that begin with '- '");
    return;
  }
  type.clear(object);
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    read(type.element(), type.append(object), info, node.items[i], item_path(path, i));
  }
}

void Reader::read_map(const TypeInfo& type, void* object, const FieldInfo& info, const YamlNode& node,
                      const std::string& path) {
  if (!node.is_map()) {
    diagnostics_.add(Code::kWrongType, node.where, path,
                     fmt::format("expected names and values, found {}", kind_in_words(node)),
                     "write 'name: value' lines below it");
    return;
  }
  type.clear(object);
  for (const YamlMember& member : node.members) {
    read(type.element(), type.entry(object, member.key), info, member.value, child_path(path, member.key));
  }
}

}  // namespace picket::sim
