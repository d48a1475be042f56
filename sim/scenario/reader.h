#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "sim/scenario/diagnostics.h"
#include "sim/scenario/type_info.h"
#include "sim/scenario/yaml_tree.h"

namespace picket::sim {

/// Where each value that was given stands, by path ("fleet[0].count"). Values that keep their
/// default are not in it.
using Places = std::map<std::string, Where, std::less<>>;

/// Fills an object from a YAML tree by the fields that its type describes.
///
/// Output: the object with every readable value set, also when there are errors; fields that the
///         text does not mention keep what the object had.
/// Errors: all into `diagnostics`, with path, place and hint.
/// Cost:   linear in the tree, times the number of fields of a struct.
class Reader {
 public:
  Reader(Diagnostics& diagnostics, Places& places) : diagnostics_(diagnostics), places_(places) {}

  void read(const TypeInfo& type, void* object, const FieldInfo& info, const YamlNode& node, const std::string& path);
  template <class T>
  void read(T& object, const YamlNode& node) {
    read(type_of<T>(), &object, FieldInfo{}, node, "");
  }

 private:
  void read_struct(const TypeInfo& type, void* object, const YamlNode& node, const std::string& path);
  void read_list(const TypeInfo& type, void* object, const FieldInfo& info, const YamlNode& node,
                 const std::string& path);
  void read_map(const TypeInfo& type, void* object, const FieldInfo& info, const YamlNode& node,
                const std::string& path);
  void note_places(const YamlNode& node, const std::string& path);
  void unknown_key(const YamlMember& member, const std::vector<Field>& fields, const std::string& path);

  Diagnostics& diagnostics_;
  Places& places_;
};

/// Reads an object of any described type from a text; true if there was no error. For one file
/// without includes, library and overrides.
template <class T>
bool read_text(std::string_view text, std::string name, T& object, Diagnostics& diagnostics, Places& places) {
  const std::size_t errors_before = diagnostics.errors();
  const std::uint32_t source = diagnostics.add_source(std::move(name), std::string(text));
  if (const std::optional<YamlNode> root = parse_yaml(text, source, diagnostics)) {
    Reader(diagnostics, places).read(object, *root);
  }
  return diagnostics.errors() == errors_before;
}

}  // namespace picket::sim
