#include "sim/scenario/writer.h"

#include <fmt/format.h>

#include "sim/scenario/leaf_text.h"

namespace picket::sim {

namespace {

class Writer {
 public:
  /// Writes what follows "key:", line end included. `indent` is that of the children.
  void value(const TypeInfo& type, void* object, const FieldInfo& info, int indent) {
    if (is_leaf(type, info)) {
      out_ += fmt::format(" {}\n", leaf_text(type, object, info));
      return;
    }
    switch (type.kind) {
      case TypeKind::kStruct:
        out_ += "\n";
        members(type, object, indent);
        break;
      case TypeKind::kList:
        list(type, object, info, indent);
        break;
      case TypeKind::kMap:
        map(type, object, info, indent);
        break;
      default: {
        void* present = type.present(object);
        if (present == nullptr) {
          out_ += " null\n";
        } else {
          value(type.element(), present, info, indent);
        }
      }
    }
  }

  void members(const TypeInfo& type, void* object, int indent) {
    for (const Field& field : type.fields(object)) {
      out_ += fmt::format("{:{}}{}:", "", indent, field.name);
      value(*field.type, field.value, field.info, indent + 2);
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void list(const TypeInfo& type, void* object, const FieldInfo& info, int indent) {
    const std::size_t n = type.size(object);
    const TypeInfo& element = type.element();
    if (n == 0 || is_leaf(element, info)) {
      out_ += " [";
      for (std::size_t i = 0; i < n; ++i) out_ += (i == 0 ? "" : ", ") + leaf_text(element, type.item(object, i), info);
      out_ += "]\n";
      return;
    }
    out_ += "\n";
    for (std::size_t i = 0; i < n; ++i) {
      out_ += fmt::format("{:{}}-", "", indent);
      value(element, type.item(object, i), info, indent + 2);
    }
  }

  void map(const TypeInfo& type, void* object, const FieldInfo& info, int indent) {
    const std::vector<std::string> keys = type.keys(object);
    if (keys.empty()) {
      out_ += " {}\n";
      return;
    }
    out_ += "\n";
    for (const std::string& key : keys) {
      out_ += fmt::format("{:{}}{}:", "", indent, yaml_text(key));
      value(type.element(), type.entry(object, key), info, indent + 2);
    }
  }

  std::string out_;
};

}  // namespace

std::string write_yaml(const TypeInfo& type, void* object) {
  Writer writer;
  writer.members(type, object, 0);
  return writer.take();
}

}  // namespace picket::sim
