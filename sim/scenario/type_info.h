#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "agent_core/base/quantity.h"
#include "agent_core/base/time.h"
#include "sim/scenario/distribution.h"
#include "sim/scenario/field.h"
#include "sim/scenario/free_mapping.h"

namespace picket::sim {

/// What a field's type is, as far as reading and writing it goes.
enum class TypeKind : std::uint8_t {
  kBool,
  kInteger,
  kReal,
  kText,
  kDuration,
  kTime,
  kBytes,
  kBitRate,
  kMoney,
  kDistribution,
  kFreeMapping,
  kEnum,
  kStruct,
  kList,
  kMap,
  kOptional,
};

__extension__ using WideInteger = __int128;

struct TypeInfo;

/// One field of one object.
struct Field {
  std::string_view name;
  const TypeInfo* type = nullptr;
  void* value = nullptr;
  FieldInfo info;
};

struct EnumWord {
  std::int64_t value;
  std::string_view name;
};

/// A type at run time. The one visitor of `describe` is the FieldLister below; the reader, the
/// writer, the schema and so on walk this, so that each is compiled once and not once per struct.
/// Members are set according to `kind`.
struct TypeInfo {
  TypeKind kind = TypeKind::kBool;

  // kInteger, kEnum
  WideInteger integer_min = 0;
  WideInteger integer_max = 0;
  WideInteger (*load_integer)(const void*) = nullptr;
  void (*store_integer)(void*, WideInteger) = nullptr;
  // kReal
  double (*load_real)(const void*) = nullptr;
  void (*store_real)(void*, double) = nullptr;
  // kEnum
  std::vector<EnumWord> words;
  // kStruct
  std::vector<Field> (*fields)(void*) = nullptr;
  // kList, kMap, kOptional; a function, since a type may hold itself
  const TypeInfo& (*element)() = nullptr;
  // kList
  std::size_t (*size)(const void*) = nullptr;
  void* (*item)(void*, std::size_t) = nullptr;
  void* (*append)(void*) = nullptr;
  // kMap
  std::vector<std::string> (*keys)(const void*) = nullptr;
  void* (*entry)(void*, const std::string& key) = nullptr;  ///< added if missing
  // kOptional
  void* (*present)(void*) = nullptr;  ///< null if empty
  void* (*emplace)(void*) = nullptr;
  // all
  void (*clear)(void*) = nullptr;  ///< to the type's own default
  std::shared_ptr<void> (*make)() = nullptr;
};

template <class T>
const TypeInfo& type_of();

/// The visitor that `describe` sees: lists the fields of one object.
class FieldLister {
 public:
  template <class T>
  void field(std::string_view name, T& value, const FieldInfo& info) {
    fields_.push_back({name, &type_of<T>(), &value, info});
  }
  std::vector<Field> take() { return std::move(fields_); }

 private:
  std::vector<Field> fields_;
};

namespace type_detail {

template <class T>
concept Described = requires(FieldLister& v, T& t) {
  describe(v, t);
};

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsMap : std::false_type {};
template <class T>
struct IsMap<std::map<std::string, T>> : std::true_type {};
template <class T, class Less>
struct IsMap<std::map<std::string, T, Less>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
void set_integer(TypeInfo& info) {
  info.load_integer = [](const void* p) { return static_cast<WideInteger>(*static_cast<const T*>(p)); };
  info.store_integer = [](void* p, WideInteger v) { *static_cast<T*>(p) = static_cast<T>(v); };
}

template <class T>
void set_list(TypeInfo& info) {
  using Item = typename T::value_type;
  static_assert(!std::is_same_v<Item, bool>, "a list of bool has no addressable items");
  info.kind = TypeKind::kList;
  info.element = []() -> const TypeInfo& { return type_of<Item>(); };
  info.size = [](const void* p) { return static_cast<const T*>(p)->size(); };
  info.item = [](void* p, std::size_t i) -> void* { return &(*static_cast<T*>(p))[i]; };
  info.append = [](void* p) -> void* { return &static_cast<T*>(p)->emplace_back(); };
}

template <class T>
void set_map(TypeInfo& info) {
  using Value = typename T::mapped_type;
  info.kind = TypeKind::kMap;
  info.element = []() -> const TypeInfo& { return type_of<Value>(); };
  info.keys = [](const void* p) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : *static_cast<const T*>(p)) keys.push_back(key);
    return keys;
  };
  info.entry = [](void* p, const std::string& key) -> void* { return &(*static_cast<T*>(p))[key]; };
}

template <class T>
void set_optional(TypeInfo& info) {
  using Value = typename T::value_type;
  info.kind = TypeKind::kOptional;
  info.element = []() -> const TypeInfo& { return type_of<Value>(); };
  info.present = [](void* p) -> void* {
    auto& value = *static_cast<T*>(p);
    return value ? &*value : nullptr;
  };
  info.emplace = [](void* p) -> void* { return &static_cast<T*>(p)->emplace(); };
  info.clear = [](void* p) { static_cast<T*>(p)->reset(); };
}

template <class T>
void set_enum(TypeInfo& info) {
  info.kind = TypeKind::kEnum;
  set_integer<T>(info);
  const auto& names = enum_names(T{});
  for (const auto& name : names) info.words.push_back({static_cast<std::int64_t>(name.value), name.name});
}

template <class T>
TypeInfo make_type() {
  TypeInfo info;
  // On the heap: for a temporary GCC 12 warns about members that it believes uninitialized.
  info.clear = [](void* p) { *static_cast<T*>(p) = std::move(*std::make_unique<T>()); };
  info.make = []() -> std::shared_ptr<void> { return std::make_shared<T>(); };
  if constexpr (std::is_same_v<T, bool>) {
    info.kind = TypeKind::kBool;
    set_integer<T>(info);
  } else if constexpr (std::is_same_v<T, std::string>) {
    info.kind = TypeKind::kText;
  } else if constexpr (std::is_same_v<T, Duration>) {
    info.kind = TypeKind::kDuration;
  } else if constexpr (std::is_same_v<T, Time>) {
    info.kind = TypeKind::kTime;
  } else if constexpr (std::is_same_v<T, Bytes>) {
    info.kind = TypeKind::kBytes;
  } else if constexpr (std::is_same_v<T, BitRate>) {
    info.kind = TypeKind::kBitRate;
  } else if constexpr (std::is_same_v<T, Money>) {
    info.kind = TypeKind::kMoney;
  } else if constexpr (std::is_same_v<T, Distribution>) {
    info.kind = TypeKind::kDistribution;
  } else if constexpr (std::is_same_v<T, FreeMapping>) {
    info.kind = TypeKind::kFreeMapping;
  } else if constexpr (Described<T>) {
    info.kind = TypeKind::kStruct;
    info.fields = [](void* p) {
      FieldLister lister;
      describe(lister, *static_cast<T*>(p));
      return lister.take();
    };
  } else if constexpr (std::is_enum_v<T>) {
    set_enum<T>(info);
  } else if constexpr (std::is_integral_v<T>) {
    info.kind = TypeKind::kInteger;
    info.integer_min = static_cast<WideInteger>(std::numeric_limits<T>::min());
    info.integer_max = static_cast<WideInteger>(std::numeric_limits<T>::max());
    set_integer<T>(info);
  } else if constexpr (std::is_floating_point_v<T>) {
    info.kind = TypeKind::kReal;
    info.load_real = [](const void* p) { return static_cast<double>(*static_cast<const T*>(p)); };
    info.store_real = [](void* p, double v) { *static_cast<T*>(p) = static_cast<T>(v); };
  } else if constexpr (IsVector<T>::value) {
    set_list<T>(info);
  } else if constexpr (IsMap<T>::value) {
    set_map<T>(info);
  } else {
    static_assert(IsOptional<T>::value, "no reader for this type of field: see field.h for the list");
    set_optional<T>(info);
  }
  return info;
}

}  // namespace type_detail

/// The description of T; one object per type, for the life of the program.
template <class T>
const TypeInfo& type_of() {
  static const TypeInfo kInfo = type_detail::make_type<T>();
  return kInfo;
}

/// The YAML word of an enumerator, empty if it has none.
std::string_view word_of(const TypeInfo& type, WideInteger value);

/// True for the types that are written on one line: all but structs, lists and maps.
bool is_leaf(const TypeInfo& type, const FieldInfo& info);

/// "a", "b" -> "a.b"; "", "b" -> "b".
std::string child_path(std::string_view parent, std::string_view key);
std::string item_path(std::string_view parent, std::size_t index);

}  // namespace picket::sim
