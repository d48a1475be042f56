#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline_core/rules/time_part.h"

namespace picket {

/// What changes the texts of a detection item, in the order written.
enum class TextModifier : std::uint8_t {
  kContains,
  kStartsWith,
  kEndsWith,
  kWindash,
  kBase64,
  kBase64Offset,
  kUtf16Le,  ///< `wide` is another word for it
  kUtf16Be,
  kUtf16,  ///< with the byte order mark FF FE in front
};

/// What kind of test a detection item makes.
enum class ItemTest : std::uint8_t { kText, kRegex, kExists, kCidr, kCompare, kTimePart, kFieldRef };

/// The modifiers of a detection item, `Field|modifier|modifier`.
struct ModifierChain {
  ItemTest test = ItemTest::kText;
  std::vector<TextModifier> text;
  std::string comparison = "eq";  ///< lt, lte, gt, gte
  TimePart part = TimePart::kNone;
  bool all = false;
  bool neq = false;
  bool cased = false;
  bool expand = false;
  bool fold = false, multiline = false, dot_newline = false;  ///< of `re`
  bool has(TextModifier modifier) const;
};

/// Reads what follows the field name and its bar. `keyword`: there is no field.
/// Errors: throws RuleProblem for unknown words, and for modifiers that do not go together.
/// Source: Sigma modifiers appendix 2.1; which go together as the reference implementation has it.
ModifierChain read_modifiers(const YAML::Node& key, std::string_view words, bool keyword);

}  // namespace picket
