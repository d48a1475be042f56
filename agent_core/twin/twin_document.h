#pragma once

#include <simdjson.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "agent_core/twin/twin_property.h"
#include "agent_core/twin/twin_update.h"

namespace picket {

/// Bytes of a twin from outside, read into a tree within fixed bounds.
///
/// Model:  refused as a whole if it is larger than the hub allows, nested deeper, no JSON object, not UTF-8,
///         if it holds a number beyond 64 bits, or if an object anywhere has a key twice: then there is no
///         telling which value is meant. A hub delivers no such document.
/// Cost:   a few hundred KB while it lives, for the largest document; O(n log n) in its size.
/// Errors: none thrown; `readable` is false and the problem is in the list.
class TwinTree {
 public:
  TwinTree(std::string_view json, TwinDocument document, TwinProblems& problems);

  /// The document is an object whose keys are unambiguous.
  bool readable() const { return readable_; }
  /// The desired properties: the document itself if it is a patch, else its member "desired", which may
  /// stand in a member "properties" as it does where people edit a twin. Nothing if it is missing or no object.
  const std::optional<simdjson::dom::object>& desired() const { return desired_; }
  /// The hub's `$version` of the desired properties, if it is a whole number >= 0.
  std::optional<std::int64_t> version() const;

 private:
  simdjson::dom::parser parser_;
  bool readable_ = false;
  std::optional<simdjson::dom::object> desired_;
};

/// `$version`, `$metadata`: what the hub adds to a section and no agent reads as a setting.
inline bool is_hub_key(std::string_view key) {
  return key.starts_with('$');
}

/// The value of `element` for `info`; nothing if its type is wrong or a text states no value. The range of a
/// number is not looked at.
std::optional<PropertyValue> read_property(const simdjson::dom::element& element, const PropertyInfo& info,
                                           const TwinDialect& dialect);

}  // namespace picket
