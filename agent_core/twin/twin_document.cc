#include "agent_core/twin/twin_document.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "agent_core/message/json_value.h"

namespace picket {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

/// Around a section stand at most "properties" and "desired", and the document's own braces.
constexpr std::size_t kWrapperDepth = 2;

/// The first key that an object anywhere below `value` has twice. Recursion is as deep as the parser allows.
std::optional<std::string_view> duplicate_key(const element& value) {
  if (object members; value.get(members) == simdjson::SUCCESS) {
    std::vector<std::string_view> keys;
    for (const auto [key, member] : members) {
      keys.push_back(key);
      if (const auto below = duplicate_key(member)) return below;
    }
    std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice != keys.end()) return *twice;
  } else if (simdjson::dom::array items; value.get(items) == simdjson::SUCCESS) {
    for (const element item : items) {
      if (const auto below = duplicate_key(item)) return below;
    }
  }
  return std::nullopt;
}

std::optional<object> member_object(const object& of, std::string_view key) {
  object member;
  if (of.at_key(key).get(member) != simdjson::SUCCESS) return std::nullopt;
  return member;
}

std::uint32_t cast_to_signed(double number) {
  constexpr double kLimit = 2'147'483'648.0;
  const double whole = std::trunc(number);
  if (!(whole < kLimit && whole >= -kLimit)) return 0x8000'0000U;
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(whole));
}

std::optional<std::uint32_t> read_integer(const element& value, TwinDialect::Integers integers) {
  if (!value.is_number()) return std::nullopt;
  double number = 0;
  if (value.get(number) != simdjson::SUCCESS) return std::nullopt;
  if (integers == TwinDialect::Integers::kCastToSigned) return cast_to_signed(number);
  if (!is_integer(value) || number < 0 || number > 4'294'967'295.0) return std::nullopt;
  return static_cast<std::uint32_t>(number);
}

}  // namespace

TwinTree::TwinTree(std::string_view json, TwinDocument document, TwinProblems& problems) {
  const std::size_t limit = kMaxTwinSectionBytes * (document == TwinDocument::kWhole ? 2 : 1);
  if (json.size() > limit) {
    problems.add(TwinProblemKind::kTooLarge);
    return;
  }
  const std::size_t depth = kMaxTwinDepth + (document == TwinDocument::kWhole ? kWrapperDepth : 0);
  if (parser_.allocate(json.size() + 1, depth) != simdjson::SUCCESS) {
    problems.add(TwinProblemKind::kNotParsable);
    return;
  }
  const simdjson::padded_string padded(json);  // the parser reads a little past the end
  element root;
  const auto error = parser_.parse(padded).get(root);
  object members;
  if (error != simdjson::SUCCESS || root.get(members) != simdjson::SUCCESS) {
    problems.add(error == simdjson::DEPTH_ERROR ? TwinProblemKind::kTooDeep : TwinProblemKind::kNotParsable);
    return;
  }
  if (const auto twice = duplicate_key(root)) {
    problems.add(TwinProblemKind::kDuplicateKey, *twice);
    return;
  }
  readable_ = true;
  if (document == TwinDocument::kPatch) {
    desired_ = members;
    return;
  }
  desired_ = member_object(member_object(members, "properties").value_or(members), "desired");
  if (!desired_) problems.add(TwinProblemKind::kNoDesired);
}

std::optional<std::int64_t> TwinTree::version() const {
  std::int64_t version = 0;
  if (!desired_ || desired_->at_key("$version").get(version) != simdjson::SUCCESS || version < 0) return std::nullopt;
  return version;
}

std::optional<PropertyValue> read_property(const element& value, const PropertyInfo& info, const TwinDialect& dialect) {
  switch (info.type) {
    case PropertyType::kBoolean: {
      bool flag = false;
      if (value.get(flag) != simdjson::SUCCESS) return std::nullopt;
      return flag;
    }
    case PropertyType::kInteger:
      if (const auto integer = read_integer(value, dialect.integers)) return *integer;
      return std::nullopt;
    default: {
      std::string_view text;
      if (!read_text(value, text)) return std::nullopt;
      return value_from_text(info.type, text, dialect);
    }
  }
}

}  // namespace picket
