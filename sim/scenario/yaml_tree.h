#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/scenario/diagnostics.h"

namespace picket::sim {

struct YamlMember;

/// A value of a YAML text with its place. Scalars stay text: what they mean is decided by the
/// field that reads them.
struct YamlNode {
  enum class Kind : std::uint8_t { kNull, kScalar, kList, kMap };
  Kind kind = Kind::kNull;
  bool in_quotes = false;  ///< a scalar in quotes is always a text
  Where where;
  std::string text;
  std::vector<YamlNode> items;
  std::vector<YamlMember> members;  ///< in the order of the file

  YamlNode* find(std::string_view key);
  const YamlNode* find(std::string_view key) const;
  bool is_map() const { return kind == Kind::kMap; }
  bool is_list() const { return kind == Kind::kList; }
  bool is_scalar() const { return kind == Kind::kScalar; }
  bool is_null() const { return kind == Kind::kNull; }
};

struct YamlMember {
  std::string key;
  Where where;
  YamlNode value;
};

/// Bounds on what one text may hold.
inline constexpr std::size_t kMaxYamlBytes = 1U << 20;
inline constexpr std::size_t kMaxYamlNodes = 200'000;
inline constexpr std::size_t kMaxYamlDepth = 64;

/// Reads one YAML 1.2 document (without tags, merge keys and keys that are not scalars). Anchors
/// are expanded, each expansion counting against the bounds.
/// Output: nothing if the text is not usable as a whole; otherwise the tree, with repeated keys
///         reported and their first value kept.
/// Errors: all into `diagnostics`, which must hold the text as `source`.
std::optional<YamlNode> parse_yaml(std::string_view text, std::uint32_t source, Diagnostics& diagnostics);

/// What a plain (unquoted) scalar is in the core schema of YAML 1.2. yes, no, on and off are
/// texts; 010 is ten.
enum class PlainKind : std::uint8_t { kText, kNull, kBool, kInteger, kReal, kNotFinite };
PlainKind plain_kind(std::string_view text);

}  // namespace picket::sim
