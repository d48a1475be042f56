#include "sim/import/compact_yaml.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/scenario/leaf_text.h"

namespace picket::sim {
namespace {

constexpr std::size_t kLongestLine = 120;

std::string in_braces(const TypeInfo& type, void* object, const FieldInfo& info);

/// The fields of a struct that are not as a fresh one has them.
std::vector<Field> given_fields(const TypeInfo& type, void* object) {
  const std::shared_ptr<void> fresh = type.make();
  const std::vector<Field> defaults = type.fields(fresh.get());
  std::vector<Field> given;
  std::size_t i = 0;
  for (const Field& field : type.fields(object)) {
    const Field& usual = defaults[i++];
    const bool same = in_braces(*field.type, field.value, field.info) == in_braces(*usual.type, usual.value, usual.info);
    if (!same || field.info.required) given.push_back(field);
  }
  return given;
}

std::string joined_in(char open, const std::vector<std::string>& parts, char close) {
  return fmt::format("{}{}{}", open, fmt::join(parts, ", "), close);
}

std::string in_braces(const TypeInfo& type, void* object, const FieldInfo& info) {
  if (is_leaf(type, info)) return leaf_text(type, object, info);
  std::vector<std::string> parts;
  switch (type.kind) {
    case TypeKind::kStruct:
      for (const Field& field : given_fields(type, object)) {
        parts.push_back(fmt::format("{}: {}", field.name, in_braces(*field.type, field.value, field.info)));
      }
      return joined_in('{', parts, '}');
    case TypeKind::kList:
      for (std::size_t i = 0; i < type.size(object); ++i) parts.push_back(in_braces(type.element(), type.item(object, i), info));
      return joined_in('[', parts, ']');
    case TypeKind::kMap:
      for (const std::string& key : type.keys(object)) {
        parts.push_back(fmt::format("{}: {}", yaml_text(key), in_braces(type.element(), type.entry(object, key), info)));
      }
      return joined_in('{', parts, '}');
    default: {
      void* present = type.present(object);
      return present == nullptr ? "null" : in_braces(type.element(), present, info);
    }
  }
}

/// A type whose objects a reader wants to see one below the other: a port with its weight is none.
bool is_part(const TypeInfo& type) {
  return type.kind == TypeKind::kStruct && type.fields(type.make().get()).size() > 3;
}

/// A struct with lists or maps of such parts.
bool holds_parts(const TypeInfo& type, void* object) {
  const std::vector<Field> given = given_fields(type, object);
  return std::any_of(given.begin(), given.end(), [](const Field& field) {
    return (field.type->kind == TypeKind::kMap || field.type->kind == TypeKind::kList) && is_part(field.type->element());
  });
}

/// Writes what follows "key:" or "-", line end included.
void write(const TypeInfo& type, void* object, const FieldInfo& info, int indent, std::string& out) {
  const std::string line = in_braces(type, object, info);
  const bool fits = line.size() + static_cast<std::size_t>(indent) < kLongestLine;
  const bool unfolds = type.kind == TypeKind::kMap || type.kind == TypeKind::kList ||
                       (type.kind == TypeKind::kStruct && holds_parts(type, object));
  const bool of_leaves = (type.kind == TypeKind::kList || type.kind == TypeKind::kMap) && is_leaf(type.element(), info);
  if (is_leaf(type, info) || fits || !unfolds || of_leaves) {
    out += fmt::format(" {}\n", line);
    return;
  }
  out += "\n";
  const auto member = [&](std::string_view key, const TypeInfo& of, void* value, const FieldInfo& field) {
    out += fmt::format("{:{}}{}:", "", indent, key);
    write(of, value, field, indent + 2, out);
  };
  if (type.kind == TypeKind::kStruct) {
    for (const Field& field : given_fields(type, object)) member(field.name, *field.type, field.value, field.info);
  } else if (type.kind == TypeKind::kMap) {
    for (const std::string& key : type.keys(object)) member(yaml_text(key), type.element(), type.entry(object, key), info);
  } else {
    for (std::size_t i = 0; i < type.size(object); ++i) {
      std::string item;
      write(type.element(), type.item(object, i), info, indent + 2, item);
      // What unfolds begins on a line of its own: the dash goes before its first key.
      const std::size_t skip = item.starts_with('\n') ? static_cast<std::size_t>(indent) + 3 : 1;
      out += fmt::format("{:{}}- {}", "", indent, item.substr(skip));
    }
  }
}

}  // namespace

std::string compact_yaml(const TypeInfo& type, void* object, int indent) {
  std::string out;
  for (const Field& field : given_fields(type, object)) {
    out += fmt::format("{:{}}{}:", "", indent, field.name);
    write(*field.type, field.value, field.info, indent + 2, out);
  }
  return out;
}

}  // namespace picket::sim
